"""Section: the region as a network, its blocs and camps, and the pair's part in its tension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.pictures import Line, Picture, Range, Tie
from detente.dossier.told import Told, found, tell
from detente.records import Finding

__all__ = ["Region", "balance_picture", "section", "tension_picture", "web_picture"]


@dataclass(frozen=True, slots=True)
class Region(Section):
    """Who stands with whom."""

    name: ClassVar[str] = "region"
    title: ClassVar[str] = "The region"
    lede: ClassVar[str] = (
        "All states as one network: two are tied by cooperation (blue) or by conflict (red), whichever is more between "
        "them."
    )

    blocs: Told | None = says("the blocs of the last period that has a network, drawn as a web")
    others: tuple[Told, ...] = says("of the same period: the state in the middle, balance, and camps")
    tension: Told | None = says("the pair's part in the region's tension, over time")
    balance: Picture | None = says("the share of balanced triads over the periods, null for a single one")


def section(evidence: Evidence) -> Region:
    """Tell what the measure ``networks`` found."""
    own = found(evidence.findings, "networks")
    blocs, tension = (found(own, "networks", question) for question in ("blocs", "tension"))
    last = blocs[-1].details["period"] if blocs else None
    beside = [f for f in own if f.details["question"] in ("centre", "balance", "frustration")]
    others = [f for f in beside if f.details.get("period") == last]
    return Region(
        tell(evidence, blocs[-1], web_picture(evidence, blocs[-1])) if blocs else None,
        tuple(tell(evidence, f) for f in others),
        tell(evidence, tension[-1], tension_picture(evidence, tension[-1])) if tension else None,
        balance_picture([f for f in beside if f.details["question"] == "balance" and f.estimate is not None]),
    )


def web_picture(evidence: Evidence, finding: Finding) -> Picture:
    """Draw a network, bloc by bloc around a ring."""
    names = {s: evidence.name(s) for s in finding.details["states"]}
    order = [names[s] for bloc in finding.details["blocs"] for s in bloc]
    ties = tuple(Tie(names[t["a"]], names[t["b"]], float(t["weight"])) for t in finding.details["ties"])
    return Picture("web", finding.statement, nodes=tuple(order), ties=ties)


def tension_picture(evidence: Evidence, finding: Finding) -> Picture:
    """Draw the region's tension with the pair and without it."""
    details: dict[str, Any] = dict(finding.details)
    a, b = (evidence.name(s) for s in finding.subject.split("·"))
    lines = (
        Line("the region", tuple(details["with"])),
        Line(f"without {a} and {b}", tuple(details["without_by_period"])),
    )
    return Picture(
        "lines", finding.statement, "share of conflict", periods=tuple(details["periods"]), lines=lines
    )  # fmt: skip


def balance_picture(findings: list[Finding]) -> Picture | None:
    """Draw the share of balanced triads of each period."""
    if len(findings) < 2:
        return None
    rows = tuple(Range(f.subject, f.estimate or 0.0, None, None) for f in findings)
    return Picture("ranges", "The share of balanced triads, period by period.", "balanced triads", ranges=rows)
