"""When did it happen? Date expressions of a sentence, resolved against the day of publication.

``RULES`` is read top down: a rule claims its words, and later rules leave claimed words alone. A bound
(*since 2017, until Friday, by the end of the year*) yields nothing. Which expression dates which clause is
for the caller to decide.

| basis | the date comes from |
|---|---|
| explicit | the words alone (*18 December 2023, in 1961, the Agreement of 1992*) |
| inferred | a day or month whose year is the nearest to publication (*on 18 December, in March*) |
| weekday | a weekday counted from publication (*Sunday night, Thursday last week*) |
| relative | another count from publication (*yesterday, two weeks ago, at the beginning of the month*) |
| previous | a count from the date before it (*the following day, three days earlier*) |
| published | nothing said: the day of publication |
| decade | only a decade is known (*in the 1990s, decades ago*): no date, yet it can be historical |
| unknown | what it counts from is not known: no date |

``date`` is the first day, month or year of the span meant. With precision ``week`` it is that week's Monday
(a weekend's Saturday), with ``quarter`` its first month. *At the beginning of the month* keeps precision
``month``: how long a beginning lasts nobody says. Expressions that cannot be resolved keep their offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from detente.coding.date_rules import Answer, Context, Resolver, worth_trying
from detente.coding.partial_dates import day_of, first_day
from detente.records import Precision

__all__ = ["Dated", "default", "expressions", "is_historical", "is_long_ago"]

_LONG_AGO = re.compile(
    r"\bin the past\b(?! \w+ )|\b(?:on|in) that (?:day|year)\b|\bin those (?:days|years)\b"
    r"|\byears of (?:his|her|its) rule\b|\bcolonial (?:rule|era|period|days|times)\b|\bcenturies ago\b"
    r"|\b(?:last|past|previous|(?:nine|eigh|seven|six)teenth|20th|19th|18th|twentieth) century\b"
    r"|\bduring (?:the |its )?(?:cold|world|first world|second world|korean|vietnam) war\b"
    r"|\bin (?:the )?(?:first world war|second world war|world war (?:i|ii)|korean war)\b",
    re.IGNORECASE,
)

_HISTORICAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, its precision and basis; ``sentence[start:end]`` is ``text``, -1 where nothing is said."""

    date: str | None
    precision: Precision
    basis: str
    start: int
    end: int
    text: str


def default(published: str | None) -> Dated:
    """Return the day of publication, for a clause that names no date; unknown where publication is."""
    first = first_day(published)
    if published is None or first is None:
        return Dated(None, "unknown", "unknown", -1, -1, "")
    text = published.strip()[:10]
    precision: Precision = "year" if len(text) == 4 else "month" if len(text) == 7 else "day"
    return Dated(text, precision, "published", -1, -1, "")


def expressions(sentence: str, published: str | None, previous: str | None = None) -> tuple[Dated, ...]:
    """Resolve every date expression of a sentence, in its order.

    ``previous`` is the date of the event told before; within the sentence each resolved date replaces it.
    """
    day, anchor, found, stop = day_of(published), previous, [], 0
    for match, resolver in _claims(sentence):
        start, end = _bare_start(match), match.end()
        if resolver is not None and not _is_bound(sentence, start, end):
            answer = resolver(match, Context(day, anchor, _is_future(sentence, stop, start, end)))
            if answer is not None:
                found.append(Dated(*answer, start, end, sentence[start:end]))
                anchor = _anchor(answer) or anchor
        stop = end
    return tuple(found)


def is_historical(dated: Dated, published: str | None) -> bool:
    """Tell whether the whole span lies more than 90 days before publication."""
    day = first_day(published)
    if day is None:
        return False
    if dated.basis == "decade":
        digits = re.search(r"\d{4}", dated.text)
        return digits is None or int(digits[0]) + 9 < (day - timedelta(days=_HISTORICAL_DAYS)).year
    last = _last(dated)
    return last is not None and (day - last).days > _HISTORICAL_DAYS


