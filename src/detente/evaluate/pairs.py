"""Pair formats scored: the sentence and the two sides are given, and the coder always answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from detente.coding.pair import Answer, Pair, answer
from detente.coding.tree import Tree
from detente.evaluate import scores
from detente.evaluate.formats import PairItem
from detente.evaluate.results import Evaluation, Prediction
from detente.lexicon import Lexicon
from detente.parsing import Parser
from detente.records import Sentence, content_id

__all__ = ["quad_of", "root_of", "score_pairs"]

# The fifteen roots of the labelled pairs: PLOVER's types with CONCEDE and RETREAT taken together as of old.
_ROOTS = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
_QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "YIELD": 2, "COOPERATE": 2, "AID": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip


def root_of(event_type: str) -> str:
    """Map a PLOVER type to the older fifteen roots."""
    return _ROOTS.get(event_type, event_type)


def quad_of(root: str) -> int:
    """Quad class of a root as the labelled pairs have it (YIELD is always 2)."""
    return _QUADS[root]


def score_pairs(kind: str, items: Sequence[PairItem], parser: Parser, lexicon: Lexicon) -> Evaluation:
    """Answer for each pair, and score the answers where the file has the truth."""
    answers = list(_answers(items, parser, lexicon))
    made = tuple(_prediction(kind, item, a) for item, a in zip(items, answers, strict=True))
    judged = [p for p in made if p.gold is not None]
    gold, said = [str(p.gold) for p in judged], [p.label for p in judged]
    figures = _figures("", gold, said)
    if kind == "plv":
        quads = [(i.gold_quad, p.quad) for i, p in zip(items, made, strict=True) if i.gold_quad]
        figures |= _figures("quad ", [str(g) for g, _ in quads], [q for _, q in quads])
    right = [bool(p.right) for p in judged]
    return Evaluation(
        kind, len(made), figures, tuple(scores.by_class(gold, said)), dict(Counter(zip(gold, said, strict=True))),
        sum(not a.backed_off for a in answers) / max(1, len(answers)), made,
        scores.calibration([p.confidence for p in judged], right) if judged else None,
    )  # fmt: skip


def _answers(items: Sequence[PairItem], parser: Parser, lexicon: Lexicon) -> Iterator[Answer]:
    sentences = (Sentence(content_id(i.text), "", 0, 0, len(i.text), i.text) for i in items)
    for item, parse in zip(items, parser.parse(sentences), strict=True):
        tree = Tree(parse)
        yield answer(tree, lexicon, Pair(tree, item.source, item.target))


def _figures(prefix: str, gold: Sequence[str], said: Sequence[str]) -> dict[str, scores.Interval]:
    if not gold:
        return {}
    return {
        f"{prefix}macro-F1": scores.bootstrap(scores.macro_f1, gold, said),
        f"{prefix}accuracy": scores.bootstrap(scores.accuracy, gold, said),
    }


def _prediction(kind: str, item: PairItem, given: Answer) -> Prediction:
    root = root_of(given.event_type)
    quad = str(quad_of(root))
    label = root if kind == "plv" else quad
    if kind == "aw":
        label = "cooperation" if quad_of(root) <= 2 else "conflict"
    right = None if item.gold is None else label == item.gold
    return Prediction(item.uid, root, quad, label, given.confidence, given.rules, item.gold, item.text, right)
