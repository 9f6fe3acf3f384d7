"""On whose word a clause stands: *Wang said that …*, *according to the ministry*, *KCNA reported*."""

from __future__ import annotations

from collections.abc import Callable

from detente.coding.clauses import verb_slots
from detente.coding.tree import Tree
from detente.lexicon import Lexicon

__all__ = ["speaker_of"]

_TEXTS = frozenset(
    "statement report communique communiqué readout dispatch commentary announcement editorial article release "
    "interview speech message letter post tweet remark comment broadcast".split()
)
_CARRIERS = frozenset({"in", "via", "through", "from", "to", "by", "per"})
_TOLD = frozenset({"ccomp", "parataxis", "xcomp", "advcl", "conj", "root", "acl:relcl", "dep"})


def speaker_of(tree: Tree, act: int, lexicon: Lexicon, known: Callable[[int], bool]) -> int | None:
    """Return the token that heads the speaker's phrase for the clause of an act, None when the text itself speaks."""
    for node in (act, *tree.ancestors(act)):
        found = _named_source(tree, node, known)
        if found is not None:
            return found
        teller = tree.governor(node)
        if teller >= 0 and tree[node].deprel in _TOLD and _reports(tree, teller, lexicon):
            found = _teller(tree, teller, known)
            if found is not None and found not in tree.subtree(node):
                return found
        told = [k for k in tree.kids(node, "ccomp", "parataxis") if _reports(tree, k, lexicon)]
        for k in told:  # *talks were held in Beijing, KCNA reported*
            found = _teller(tree, k, known)
            if found is not None:
                return found
    return None


def _reports(tree: Tree, i: int, lexicon: Lexicon) -> bool:
    if tree[i].upos not in {"VERB", "AUX"}:
        return False
    return any(entry.kind == "report" for _, entry in lexicon.senses("verbs", tree[i].lemma))


def _teller(tree: Tree, verb: int, known: Callable[[int], bool]) -> int | None:
    return next((k for k in verb_slots(tree, verb).get("subject", ()) if known(k)), None)


def _named_source(tree: Tree, node: int, known: Callable[[int], bool]) -> int | None:
    for k in tree.kids(node, "obl", "advcl", "nmod", "acl"):
        marks = tree.mark(k) | {tree[c].form.lower() for c in tree.kids(k, "case", "mark")}
        if "according" in marks or "accord" in marks:
            return k if known(k) else None
        if tree[k].lemma in _TEXTS and tree.case(k) in _CARRIERS and known(k):
            return k
    return None
