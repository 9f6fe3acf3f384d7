"""How commands write findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from detente.cli import output

if TYPE_CHECKING:
    from detente.records import Finding

__all__ = ["write"]


def write(found: Finding | Sequence[Finding], as_json: bool, target: str) -> None:
    """Write findings: JSON where it is asked for, else for a person."""
    from detente.records import Finding

    with output.opened(target) as stream:
        if as_json or target.endswith(".json"):
            output.write_findings(found, stream)
            return
        for n, finding in enumerate([found] if isinstance(found, Finding) else found):
            _tell(finding, stream, first=n == 0)


def _tell(finding: Finding, stream: IO[str], *, first: bool) -> None:
    """Write a finding for a person: the sentence, how sure it is, what it rests on."""
    lines = [] if first else [""]
    lines.append(finding.statement)
    sure = []
    if finding.interval is not None and finding.estimate is not None:
        sure.append(f"estimate {finding.estimate:.3g}, interval {finding.interval[0]:.3g} to {finding.interval[1]:.3g}")
    if finding.p_value is not None:
        sure.append(f"p = {finding.p_value:.3f}" + (f" ({finding.null_model})" if finding.null_model else ""))
    if sure:
        lines.append(f"  how sure: {'; '.join(sure)}")
    for name, nulls in (finding.details.get("p_values") or {}).items():
        tails = ", ".join(f"{rate}: more {p['more']:.3f}, fewer {p['fewer']:.3f}" for rate, p in nulls.items())
        lines.append(f"  null {name}: {tails}")
    if isinstance(span := finding.details.get("period"), dict):
        lines.append(f"  period: {span['first']} to {span['last']} ({span['basis']})")
    lines += [f"  caution: {text}" for text in finding.details.get("cautions", ())]
    if finding.incident_ids:
        shown = ", ".join(finding.incident_ids[:3]) + (", ..." if len(finding.incident_ids) > 3 else "")
        lines.append(f"  rests on {len(finding.incident_ids)} incidents: {shown}")
    stream.write("\n".join(lines) + "\n")
