"""Text formats scored: nothing is given but the text, and events found are matched with the true ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from detente.coding import Coder
from detente.evaluate import scores
from detente.evaluate.formats import TextItem
from detente.evaluate.matching import Matched, match_events, states_of
from detente.evaluate.results import Evaluation, Prediction
from detente.parsing import Parser, split
from detente.records import Document, Event, Origin

__all__ = ["LEVELS", "score_texts"]

LEVELS = ("event", "event and actors", "event, actors and status")
_STRICT = "event and actors"
_NONE = "-"  # no event on this side


def score_texts(kind: str, items: Sequence[TextItem], parser: Parser, coder: Coder) -> Evaluation:
    """Code each text, and score what was found against what is true, at each level of strictness."""
    coded = zip(items, _coded(items, parser, coder), strict=True)
    matched = tuple(m for item, events in coded for m in match_events(item, events))
    figures = {name: value for level in LEVELS for name, value in _figures(matched, level).items()}
    gold = [m.true.event_type if m.true else _NONE for m in matched]
    said = [_type(m.found) for m in matched]
    classes = [c for c in scores.by_class(gold, said) if c.label != _NONE]
    true = sum(m.true is not None for m in matched)
    made = tuple(_prediction(m) for m in matched)
    found = [p for p in made if p.root != _NONE]
    return Evaluation(
        kind, len(items), figures if true else {}, tuple(classes), dict(Counter(zip(gold, said, strict=True))),
        sum(m.found is not None for m in matched if m.true) / max(1, true), made,
        scores.calibration([p.confidence for p in found], [bool(p.right) for p in found]) if found and true else None,
        matched,
    )  # fmt: skip


def _coded(items: Sequence[TextItem], parser: Parser, coder: Coder) -> Iterator[list[Event]]:
    """Code all texts with one pass of the parser."""
    documents = [
        Document.make(
            item.text, origin=Origin("labelled", record=item.uid), publisher=item.publisher, published=item.published
        )
        for item in items
    ]
    sentences = [split(d) for d in documents]
    kept = [coder.worth_parsing(d, s) for d, s in zip(documents, sentences, strict=True)]
    parses = parser.parse(s for group in kept for s in group)
    for document, every, group in zip(documents, sentences, kept, strict=True):
        trees = {s.id: next(parses) for s in group}
        yield list(coder.code(document, every, trees))


def _figures(matched: Sequence[Matched], level: str) -> dict[str, scores.Interval]:
    hits = sum(m.hit(level) for m in matched)
    said, true = sum(m.found is not None for m in matched), sum(m.true is not None for m in matched)
    return {
        f"{level} F1": scores.bootstrap(_f1_of_cells, *_cells(matched, level)),
        f"{level} precision": scores.wilson(hits, said),
        f"{level} recall": scores.wilson(hits, true),
    }


def _cells(matched: Iterable[Matched], level: str) -> tuple[list[str], list[str]]:
    """Write matches as label pairs so that the bootstrap can draw them: hit, miss (true only), false (found only)."""
    rows = list(matched)
    true = ["t" if m.true else "-" for m in rows]
    found = [("h" if m.hit(level) else "f") if m.found else "-" for m in rows]
    return true, found


def _f1_of_cells(true: scores.Labels, found: scores.Labels) -> float:
    hits = sum(f == "h" for f in found)
    return scores.set_f1(hits, sum(f != "-" for f in found), sum(t == "t" for t in true))


def _prediction(matched: Matched) -> Prediction:
    found, true = matched.found, matched.true
    actor, recipient = states_of(found) if found else (frozenset[str](), frozenset[str]())
    sides = {"actor": _side(actor), "recipient": _side(recipient), "status": found.status if found else "-"}
    if true:
        sides |= {
            "gold_actor": _side(true.actor), "gold_recipient": _side(true.recipient), "gold_status": true.status
        }  # fmt: skip
    return Prediction(
        matched.uid, _type(found), str(found.quad_class or "-") if found else "-", _type(found),
        found.confidence if found else 0.0, found.rules if found else (), true.event_type if true else None,
        matched.text, matched.hit(_STRICT), sides,
    )  # fmt: skip


def _side(states: frozenset[str]) -> str:
    return ",".join(sorted(states)) or "-"


def _type(found: Event | None) -> str:
    return (found.event_type if found else None) or _NONE
