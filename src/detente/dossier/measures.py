"""What the measures find on the two: for each one sentence, one picture, how sure it is, and its incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Link, Section, says
from detente.dossier.pictures import Picture, Range
from detente.errors import StoreError, UsageError
from detente.measures import changes, coincidence, compare, coverage, response, series, tempo
from detente.measures.dates import Dates, dates
from detente.records import Event, Finding, Relation
from detente.relations import Query, Series

if TYPE_CHECKING:
    from detente.store import Store

__all__ = ["Bar", "Item", "Measured", "Measures", "collect", "section"]

_TITLES = {
    "level": "How much happens, and is it more than before?",
    "changes": "When did it turn?",
    "tempo": "Does it come in bursts? What is out of the ordinary?",
    "response": "Who answers whom?",
    "compare": "Is the second half of the time unlike the first?",
    "coincidence": "Do their meetings keep step with what either does with arms?",
}
_MOST_LINKS = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure as the store gave it, before the page: findings, or why there are none, and the series drawn."""

    key: str
    findings: tuple[Finding, ...]
    why_not: str
    relation: Series | None
    events: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of a picture."""

    period: str = says("first day of the period")
    value: float | None = says("incidents in it; null where nothing was read")
    low: float | None = says("lower end of the band of the smoothed level")
    high: float | None = says("upper end of it")
    turn: bool = says("true where a change of level begins")


@dataclass(frozen=True, slots=True)
class Item:
    """One measure."""

    key: str = says("name of the measure, its anchor `#measure-...`")
    question: str = says("what it asks")
    sentences: tuple[str, ...] = says("what it found, a sentence each")
    sure: str = says("how sure that is, in words for someone who has never seen a p-value")
    why_not: str = says("why nothing is shown; empty where something is")
    cautions: tuple[str, ...] = says("what to bear in mind")
    bars: tuple[Bar, ...] = says("a picture in time: a bar a period, the smoothed level's band, turns marked")
    picture: Picture | None = says("a picture beside chance: what was found, and what chance alone gives")
    events: tuple[Link, ...] = says("links to the newest events behind it")
    n_unlisted: int = says("further events behind it")


@dataclass(frozen=True, slots=True)
class Measures(Section):
    """The measures of the pair."""

    name: ClassVar[str] = "measures"
    title: ClassVar[str] = "What the figures can and cannot say"
    lede: ClassVar[str] = (
        "Reports of one occurrence count once here. Each answer says how easily chance alone would give it."
    )

    items: tuple[Item, ...] = says("one a measure")
    why_not: str = says("why none is shown at all; empty where some are")


def collect(store: Store, a: str, b: str) -> tuple[Measured, ...]:
    """Run the measures that need no more than the pair."""
    try:
        months = store.relation(a, b)
        days = store.relation(a, b, by="day")
        ways = [store.relation(*way, by="day", directed=True) for way in ((a, b), (b, a))]
    except StoreError as error:
        return (Measured("none", (), str(error), None, {}),)
    events = {incident.id: incident.event_ids for incident in store.incidents((a, b))}
    reason = coverage.lacking(months)
    if reason:
        return tuple(Measured(key, (), f"Not shown: {reason}.", None, {}) for key in _TITLES)
    halves, halves_not = _halves(months)
    step, step_not = _step(store, a, b)
    return (
        Measured("level", tuple(_listed(series(months))), "", months, events),
        Measured("changes", tuple(changes(months)), "", months, events),
        Measured("tempo", tuple(tempo(days)), "", None, events),
        Measured("response", tuple(response(*ways)), "", None, events),
        Measured("compare", halves, halves_not, None, events),
        Measured("coincidence", step, step_not, None, events),
    )


def _halves(months: Series) -> tuple[tuple[Finding, ...], str]:
    """Compare the later half of the months with the earlier one."""
    middle = len(months.rows) // 2
    if middle < 6:
        return (), f"Not shown: {len(months.rows)} months were read, and six on either side are the least."
    starts = months.starts
    first, last = starts[middle], starts[middle] - timedelta(days=1)
    earlier, later = months.rows[:middle], months.rows[middle:]
    sides = (
        replace(months, rows=earlier, volume=months.volume[:middle], last=last, ids=_of_rows(months, earlier)),
        replace(months, rows=later, volume=months.volume[middle:], first=first, ids=_of_rows(months, later)),
    )
    try:
        return (compare(*sides),), ""
    except UsageError as error:
        return (), f"Not shown: {error}."


def _of_rows(months: Series, rows: Sequence[Relation]) -> dict[str, tuple[str, ...]]:
    kept = {row.period for row in rows}
    return {period: ids for period, ids in months.ids.items() if period in kept}


_LEAST_DAYS = 5


def _step(store: Store, a: str, b: str) -> tuple[tuple[Finding, ...], str]:
    """Set the pair's meetings beside the days on which either moves arms: whichever has more of them."""
    read = store.days_read() or None
    meetings, *arms = (_dates(store, query, read) for query in (f"{a}-{b} CONSULT", f"{a} MOBILIZE", f"{b} MOBILIZE"))
    other = max(arms, key=lambda side: len(side.days))
    for side in (meetings, other):
        if len(side.days) < _LEAST_DAYS:
            least = f"and {_LEAST_DAYS} are the least that can be set beside others"
            return (), f"Not shown: {side.name} has {len(side.days)} days that are known, {least}."
    try:
        return (coincidence(meetings, other),), ""
    except UsageError as error:
        return (), f"Not shown: {error}."


