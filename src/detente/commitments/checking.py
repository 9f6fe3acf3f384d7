"""What incidents say of commitments: touched, met, due, silent. Never a legal verdict: *touches*, with the reason.

``check`` is a pure function over incidents (or events) and the days of which something was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from detente.anniversaries import anniversary, is_round
from detente.commitments.conditions import Condition, Occurrence, describe, things_of
from detente.commitments.register import Article, Commitment, Expectation
from detente.incidents import span_of
from detente.records import Event, Finding, Incident

__all__ = ["check", "due", "expected", "met", "silent", "touched"]

TOLD = ("asserted", "historical")
"""Statuses of what is told as having happened; plans, denials and suppositions touch nothing."""

READ_ENOUGH = 0.5
"""Share of the days of a window of which something must have been read before its silence is told."""


def check(
    register: Sequence[Commitment], occurrences: Iterable[Occurrence], *, days: Iterable[date] = ()
) -> list[Finding]:
    """Return what was touched and met, by day, and what was silent on the days read."""
    told = [o for o in occurrences if o.status in TOLD]
    found = [f for c in register for f in (*touched(c, told), *met(c, told), *silent(c, told, days=days))]
    return sorted(found, key=lambda f: (str(f.details.get("date")), f.measure, f.subject))


def touched(commitment: Commitment, occurrences: Iterable[Occurrence]) -> Iterator[Finding]:
    """Yield a finding for each occurrence that fulfils a condition of a trigger or prohibition."""
    yield from _found(commitment, occurrences, "touched")


def met(commitment: Commitment, occurrences: Iterable[Occurrence]) -> Iterator[Finding]:
    """Yield a finding for each occurrence at which an obligation is seen at work."""
    yield from _found(commitment, occurrences, "met")


def _found(commitment: Commitment, occurrences: Iterable[Occurrence], what: str) -> Iterator[Finding]:
    conditions = [(a, c) for a in commitment.articles for c in getattr(a, what)]
    types = {t for _, c in conditions for t in c.event_type or (None,)}
    for one in occurrences:
        if one.status not in TOLD or not (one.event_type in types or None in types):
            continue
        alike = [(a, c) for a, c in conditions if c.of_kind(one)]
        span = _span(one) if alike else None  # who was a party when is asked last, for it takes longest
        if span is None or not all(map(commitment.holds_on, span)):
            continue
        parties, told = commitment.parties_on(span[0]), set()
        for article, condition in alike:
            if article.cite not in told and condition.between(one, parties):
                told.add(article.cite)
                yield _finding(commitment, article, condition, one, what)


def _span(one: Occurrence) -> tuple[str, str] | None:
    """Return the first and last day on which it may have taken place; a quarter or year is too vague to place."""
    first, last = span_of(cast(Event, one))  # an incident has the two fields that are looked at
    if first is None or one.date_precision not in ("day", "week", "month"):
        return None
    return date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()


def _finding(commitment: Commitment, article: Article, condition: Condition, one: Occurrence, what: str) -> Finding:
    verb = "touches" if what == "touched" else "is what is meant by"
    caveats = [t.caveat for t in things_of(one) if t.caveat and t.name in condition.object]
    caveats += [article.note] if article.note else []
    caveats += [f"status of the commitment: {commitment.status}"] if commitment.status == "disputed" else []
    caveats += [told] if what == "touched" and (told := _one_sided(one)) else []
    statement = f"{describe(one)} {verb} {article.cite} of {commitment.title}: {article.says}"
    return Finding(
        measure=f"commitments.{what}",
        subject=commitment.id,
        statement=statement + (f" ({'; '.join(caveats)})" if caveats else "") + ".",
        details={
            "date": one.date,
            "article": article.cite,
            "type": article.type,
            "says": article.says,
            "condition": str(condition),
            "incident": describe(one),
            "status": commitment.status,
            "weight": commitment.weight,
            "caveats": caveats,
            "title": commitment.title,
            "kind": commitment.kind,
            **_told(one),
        },
        incident_ids=(one.id,),
    )


def _told(one: Occurrence) -> dict[str, object]:
    """Return how well an occurrence is told: whose word, by how many, how surely."""
    if isinstance(one, Incident):
        sources: dict[str, object] = {"word": one.word, "reports": one.n_reports, "publishers": list(one.publishers)}
    else:
        sources = {"publishers": [one.publisher] if one.publisher else []}
    return {"confidence": one.confidence, "quantity": one.quantity, "place": one.place, **sources}


def _one_sided(one: Occurrence) -> str | None:
    """Say so where one of the two alone tells of an act between them: an accusation is no fact."""
    if not isinstance(one, Incident) or one.word != "one side" or not one.recipient:
        return None
    return f"on the word of one of the two alone ({', '.join(one.publishers) or 'publisher unknown'})"


# -- ahead -----------------------------------------------------------------------------------------------


def due(register: Iterable[Commitment], on: date, *, horizon: int = 400) -> list[Finding]:
    """Return renewals, expiries and anniversaries that fall within ``horizon`` days after a day."""
    last = on + timedelta(horizon)
    found = [f for c in register for f in _due(c, on, last)]
    return sorted(found, key=lambda f: str(f.details["date"]))


def _due(commitment: Commitment, on: date, last: date) -> Iterator[Finding]:
    if commitment.expires and on.isoformat() <= commitment.expires <= last.isoformat():
        yield _ahead(commitment, commitment.expires, "expires unless it is prolonged", "expiry")
    if commitment.renews_every and commitment.renewed and not commitment.expires:
        again = str(int(commitment.renewed[-1][:4]) + commitment.renews_every)
        if on.isoformat()[:4] <= again <= last.isoformat()[:4]:
            yield _ahead(commitment, again, "comes up for renewal", "renewal")
    if commitment.status in ("ended", "superseded"):
        return
    for year in range(on.year, last.year + 1) if len(commitment.signed) == len("1961-07-11") else ():
        day, age = anniversary(commitment.signed, year), year - int(commitment.signed[:4])
        if on <= day <= last and age > 0:
            yield _ahead(commitment, day.isoformat(), f"{age} years since it was signed or adopted", "anniversary", age)


def _ahead(commitment: Commitment, day: str, what: str, kind: str, age: int | None = None) -> Finding:
    return Finding(
        measure="commitments.due",
        subject=commitment.id,
        statement=f"{day}: {commitment.title}: {what}.",
        estimate=None if age is None else float(age),
        details={"date": day, "kind": kind, "round": age is not None and is_round(age), "title": commitment.title},
    )


def expected(register: Iterable[Commitment], on: date, *, horizon: int = 400) -> list[Finding]:
    """Return the acts that are looked for within ``horizon`` days after a day: renewals, reviews, drills, messages."""
    last = on + timedelta(horizon)
    found = [
        _looked_for(commitment, expectation, day)
        for commitment in register
        for expectation in commitment.expected
        for day in expectation.days(on.year, last.year)
        if on <= day <= last and commitment.holds_on(day.isoformat())
    ]
    return sorted(found, key=lambda f: str(f.details["date"]))


def _looked_for(commitment: Commitment, expectation: Expectation, day: date) -> Finding:
    often = "each year" if expectation.every == 1 else f"every {expectation.every} years"
    return Finding(
        measure="commitments.expected",
        subject=commitment.id,
        statement=(
            f"{day}, within {expectation.within} days: {commitment.title}: {expectation.what} is looked for, {often}."
        ),
        details={
            "date": day.isoformat(),
            "kind": "expected",
            "round": False,
            "title": commitment.title,
            "condition": " / ".join(map(str, expectation.when)),
        },
    )


# -- silence ---------------------------------------------------------------------------------------------


def silent(
    commitment: Commitment, occurrences: Sequence[Occurrence], *, days: Iterable[date] = ()
) -> Iterator[Finding]:
    """Yield the expected acts that did not come, for each window of which enough was read."""
    read = frozenset(days)
    for expectation in commitment.expected if read else ():
        for day in expectation.days(min(read).year - 1, max(read).year + 1):  # a window may reach over the new year
            yield from _silence(commitment, expectation, day, occurrences, read)


def _silence(
    commitment: Commitment,
    expectation: Expectation,
    day: date,
    occurrences: Sequence[Occurrence],
    read: frozenset[date],
) -> Iterator[Finding]:
    window = [day + timedelta(n) for n in range(-expectation.within, expectation.within + 1)]
    share = sum(d in read for d in window) / len(window)
    if share < READ_ENOUGH or not commitment.holds_on(day.isoformat()):
        return
    parties, first, last = commitment.parties_on(day.isoformat()), window[0].isoformat(), window[-1].isoformat()
    near = (o for o in occurrences if (span := _span(o)) and span[0] <= last and first <= span[1])
    if any(c.holds(o, parties) for o in near for c in expectation.when):
        return
    yield Finding(
        measure="commitments.silent",
        subject=commitment.id,
        statement=(
            f"{window[0]} to {window[-1]}: {expectation.what} was looked for and not reported"
            f" in what was read ({share:.0%} of these days)."
        ),
        estimate=share,
        parameters={"within": expectation.within, "every": expectation.every, "least_read": READ_ENOUGH},
        details={
            "date": day.isoformat(),
            "title": commitment.title,
            "condition": " / ".join(map(str, expectation.when)),
        },
    )
