"""Acts that are told by pointing at another: *Rome recalled its envoy and Oslo followed suit*."""

from __future__ import annotations

from dataclasses import replace

from detente.coding.draft import Draft, Scene

__all__ = ["drop_repeat", "follow_suit"]

_ECHO = "follow.suit"  # the lexicon's entry for the words that point


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
