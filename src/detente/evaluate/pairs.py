"""Pair formats scored: the sentence and the two sides are given, and the coder always answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from detente.coding.pair import Answer, Pair, answer, candidates
from detente.coding.tree import Tree
from detente.evaluate import scores
from detente.evaluate.formats import PairItem
from detente.evaluate.results import Evaluation, Prediction
from detente.evaluate.statements import sign_of_statement
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

_BY_MODE: dict[tuple[str, str | None], str] = {("SANCTION", "embargo"): "COERCE", ("COERCE", "cyber"): "ASSAULT"}
_FORCE = frozenset({"MOBILIZE", "PROTEST", "COERCE", "ASSAULT"})
_STATEMENT = "STATEMENT"


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


def score_pairs(kind: str, items: Sequence[PairItem], parser: Parser, lexicon: Lexicon) -> Evaluation:
    """Answer for each pair, and score the answers where the file has the truth."""
    given = list(_answers(items, parser, lexicon, statements=kind == "penta"))
    made = tuple(_prediction(kind, item, *g) for item, g in zip(items, given, strict=True))
    judged = [p for p in made if p.gold is not None]
    gold, said = [str(p.gold) for p in judged], [p.label for p in judged]
    figures = _figures("", gold, said)
    if kind == "plv":
        quads = [(i.gold_quad, p.quad) for i, p in zip(items, made, strict=True) if i.gold_quad]
        figures |= _figures("quad ", [str(g) for g, _ in quads], [q for _, q in quads])
    right = [bool(p.right) for p in judged]
    return Evaluation(
        kind, len(made), figures, tuple(scores.by_class(gold, said)), dict(Counter(zip(gold, said, strict=True))),
        sum(not a.backed_off for a, _ in given) / max(1, len(given)), made,
        scores.calibration([p.confidence for p in judged], right) if judged else None,
    )  # fmt: skip


def _answers(
    items: Sequence[PairItem], parser: Parser, lexicon: Lexicon, *, statements: bool
) -> Iterator[tuple[Answer, str | None]]:
    """Answer for each pair, and where the format knows statements, name the sign that it is no more than one."""
    sentences = (Sentence(content_id(i.text), "", 0, 0, len(i.text), i.text) for i in items)
    for item, parse in zip(items, parser.parse(sentences), strict=True):
        tree = Tree(parse)
        pair = Pair(tree, item.source, item.target)
        best = next(iter(candidates(tree, lexicon, pair)), None) if statements else None
        yield answer(tree, lexicon, pair), sign_of_statement(best, tree, pair) if statements else None


def _figures(prefix: str, gold: Sequence[str], said: Sequence[str]) -> dict[str, scores.Interval]:
    if not gold:
        return {}
    return {
        f"{prefix}macro-F1": scores.bootstrap(scores.macro_f1, gold, said),
        f"{prefix}accuracy": scores.bootstrap(scores.accuracy, gold, said),
    }


def _prediction(kind: str, item: PairItem, given: Answer, sign: str | None) -> Prediction:
    root = _STATEMENT if sign else root_of(given.event_type, given.mode, given.status)
    quad = "0" if sign else str(quad_of(root))
    label = root if kind == "plv" else quad
    if kind == "aw":
        label = "cooperation" if quad in "12" else "conflict"
    rules = (*given.rules, sign) if sign else given.rules
    right = None if item.gold is None else label == item.gold
    return Prediction(item.uid, root, quad, label, given.confidence, rules, item.gold, item.text, right)
