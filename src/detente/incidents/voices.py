"""On whose word does an incident rest, and on what do the accounts of it differ?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from detente.incidents.facts import Facts
from detente.incidents.sources import Source
from detente.records import Account, Disagreement, Word

__all__ = ["Report", "disagreements", "word"]

Report = tuple[Facts, Source]
_WORDS: dict[tuple[int, bool], Word] = {
    (0, False): "unknown",
    (0, True): "third parties",
    (1, False): "one side",
    (1, True): "one side and third parties",
    (2, False): "both sides",
    (2, True): "both sides and third parties",
}


def word(reports: Iterable[Report]) -> Word:
    """Say whose word it is: that of the speaker's state, and where none is named, of the publisher's.

    A side is all who act or all who are acted upon; where all act together each state is a side of its own.
    """
    reports = list(reports)
    actors = frozenset().union(*(f.actors for f, _ in reports))
    recipients = frozenset().union(*(f.recipients for f, _ in reports))
    voices = {voice for report in reports if (voice := _voice(report))}
    parties = voices & (actors | recipients)
    sides = {_side(state, actors, recipients) for state in parties}
    return _WORDS[min(len(sides), 2), bool(voices - parties)]


def _voice(report: Report) -> str | None:
    told, source = report
    speaker = told.event.speaker
    return (speaker.state if speaker else "") or source.state


def _side(state: str, actors: frozenset[str], recipients: frozenset[str]) -> str:
    if not recipients or state in actors & recipients:
        return state
    return "actor" if state in actors else "recipient"


# -- disagreements ---------------------------------------------------------------------------------------


def disagreements(reports: Sequence[Report]) -> tuple[Disagreement, ...]:
    """List what the reports differ on. A date counts if the text itself gives the day, a number if of one thing."""
    found = (
        _differ("date", reports, lambda f: f.event.date if f.exact and not f.loose else None),
        _differ("type", reports, lambda f: f.event.event_type),
        *(
            _differ("quantity", [r for r in reports if r[0].event.object == thing], _quantity)
            for thing in _things(reports)
        ),
    )
    return tuple(d for d in found if d)


def _things(reports: Sequence[Report]) -> list[str]:
    return sorted({f.event.object for f, _ in reports if f.event.object})


def _quantity(told: Facts) -> str | None:
    return told.event.quantity


def _differ(
    about: Literal["date", "type", "quantity"], reports: Sequence[Report], value: Callable[[Facts], str | None]
) -> Disagreement | None:
    accounts: dict[str, set[str]] = defaultdict(set)
    for told, source in reports:
        if said := value(told):
            accounts[said].add(source.name)
    if len(accounts) < 2:
        return None
    return Disagreement(about, tuple(Account(v, tuple(sorted(accounts[v]))) for v in sorted(accounts)))
