"""Section: how alike the two vote in the United Nations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.pictures import Line, Picture
from detente.dossier.told import Told, found, tell
from detente.records import Finding

__all__ = ["Votes", "section", "years_picture"]


@dataclass(frozen=True, slots=True)
class Votes(Section):
    """Votes of the two in the General Assembly, from a file beside the record."""

    name: ClassVar[str] = "ballots"
    title: ClassVar[str] = "Votes"
    lede: ClassVar[str] = (
        "Roll calls of the United Nations in which both took part. Not from the texts read: from a file."
    )

    told: tuple[Told, ...] = says("agreement, S and kappa")


def section(evidence: Evidence) -> Votes:
    """Tell what the measure ``votes`` found."""
    own = found(evidence.findings, "votes")
    return Votes(tuple(tell(evidence, f, years_picture(f) if i == 0 else None) for i, f in enumerate(own)))


def years_picture(finding: Finding) -> Picture | None:
    """Draw the agreement of each year, with what exceeds habit (kappa) beside it."""
    rows = finding.details.get("by_year", ())
    if len(rows) < 2:
        return None
    lines = tuple(
        Line(words, tuple(r[key] for r in rows)) for words, key in (("same vote", "agreement"), ("kappa", "kappa"))
    )
    return Picture(
        "lines", finding.statement, "share, and kappa", periods=tuple(r["year"] for r in rows), lines=lines, zero=0.0
    )
