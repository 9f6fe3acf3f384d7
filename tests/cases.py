"""Golden cases of the coder: plain text in ``tests/golden/coding``, read into cases and compared with events.

A file holds cases parted by a line ``===``. A case has a title (``# ...``), optional ``published:`` and
``publisher:`` lines, one ``text:`` line, and the events that must come out, one a line::

    ACTOR[,ACTOR] TYPE[/mode] RECIPIENT[,RECIPIENT]|- [status] [@date] [by SPEAKER]

or the one word ``nothing``. What a line does not say (mode, date, speaker) is not compared. Beside each
``.txt`` a ``.conllu`` of the same name holds the written parses, one tree a sentence, headed by the case's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.records import Actor, Event

GOLDEN = Path(__file__).parent / "golden" / "coding"
RECIPROCAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
_EVENT = re.compile(
    r"(?P<actor>\S+) (?P<type>[A-Z]+)(?:/(?P<mode>[a-z_]+))? (?P<recipient>\S+)"
    r"(?: (?P<status>asserted|planned|hypothetical|negated|historical))?"
    r"(?: @(?P<date>[\d-]+))?(?: by (?P<speaker>\S+))?"
)


@dataclass(frozen=True)
class Expected:
    actor: frozenset[str]
    event_type: str
    mode: str | None
    recipient: frozenset[str]
    status: str
    date: str | None
    speaker: str | None

    def matches(self, event: Event) -> bool:
        return (
            self._sides_match(states(event.actor), states(event.recipient))
            and self.event_type == event.event_type
            and self.status == event.status
            and self.mode in {None, event.mode}
            and self.date in {None, event.date}
            and self.speaker in {None, event.speaker.state if event.speaker else None}
        )

    def _sides_match(self, actor: frozenset[str], recipient: frozenset[str]) -> bool:
        """Where the case names all who meet as actors, *A met B* may have them on two sides."""
        if self.event_type in RECIPROCAL and not self.recipient and len(self.actor) > 1:
            return self.actor == actor | recipient
        return self.actor == actor and self.recipient == recipient


@dataclass(frozen=True)
class Case:
    title: str
    place: str
    text: str
    published: str | None
    publisher: str | None
    expected: tuple[Expected, ...]


def states(actors: tuple[Actor, ...]) -> frozenset[str]:
    return frozenset(a.state for a in actors if a.state)


def expectation(line: str) -> Expected:
    found = _EVENT.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"'{line}' is no expected event; write ACTOR TYPE RECIPIENT [status] [@date] [by STATE]")
    sides = {k: frozenset(s for s in found[k].split(",") if s != "-") for k in ("actor", "recipient")}
    return Expected(
        sides["actor"], found["type"], found["mode"], sides["recipient"], found["status"] or "asserted",
        found["date"], found["speaker"],
    )  # fmt: skip


def read_cases(path: Path) -> Iterator[Case]:
    line_number = 1
    for block in re.split(r"(?m)^===\n", path.read_text("utf-8")):
        if block.strip():
            yield _case(block, f"{path.name}:{line_number}")
        line_number += block.count("\n") + 1


def _case(block: str, place: str) -> Case:
    title, fields, events = "", {}, []
    for line in filter(str.strip, block.splitlines()):
        key, _, value = line.partition(": ")
        if line.startswith("#"):
            title = title or line.lstrip("# ").strip()
        elif key in {"text", "published", "publisher"}:
            fields[key] = value.strip()
        elif line.strip() != "nothing":
            events.append(expectation(line))
    if not title or "text" not in fields:
        raise ValueError(f"{place}: a case needs a title (# ...) and a text: line")
    return Case(title, place, fields["text"], fields.get("published"), fields.get("publisher"), tuple(events))


def all_cases() -> list[Case]:
    return [case for path in sorted(GOLDEN.glob("*.txt")) for case in read_cases(path)]


def verdict(case: Case, events: list[Event]) -> list[str]:
    """Faults of a coding: expected events that are missing, events that nobody expected. Empty when right."""
    left, faults = list(events), []
    for wanted in case.expected:
        found = next((e for e in left if wanted.matches(e)), None)
        if found is None:
            faults.append(f"missing {wanted}")
        else:
            left.remove(found)
    return faults + [f"unexpected {describe(e)}" for e in left]


def describe(event: Event) -> str:
    sides = [",".join(sorted(states(s))) or "-" for s in (event.actor, event.recipient)]
    return f"{sides[0]} {event.event_type}/{event.mode} {sides[1]} {event.status} @{event.date} {' '.join(event.rules)}"
