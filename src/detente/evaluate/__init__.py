"""Scores the coder against labelled text: ``evaluate("plv", path)``.

Two kinds of question. *Pair* formats (``plv``, ``aw``, ``penta``) give a sentence and the pair, and the coder
always answers with a label. *Text* formats (``plover-gsr``, ``events``) give nothing but the text, and events
found are matched one to one with the true ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detente.actors import Actors, load_actors
from detente.coding import Coder
from detente.coding.pair import Answer, Pair, answer
from detente.coding.tree import Tree
from detente.errors import UsageError
from detente.evaluate import scores
from detente.evaluate.formats import FORMATS, PairItem, TextItem, read_events, read_pairs
from detente.evaluate.matching import Matched, match_events
from detente.lexicon import Lexicon, load_lexicon
from detente.parsing import Parser, split
from detente.records import Document, Event, Origin, Sentence, content_id

__all__ = ["FORMATS", "Evaluation", "Prediction", "evaluate", "quad_of", "root_of"]

# The fifteen roots of the labelled pairs: PLOVER's types with CONCEDE and RETREAT taken together as of old.
_ROOTS = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
_QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "YIELD": 2, "COOPERATE": 2, "AID": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
_BY_MODE: dict[tuple[str, str | None], str] = {("SANCTION", "embargo"): "COERCE", ("COERCE", "cyber"): "ASSAULT"}
_FORCE = frozenset({"MOBILIZE", "PROTEST", "COERCE", "ASSAULT"})
_TEXT = ("plover-gsr", "events")


@dataclass(frozen=True, slots=True)
class Prediction:
    """One answer, beside the truth where the file has it."""

    uid: str
    root: str
    quad: str
    confidence: float
    rules: tuple[str, ...]
    gold: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is said of a run: figures by name, scores by class, the confusion table, every answer."""

    kind: str
    n: int
    figures: dict[str, scores.Interval]
    classes: tuple[scores.ClassScore, ...]
    confusion: dict[tuple[str, str], int]
    coverage: float
    predictions: tuple[Prediction, ...]
    calibration: scores.Calibration | None = None
    matched: tuple[Matched, ...] = field(default=())


def root_of(event_type: str, mode: str | None = None, status: str = "asserted") -> str:
    """Say an act in the older fifteen roots, by the conventions of the labelled pairs.

    They follow the published crosswalk, where sanctions (163) are COERCE, count attacks in cyberspace as ASSAULT,
    and take an announced hostile act for a threat.
    """
    root = _BY_MODE.get((event_type, mode), _ROOTS.get(event_type, event_type))
    return "THREATEN" if status == "planned" and root in _FORCE else root


def quad_of(root: str) -> int:
    """Quad class of a root as the labelled pairs have it (YIELD is always 2)."""
    return _QUADS[root]


def evaluate(
    kind: str,
    paths: Iterable[Path],
    *,
    parser: Parser | None = None,
    lexicon: Lexicon | None = None,
    actors: Actors | None = None,
) -> Evaluation:
    """Score the coder on files of one format; counts add up across files. Raises UsageError, InputError."""
    if kind not in FORMATS:
        raise UsageError(f"no format '{kind}'; choose one of {', '.join(FORMATS)}")
    parser, lexicon = parser or Parser.load(), lexicon or load_lexicon()
    if kind in _TEXT:
        items = [item for path in paths for item in read_events(kind, path)]
        return _score_texts(kind, items, parser, Coder(actors or load_actors(), lexicon))
    pairs = [item for path in paths for item in read_pairs(kind, path)]
    return _score_pairs(kind, pairs, list(_answers(pairs, parser, lexicon)))


# -- pairs ----------------------------------------------------------------------------------------------------


def _answers(items: list[PairItem], parser: Parser, lexicon: Lexicon) -> Iterator[Answer]:
    sentences = (Sentence(content_id(i.text), "", 0, 0, len(i.text), i.text) for i in items)
    for item, parse in zip(items, parser.parse(sentences), strict=True):
        tree = Tree(parse)
        yield answer(tree, lexicon, Pair(tree, item.source, item.target))


