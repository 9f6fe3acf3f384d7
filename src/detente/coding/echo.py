"""Acts that are told by pointing at another: *Rome recalled its envoy and Oslo followed suit*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.coding.draft import Draft, Scene
from detente.coding.tree import Tree

__all__ = ["answering", "drop_repeat", "follow_suit"]

_ECHO = "follow.suit"  # the lexicon's entry for the words that point
_DEEDS = frozenset("action act move step measure behavior behaviour deed decision drill exercise launch test".split())


def follow_suit(draft: Draft, scene: Scene) -> Draft | None:
    """*Rome recalled its envoy and Oslo followed suit*: the act told last, done again."""
    if draft.action.rules[0] != _ECHO:
        return draft
    last = next((t for t in reversed(scene.told) if t.type != "ASSAULT"), None)
    if last is None:
        return None
    recipient = last.recipient or last.actor[1:]  # *A and B recognised each other; C did likewise*: C and B
    return replace(draft, action=replace(draft.action, type=last.type), recipient=recipient)


def drop_repeat(draft: Draft, scene: Scene) -> Draft | None:
    """Drop an event noun that only refers: *condemned Iran's attack*, where the attack has been told with its aim."""
    if not draft.action.nominal or draft.recipient:
        return draft
    mine = {a.state for a in draft.actor}
    told = any(t.type == draft.action.type and mine <= {a.state for a in t.actor} for t in scene.told)
    return None if told else draft


def answering(drafts: Sequence[Draft], scene: Scene) -> Iterator[Draft]:
    """*Referring to the U.S. arrival, Pyongyang described **the actions** as …*: said of the act told before."""
    told: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.action.act):
        thing = draft.action.recipient[0] if draft.action.recipient else draft.action.object
        if draft.action.type == "ACCUSE" and not draft.recipient and thing is not None and _is_deed(scene.tree, thing):
            mine = {a.state for a in draft.actor}
            doers = next((d.actor for d in reversed(told) if not mine & {a.state for a in d.actor}), ())
            draft = replace(draft, recipient=doers, rules=(*draft.rules, "recipient:deed") if doers else draft.rules)
        told.append(draft)
        yield draft


def _is_deed(tree: Tree, k: int) -> bool:
    definite = any(tree[d].lemma in {"the", "this", "these", "such", "that"} for d in tree.kids(k, "det", "amod"))
    return definite and tree[k].lemma in _DEEDS
