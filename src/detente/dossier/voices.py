"""On whose word the events stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence, kind
from detente.dossier.page import Section, says
from detente.dossier.words import sector_words
from detente.records import Event

__all__ = ["Publisher", "Speaker", "Voices", "Word", "section"]

MOST_SPEAKERS = 25
MOST_PUBLISHERS = 30


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker and the events told on their word."""

    name: str = says("name as resolved")
    state: str = says("the state or organisation they speak for, in words")
    sector: str = says("their sector in a word (government, media, ...)")
    n_events: int = says("counted events told on their word")
    cooperation: int = says("of them, cooperation")
    conflict: int = says("of them, conflict; appeals are no part of it")
    appeal: int = says("of them, appeals")
    publishers: str = says("the publishers that quote them, most often first")


@dataclass(frozen=True, slots=True)
class Word:
    """A side, and how much rests on its word."""

    label: str = says("whose word: either state, others, or the publisher's own")
    n_events: int = says("counted events")
    cooperation: int = says("of them, cooperation")
    conflict: int = says("of them, conflict; appeals are no part of it")
    appeal: int = says("of them, appeals")


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher's counted events."""

    name: str = says("the publisher")
    n_events: int = says("counted events")
    cooperation: int = says("of them, cooperation")
    conflict: int = says("of them, conflict; appeals are no part of it")
    appeal: int = says("of them, appeals")
    attributed: int = says("of them, told on a named speaker's word")


@dataclass(frozen=True, slots=True)
class Voices(Section):
    """Who says so: the sides, the speakers, the publishers."""

    name: ClassVar[str] = "voices"
    title: ClassVar[str] = "On whose word"
    lede: ClassVar[str] = "An event is as good as the one who tells it. Counted events only."

    sides: tuple[Word, ...] = says("how much rests on either state's word, on others', on the publisher's own")
    speakers: tuple[Speaker, ...] = says(f"up to {MOST_SPEAKERS} speakers, most quoted first")
    n_speakers: int = says("all speakers")
    publishers: tuple[Publisher, ...] = says(f"up to {MOST_PUBLISHERS} publishers, most events first")
    n_publishers: int = says("all publishers")


def section(evidence: Evidence) -> Voices:
    """Count events by who tells them."""
    events = evidence.counted()
    by_speaker: dict[str, list[Event]] = defaultdict(list)
    by_publisher: dict[str, list[Event]] = defaultdict(list)
    by_side: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_side[_side(evidence, event)].append(event)
        by_publisher[event.publisher or "publisher not known"].append(event)
        if event.speaker is not None:
            by_speaker[event.speaker.id].append(event)
    speakers = sorted((_speaker(evidence, told) for told in by_speaker.values()), key=_most)
    publishers = (Publisher(p, *_tally(told), _attributed(told)) for p, told in by_publisher.items())
    return Voices(
        sides=tuple(Word(side, *_tally(by_side[side])) for side in _sides(evidence) if by_side[side]),
        speakers=tuple(speakers[:MOST_SPEAKERS]),
        n_speakers=len(speakers),
        publishers=tuple(sorted(publishers, key=lambda p: (-p.n_events, p.name))[:MOST_PUBLISHERS]),
        n_publishers=len(by_publisher),
    )


def _most(speaker: Speaker) -> tuple[int, str, str]:
    return -speaker.n_events, speaker.name, speaker.state


def _tally(events: Iterable[Event]) -> tuple[int, int, int, int]:
    kinds = [kind(e) or "" for e in events]
    good = sum(k.endswith("cooperation") for k in kinds)
    return len(kinds), good, sum(k.endswith("conflict") for k in kinds), kinds.count("appeal")


def _attributed(events: Iterable[Event]) -> int:
    return sum(e.speaker is not None for e in events)


def _sides(evidence: Evidence) -> tuple[str, ...]:
    a, b = (evidence.the(code) for code in evidence.pair)
    return f"the word of {a}", f"the word of {b}", "the word of others", "the publisher’s own"


def _side(evidence: Evidence, event: Event) -> str:
    ours, theirs, others, own = _sides(evidence)
    if event.speaker is None:
        return own
    return {evidence.pair[0]: ours, evidence.pair[1]: theirs}.get(event.speaker.state, others)


def _speaker(evidence: Evidence, events: list[Event]) -> Speaker:
    who = events[0].speaker
    assert who is not None  # only events with a speaker are grouped
    state = evidence.name(who.state)
    quoted = Counter(e.publisher for e in events if e.publisher)
    names = ", ".join(p for p, _ in sorted(quoted.items(), key=lambda item: (-item[1], item[0]))[:3])
    return Speaker(who.name or state, state, sector_words(who.sector), *_tally(events), names)
