"""Whom a blow struck, by the word of those who tell of it.

*Turkey said Syria had shot down one of its jets*: who reports another state's blow against forces or things that it
does not name otherwise, or calls its own, was struck.
"""

from __future__ import annotations

from dataclasses import replace

from detente.coding.attribution import speaker_of
from detente.coding.draft import Draft, Scene
from detente.records import Actor

__all__ = ["find_aggrieved"]

_BLOWS = frozenset({"ASSAULT", "COERCE"})
_FORCES = frozenset({"MIL", "COP", ""})
_POSSESSIVE = frozenset({"its", "his", "her", "their"})


def find_aggrieved(draft: Draft, scene: Scene) -> Draft | None:
    """Give a blow that another state reports its victim (see the module)."""
    states = {a.state for a in draft.actor}
    things = draft.action.recipient
    if draft.action.type not in _BLOWS or draft.action.nominal or not things:
        return draft
    if any(a.state and a.state not in states for a in draft.recipient):
        return draft
    own = any(_is_called_own(k, scene) for k in things)
    token = speaker_of(scene.tree, draft.action.act, scene.lexicon, lambda k: bool(scene.mentions.actors(k)))
    tokens = (token,) if token is not None else _above(draft, scene) if own else ()
    teller = next((a for k in tokens for a in scene.mentions.actors(k) if a.state), None)
    if teller is None or ":" in teller.state or teller.state in states:
        return draft
    struck = [(k, a) for k in things for a in scene.mentions.actors(k)]
    if not own and (any(a.sector not in _FORCES for _, a in struck) or _is_placed(draft, scene)):
        return draft
    sector = next((a.sector for _, a in struck), "")
    victim = Actor(f"{teller.state}:{sector}" if sector else teller.state, teller.name, teller.state, sector)
    return replace(draft, recipient=(victim,), rules=(*draft.rules, "recipient:teller"))


def _above(draft: Draft, scene: Scene) -> tuple[int, ...]:
    """*The Houthis shelled the port as Egyptian ships fired on **their** fighters*: the main clause's subject."""
    head = scene.tree.governor(draft.action.act)
    if scene.tree[draft.action.act].deprel != "advcl" or head < 0:
        return ()
    return tuple(scene.tree.kids(head, "nsubj", "nsubj:pass"))


def _is_called_own(k: int, scene: Scene) -> bool:
    """*its airspace, one of its jets*."""
    nouns = (k, *(n for n in scene.tree.kids(k, "nmod") if scene.tree.case(n) == "of"))
    return any(scene.tree[p].form.lower() in _POSSESSIVE for n in nouns for p in scene.tree.kids(n, "nmod:poss"))


def _is_placed(draft: Draft, scene: Scene) -> bool:
    """True where the clause names the state or town in which it happened."""
    return any(scene.mentions.place(k) is not None for k in scene.tree.subtree(draft.action.act))
