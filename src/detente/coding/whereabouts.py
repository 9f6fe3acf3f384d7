"""Names laid over the words of a sentence, and who acts where: bare agents belong to the state of their clause's place.

*Protesters burned flags in Gjilan*, *thousands rallied in Warsaw*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.actors import Match
from detente.coding.anaphora import NOBODY, Found, of_state
from detente.coding.clauses import verb_slots
from detente.coding.sieve import MANY
from detente.coding.tree import VERBAL, Tree
from detente.records import Actor

__all__ = ["agent_in_place", "by_token", "crowd_in_place"]

_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout"})
_PLACES = frozenset({"state", "city", "seat"})


def agent_in_place(tree: Tree, i: int, agent: Match, names: Mapping[int, Match]) -> Found:
    """*Protesters burned flags in Gjilan*: a bare agent acts in the state where its clause takes place."""
    verb = tree.governor(i)
    while verb >= 0 and (tree.content(verb) == i or tree[i].deprel == "conj") and verb != i:
        i, verb = verb, tree.governor(verb)  # *thousands of soldiers and judges*
        if tree[i].upos in VERBAL:
            verb = i
            break
    if verb < 0 or tree[verb].upos not in VERBAL:
        return NOBODY
    place = _place_of(tree, verb, names)
    if place is None:
        return (agent.actor,), "bare"
    return (of_state(place, agent.actor.sector, agent.actor.name),), "place"


def crowd_in_place(tree: Tree, i: int, names: Mapping[int, Match]) -> Found:
    """*Thousands rallied in Warsaw*: a bare number of people, in the state where they do it."""
    token = tree[i]
    if token.lemma.lower() not in MANY or token.deprel != "nsubj" or tree.kids(i, "nmod", "amod"):
        return NOBODY
    verb = tree.governor(i)
    place = _place_of(tree, verb, names) if verb >= 0 else None
    if place is None:
        return (Actor(":CVL", token.form, "", "CVL"),), "bare"
    return (of_state(place, "CVL", token.form),), "place"


def _place_of(tree: Tree, verb: int, names: Mapping[int, Match]) -> Actor | None:
    fillers = (k for slot, found in verb_slots(tree, verb).items() if slot in _LOCATIVE for k in found)
    return next((m.actor for k in fillers if (m := names.get(k)) is not None and m.kind in _PLACES), None)


def by_token(tree: Tree, matches: Sequence[Match]) -> dict[int, Match]:
    """Give each token that a name covers its match; a name's inner tokens all point to it."""
    table: dict[int, Match] = {}
    pending = iter(matches)
    match = next(pending, None)
    for i, token in enumerate(tree.tokens):
        while match is not None and match.end <= token.start:
            match = next(pending, None)
        if (
            match is not None
            and token.start < match.end
            and match.start < token.end
            and token.upos not in {"PART", "PUNCT"}
        ):
            table[i] = match
    return table
