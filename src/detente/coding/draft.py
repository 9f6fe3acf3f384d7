"""What the steps of the coder work on: a draft of an event, and the scene that it is read in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from detente.coding import dates
from detente.coding.actions import Action
from detente.coding.discourse import Memory
from detente.coding.mentions import Mentions
from detente.coding.tree import Tree
from detente.lexicon import Lexicon
from detente.records import Actor, Document, Event, Sentence, Status

__all__ = ["Draft", "Scene", "Step", "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """An act told before in the document: its type and the states on its two sides."""

    type: str
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]

    def states(self) -> frozenset[str]:
        """All states on either side."""
        return frozenset(a.state for a in (*self.actor, *self.recipient) if a.state)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the steps may look at: one sentence with its tree, its mentions and its dates."""

    document: Document
    sentence: Sentence
    tree: Tree
    mentions: Mentions
    lexicon: Lexicon
    previous: str | None
    earlier: Event | None = None  # the meeting last spoken of
    dated: tuple[dates.Dated, ...] = ()
    acts: frozenset[int] = frozenset()
    told: tuple[Told, ...] = ()  # the acts of the sentences before and of this one so far, in order
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event in the making."""

    action: Action
    actor: tuple[Actor, ...] = ()
    recipient: tuple[Actor, ...] = ()
    actor_tokens: tuple[int, ...] = ()
    recipient_tokens: tuple[int, ...] = ()
    date: dates.Dated | None = None
    speaker: Actor | None = None
    speaker_token: int | None = None
    status: Status = "asserted"
    rules: tuple[str, ...] = field(default=())


Step = Callable[[Draft, Scene], Draft | None]
