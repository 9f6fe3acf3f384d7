"""Events of open text that were judged by reading: where they stand, the verdict, the cause of an error.

No text is kept. An event is found again in a fresh coding by its document, the place of its act, and what it says;
when the coder has changed its mind about one, the verdict says nothing about the new event and is passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError
from detente.evaluate.matching import states_of
from detente.records import Event

__all__ = ["Verdict", "key_of", "read_verdicts"]

Key = tuple[str, int, str, str, str, str]
_COLUMNS = ("corpus", "document_id", "act_start", "act_end", "actor", "event_type", "recipient", "status", "right")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict: right means that actor states, type, recipient states and status are what the text says."""

    corpus: str
    document_id: str
    act_start: int
    actor: str
    event_type: str
    recipient: str
    status: str
    right: bool
    cause: str

    @property
    def key(self) -> Key:
        """What an event is found again by."""
        return (self.document_id, self.act_start, self.event_type, self.actor, self.recipient, self.status)


def key_of(event: Event) -> Key:
    """Write an event as verdicts write theirs."""
    act = next(s.start for s in event.spans if s.role == "act")
    actor, recipient = (",".join(sorted(side)) or "-" for side in states_of(event))
    return (event.document_id or "", act, event.event_type or "-", actor, recipient, event.status)


def read_verdicts(path: Path) -> tuple[Verdict, ...]:
    """Read a file of verdicts; raises InputError naming the line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_verdicts(path, csv.DictReader(file)))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _verdicts(path: Path, rows: Iterable[dict[str, str]]) -> Iterator[Verdict]:
    for number, row in enumerate(rows, 2):
        missing = [name for name in _COLUMNS if not row.get(name)]
        if missing or row["right"] not in {"0", "1"}:
            raise InputError(f"{path}:{number}: lacks {', '.join(missing) or 'a verdict 0 or 1 under right'}")
        yield Verdict(
            row["corpus"], row["document_id"], int(row["act_start"]), row["actor"], row["event_type"],
            row["recipient"], row["status"], row["right"] == "1", row.get("cause") or "",
        )  # fmt: skip
