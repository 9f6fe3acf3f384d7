"""Relation mode: the pair is given, and the coder says what the first does to the second.

Here the two spans take the place of the register: a phrase is known when it is, owns or belongs to one of
them. The action that fits the pair best is the answer; ``candidates`` are ordered by named, weighted features.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.coding.actions import Action
from detente.coding.clauses import clause_subject
from detente.coding.compose import compose
from detente.coding.confidence import load_models, pair_features, stated
from detente.coding.tree import NOMINAL, VERBAL, Tree
from detente.lexicon import Lexicon
from detente.records import Actor

__all__ = ["Answer", "Candidate", "Pair", "answer", "candidates", "features_of"]

_SOURCE, _TARGET = Actor("S", "source", "S"), Actor("T", "target", "T")
_INSIDE = frozenset(
    {
        "nmod:poss",
        "amod",
        "compound",
        "nmod",
        "appos",
        "flat",
        "conj",
        "det",
        "nummod",
        "acl",
        "acl:relcl",
        "obl",
        "dep",
    }
)

_PRONOUNS = frozenset({"he", "she", "it", "they", "his", "her", "its", "their", "him", "them"})

# How well an action fits a pair, in points: chosen by hand, each the answer to one question.
WEIGHTS = {
    "actor": 3.0,        # the source acts
    "recipient": 3.0,    # the target receives
    "reciprocal": 2.5,   # both take part
    "swapped": 0.6,      # the target acts, or the source receives
    "on_path": 1.2,      # the act's word lies on the path between the two
    "distance": -0.12,   # each arc between the act and the pair
    "negated": -0.3,
    "hypothetical": -0.5,
    "nominal": -0.4,
    "inside": -0.8,      # the act's word stands inside one of the spans
    "purpose": -3.2,     # an aim (*gave aid to support …*): what was done comes first
    "relaxed": -1.5,     # the sense's classes of things had to be overlooked
    "means": -1.0,       # a call or letter that was made to do something else (*called to congratulate*)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """An action with its fit: the features that hold, and their weighted sum."""

    action: Action
    features: tuple[str, ...]
    fit: float


class Pair:
    """Two sides of a sentence, each named by one or more spans (character offsets), as the only actors known.

    A side may have no span at all: somebody acts, or is acted on, whom the sentence does not name.
    """

    def __init__(self, tree: Tree, source: Iterable[tuple[int, int]], target: Iterable[tuple[int, int]]) -> None:
        self.tree = tree
        self.source = frozenset(i for span in source for i in _tokens(tree, span))
        self.target = frozenset(i for span in target for i in _tokens(tree, span))

    def known(self, i: int) -> tuple[Actor, ...]:
        """The members of the pair that the phrase headed by a token is, owns or contains."""
        if self.tree[i].upos == "PRON" and i not in self.source | self.target:
            return self._stood_for(i)
        found = []
        for actor, span in ((_SOURCE, self.source), (_TARGET, self.target)):
            if i in span or any(k in span for k in self._inside(i, 3)):
                found.append(actor)
        direct = [a for a, span in ((_SOURCE, self.source), (_TARGET, self.target)) if i in span]
        return tuple(direct or found)

    def _stood_for(self, i: int) -> tuple[Actor, ...]:
        """*S said that they will not …*: a pronoun stands for the subject of a clause above its own."""
        if self.tree[i].lemma not in _PRONOUNS and self.tree[i].form.lower() not in _PRONOUNS:
            return ()
        if self.tree[i].deprel in {"obj", "iobj", "obl"} and self._acts(i):
            return (_TARGET,)  # *S called T to congratulate **him***
        clauses = [n for n in self.tree.ancestors(i) if self.tree[n].upos in VERBAL]
        for verb in clauses[0 if self.tree[i].deprel == "nmod:poss" else 1 :]:
            for k in self.tree.kids(verb, "nsubj", "nsubj:pass"):
                if k != i and self.tree[k].upos != "PRON" and self.known(k):
                    return self.known(k)
        return ()

    def _acts(self, i: int) -> bool:
        """True where the source is the understood subject of a pronoun's clause and the target was named before."""
        verb = self.tree.governor(i)
        if verb < 0 or not self.target or min(self.target) > i:
            return False
        subject = self.tree.kids(verb, "nsubj") or list(clause_subject(self.tree, verb))
        return any(k in self.source for k in subject)

    def _inside(self, i: int, depth: int) -> Iterator[int]:
        if self.tree[i].upos not in NOMINAL | {"ADJ", "DET", "SYM", "X"}:
            return
        for k in self.tree.kids(i):
            if self.tree[k].deprel in _INSIDE and self.tree[k].deprel not in {"conj", "acl:relcl", "acl"}:
                yield k
                if depth > 1:
                    yield from self._inside(k, depth - 1)

    def path(self) -> set[int]:
        """Tokens on the tree path between the two heads."""
        if not self.source or not self.target:
            return set()
        a, b = self._head(self.source), self._head(self.target)
        up, other = [a, *self.tree.ancestors(a)], [b, *self.tree.ancestors(b)]
        shared = next((n for n in up if n in other), None)
        if shared is None:
            return {*up, *other}
        return {*up[: up.index(shared) + 1], *other[: other.index(shared) + 1]}

    def _head(self, span: frozenset[int]) -> int:
        return next((i for i in sorted(span) if self.tree.governor(i) not in span), min(span))


