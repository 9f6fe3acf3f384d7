"""What the algebra composes: an act over the words of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.actors import Match
from detente.records import Actor, Status

__all__ = ["Action", "Known", "Matches", "column_of"]

Known = Callable[[int], tuple[Actor, ...]]
Matches = Callable[[int], Match | None]


@dataclass(frozen=True, slots=True)
class Action:
    """A composed act over token indices: who may be behind the indices is for ``mentions`` to say."""

    type: str
    mode: str | None
    status: Status
    act: int
    actor: tuple[int, ...]
    recipient: tuple[int, ...]
    rules: tuple[str, ...]
    context: tuple[str, ...] = ()
    cameo: str | None = None
    promised: str | None = None
    object: int | None = None
    reciprocal: bool = False
    nominal: bool = False


def column_of(inner: Action) -> str:
    """An operator sees a negated cooperative act as a refusal, a negated hostile one as restraint."""
    if inner.status != "negated":
        return inner.type
    cooperative = inner.type in {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
    return "REJECT" if cooperative else "RETREAT"
