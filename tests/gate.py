"""The quality gate: what is measured, and the floors that it may not fall below.

    python tests/gate.py            measure, and raise the floors that have been passed
    python tests/gate.py --lower    also lower those that are not met; say why in the commit

Floors stand in ``tests/golden/floors.json``, ``SLACK`` below what was measured when they were set: another processor
rounds the parser's sums differently, and now and then a tree tips over.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from batches import code_cases, document
from cases import GOLDEN, Case, all_cases, verdict
from detente.actors import Actors, load_actors
from detente.coding import Coder
from detente.evaluate import evaluate
from detente.lexicon import Lexicon, load_lexicon
from detente.parsing import Parser, split
from detente.records import Event
from probes import PROBES, world
from treebank import Tree, read_trees

GOLD = Path(__file__).parent / "gold"
FLOORS = Path(__file__).parent / "golden" / "floors.json"
SLACK = 0.005


class FloorLoweredError(Exception):
    """Raised for a new floor below the old one that nobody asked for."""


@dataclass(frozen=True)
class Rate:
    """How many of how many came out right; ``faults`` says what is wrong with the others, by place or text."""

    right: int
    n: int
    faults: Mapping[str, Sequence[str]]

    @property
    def share(self) -> float:
        return self.right / self.n

    def __str__(self) -> str:
        return f"{self.right} of {self.n} right ({self.share:.3f})"


# -- what is measured -----------------------------------------------------------------------------------------


def golden_live(coder: Coder, parser: Parser) -> Rate:
    """Golden cases as the pipeline codes them."""
    cases = all_cases()
    return _rate(cases, code_cases(cases, coder, parser))


def golden_written(coder: Coder) -> tuple[Rate, int]:
    """Golden cases on their written parses, without a model; also, how many have a tree corrected by hand."""
    trees = {path.stem: read_trees(path) for path in sorted(GOLDEN.glob("*.conllu"))}
    cases, events, corrected = [], [], 0
    for case in all_cases():
        written = trees.get(case.place.partition(".")[0], {}).get(case.title)
        if written and (found := _on_trees(case, written, coder)) is not None:
            cases.append(case)
            events.append(found)
            corrected += any(t.by_hand for t in written)
    return _rate(cases, events), corrected


def _on_trees(case: Case, written: Sequence[Tree], coder: Coder) -> list[Event] | None:
    whole = document(case)
    sentences = split(whole)
    by_text = {t.text: t for t in written}
    if any(s.text not in by_text for s in sentences):
        return None
    return coder.code(whole, sentences, {s.id: by_text[s.text].parse(s.id) for s in sentences})


def _rate(cases: Sequence[Case], events: Sequence[list[Event]]) -> Rate:
    faults = {f"{c.place} {c.title}": verdict(c, e) for c, e in zip(cases, events, strict=True)}
    wrong = {place: found for place, found in faults.items() if found}
    return Rate(len(cases) - len(wrong), len(cases), wrong)


def probes(coder: Coder, parser: Parser, actors: Actors, lexicon: Lexicon) -> dict[str, Rate]:
    """All probes, coded with one pass of the parser; a trial holds when all of its cases come out right."""
    given = world(actors, lexicon)
    trials = {name: list(probe(given)) for name, probe in PROBES.items()}
    cases = [case for found in trials.values() for trial in found for case in trial]
    coded = iter(code_cases(cases, coder, parser))
    rates = {}
    for name, found in trials.items():
        wrong: dict[str, Sequence[str]] = {}
        for trial in found:
            faults = [(c.text, verdict(c, next(coded))) for c in trial]
            if any(f for _, f in faults):
                wrong[" | ".join(text for text, _ in faults)] = [x for _, f in faults for x in f]
        rates[name] = Rate(len(found) - len(wrong), len(found), wrong)
    return rates


def labelled_pairs(parser: Parser, lexicon: Lexicon) -> Rate:
    """Our own marked pairs (``tests/gold/pairs.tsv``), root by root."""
    answers = evaluate("plv", [GOLD / "pairs.tsv"], parser=parser, lexicon=lexicon).predictions
    wrong = {p.text: [f"{p.gold}, not {p.root}"] for p in answers if p.gold != p.root}
    return Rate(len(answers) - len(wrong), len(answers), wrong)


def news_items(name: str, parser: Parser, lexicon: Lexicon, actors: Actors) -> float:
    """F1 of events with both sides' states, type included, on our own labelled news (``events_dev.jsonl`` ...)."""
    scored = evaluate("events", [GOLD / f"{name}.jsonl"], parser=parser, lexicon=lexicon, actors=actors)
    return scored.figures["event and actors F1"].estimate


# -- floors ---------------------------------------------------------------------------------------------------


def floors() -> dict[str, float]:
    found: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    return found


def repinned(old: Mapping[str, float], shares: Mapping[str, float], *, lower: bool = False) -> dict[str, float]:
    """Set floors anew: raised where the measure has passed them; raises FloorLoweredError unless told to lower."""
    new = {name: max(0.0, math.floor((share - SLACK) * 1000) / 1000) for name, share in shares.items()}
    fallen = [name for name, floor in new.items() if shares[name] < old.get(name, 0.0) and floor < old[name]]
    if fallen and not lower:
        told = ", ".join(f"{name} {shares[name]:.3f} < {old[name]:.3f}" for name in fallen)
        raise FloorLoweredError(f"below the floor: {told}. Mend the coder, or lower on purpose: --lower")
    kept = {name: floor if name in fallen else max(floor, old.get(name, 0.0)) for name, floor in new.items()}
    return {**old, **kept}


def measured() -> Iterator[tuple[str, Rate]]:
    actors, lexicon, parser = load_actors(), load_lexicon(), Parser.load()
    coder = Coder(actors, lexicon)
    yield "golden", golden_live(coder, parser)
    yield "golden.written", golden_written(coder)[0]
    yield "pairs", labelled_pairs(parser, lexicon)
    yield from ((f"probe.{name}", rate) for name, rate in probes(coder, parser, actors, lexicon).items())


def scored() -> Iterator[tuple[str, float]]:
    actors, lexicon, parser = load_actors(), load_lexicon(), Parser.load()
    for path in sorted(GOLD.glob("events_*.jsonl")):
        yield path.stem, news_items(path.stem, parser, lexicon, actors)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--lower", action="store_true", help="lower floors that are not met")
    shares = {}
    for name, rate in measured():
        print(f"{name}: {rate}")
        shares[name] = rate.share
    for name, f1 in scored():
        print(f"{name}: F1 {f1:.3f}")
        shares[name] = f1
    try:
        new = repinned(floors(), shares, lower=options.parse_args().lower)
    except FloorLoweredError as error:
        raise SystemExit(str(error)) from error
    FLOORS.write_text(json.dumps(dict(sorted(new.items())), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
