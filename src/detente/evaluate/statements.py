"""Is a sentence no more than a statement? The zeroth class of CAMEO's five, which PLOVER does not have.

CAMEO (Gerner et al. 2002) sorts codes 01 (make public statement) and 02 (appeal) into a class of their own beside
verbal and material cooperation and conflict. PLOVER tells some of them as acts (an appeal is a REQUEST, condolences
are SUPPORT, a denied allegation is a REJECT) and leaves the rest out. So an answer in PLOVER's types is turned into a
statement where a named sign says so; the signs follow the codes' definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from detente.coding.actions import Action
from detente.coding.pair import Candidate, Pair
from detente.coding.tree import Tree

__all__ = ["SIGNS", "sign_of_statement"]

_MOODS = frozenset(
    "optimism pessimism skepticism scepticism surprise hope doubt confidence belief satisfaction regret sympathy "
    "concern worry conviction interest desire uncertainty".split()
)
_STATES_OF_MIND = frozenset(
    "optimistic pessimistic skeptical sceptical hopeful confident surprised doubtful worried concerned uncertain "
    "sure unaware convinced".split()
)
_MULLED = frozenset("consider weigh explore mull contemplate examine study ponder".split())
_UTTERED = frozenset("express voice convey show reiterate share state".split())
_SILENCE = frozenset("decline refuse".split())
_REMARKS = frozenset("comment elaborate answer respond say speculate".split())
_SYMBOLIC = frozenset("ceremony anniversary commemoration inauguration funeral parade memorial".split())
_INNER = frozenset({"ccomp", "xcomp", "obj", "advcl", "acl"})
_CLAIMED = frozenset("claim acknowledge admit".split())


def sign_of_statement(best: Candidate | None, tree: Tree, pair: Pair) -> str | None:
    """Name the first sign that the pair's best act is a mere statement; None where it is an act."""
    return next((name for name, holds in SIGNS if holds(best, tree, pair)), None)


Sign = Callable[[Candidate | None, Tree, Pair], bool]


def _nothing(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    return best is None


def _appeal(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 02: asking, urging, proposing; a demand is verbal conflict."""
    return best is not None and best.action.type == "REQUEST" and best.action.mode != "demand"


def _denial(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 016: denying an accusation."""
    return best is not None and (best.action.type, best.action.mode) == ("REJECT", "deny")


def _condolence(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 018: an empathetic comment."""
    return best is not None and (best.action.type, best.action.mode) == ("SUPPORT", "condole")


def _consideration(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 014: considering a policy option."""
    return any(tree[i].lemma in _MULLED for i in _governors(best, tree))


def _silence(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 011: declining to comment."""
    told = (i for i in _verbs(tree, pair) if tree[i].lemma in _SILENCE)
    return any(tree[k].lemma in _REMARKS for i in told for k in tree.kids(i, "xcomp", "obj"))


def _claim(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 015: claiming or acknowledging one's own deed."""
    claimed = {i for i in _governors(best, tree)[1:] if tree[i].lemma in _CLAIMED}
    return any(tree[k].deprel == "ccomp" for i in claimed for k in tree.kids(i)) or any(
        tree[k].lemma == "responsibility"
        for i in _verbs(tree, pair)
        if tree[i].lemma in _CLAIMED
        for k in tree.kids(i, "obj")
    )


def _mood(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 012 and 013: an optimistic or pessimistic comment, unless the act is told on its own."""
    if best is not None and _acts(best) and not _is_concern(best.action):
        return False
    for i in _verbs(tree, pair):
        if tree[i].lemma in _STATES_OF_MIND or (tree[i].lemma == "hope" and tree[i].upos == "VERB"):
            return True
        if tree[i].lemma in _UTTERED and any(tree[k].lemma in _MOODS for k in tree.kids(i, "obj")):
            return True
    return False


def _accord(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 019: agreeing with a view, which promises nothing."""
    return best is not None and best.action.rules[0] == "agree.with_view"


def _ceremony(best: Candidate | None, tree: Tree, pair: Pair) -> bool:
    """CAMEO 017: a symbolic act, such as attending a ceremony."""
    if best is None or best.action.mode != "multilateral":
        return False
    return any(tree[k].lemma in _SYMBOLIC for k in tree.kids(best.action.act, "obj", "obl"))


SIGNS: tuple[tuple[str, Sign], ...] = (
    ("statement.silence", _silence),
    ("statement.appeal", _appeal),
    ("statement.denial", _denial),
    ("statement.condolence", _condolence),
    ("statement.consideration", _consideration),
    ("statement.claim", _claim),
    ("statement.mood", _mood),
    ("statement.accord", _accord),
    ("statement.ceremony", _ceremony),
    ("statement.nothing", _nothing),
)


def _is_concern(action: Action) -> bool:
    return any(rule.startswith("concern.") for rule in action.rules)


def _acts(best: Candidate) -> bool:
    return bool({"actor", "reciprocal", "recipient"} & set(best.features))


def _governors(best: Candidate | None, tree: Tree) -> list[int]:
    """The act's word and the predicates whose complement it stands in."""
    if best is None:
        return []
    chain = [best.action.act]
    while tree[chain[-1]].deprel in _INNER and tree.governor(chain[-1]) >= 0:
        chain.append(tree.governor(chain[-1]))
    return chain


def _verbs(tree: Tree, pair: Pair) -> Iterator[int]:
    """Predicates with the source as their subject; where no source is given, the main ones."""
    for i, token in enumerate(tree.tokens):
        if token.upos not in {"VERB", "ADJ", "AUX"}:
            continue
        own = any(k in pair.source for k in _subjects(tree, i))
        if own or (not pair.source and token.deprel in {"root", "ccomp", "conj"}):
            yield i


def _subjects(tree: Tree, i: int) -> Iterable[int]:
    found = tree.kids(i, "nsubj")
    if found or tree[i].deprel not in {"conj", "xcomp", "ccomp"}:
        pronouns = [k for k in found if tree[k].upos == "PRON"]
        return found if not pronouns else [*found, *_subjects(tree, tree.governor(i))]
    return _subjects(tree, tree.governor(i))