def _score_pairs(kind: str, items: list[PairItem], answers: list[Answer]) -> Evaluation:
    made = tuple(_prediction(kind, item, a) for item, a in zip(items, answers, strict=True))
    judged = [p for p in made if p.gold is not None]
    gold, said = [str(p.gold) for p in judged], [_label(kind, p) for p in judged]
    figures = {}
    if judged:
        figures["macro-F1"] = scores.bootstrap(scores.macro_f1, gold, said)
        figures["accuracy"] = scores.bootstrap(scores.accuracy, gold, said)
    quads = [(i.gold_quad, p.quad) for i, p in zip(items, made, strict=True) if i.gold_quad and kind == "plv"]
    if quads:
        true, given = [str(g) for g, _ in quads], [q for _, q in quads]
        figures["quad macro-F1"] = scores.bootstrap(scores.macro_f1, true, given)
        figures["quad accuracy"] = scores.bootstrap(scores.accuracy, true, given)
    right = [g == s for g, s in zip(gold, said, strict=True)]
    return Evaluation(
        kind, len(made), figures, tuple(scores.by_class(gold, said)), dict(Counter(zip(gold, said, strict=True))),
        sum(not a.backed_off for a in answers) / max(1, len(answers)), made,
        scores.calibration([p.confidence for p in judged], right) if judged else None,
    )  # fmt: skip


def _prediction(kind: str, item: PairItem, given: Answer) -> Prediction:
    root = root_of(given.event_type, given.mode, given.status)
    return Prediction(item.uid, root, str(quad_of(root)), given.confidence, given.rules, item.gold, item.text)


def _label(kind: str, prediction: Prediction) -> str:
    if kind == "aw":
        return "cooperation" if int(prediction.quad) <= 2 else "conflict"
    return prediction.quad if kind == "penta" else prediction.root


# -- texts ----------------------------------------------------------------------------------------------------


def _score_texts(kind: str, items: list[TextItem], parser: Parser, coder: Coder) -> Evaluation:
    matched = tuple(m for item in items for m in match_events(item, _coded(item, parser, coder)))
    figures = {}
    for level in ("event", "event and actors"):
        hits, said, true = _tally(matched, level)
        figures[f"{level} F1"] = scores.bootstrap(_f1_of_cells, *_cells(matched, level))
        figures[f"{level} precision"] = scores.wilson(hits, said)
        figures[f"{level} recall"] = scores.wilson(hits, true)
    gold = [m.true.event_type for m in matched if m.true]
    said_types = [m.found.event_type or "-" if m.found else "-" for m in matched if m.true]
    made = tuple(_text_prediction(m) for m in matched)
    return Evaluation(
        kind, len(items), figures, tuple(scores.by_class(gold, said_types)),
        dict(Counter(_types(m) for m in matched)),
        sum(m.found is not None for m in matched if m.true) / max(1, len(gold)), made, matched=matched,
    )  # fmt: skip


def _coded(item: TextItem, parser: Parser, coder: Coder) -> list[Event]:
    document = Document.make(
        item.text,
        origin=Origin("labelled", record=item.uid),
        publisher=item.publisher,
        published=item.published,
    )
    sentences = split(document)
    parses = {p.sentence_id: p for p in parser.parse(sentences)}
    return list(coder.code(document, sentences, parses))


def _tally(matched: Iterable[Matched], level: str) -> tuple[int, int, int]:
    rows = list(matched)
    hits = sum(m.hit(level) for m in rows)
    return hits, sum(m.found is not None for m in rows), sum(m.true is not None for m in rows)


def _cells(matched: Iterable[Matched], level: str) -> tuple[list[str], list[str]]:
    """Write matches as label pairs so that the bootstrap can draw them: hit, miss (true only), false (found only)."""
    rows = list(matched)
    true = ["t" if m.true else "-" for m in rows]
    found = [("h" if m.hit(level) else "f") if m.found else "-" for m in rows]
    return true, found


def _f1_of_cells(true: scores.Labels, found: scores.Labels) -> float:
    hits = sum(f == "h" for f in found)
    return scores.set_f1(hits, sum(f != "-" for f in found), sum(t == "t" for t in true))


def _text_prediction(matched: Matched) -> Prediction:
    found = matched.found
    kind = found.event_type if found and found.event_type else "-"
    return Prediction(
        matched.uid, kind, str(found.quad_class or "-") if found else "-", found.confidence if found else 0.0,
        found.rules if found else (), matched.true.event_type if matched.true else None, matched.text,
    )  # fmt: skip


def _types(matched: Matched) -> tuple[str, str]:
    found = matched.found.event_type or "-" if matched.found else "-"
    return matched.true.event_type if matched.true else "-", found
