"""Section: do the two say the same of third states, who says it first, who says it harsher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.pictures import Line, Picture, Range
from detente.dossier.told import Told, found, tell
from detente.records import Finding

__all__ = ["Alignment", "ranges_picture", "section", "stances_picture"]

MOST_THIRDS = 8


@dataclass(frozen=True, slots=True)
class Alignment(Section):
    """What the two say of third states, side by side."""

    name: ClassVar[str] = "alignment"
    title: ClassVar[str] = "Speaking of others"
    lede: ClassVar[str] = (
        "Do the two take the same stance toward third states? A stance is the mean value of what a state says and does "
        "toward another in a period; a period without any is left out."
    )

    told: tuple[Told, ...] = says("alike, first, harsher, and the voice where one is found; each with its picture")
    closest: Told | None = says("the third state of which both spoke most, with both stances over time")
    dropped: tuple[str, ...] = says(
        "third states of which the two spoke too seldom, with the periods in which both did"
    )


def section(evidence: Evidence) -> Alignment:
    """Tell what the measure ``alignment`` found."""
    own = found(evidence.findings, "alignment")
    told = [tell(evidence, f, ranges_picture(evidence, f, own)) for f in own if "third" not in _keys(f)]
    single = [f for f in own if f.details["question"] == "alike" and f.details.get("third")]
    single.sort(key=lambda f: -int(f.details["n_periods"]))
    closest = tell(evidence, single[0], stances_picture(evidence, single[0])) if single else None
    dropped = own[0].details.get("dropped", {}) if own else {}
    return Alignment(tuple(told), closest, tuple(f"{evidence.name(s)} ({n})" for s, n in dropped.items()))


def _keys(finding: Finding) -> set[str]:
    return {key for key, value in finding.details.items() if value is not None}


def ranges_picture(evidence: Evidence, finding: Finding, own: Sequence[Finding]) -> Picture | None:
    """Draw a question's third states as ranges; a voice as its share."""
    question = finding.details["question"]
    if question == "voice":
        name = evidence.name(str(finding.details["voice"]))
        low, high = finding.interval or (None, None)
        row = Range(f"{name} goes further", finding.estimate or 0.0, low, high)
        return Picture("ranges", finding.statement, "share of the periods on one side", ranges=(row,), zero=0.5)
    asked = [f for f in own if f.details["question"] == question and f.details.get("third") and f.estimate is not None]
    if not asked:
        return None
    a, b = (evidence.name(str(finding.parameters[side])) for side in ("a", "b"))
    units = {
        "alike": "rank correlation: 0 is none, 1 is always alike",
        "first": f"{finding.parameters['frequency']}s that {a} is ahead of {b}",
        "harsher": f"points on the scale: left of the line {a} is harsher, right of it {b}",
    }
    rows = tuple(
        Range(evidence.name(f.details["third"]), f.estimate or 0.0, *(f.interval or (None, None)))
        for f in asked[:MOST_THIRDS]
    )
    return Picture("ranges", finding.statement, units[question], ranges=rows, zero=0.0)


def stances_picture(evidence: Evidence, finding: Finding) -> Picture:
    """Draw the two stances toward one third state over time."""
    a, b = str(finding.parameters["a"]), str(finding.parameters["b"])
    lines = tuple(Line(evidence.name(s), tuple(finding.details[side])) for s, side in ((a, "a"), (b, "b")))
    about = evidence.name(str(finding.details["third"]))
    text = f"Stances of {lines[0].label} and {lines[1].label} toward {about} over time."
    return Picture(
        "lines", text, "mean value on the scale",
        periods=tuple(finding.details["periods"]), lines=lines, zero=0.0,
    )  # fmt: skip