def is_long_ago(sentence: str) -> bool:
    """Tell whether a sentence sets its deeds in an age gone by: *under colonial rule, in the past, centuries ago*."""
    return _LONG_AGO.search(sentence) is not None


def _anchor(answer: Answer) -> str | None:
    """Cut a date to what is known of it: no day can be counted from a week, no month from a quarter."""
    lengths = {"week": 7, "quarter": 4}
    return answer[0] and answer[0][: lengths.get(answer[1], 10)]


def _claims(sentence: str) -> list[tuple[re.Match[str], Resolver | None]]:
    """Match the rules; words that an earlier rule claimed stay with it. In the order of the sentence."""
    taken: list[tuple[re.Match[str], Resolver | None]] = []
    for pattern, resolver in worth_trying(sentence):
        for match in pattern.finditer(sentence):
            if all(match.end() <= m.start() or m.end() <= match.start() for m, _ in taken):
                taken.append((match, resolver))
    return sorted(taken, key=lambda claim: claim[0].start())


def _bare_start(match: re.Match[str]) -> int:
    """Leave out the preposition that a rule needs as its cue (*in* March)."""
    cue = match.end("cue") if "cue" in match.re.groupindex else -1
    return match.start() if cue < 0 else cue


def _last(dated: Dated) -> date | None:
    first = first_day(dated.date)
    if first is None:
        return None
    weekend = dated.precision == "week" and first.weekday() == 5
    lengths = {
        "week": relativedelta(days=2 if weekend else 7),
        "month": relativedelta(months=1),
        "quarter": relativedelta(months=3),
        "year": relativedelta(years=1),
    }
    end: date = first + lengths.get(dated.precision, relativedelta(days=1))
    return end - timedelta(days=1)


_BOUND = re.compile(
    r"\b(?:since|until|till|by|before|after|through|up to|as of|within|throughout|prior to|beyond|later than)"
    r"\s+(?:(?:the|early|late|at least|around|about|his|its)\s+|mid-?\s*)?$",
    re.IGNORECASE,
)
_FUTURE = (
    r"(?P<future>\b(?:(?:will|shall|would|(?:is|are|was|were)\s+(?:also\s+)?to|going\s+to"
    r"|(?:plan|hope|intend|expect|prepare)s?\s+to|due\s+(?:to|in|on|for)|set\s+(?:to|for)|planned|scheduled|slated"
    r"|expected|upcoming|forthcoming|next)\b(?:\s+\w+){0,3}))"
)
_PAST = r"\b(?:said|says|told|announced|reported|added|was|were|had|did|has|have|warned|declared|stated)\b"
_TENSE = re.compile(rf"{_FUTURE}|(?P<past>{_PAST})", re.IGNORECASE)
# Behind the expression any past form counts: "Talks on Friday will", "The ministry on Friday urged it to".
_TENSE_AFTER = re.compile(
    rf"{_FUTURE}|(?P<past>{_PAST}|\b(?:\w+ed|met|held|sent|made|took|gave|went|left)\b)", re.IGNORECASE
)


def _is_bound(sentence: str, start: int, end: int) -> bool:
    """Tell *until Friday* and *since 2017* from dates; *after Monday's launch* names the launch's date."""
    possessive = sentence[end : end + 1] in ("'", "’")
    return not possessive and _BOUND.search(sentence[max(0, start - 40) : start]) is not None


def _is_future(sentence: str, stop: int, start: int, end: int) -> bool:
    """Tell whether the words around look ahead: the last tense word since ``stop``, else the next."""
    before = [m.lastgroup for m in _TENSE.finditer(sentence[stop:start])]
    if before:
        return before[-1] == "future"
    after = _TENSE_AFTER.search(re.split(r"[,;:]", sentence[end : end + 120])[0])
    return after is not None and after.lastgroup == "future"