def candidates(tree: Tree, lexicon: Lexicon, pair: Pair) -> list[Candidate]:
    """All actions of the sentence, the one that fits the pair best first."""
    path = pair.path()
    actions = compose(tree, lexicon, pair.known, nominals=True)
    told = {a.act for a in actions}
    relaxed = compose(tree, lexicon, pair.known, nominals=True, relaxed=True)
    found = [_weighed(a, tree, pair, path) for a in (*actions, *(r for r in relaxed if r.act not in told))]
    found = [_as_means(c, found, tree) for c in found]
    return sorted(found, key=lambda c: (-c.fit, c.action.act))


def _as_means(candidate: Candidate, found: Sequence[Candidate], tree: Tree) -> Candidate:
    """*called him to congratulate him*: the call is the means, what the caller did by it the act."""
    act = candidate.action.act
    done = {
        c.action.act
        for c in found
        if "actor" in c.features and "to" in tree.mark(c.action.act) and c.action.type != candidate.action.type
    }
    if candidate.action.mode not in {"call", "message"} or not done & set(tree.kids(act, "advcl", "xcomp")):
        return candidate
    return Candidate(candidate.action, (*candidate.features, "means"), candidate.fit + WEIGHTS["means"])


def _weighed(action: Action, tree: Tree, pair: Pair, path: set[int]) -> Candidate:
    features = tuple(_features(action, tree, pair, path))
    near = min((tree.distance(k, action.act) for k in (*pair.source, *pair.target)), default=5)
    return Candidate(action, features, sum(WEIGHTS[f] for f in features) + WEIGHTS["distance"] * near)


def _features(action: Action, tree: Tree, pair: Pair, path: set[int]) -> Iterator[str]:
    actors = {a.id for k in action.actor for a in pair.known(k)}
    recipients = {a.id for k in action.recipient for a in pair.known(k)}
    if "S" in actors:
        yield "actor"
    if "T" in recipients:
        yield "recipient"
    if actors >= {"S", "T"} and action.reciprocal:
        yield "reciprocal"
    if ("T" in actors and "S" not in actors) or ("S" in recipients and "T" not in recipients):
        yield "swapped"
    if action.act in path:
        yield "on_path"
    if action.act in pair.source or action.act in pair.target:
        yield "inside"
    if action.nominal:
        yield "nominal"
    if action.status in {"negated", "hypothetical"}:
        yield action.status
    yield from (rule for rule in ("purpose", "relaxed") if rule in action.rules)


def _tokens(tree: Tree, span: tuple[int, int]) -> frozenset[int]:
    start, end = span
    return frozenset(
        i
        for i, t in enumerate(tree.tokens)
        if t.start < end and start < t.end and t.upos not in {"PUNCT", "PART", "ADP"}
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first of a pair does to the second; ``backed_off`` when the lexicon had no act that fits."""

    event_type: str
    mode: str | None
    status: str
    confidence: float
    rules: tuple[str, ...]
    backed_off: bool = False


def answer(tree: Tree, lexicon: Lexicon, pair: Pair) -> Answer:
    """Answer for a given pair, always with a type."""
    found = candidates(tree, lexicon, pair)
    confidence = stated(load_models()["pair"], features_of(tree, found))
    best = next(iter(found), None)
    if best is None:
        return Answer("CONSULT", None, "asserted", confidence, ("backoff.prior",), backed_off=True)
    action = best.action
    if _is_charge(best, tree, lexicon, pair):
        return Answer("ACCUSE", "allege", "asserted", confidence, ("speech.accuse", *action.rules))
    kind = _undone(action, lexicon) if action.status == "negated" else action.type
    return Answer(kind, action.mode, action.status, confidence, action.rules)


def _is_charge(best: Candidate, tree: Tree, lexicon: Lexicon, pair: Pair) -> bool:
    """*S said that T had shelled its towns*: what the target is said to have done is the source's charge."""
    action = best.action
    if {"actor", "reciprocal"} & set(best.features) or lexicon.ontology.types[action.type].cooperative:
        return False
    if not any(a.id == "T" for k in action.actor for a in pair.known(k)):
        return False
    for verb in tree.ancestors(action.act):
        reports = any(e.kind == "report" for _, e in lexicon.senses("verbs", tree[verb].lemma))
        if reports and any(a.id == "S" for k in tree.kids(verb, "nsubj") for a in pair.known(k)):
            return True
    return False


def features_of(tree: Tree, found: Sequence[Candidate]) -> dict[str, float]:
    """What the confidence of the first candidate rests on."""
    if not found:
        return pair_features((), (), fit=0.0, second=None, contested=False, size=len(tree))
    best = found[0]
    others = [c.fit for c in found if c.action.type != best.action.type]
    return pair_features(
        best.features, best.action.rules, fit=best.fit, second=max(others, default=None), contested=bool(others),
        size=len(tree),
    )  # fmt: skip


def _undone(action: Action, lexicon: Lexicon) -> str:
    """What an act not done amounts to, where an answer must be given: a refusal, or restraint."""
    meant = lexicon.ontology.types[action.type]
    if meant.cooperative:
        return "REJECT"
    return "RETREAT" if meant.quad_class == 4 else action.type
