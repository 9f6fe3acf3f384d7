"""Section: who begins, who answers in kind, and who depends on whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.pictures import Picture, Range
from detente.dossier.told import Told, found, tell
from detente.records import Finding

__all__ = ["Answers", "dependence_picture", "rates_picture", "section"]


@dataclass(frozen=True, slots=True)
class Answers(Section):
    """Who begins, who answers, who depends."""

    name: ClassVar[str] = "answers"
    title: ClassVar[str] = "Give and take"
    lede: ClassVar[str] = (
        "Whether one side answers the other's acts in kind within days, which of the two begins, and how large a part "
        "of all that each does is done with the other."
    )

    answers: tuple[Told, ...] = says(
        "answers in kind: cooperation and conflict, both directions, where there is enough"
    )
    too_few: tuple[str, ...] = says("what cannot be told, a sentence each")
    rates: Picture | None = says("the shares answered, as ranges")
    begin: Told | None = says("who acts first after a quiet time")
    dependence: Told | None = says("each state's part in the other's activity, as ranges")


def section(evidence: Evidence) -> Answers:
    """Tell what the measures ``reciprocity`` and ``asymmetry`` found."""
    asked = found(evidence.findings, "reciprocity", "answer")
    known = [f for f in asked if f.estimate is not None]
    begin = found(evidence.findings, "reciprocity", "begin")
    leaning = found(evidence.findings, "asymmetry")
    return Answers(
        tuple(tell(evidence, f) for f in known),
        tuple(f.statement for f in asked if f.estimate is None),
        rates_picture(evidence, known),
        tell(evidence, begin[0]) if begin else None,
        tell(evidence, leaning[0], dependence_picture(evidence, leaning[0])) if leaning else None,
    )


def rates_picture(evidence: Evidence, known: list[Finding]) -> Picture | None:
    """Draw the shares answered with their intervals, and what chance would give."""
    rows: list[Range] = []
    for f in known:
        who, kind = evidence.name(str(f.details["answerer"])), f.details["kind"]
        low, high = f.interval or (None, None)
        rows.append(Range(f"{who}, {kind}", f.estimate or 0.0, low, high, float(f.details["expected"])))
    text = "The share of acts answered in kind, and the share that chance would give."
    return (
        Picture("ranges", text, "share answered; the stroke is what chance would give", ranges=tuple(rows))
        if rows
        else None
    )


def dependence_picture(evidence: Evidence, finding: Finding) -> Picture | None:
    """Draw the part of each state's activity that is with the other."""
    rows = tuple(
        Range(f"of {evidence.name(side['state'])}", float(side["share"]), *(side["interval"] or (None, None)))
        for side in finding.details.get("sides", ())
    )
    return Picture("ranges", finding.statement, "share of activity", ranges=rows) if rows else None
