"""Where the act that an operator embeds stands: *asked Oslo **to mediate***, *ruled out **recognising** it*."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding.clauses import Slots, joins_above
from detente.coding.tree import Tree
from detente.lexicon import Entry

__all__ = ["complements"]

_PAST = frozenset({"VBN", "VBD"})


def complements(tree: Tree, i: int, entry: Entry, slots: Slots) -> Iterator[int]:
    """Give the clauses and nouns that an operator acts on, by the kinds that its entry names, with their conjuncts."""
    for kind in entry.complement or ("to", "that", "object"):
        for k in _complement(tree, i, kind, slots):
            yield from (n for n in tree.conjuncts(k) if n == k or not joins_above(tree, n, k))


def _complement(tree: Tree, i: int, kind: str, slots: Slots) -> Iterator[int]:
    if kind == "object":
        yield from (tree.content(k) for k in slots.get("object", ()))
    elif kind == "to":
        for k in tree.kids(i, "xcomp", "advcl", "acl", "ccomp"):
            bare = tree[i].lemma == "help" and tree.xpos(k) == "VB"  # *helped seize the tanker*
            if (bare or "to" in tree.mark(k)) and tree.xpos(k) in {"VB", "VBN", "VBG", "JJ", "NN"}:
                yield k
    elif kind == "own":  # *wants to mediate*
        other = set(_complement(tree, i, "other", slots))
        yield from (k for k in _complement(tree, i, "to", slots) if k not in other)
    elif kind == "other":  # *wants France to mediate*: the clause has a subject of its own
        for k in _complement(tree, i, "to", slots):
            if tree.kids(k, "nsubj", "nsubj:pass") or (tree[k].deprel == "xcomp" and slots.get("object")):
                yield k
    elif kind == "that":
        yield from (k for k in tree.kids(i, "ccomp", "acl", "parataxis") if tree.xpos(k) != "VBG")
    elif kind == "done":  # *ordered nine men jailed*
        yield from (n for k in slots.get("object", ()) for n in tree.kids(k, "acl") if tree.xpos(n) in _PAST)
    elif kind == "ing":
        yield from (k for k in tree.kids(i, "xcomp", "ccomp") if tree.xpos(k) == "VBG")
        # *ruled out recognising …*: behind a particle a small model takes the object for an adjunct
        yield from (k for k in tree.kids(i, "advcl") if tree.xpos(k) == "VBG" and tree.kids(i, "compound:prt"))
    else:
        yield from (tree.content(k) for k in slots.get(kind, ()))
        yield from (k for k in tree.kids(i, "advcl", "acl", "xcomp", "ccomp") if kind in tree.mark(k))
