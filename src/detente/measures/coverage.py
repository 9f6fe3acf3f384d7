"""Can a series carry a measure? What was not read cannot be measured, and a handful of incidents tells little."""

from __future__ import annotations

from detente.relations import Series

__all__ = ["LEAST_INCIDENTS", "LEAST_PERIODS", "THIN", "cautions", "lacking", "n_incidents"]

LEAST_PERIODS = 12
LEAST_INCIDENTS = 10
THIN = 0.5  # share of days read
_BARE = 0.1


def n_incidents(relation: Series) -> int:
    """Count the incidents behind a series, each once."""
    return len({key for keys in relation.ids.values() for key in keys}) or sum(r.n_incidents for r in relation.rows)


def lacking(relation: Series, *, least_periods: int = LEAST_PERIODS) -> str | None:
    """Say in a clause why a series cannot carry a measure; None where it can."""
    known = [row for row in relation.rows if row.value is not None]
    if len(known) < least_periods:
        return f"only {len(known)} {relation.by}s are known, and {least_periods} are the least that can be measured"
    if (found := n_incidents(relation)) < LEAST_INCIDENTS:
        return f"only {found} incidents are known, and {LEAST_INCIDENTS} are the least that can be measured"
    if (share := read_share(relation)) < _BARE:
        return f"anything was read on {share:.0%} of the days only"
    return None


def read_share(relation: Series) -> float:
    """Return the mean share of days read."""
    return sum(row.covered for row in relation.rows) / len(relation.rows) if relation.rows else 0.0


def cautions(relation: Series) -> list[str]:
    """Return what a reader must bear in mind, each in a sentence."""
    found = []
    if reason := lacking(relation):
        found.append(f"The series is too thin: {reason}.")
    share = read_share(relation)
    if share < THIN:
        found.append(f"Anything was read on {share:.0%} of the days: a quiet {relation.by} may be one not read.")
    unknown = sum(row.value is None for row in relation.rows)
    if unknown:
        found.append(f"{unknown} of {len(relation.rows)} {relation.by}s are unknown and left out, not counted as zero.")
    return found
