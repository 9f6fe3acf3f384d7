"""How well claims of two readouts are aligned, and differences found, on the labelled pairs of
``tests/golden/readouts``.

    python benchmarks/readouts.py
    python benchmarks/readouts.py background       writes data/readouts/words.csv anew from examples/dispatches

Beside the method stands the baseline: words alone, with the threshold that is best on the dev split. Intervals are
percentile bootstrap over the pairs of texts. Differences are scored over the claims that are truly one, given that
they were aligned, so that a fault of the alignment does not count twice; and end to end.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import detente.reading
from detente.actors import load_actors
from detente.coding import Coder
from detente.lexicon import load_lexicon
from detente.parsing import Parser, split
from detente.readouts import LEXICAL, THRESHOLD, Claim, align, claims, differences, load_terms
from detente.readouts.words import stems
from detente.records import Document
from readout_cases import KINDS, Pair, Text, pairs

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "src" / "detente" / "data" / "readouts" / "words.csv"
SEED, DRAWS = 20231219, 2000
Counts = tuple[int, int, int]  # hits, said, true


@dataclass(frozen=True)
class Read:
    """A labelled pair with its claims."""

    pair: Pair
    a: tuple[Claim, ...]
    b: tuple[Claim, ...]


def read(name: str) -> list[Read]:
    found = pairs(name)
    texts = [text for pair in found for text in (pair.a, pair.b)]
    parses = {p.sentence_id: p for p in Parser.load().parse(s for t in texts for s in t.sentences)}
    coder = Coder(load_actors(), load_lexicon())

    def of(text: Text) -> tuple[Claim, ...]:
        events = coder.code(text.document, text.sentences, parses)
        return claims(text.document, text.sentences, events, actors=load_actors(), terms=load_terms())

    return [Read(pair, of(pair.a), of(pair.b)) for pair in found]


def linked(row: Read, **options: object) -> set[tuple[int, int]]:
    found = align(row.a, row.b, **options)  # type: ignore[arg-type]
    return {(row.a[k.a].sentence.ordinal, row.b[k.b].sentence.ordinal) for k in found}


def alignment(row: Read, **options: object) -> Counts:
    said = linked(row, **options)
    return len(said & row.pair.links.keys()), len(said), len(row.pair.links)


def kinds(row: Read, kind: str, *, end_to_end: bool) -> Counts:
    """Count differences of a kind: over all pairs said and true, or over the true pairs alone."""
    at = {(i.sentence.ordinal, j.sentence.ordinal): (i, j) for i in row.a for j in row.b}
    looked = linked(row) if end_to_end else set(row.pair.links) & set(at)
    said = {pair for pair in looked if kind in {d.kind for d in differences(*at[pair])}}
    true = {pair for pair, has in row.pair.links.items() if kind in has}
    return len(said & true), len(said), len(true)


def prf(counts: Sequence[Counts]) -> tuple[float, float, float]:
    hits, said, true = (sum(c[n] for c in counts) for n in range(3))
    return hits / max(said, 1), hits / max(true, 1), 2 * hits / max(said + true, 1)


def line(name: str, counts: Sequence[Counts]) -> str:
    rng = np.random.default_rng(SEED)
    values = [prf([counts[r] for r in rng.integers(0, len(counts), len(counts))])[2] for _ in range(DRAWS)]
    low, high = np.quantile(values, [0.025, 0.975])
    p, r, f = prf(counts)
    true = sum(c[2] for c in counts)
    return f"  {name:34} {p:.2f}  {r:.2f}  {f:.2f} [{low:.2f}, {high:.2f}]  n = {true}"


def best_threshold(rows: Sequence[Read]) -> float:
    """Return the baseline's best threshold on these rows."""
    steps: list[float] = [float(x) for x in np.arange(0.02, 0.6, 0.02)]
    score: Callable[[float], float] = lambda t: prf([alignment(r, features=LEXICAL, threshold=t) for r in rows])[2]  # noqa: E731
    return max(steps, key=score)


def report(name: str, rows: Sequence[Read], threshold: float) -> list[str]:
    out = [f"{name}: {len(rows)} pairs of texts            precision, recall, F1 [95%]"]
    out.append(line("alignment", [alignment(r, threshold=THRESHOLD) for r in rows]))
    words = [alignment(r, features=LEXICAL, threshold=threshold) for r in rows]
    out.append(line(f"  words alone (above {threshold:.2f})", words))
    for kind in KINDS:
        out.append(line(f"{kind}, of the true pairs", [kinds(r, kind, end_to_end=False) for r in rows]))
        out.append(line("  end to end", [kinds(r, kind, end_to_end=True) for r in rows]))
    return out


def background() -> None:
    """Count in how many sentences of the example dispatches each word stands."""
    found = detente.reading.read([str(ROOT / "examples" / "dispatches")])
    sentences = [s for d in found if isinstance(d, Document) for s in split(d)]
    counts = Counter(w for s in sentences for w in set(re.findall(r"[^\W\d_]+", s.text.lower())) if stems(w))
    lines = [f"{word},{n}" for word, n in sorted(counts.items())]
    head = "# word, number of sentences of examples/dispatches that hold it; the row without a word: all sentences"
    WORDS.write_text("\n".join((head, f",{len(sentences)}", *lines)) + "\n", "utf-8")


def main() -> None:
    if sys.argv[1:] == ["background"]:
        background()
        return
    splits = {name: read(name) for name in ("dev", "test", "northeast", "world") if pairs(name)}
    threshold = best_threshold(splits["dev"])
    for name, rows in splits.items():
        sys.stdout.write("\n".join(report(name, rows, threshold)) + "\n")


if __name__ == "__main__":
    main()
