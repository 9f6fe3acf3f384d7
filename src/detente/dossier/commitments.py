"""Commitments in the dossier: what the events touch and meet, beside the condition and the words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import ClassVar

from detente.commitments import Commitment, check, due, load_register
from detente.dossier.evidence import Evidence
from detente.dossier.page import Link, Section, says
from detente.records import Event

__all__ = ["Ahead", "Commitments", "Touch", "section"]

MOST_TOUCHED = 40
MOST_LINKED = 10
_Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Touch:
    """One article of a commitment and what touches it, or at what it is seen at work."""

    title: str = says("the commitment")
    article: str = says("article or paragraph")
    what: str = says("`touched`, `met` or `silent`")
    text: str = says("what the article says, in our words")
    condition: str = says("the condition that holds")
    status: str = says("status and legal weight of the commitment")
    example: str = says("the last such occurrence in one line")
    n: int = says("number of occurrences reported")
    events: tuple[Link, ...] = says(f"links to the newest {MOST_LINKED} in the record")
    n_unlisted: int = says("occurrences that are older, or not in the record of this page")


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date ahead."""

    day: str = says("the day, or the year", machine=True)
    text: str = says("what is due")
    round: bool = says("true for a round anniversary")


@dataclass(frozen=True, slots=True)
class Commitments(Section):
    """Treaties, resolutions and promises of the two."""

    name: ClassVar[str] = "commitments"
    title: ClassVar[str] = "Commitments"
    lede: ClassVar[str] = "What the two signed or are addressed by, and what the reports touch of it. No legal verdict."

    touches: tuple[Touch, ...] = says(f"up to {MOST_TOUCHED} articles, most often touched first")
    ahead: tuple[Ahead, ...] = says("renewals and anniversaries in the year after the last day read")


def section(evidence: Evidence) -> Commitments:
    """Check the events of the two, and what else the same texts tell of either, against the register."""
    pair = set(evidence.pair)
    register = [c for c in load_register() if {p.state for p in c.parties} & pair and len(pair & _all(c)) >= _least(c)]
    events = [e for e in (*evidence.events, *evidence.around) if any(a.state in pair for a in e.actor)]
    by_id, read = {e.id: e for e in events}, evidence.read_days()
    groups: dict[_Key, list[str]] = defaultdict(list)
    last: dict[_Key, str] = {}
    for f in check([_seen(c, pair) for c in register], events, days=read):
        d = f.details
        status = "; ".join(filter(None, (str(d.get("status", "")), d.get("weight"))))
        said = str(d.get("says") or f.statement)
        key = (
            str(d["title"]),
            str(d.get("article", "")),
            f.measure.partition(".")[2],
            said,
            str(d["condition"]),
            status,
        )
        groups[key] += f.incident_ids
        last[key] = str(d.get("incident", d["date"]))
    touches = [_touch(evidence, key, last[key], [by_id[i] for i in ids]) for key, ids in groups.items()]
    touches.sort(key=lambda t: (-t.n, t.title, t.article))
    coming = due(register, read[-1], horizon=366) if read else []
    ahead = tuple(Ahead(str(f.details["date"]), f.statement, bool(f.details["round"])) for f in coming)
    return Commitments(tuple(touches[:MOST_TOUCHED]), ahead)


def _touch(evidence: Evidence, key: _Key, last: str, events: list[Event]) -> Touch:
    title, article, what, text, condition, status = key
    links, unlisted = evidence.links(events, most=MOST_LINKED, years=True)
    return Touch(title, article, what, text, condition, status, last, len(events), links, unlisted)


def _seen(commitment: Commitment, pair: set[str]) -> Commitment:
    """Leave out acts that are looked for from others: this page holds what the two did, no more."""
    seen = {"party", *pair}
    expected = tuple(
        e for e in commitment.expected if all(c.actor and {*c.actor, *c.recipient} <= seen for c in e.when)
    )
    return replace(commitment, expected=expected)


def _all(commitment: Commitment) -> set[str]:
    return {p.state for p in commitment.parties}


def _least(commitment: Commitment) -> int:
    """A resolution addresses one of the two; a treaty must bind both."""
    return 1 if commitment.kind == "resolution" else 2
