"""Fit the confidence of events and of answers for given pairs, and write ``data/confidence.yaml``.

    python benchmarks/confidence.py [--data ../shared/data] [--dry-run]

Events: the verdicts of ``tests/gold/judged.csv``, joined with a fresh coding, and the events found in labelled items
(``tests/gold/events_*.jsonl``, where there are some). Answers: the marked pairs of plv, the
half that was read. How well the statements hold out of sample stands in docs/accuracy.md (benchmarks/accuracy.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.actors import load_actors
from detente.coding import Coder
from detente.coding.confidence import EVENT_FEATURES, PAIR_FEATURES
from detente.coding.pair import Pair, answer, candidates, features_of
from detente.coding.tree import Tree
from detente.evaluate import read_split, root_of
from detente.evaluate.calibration import cross_validated, fit
from detente.evaluate.formats import PairItem, read_pairs
from detente.evaluate.scores import Calibration, calibration
from detente.lexicon import Lexicon, load_lexicon
from detente.parsing import Parser
from detente.records import Sentence, content_id
from opentext import ITEMS, LABELLED, ROOT, SHARED, SPLIT, Judged, judged, labelled

TARGET = ROOT / "src" / "detente" / "data" / "confidence.yaml"
PENALTY = 3.0
HEAD = """\
# How sure the coder may be: coefficients of two logistic models (detente.coding.confidence says what each feature
# asks). Written by the command below; do not edit. A positive coefficient speaks for the event.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a model is fitted to: features, whether the event was right, and what vouches for each other."""

    features: list[dict[str, float]]
    right: list[bool]
    groups: list[str]

    def out_of_sample(self, names: Sequence[str]) -> Calibration:
        """State by cross-validation, and compare with the verdicts."""
        return calibration(self.stated_out_of_sample(names), self.right)

    def stated_out_of_sample(self, names: Sequence[str]) -> list[float]:
        """State each item's confidence by a model that never saw its group."""
        return cross_validated(self.features, self.right, names, self.groups, penalty=PENALTY)


def events_of(verdicts: Sequence[Judged], coder: Coder, parser: Parser) -> Sample:
    """Take verdicts by reading that still hold, and events found in labelled items."""
    rows = [(j.features, j.verdict.right, j.verdict.document_id) for j in verdicts if j.event]
    rows += [row for path in ITEMS for row in labelled(path, coder, parser)]
    return Sample([f for f, _, _ in rows], [r for _, r, _ in rows], [g for _, _, g in rows])


def pairs(data: Path, parser: Parser, lexicon: Lexicon) -> Sample:
    path = data / "gold" / LABELLED["plv"]
    items = read_split(SPLIT).keep(read_pairs("plv", path), path, "read")
    rows = list(_answered(items, parser, lexicon))
    return Sample([f for f, _ in rows], [r for _, r in rows], [i.text for i in items])


def _answered(items: list[PairItem], parser: Parser, lexicon: Lexicon) -> Iterator[tuple[dict[str, float], bool]]:
    sentences = (Sentence(content_id(i.text), "", 0, 0, len(i.text), i.text) for i in items)
    for item, parse in zip(items, parser.parse(sentences), strict=True):
        tree = Tree(parse)
        pair = Pair(tree, item.source, item.target)
        given = answer(tree, lexicon, pair)
        yield (
            features_of(tree, candidates(tree, lexicon, pair)),
            root_of(given.event_type, given.mode, given.status) == item.gold,
        )


def written(by_event: Sample, by_pair: Sample) -> str:
    lines = [
        HEAD + "fitted:",
        "  command: python benchmarks/confidence.py",
        f"  penalty: {PENALTY}",
        f"  events: {len(by_event.right)}",
        f"  pairs: {len(by_pair.right)}",
    ]
    for name, sample, features in (("event", by_event, EVENT_FEATURES), ("pair", by_pair, PAIR_FEATURES)):
        model = fit(sample.features, sample.right, features, penalty=PENALTY)
        lines += [f"{name}:", *(f"  {feature}: {value:.4f}" for feature, value in model.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--data", type=Path, default=SHARED)
    options.add_argument("--dry-run", action="store_true", help="print the coefficients, write nothing")
    given = options.parse_args()
    parser, lexicon = Parser.load(), load_lexicon()
    coder = Coder(load_actors(), lexicon)
    by_event = events_of(judged(given.data, coder, parser), coder, parser)
    by_pair = pairs(given.data, parser, lexicon)
    text = written(by_event, by_pair)
    if given.dry_run:
        print(text)
    else:
        TARGET.write_text(text, "utf-8")
    for name, sample, features in (("events", by_event, EVENT_FEATURES), ("pairs", by_pair, PAIR_FEATURES)):
        c = sample.out_of_sample(features)
        print(
            f"{name}: n {c.n}, right {sum(sample.right) / c.n:.3f}; cross-validated ECE {c.ece:.3f}, "
            f"Brier skill {c.brier_skill:+.3f}, AUROC {c.auroc:.3f}"
        )


if __name__ == "__main__":
    main()
