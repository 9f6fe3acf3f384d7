"""Words watched in the dossier: set phrases on the word of the two, with first and last use and silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.words import count, day_words, listed
from detente.measures.formulas import Use, by, findings

__all__ = ["Phrase", "Wording", "section"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One set phrase."""

    pattern: str = says("the wording, `*` for any letters")
    texts: int = says("texts that hold it on the word of either")
    speakers: str = says("which of the two, with the number of sentences")
    first: str = says("first use, in words")
    last: str = says("last use, in words")
    silence: str = says("texts read since, and the chance of so many without it if texts used it independently")
    example: str = says("the last sentence that holds it")
    source: str = says("who printed it, and when")


@dataclass(frozen=True, slots=True)
class Wording(Section):
    """Set phrases of the two."""

    name: ClassVar[str] = "wording"
    title: ClassVar[str] = "Words watched"
    lede: ClassVar[str] = "Set phrases on the word of either: how often, since when, and for how long not."

    phrases: tuple[Phrase, ...] = says("those that were used, most used first")
    absent: tuple[str, ...] = says("those of the list that neither used")
    n_read: int = says("texts read, with a date")
    command: str = says("the command that watches any other wording")
    why: str = says("why none is shown; empty where one is")


def section(evidence: Evidence) -> Wording:
    """Count the watched phrases, or say why none is shown."""
    command = f'detente wording "lips and teeth" --store FILE --speaker {evidence.pair[1]}'
    if evidence.desk is None:
        why = "Not shown: the page was made from records alone, without their texts."
        return Wording((), (), 0, command, why)
    read = evidence.desk.read
    rows = [
        _phrase(pattern, [u for u in uses if u.published], read, evidence)
        for pattern, uses in evidence.desk.uses.items()
    ]
    found = sorted((r for r in rows if r), key=lambda r: (-r.texts, r.pattern))
    seen = {r.pattern for r in found}
    absent = tuple(p for p in evidence.desk.uses if p not in seen)
    n_read = sum(read.values())
    why = "" if found else f"Not shown: none of the {len(absent)} phrases is in {count(n_read, 'text')}."
    return Wording(tuple(found), absent, n_read, command, why)


def _phrase(pattern: str, uses: Sequence[Use], read: Mapping[str, int], evidence: Evidence) -> Phrase | None:
    if not uses:
        return None
    told = {f.measure: f for f in findings(pattern, uses, read)}
    last = max(uses, key=lambda u: (u.published or "", u.document_id))
    latest = told.get("wording latest silence")
    chance = "" if latest is None or latest.p_value is None else f" (p = {latest.p_value:.2g})"
    silence = f"{count(int(latest.estimate or 0), 'text')}{chance}" if latest else ""
    dates = sorted(u.published or "" for u in uses)
    return Phrase(
        pattern,
        len({u.document_id for u in uses}),
        listed([f"{evidence.name(name)} {n:,}" for name, n, _, _ in by(uses, "speaker")]),
        day_words(dates[0]),
        day_words(dates[-1]),
        silence,
        last.text,
        ", ".join(filter(None, (last.publisher, day_words(last.published)))),
    )