def _dates(store: Store, query: str, read: set[date] | None) -> Dates:
    asked = Query.parse(query)
    found = store.incident_dates(asked)
    return dates(str(asked), [day for day, _ in found], ids=[key for _, key in found], read=read)


def _listed(found: Finding | list[Finding]) -> list[Finding]:
    return [found] if isinstance(found, Finding) else found


def section(evidence: Evidence) -> Measures:
    """Show what was measured."""
    measured = evidence.measured
    whole = next((one.why_not for one in measured if one.key == "none"), "")
    if not measured:
        whole = "These events were not brought together into incidents, on which the measures rest."
    known = {event.id: event for event in evidence.events}
    return Measures(tuple(_item(evidence, one, measured, known) for one in measured if one.key != "none"), whole)


def _item(evidence: Evidence, one: Measured, others: Iterable[Measured], known: Mapping[str, Event]) -> Item:
    ids = dict.fromkeys(key for f in one.findings for i in f.incident_ids for key in one.events.get(i, ()))
    newest = sorted((known[i] for i in ids if i in known), key=lambda e: (e.date or "", e.id), reverse=True)
    links, unlisted = evidence.links(newest[:_MOST_LINKS])
    empty = not one.findings and not one.why_not
    return Item(
        key=one.key,
        question=_TITLES[one.key],
        sentences=tuple(_in_words(evidence, f.statement) for f in one.findings),
        sure=" ".join(_sure(one.findings)),
        why_not="Too few incidents on either side to tell." if empty else one.why_not,
        cautions=tuple(
            dict.fromkeys(_in_words(evidence, text) for f in one.findings for text in f.details.get("cautions", ()))
        ),
        bars=tuple(_bars(one, others)),
        picture=_beside_chance(evidence, one),
        events=links,
        n_unlisted=unlisted + max(len(newest) - _MOST_LINKS, 0),
    )


_SIGNS = {"-": " and ", ">": " upon "}
_WORDS = {" CONSULT": " (meetings and calls)", " MOBILIZE": " (moves of arms)"}
_CHANCE = {"waiting_times": "the same waits between the days, in another order"}


def _in_words(evidence: Evidence, sentence: str) -> str:
    """Write the pair's codes as names: ``CHN-PRK`` is *China and North Korea*."""
    names = {code: evidence.name(code) for code in evidence.pair}
    either = "|".join(map(re.escape, names))
    said = re.sub(
        rf"\b({either})(?:([->])({either}))?\b",
        lambda hit: names[hit[1]] + (_SIGNS[hit[2]] + names[hit[3]] if hit[2] else ""),
        sentence,
    )
    for word, plain in _WORDS.items():
        said = said.replace(word, plain)
    return said


def _sure(findings: Iterable[Finding]) -> Iterator[str]:
    """Say in plain words how easily chance gives what was found."""
    for finding in findings:
        p = finding.p_value
        if p is not None and finding.null_model:
            verdict = "too easily to build on" if p >= 0.05 else "rarely enough to take it seriously"
            chance = _CHANCE.get(finding.null_model, finding.null_model)
            yield f"Chance alone (here: {chance}) gives as much in {_odds(p)}: {verdict}."
        if (probability := finding.details.get("probability_higher")) is not None:
            way = probability if probability >= 0.5 else 1 - probability
            yield f"For the arrow to point up or down, a probability of 0.90 is asked; it is {way:.2f}."


def _odds(p: float) -> str:
    return f"about {round(100 * p)} of 100 cases" if p >= 0.01 else f"about {max(round(1000 * p), 1)} of 1,000 cases"


def _bars(one: Measured, others: Iterable[Measured]) -> Iterator[Bar]:
    if one.relation is None:
        return
    band = {
        row["period"]: row
        for m in others
        if m.key == "level"
        for f in m.findings
        for row in f.details.get("smoothed", ())
    }
    turns = {f.details.get("date") for f in one.findings}
    for row in one.relation.rows:
        state = band.get(row.period, {})
        yield Bar(row.period, row.value, state.get("low"), state.get("high"), row.period in turns)


# -- the picture beside chance ---------------------------------------------------------------------------


