"""A wording watched: first and last use, silences, how often against what was read, by whom and where.

A *use* is a sentence that holds the wording. How often is counted in texts: the share of those read in a period that
hold it, with Wilson's interval (Wilson 1927), so that a month in which little was read is no silence. The latest
silence is the run of texts read since the last text that used it. Its p-value is the probability of a run so long if
texts used it independently at the share seen until then, (1 - share) ** run: texts of one day resemble each other, so
it is a guide and no proof. A use that comes back after the watch's end cannot be known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from detente.actors import Actors
from detente.records import Finding
from detente.shares import wilson

__all__ = ["Rate", "Use", "by", "findings", "rates", "speaker_of"]

Grain = Literal["year", "month"]
_LENGTH: Mapping[str, int] = {"year": 4, "month": 7}


@dataclass(frozen=True, slots=True)
class Use:
    """One sentence that holds the wording; ``speaker`` is the state on whose word, '' when not known."""

    document_id: str
    text: str
    publisher: str | None
    published: str | None
    speaker: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Texts of a period that use the wording, of those read, with Wilson's 95% interval of the share."""

    period: str
    hits: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.hits / self.n


def speaker_of(speakers: Sequence[str], publisher: str | None, actors: Actors) -> str:
    """Say on whose word a sentence is: the one speaker of its events, else the state whose own outlet prints it."""
    if len(speakers) == 1:
        return speakers[0]
    outlet = actors.publisher(publisher)
    return outlet.state if outlet and outlet.state_agency and not speakers else ""


def rates(uses: Iterable[Use], read: Mapping[str, int], grain: Grain) -> tuple[Rate, ...]:
    """Return a rate for every period in which something was read; ``read`` counts texts by date of publication."""
    size = _LENGTH[grain]
    texts: Counter[str] = Counter()
    for day, n in read.items():
        if len(day) >= size:
            texts[day[:size]] += n
    dated = {(u.document_id, u.published[:size]) for u in uses if u.published and len(u.published) >= size}
    hits = Counter(period for _, period in dated)
    return tuple(Rate(p, hits[p], n, *wilson(hits[p], n)) for p, n in sorted(texts.items()))


def by(uses: Iterable[Use], what: Literal["speaker", "publisher"]) -> list[tuple[str, int, str | None, str | None]]:
    """Return for each speaker or publisher: uses, first and last date; most uses first."""
    groups: dict[str, list[Use]] = {}
    for use in uses:
        groups.setdefault(getattr(use, what) or "unknown", []).append(use)
    rows = []
    for name, some in groups.items():
        dates = sorted(u.published for u in some if u.published)
        rows.append((name, len(some), dates[0] if dates else None, dates[-1] if dates else None))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def findings(pattern: str, uses: Sequence[Use], read: Mapping[str, int]) -> list[Finding]:
    """Say first and last use, how often, the longest silence between uses and the latest one."""
    total = sum(read.values())
    texts = len({u.document_id for u in uses})
    if not uses:
        statement = f"“{pattern}” is in none of the {total:,} texts read."
        return [Finding("wording", pattern, statement, estimate=0.0, interval=wilson(0, total) if total else None)]
    low, high = wilson(min(texts, total), total) if total else (0.0, 1.0)
    share = Finding(
        "wording share",
        pattern,
        f"“{pattern}” is in {texts:,} of {total:,} texts read ({len(uses):,} sentences).",
        estimate=texts / total if total else None,
        interval=(low, high),
        parameters={"interval": "Wilson 95%"},
    )
    return [share, *_dated(pattern, uses, read)]


def _dated(pattern: str, uses: Sequence[Use], read: Mapping[str, int]) -> list[Finding]:
    days = sorted({u.published for u in uses if u.published})
    if not days:
        return []
    first, last, start, end = days[0], days[-1], min(read, default=days[0]), max(read, default=days[-1])
    told = (
        ("first", f"The first use is of {first}; reading begins on {start}.", {"first": first, "read_from": start}),
        ("last", f"The last use is of {last}; reading ends on {end}.", {"last": last, "read_to": end}),
    )
    out = [Finding(f"wording {name} use", pattern, statement, details=details) for name, statement, details in told]
    longest = _longest(days, read)
    if longest:
        since, until, n = longest
        statement = f"The longest silence between two uses is from {since} to {until}: {n:,} texts read without it."
        out.append(
            Finding("wording silence", pattern, statement, estimate=float(n), details={"since": since, "until": until})
        )
    out.append(_latest(pattern, uses, read, last))
    return out


def _longest(days: Sequence[str], read: Mapping[str, int]) -> tuple[str, str, int] | None:
    gaps = ((a, b, _between(read, a, b)) for a, b in pairwise(days))
    return max(gaps, key=lambda gap: gap[2], default=None)


def _between(read: Mapping[str, int], since: str, until: str) -> int:
    return sum(n for day, n in read.items() if since < day < until)


def _latest(pattern: str, uses: Sequence[Use], read: Mapping[str, int], last: str) -> Finding:
    after = sum(n for day, n in read.items() if day > last)
    until_then = sum(n for day, n in read.items() if day <= last)
    texts = len({u.document_id for u in uses if u.published})
    p = (1 - texts / until_then) ** after if until_then >= texts and until_then else None
    return Finding(
        "wording latest silence",
        pattern,
        f"Since the last use, {after:,} texts were read without it.",
        estimate=float(after),
        p_value=p,
        null_model="texts use it independently at the share seen until the last use",
        details={"share until then": texts / until_then if until_then else None},
    )
