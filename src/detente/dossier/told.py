"""What all sections of measures share: a finding in words, how sure it is, and the incidents behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.dossier.evidence import Evidence
from detente.dossier.page import says
from detente.dossier.pictures import Picture
from detente.dossier.words import TYPE_WORDS, count, day_words, listed
from detente.records import Finding, Incident

__all__ = ["Behind", "Told", "chance_words", "found", "sure_words", "tell"]

MOST_BEHIND = 8


@dataclass(frozen=True, slots=True)
class Behind:
    """An incident that a finding was made from."""

    id: str = says("id of the incident")
    text: str = says("day, who and what in a few words")
    href: str | None = says("anchor of its first event in the record, null where the record does not show it")


@dataclass(frozen=True, slots=True)
class Told:
    """One finding: a sentence, a picture, how sure, and the incidents behind it."""

    statement: str = says("the finding in one sentence")
    sure: str = says("how sure it is, for someone who has never seen a p-value")
    picture: Picture | None = says("what its picture draws, null where there is nothing to draw")
    behind: tuple[Behind, ...] = says(f"the newest incidents behind it, at most {MOST_BEHIND}")
    n_behind: int = says("all incidents behind it")
    estimate: float | None = says("the estimate", machine=True)
    interval: tuple[float, float] | None = says("its interval", machine=True)
    p_value: float | None = says("its p-value", machine=True)
    null_model: str | None = says("what it was compared with", machine=True)


def tell(evidence: Evidence, finding: Finding, picture: Picture | None = None) -> Told:
    """Put a finding into the words of the page; a finding without an estimate has no picture."""
    behind = [evidence.incidents[i] for i in finding.incident_ids if i in evidence.incidents]
    behind.sort(key=lambda i: (i.date or "", i.id), reverse=True)
    shown = {e.id for e in evidence.shown}
    return Told(
        statement=finding.statement,
        sure=sure_words(finding),
        picture=None if finding.estimate is None else picture,
        behind=tuple(_behind(evidence, i, shown) for i in behind[:MOST_BEHIND]),
        n_behind=len(finding.incident_ids),
        estimate=finding.estimate,
        interval=finding.interval,
        p_value=finding.p_value,
        null_model=finding.null_model,
    )


def _behind(evidence: Evidence, incident: Incident, shown: set[str]) -> Behind:
    sides = [
        listed(list(dict.fromkeys(evidence.name(a.state) for a in s))) for s in (incident.actor, incident.recipient)
    ]
    act = TYPE_WORDS.get(incident.event_type or "", "makes a statement").partition(",")[0].partition(" or ")[0]
    words = f"{day_words(incident.date)}: {sides[0]} {act}{f' → {sides[1]}' if sides[1] else ''}"
    event = next((e for e in incident.event_ids if e in shown), None)
    return Behind(incident.id, words, f"#e-{event}" if event else None)


def sure_words(finding: Finding) -> str:
    """Say how sure a finding is: its chance in cases of a hundred, and what was taken for chance."""
    if finding.estimate is None:
        return "There is too little on record to say more, and nothing is drawn rather than something guessed."
    if finding.p_value is None:
        return "It is a description of what is on record, and no test."
    return f"{chance_words(finding.p_value)} Chance is here: {finding.null_model}."


def chance_words(p: float) -> str:
    """Say a p-value in words."""
    said = "If chance alone were at work, something this clear would be seen in"
    if p < 0.01:
        return f"{said} fewer than 1 of 100 cases."
    also = "; that is too often to build on it" if p >= 0.05 else ""
    return f"{said} about {count(max(1, round(100 * p)), 'case')} of 100{also}."


def found(findings: Iterable[Finding], measure: str, question: str | None = None) -> list[Finding]:
    """Return the findings of a measure, perhaps of one question."""
    return [f for f in findings if f.measure == measure and question in (None, _of(f.details))]


def _of(details: Mapping[str, object]) -> object:
    return details.get("question")
