"""The headline figures, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.balance import Balance, Window, balance
from detente.dossier.evidence import Evidence, direction
from detente.dossier.page import Phrase, Section, says
from detente.dossier.words import STATUS_WORDS, count, date_words, day_words, listed, share
from detente.records import Event

__all__ = ["Headline", "section"]

Said = tuple[Phrase, ...]
CONTACT_WORDS = {
    "meet": "meeting", "visit": "visit", "call": "call", "message": "message", "mediate": "mediation",
    "multilateral": "meeting among several",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headline(Section):
    """What a reader in a hurry should take away, each figure beside what it rests on."""

    name: ClassVar[str] = "headline"
    title: ClassVar[str] = "In brief"

    n_events: int = says("events of the pair, whatever their status", machine=True)
    n_counted: int = says("events reported as done, which alone are counted in charts", machine=True)
    n_documents: int = says("documents that the pair's events come from", machine=True)
    n_publishers: int = says("publishers of those documents", machine=True)
    last_meeting: str | None = says("id of the latest meeting, visit or call on record", machine=True)
    last_message: str | None = says("id of the latest message on record", machine=True)
    balance: Balance | None = says("cooperation's share in the latest window and in the one before")
    sentences: tuple[Said, ...] = says("the headline sentences, as phrases")
    caution: str = says("how far the comparison can be trusted")


def section(evidence: Evidence) -> Headline:
    """Sum the evidence up."""
    events, done = evidence.events, evidence.counted()
    compared = balance(evidence)
    met, written = _last_contacts(evidence)
    said = [
        _extent(evidence),
        *_status(evidence),
        *_directions(evidence, done),
        _contact(evidence, met, written),
    ]
    said += list(_compared(compared)) if compared else [_too_short()]
    return Headline(
        n_events=len(events),
        n_counted=len(done),
        n_documents=len({e.document_id for e in events if e.document_id}),
        n_publishers=len({e.publisher for e in events if e.publisher}),
        last_meeting=met.id if met else None,
        last_message=written.id if written else None,
        balance=compared,
        sentences=tuple(said) if events else (_nothing(evidence),),
        caution=_caution(compared),
    )


def _plain(text: str) -> Phrase:
    return Phrase(text)


def _figure(text: str, href: str | None = None) -> Phrase:
    return Phrase(text, figure=True, href=href)


def _nothing(evidence: Evidence) -> Said:
    names = " and ".join(evidence.the(code) for code in evidence.pair)
    return (
        _figure("No event"),
        _plain(f" between {names} was coded from what was read. See what was read and what was set aside."),
    )


def _extent(evidence: Evidence) -> Said:
    events = evidence.events
    documents = len({e.document_id for e in events if e.document_id})
    publishers = len({e.publisher for e in events if e.publisher})
    dates = sorted(e.date for e in evidence.counted() if e.date)
    spread = f", dated from {day_words(dates[0])} to {day_words(dates[-1])}" if dates else ""
    source = f"{count(documents, 'document')} of {count(publishers, 'publisher')}"
    return (
        _figure(count(len(events), "event"), "#record"),
        _plain(" on record, from "),
        _figure(source, "#coverage"),
        _plain(f"{spread}."),
    )


def _status(evidence: Evidence) -> Iterator[Said]:
    asides = [e.status for e in evidence.events if e.status != "asserted"]
    if asides:
        parts = [f"{asides.count(s)} {STATUS_WORDS[s]}" for s in STATUS_WORDS if s in asides]
        done = count(len(evidence.events) - len(asides), "is", "are")
        yield (
            _figure(done.split()[0]),
            _plain(f" {done.split()[1]} reported as done and counted below; the rest ({listed(parts)}) "),
            _plain("stand in the record and are not counted." if len(asides) > 1 else "is not counted."),
        )


def _directions(evidence: Evidence, done: list[Event]) -> Iterator[Said]:
    ways = [direction(e, evidence.pair) for e in done]
    a, b = (evidence.the(code) for code in evidence.pair)
    forth = _figure(f"{ways.count('ab'):,} from {a} to {b}", "#series-ab")
    back = _figure(f"{ways.count('ba'):,} from {b} to {a}", "#series-ba")
    both = _figure(f"{ways.count('together'):,} of both together", "#series-together")
    middle = (_plain(", "), back, _plain(" and "), both) if "together" in ways else (_plain(" and "), back)
    aside = ways.count("alongside")
    tail = f" They did {aside:,} more side by side, towards others or alone." if aside else ""
    if done:
        yield (_plain("Of those, "), forth, *middle, _plain(f".{tail}"))


def _last_contacts(evidence: Evidence) -> tuple[Event | None, Event | None]:
    """Return the latest meeting, visit or call, and the latest message."""
    known = [e for e in evidence.counted() if e.event_type == "CONSULT" and e.date]
    known = [e for e in known if direction(e, evidence.pair) != "alongside"]
    written = [e for e in known if e.mode == "message"]
    met = [e for e in known if e.mode != "message"]
    return max(met, key=_latest, default=None), max(written, key=_latest, default=None)


def _latest(event: Event) -> tuple[str, str]:
    return event.date or "", event.id


def _contact(evidence: Evidence, met: Event | None, written: Event | None) -> Said:
    if met is None and written is None:
        return (_plain("No meeting, visit, call or message between the two is on record."),)
    first = "The last meeting, visit or call on record is of "
    parts = [_plain(first), *_told(evidence, met)] if met else [_plain("No meeting, visit or call is on record")]
    if written:
        parts += [_plain("; the last message, of "), *_told(evidence, written)]
    return (*parts, _plain("."))


def _told(evidence: Evidence, event: Event) -> tuple[Phrase, ...]:
    sides = [dict.fromkeys(evidence.name(x.state) for x in side) for side in (event.actor, event.recipient)]
    actors, others = (listed(list(side)) for side in sides)
    who = f"{actors}{' → ' + others if others else ''}"
    by = f"; {event.publisher}" if event.publisher else ""
    what = CONTACT_WORDS.get(event.mode or "", "contact")
    return _figure(date_words(event), f"#e-{event.id}"), _plain(f" ({what}, {who}{by})")


def _of(window: Window) -> str:
    total = window.cooperation + window.conflict
    if window.share is None or window.low is None or window.high is None:
        return "none of either kind"
    span = f"95% interval {100 * window.low:.0f} to {100 * window.high:.0f}"
    return f"{window.cooperation:,} of {total:,} ({share(window.cooperation, total)}; {span})"


def _compared(found: Balance) -> Iterator[Said]:
    yield (
        _plain(f"In the last {found.days} days read, to {found.now.last}, cooperation made up "),
        _figure(_of(found.now), "#series"),
        _plain(f" of the events that are cooperation or conflict; in the {found.days} days before, "),
        _figure(_of(found.before), "#series"),
        _plain(f". {_verdict(found)}"),
    )


def _verdict(found: Balance) -> str:
    if found.difference is None or found.low is None or found.high is None:
        return "With an empty side there is nothing to compare."
    gap, low, high = (_points(x) for x in (found.difference, found.low, found.high))
    points = f"{gap} points, 95% interval {low} to {high}"
    if found.low <= 0 <= found.high:
        return f"The difference ({points}) may as well be nothing: the counts do not show a change."
    way = "more cooperative" if found.difference > 0 else "more conflictual"
    return f"The reports of the later days are {way} ({points})."


def _points(share_: float) -> str:
    points = round(100 * share_)
    return f"{points:+d}".replace("-", "−") if points else "0"


def _too_short() -> Said:
    return (_plain("Too few days were read to set one stretch of time against another."),)


def _caution(found: Balance | None) -> str:
    if found is None:
        return ""
    text = (
        "Counts are of events as reported: one occurrence told by three publishers counts three times, so "
        "events are not independent and the true intervals are wider than those given."
    )
    thin = [w for w in (found.now, found.before) if 2 * w.days_read < found.days]
    if thin:
        days = listed([f"{w.days_read} of {found.days}" for w in thin])
        text += f" Documents were read for only {days} days of a window: the comparison is weak."
    return text