def _beside_chance(evidence: Evidence, one: Measured) -> Picture | None:
    """Draw what was found and the span that chance alone gives, a row each."""
    found = [(f, rows) for f in one.findings if (rows := _ranges(one.key, f))]
    if not found:
        return None
    unit, zero = _UNITS[one.key]
    named = tuple(replace(r, label=_in_words(evidence, r.label)) for _, rows in found for r in rows)
    text = "; ".join(f"{r.label}: {_span(r)}" for r in named)
    return Picture("ranges", text, unit, ranges=named, zero=zero)


_UNITS: Mapping[str, tuple[str, float | None]] = {
    "tempo": ("-1 a clock, 0 chance, 1 all at once", 0.0),
    "response": ("share of acts that were followed", None),
    "compare": ("later half over earlier half", 1.0),
    "coincidence": ("meeting days with one in the week before", None),
}


def _ranges(key: str, finding: Finding) -> tuple[Range, ...]:
    details, value = finding.details, finding.estimate
    if value is None or key not in _UNITS:
        return ()
    if key == "compare":
        low, high = finding.interval or (None, None)
        return (Range("found, with its interval", value, low, high),)
    if key == "coincidence":
        span = details["expected_hits"][finding.null_model]["precursor"]
        hits = details["precursor_hits"]
        return (Range("found", hits, None, None), Range("by chance", span["mean"], span["low"], span["high"]))
    if "chance" not in details:
        return ()
    low, high = details["chance"]
    name = f"{finding.subject}: " if key == "response" else ""
    return (Range(f"{name}found", value, None, None), Range(f"{name}by chance", (low + high) / 2, low, high))


def _span(row: Range) -> str:
    return f"{row.value:.2g}" if row.low is None or row.high is None else f"{row.low:.2g} to {row.high:.2g}"


# -- the picture in time -----------------------------------------------------------------------------------------

WIDTH, HEIGHT = 700, 120
_LEFT, _FOOT = 34, 16


def picture(item: Item) -> str:
    """Draw bars, the band of the smoothed level and a line at each turn, as SVG made of numbers and dates alone."""
    top = max([1.0, *(b.value or 0 for b in item.bars), *(b.high or 0 for b in item.bars)])
    step = (WIDTH - _LEFT) / len(item.bars)
    scale = (HEIGHT - _FOOT - 6) / top
    ground = HEIGHT - _FOOT
    parts = [f"<line x1='{_LEFT}' x2='{WIDTH}' y1='{ground}' y2='{ground}' stroke='#5f5b53'/>"]
    for n, bar in enumerate(item.bars):
        x = _LEFT + n * step
        if bar.value is None:
            parts.append(f"<rect x='{x:.1f}' y='6' width='{step:.1f}' height='{ground - 6}' fill='#eceae4'/>")
        elif bar.value:
            high = bar.value * scale
            parts.append(
                f"<rect x='{x + 0.5:.1f}' y='{ground - high:.1f}' width='{max(step - 1, 0.8):.1f}'"
                f" height='{high:.1f}' fill='#86b3d8'/>"
            )
        if bar.turn:
            parts.append(f"<line x1='{x:.1f}' x2='{x:.1f}' y1='2' y2='{ground}' stroke='#b23a1e' stroke-width='2'/>")
    parts += _band(item.bars, step, scale, ground)
    parts.append(f"<text x='{_LEFT - 4}' y='12' text-anchor='end' font-size='11' fill='#5f5b53'>{top:.0f}</text>")
    for n, anchor in ((0, "start"), (len(item.bars) - 1, "end")):
        when = date.fromisoformat(item.bars[n].period)
        x = _LEFT if n == 0 else WIDTH
        parts.append(
            f"<text x='{x}' y='{HEIGHT - 3}' text-anchor='{anchor}' font-size='11' fill='#5f5b53'>{when:%b %Y}</text>"
        )
    title = f"Incidents by month, {item.bars[0].period[:7]} to {item.bars[-1].period[:7]}"
    peak = max((b.value or 0 for b in item.bars), default=0)
    told = f"The highest has {peak:g}; {sum(b.value is None for b in item.bars)} were not read."
    ids = f"{item.key}-title", f"{item.key}-desc"
    head = (
        f"<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-labelledby=\"{' '.join(ids)}\">"
        f'<title id="{ids[0]}">{title}</title><desc id="{ids[1]}">{told}</desc>'
    )
    return f"{head}{''.join(parts)}</svg>"


def _band(bars: tuple[Bar, ...], step: float, scale: float, ground: float) -> list[str]:
    """Draw the band over each run of known periods."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for n, bar in enumerate(bars):
        if bar.low is None or bar.high is None:
            runs.append([])
        else:
            x = _LEFT + (n + 0.5) * step
            runs[-1].append((x, ground - bar.high * scale, ground - bar.low * scale))
    shapes = []
    for run in filter(None, runs):
        there = " ".join(f"{x:.1f},{high:.1f}" for x, high, _ in run)
        back = " ".join(f"{x:.1f},{low:.1f}" for x, _, low in reversed(run))
        shapes.append(f"<polygon points='{there} {back}' fill='#1f4e79' fill-opacity='0.28'/>")
    return shapes
