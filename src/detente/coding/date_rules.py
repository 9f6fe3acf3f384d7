"""The rules of date expressions: the words that make one, and what it means counted from publication.

A rule is a pattern and a resolver. A group named ``cue`` holds a preposition that the rule needs and the
expression does not. A rule without a resolver only claims its words: durations and counts are no dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from detente.coding.partial_dates import Answer, calendar_date, day_of, first_day, monday_of, shifted

__all__ = ["RULES", "Answer", "Context", "Resolver", "worth_trying"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is counted from."""

    published: date | None
    anchor: str | None
    future: bool


_UNKNOWN: Answer = (None, "unknown", "unknown")
Resolver = Callable[[re.Match[str], Context], Answer | None]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}
_NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_SIDES = {"last": -1, "previous": -1, "preceding": -1, "this": 0, "same": 0, "next": 1, "following": 1}
_GRACE_DAYS = 7  # "on 20 December" printed on the 19th is tomorrow, not last year


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _count(word: str) -> int:
    word = word.lower()
    return int(word) if word.isdecimal() else _NUMBERS.index(word) if word in _NUMBERS else 1


def _stated_year(groups: dict[str, str | None], context: Context) -> tuple[int | None, str]:
    """Return the year that the words give, by number or as *last year*, with the basis of that."""
    if groups.get("year"):
        return int(groups["year"] or 0), "explicit"
    side = groups.get("side")
    if side and context.published:
        return context.published.year + _SIDES[side.lower()], "relative"
    return None, "inferred"


def _nearest_year(month: int, day: int | None, context: Context) -> int | None:
    """Choose the year of a bare date: the latest not after publication, or the next if it looks ahead."""
    today = context.published
    if today is None:
        return None
    # Eight years hold a 29 February, except around 1900 and 2100.
    candidates = [
        d for y in range(today.year - 8, today.year + 9) if (d := calendar_date(y, month, day or 1)) is not None
    ]
    if context.future:
        floor = today if day else today.replace(day=1)
        return min((d.year for d in candidates if d >= floor), default=None)
    return max((d.year for d in candidates if d <= today + timedelta(days=_GRACE_DAYS)), default=None)


def _calendar_day(match: re.Match[str], context: Context) -> Answer | None:
    groups = match.groupdict()
    month, day = _month_number(groups["month"]), int(groups["day"])
    if calendar_date(2000, month, day) is None:
        return None
    year, basis = _stated_year(groups, context)
    year = year or (None if groups.get("side") else _nearest_year(month, day, context))
    found = calendar_date(year, month, day) if year else None
    return _UNKNOWN if found is None else (found.isoformat(), "day", basis)


def _calendar_month(match: re.Match[str], context: Context) -> Answer | None:
    groups = match.groupdict()
    month = _month_number(groups["month"])
    year, basis = _stated_year(groups, context)
    if year is None and groups.get("lead") and context.published:
        year, basis = _led_year(groups["lead"] or "", month, context.published), "relative"
    if year is None:
        year = _nearest_year(month, None, context)
    return _UNKNOWN if year is None else (f"{year:04d}-{month:02d}", "month", basis)


def _led_year(lead: str, month: int, today: date) -> int:
    """Return the year of *last March* (before this month), *this March*, *next March* (after this month)."""
    side = _SIDES[lead.lower()]
    return today.year + (side if side * (month - today.month) <= 0 else 0)


def _iso(match: re.Match[str], context: Context) -> Answer | None:
    found = first_day(match.group())
    return None if found is None else (found.isoformat(), "day", "explicit")


def _slashed(match: re.Match[str], context: Context) -> Answer | None:
    """Read 18/12/2023 and 12/18/2023; where both orders are possible nothing is claimed to be known."""
    first, second, year = (int(g) for g in match.groups())
    orders = {d for d in (calendar_date(year, second, first), calendar_date(year, first, second)) if d is not None}
    return (orders.pop().isoformat(), "day", "explicit") if len(orders) == 1 else None


def _day_of_month(match: re.Match[str], context: Context) -> Answer | None:
    if context.published is None:
        return _UNKNOWN
    today, day = context.published, int(match["day"])
    side = match["side"]
    month = today + relativedelta(months=_SIDES[side.lower()] if side else 0)
    if not side and not context.future and day > today.day + _GRACE_DAYS:
        month = today - relativedelta(months=1)
    found = calendar_date(month.year, month.month, day)
    return None if found is None else (found.isoformat(), "day", "relative")


def _week_of_month(match: re.Match[str], context: Context) -> Answer | None:
    answer = _calendar_month(match, context)
    first = first_day(answer[0]) if answer else None
    if answer is None or first is None:
        return answer
    nth = match["nth"].lower()
    last_days = first + relativedelta(months=1, days=-7)
    day = last_days if nth == "last" else first + timedelta(weeks=_ORDINALS[nth] - 1)
    return day.isoformat(), "week", answer[2]


def _quarter(match: re.Match[str], context: Context) -> Answer | None:
    year, basis = _stated_year(match.groupdict(), context)
    nth = int(match["q"]) if match["q"] else _ORDINALS[match["nth"].lower()]
    if year is None and context.published and not match["side"]:
        year = context.published.year - (3 * nth - 2 > context.published.month and not context.future)
    return _UNKNOWN if year is None else (f"{year:04d}-{3 * nth - 2:02d}", "quarter", basis)


def _year(match: re.Match[str], context: Context) -> Answer | None:
    return f"{int(match['year']):04d}", "year", "explicit"


def _decade(match: re.Match[str], context: Context) -> Answer | None:
    return None, "unknown", "decade"


def _weekday(match: re.Match[str], context: Context) -> Answer | None:
    """Resolve a weekday: the latest, or the coming one if the words look ahead; today counts."""
    if context.published is None:
        return _UNKNOWN
    groups, today = match.groupdict(), context.published
    weekday = _WEEKDAYS[groups["weekday"][:3].lower()]
    week, lead = groups.get("week"), " ".join((groups.get("lead") or "").lower().split())
    if week:
        day = monday_of(today) + relativedelta(weeks=_SIDES[week.lower()], weekday=weekday(+1))
    elif lead in ("last", "this past"):
        day = today + relativedelta(days=-1, weekday=weekday(-1))
    elif lead in ("next", "this coming"):
        day = today + relativedelta(days=+1, weekday=weekday(+1))
    else:
        day = today + relativedelta(weekday=weekday(+1 if context.future else -1))
    return day.isoformat(), "day", "weekday"


def _following_weekday(match: re.Match[str], context: Context) -> Answer | None:
    anchor = day_of(context.anchor)
    if anchor is None:
        return _UNKNOWN
    back = match["lead"].lower() == "previous"
    weekday = _WEEKDAYS[match["weekday"][:3].lower()](-1 if back else +1)
    return (anchor + relativedelta(days=-1 if back else 1, weekday=weekday)).isoformat(), "day", "previous"


_NAMED_DAYS = {
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}


def _near_day(match: re.Match[str], context: Context) -> Answer | None:
    words = " ".join(match["name"].lower().split())
    return _counted(context, -2 if words.endswith("before yesterday") else _NAMED_DAYS.get(words, 0), "day")


def _side(match: re.Match[str], context: Context) -> Answer | None:
    side = match.groupdict().get("side") or "this"
    return _counted(context, _SIDES[side.lower()], match["unit"].lower())


def _weekend(match: re.Match[str], context: Context) -> Answer | None:
    if context.published is None:
        return _UNKNOWN
    side = (match["side"] or "").lower()
    ahead = side == "next" or (side != "last" and context.future)
    # On a Saturday "last weekend" is a week ago, "over the weekend" is this one.
    start = context.published - timedelta(days=2 if side == "last" else 0)
    return (start + relativedelta(weekday=SA(+1 if ahead else -1))).isoformat(), "week", "relative"


def _ago(match: re.Match[str], context: Context) -> Answer | None:
    return _counted(context, -_count(match["count"]), match["unit"].lower())


def _counted(context: Context, count: int, unit: str) -> Answer:
    return _UNKNOWN if context.published is None else shifted(context.published, count, unit, "relative")


def _apart(match: re.Match[str], context: Context) -> Answer | None:
    """Resolve *three days earlier, a week later* from the date told before."""
    sign = 1 if match["way"].lower() in ("later", "after", "afterwards") else -1
    return _from_anchor(context, sign * _count(match["count"]), match["unit"].lower())


def _beside(match: re.Match[str], context: Context) -> Answer | None:
    """Resolve *the following day, the same month, the previous year* from the date told before."""
    unit = match["unit"].lower()
    unit = unit if unit in ("day", "week", "month", "year") else "day"
    return _from_anchor(context, _SIDES[(match["side"] or "same").lower()], unit)


def _from_anchor(context: Context, count: int, unit: str) -> Answer:
    """Count from the date told before; it must be known at least as finely as the unit."""
    first = first_day(context.anchor)
    needed = {"day": 10, "week": 10, "month": 7, "year": 4}[unit]
    if first is None or len(context.anchor or "") < needed:
        return _UNKNOWN
    return shifted(first, count, unit, "previous")


_Y = r"(?P<year>(?:1[89]|20)\d\d|2100)(?!\d|[,.]\d|-(?:year|strong|member|man))"
_COUNTED = (  # "of 2000 troops": a count, not a year
    r"(?!\s+(?!(?i:was|is|has|as|its|this|sees?|says)\b)[a-z]+s\b(?!['’])"
    r"|\s*(?:%|(?i:people|men|women|million|percent|per\s+cent|km|dead|young)\b))"
)
_M = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_D = r"(?<![\d.,:/])(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_W = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_ANY_M, _ANY_W = _M.replace("?P<month>", "?:"), _W.replace("?P<weekday>", "?:")
_TO_DAY = r"(?:\s?(?:-|–|—|to|and|through|&)\s?(?:[12]?\d|3[01])(?:st|nd|rd|th)?(?!\d|[,.]\d))?"
_TO_DATE = rf"(?:\s(?:to|until|till|through|-|–)\s(?:\d{{1,2}}\s{_ANY_M}|{_ANY_M}\s\d{{1,2}})(?!\d))?"
_OF_YEAR = rf"(?:,?\s?(?:of\s|in\s|Juche\s\d{{1,3}}\s\()?{_Y}|,?\s(?:of\s|in\s)?(?P<side>last|this|next)\syear)"
_NUMERAL = r"(?:an?|\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_N = rf"(?P<count>{_NUMERAL})"
_SOME = rf"(?:few|several|couple\s+of|dozen|many|{_NUMERAL})"
_HOUR = r"(?:[\s-](?:morning|afternoon|evening|night|midnight|noon))?"
_PART = (
    r"(?:(?:early|late|mid|earlier|later)(?:\s+in)?[\s-]\s*|(?:the\s+)?(?:beginning|start|middle|end|turn|close"
    r"|(?:first|second)\s+half|spring|summer|autumn|fall|winter)\s+of\s+)"
)
_IN = rf"(?i:(?P<cue>\b(?:in|during|from|between)\s+){_PART}?|\b{_PART})"
_END = r"\s*(?:[,.;:)]|$)"

_NO_DATES = (
    r"(?i:\b(?:resolutions?|res\.|UNSCR|nos?\.|number|numbered|article|flight|page|section|decree|directive)\s*"
    r"(?:nos?\.?\s*)?\d{1,5}(?:\s*\(\d{4}\))?(?:(?:,|,?\sand|\sor)\s*\d{3,4}(?:\s*\(\d{4}\))?)*)",
    rf"\b(?:Bloody|Black|Good|Cyber|Super|Holy|Easter|Palm)\s+{_ANY_W}\b",
    rf"\b{_ANY_W}\s+(?:Times|Telegraph|Mirror|Express|Mail|Herald|Review|School|Mass)\b",
    r"(?i:\b(?:every|each)\s+\w+)",
    # A day that is a name: "the June 15 joint declaration", "the April 25 House of Culture".
    rf"\b{_ANY_M}\s\d{{1,2}}[\s\"”]+(?:[Nn]orth-[Ss]outh\s|[Hh]istoric\s)?"
    r"(?:[Jj]oint\s(?:[Dd]eclaration|[Ss]tatement)|[Dd]eclaration|House|[Mm]ovement|[Uu]prising|steps?|measures)\b",
    rf"(?i:\b(?:past|last|next|coming|recent|previous|first|for|over|than|within|in)\s+{_SOME}\s+(?:more\s+)?"
    r"(?:(?:consecutive|straight|full)\s+)?(?:days|weeks|months|years|decades)\b)(?!\s+(?:ago|earlier|later|before))",
    r"(?i:\b(?:the|this)\s+(?:past|last|coming)\s+(?:day|week|month|year|decade|quarter|century)\b)(?!\s+(?:of|in)\s)",
    r"(?i:\b(?:over|in|within|for|during)\s+the\s+next\s+(?:day|week|month|year|decade)\b)",
    rf"(?i:\b(?:an?|one|the|{_SOME})\s+(?:days?|weeks?|months?|years?)\s+(?:after|before|from)\b)(?!\s+yesterday|\s+tomorrow)"
    rf"(?!{_END})",
    r"(?i:\btoday['’]s\s+(?:world|society|reality|era)|\b(?:of|even|until)\s+today\b)",
)
_CALENDAR: tuple[tuple[str, Resolver], ...] = (
    (r"\b\d{4}-\d\d-\d\d\b", _iso),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", _slashed),
    (
        rf"\b(?:{_ANY_W},?\s\(?)?(?:the\s)?{_D}{_TO_DAY}(?:\s(?:of\s)?|-){_M}{_TO_DATE}{_OF_YEAR}?\b",
        _calendar_day,
    ),
    (
        rf"\b(?:{_ANY_W},?\s\(?)?{_M}\s?{_D}(?!\d|[.:]\d|,\d{{3}}(?!\d)|\s*(?:%|per\s?cent|million|people|soldiers"
        rf"|troops)){_TO_DAY}{_TO_DATE}{_OF_YEAR}?\b",
        _calendar_day,
    ),
    (
        r"(?P<cue>(?i:\b(?:on|from)\s+))the\s+(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
        rf"(?:\s+of\s+(?P<side>this|last)\s+month\b|(?={_END}))",
        _day_of_month,
    ),
    (rf"(?i:\b(?P<nth>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+){_M}{_OF_YEAR}?", _week_of_month),
    (
        rf"(?i:\b(?:(?P<nth>first|second|third|fourth|[1-4](?:st|nd|rd|th))[\s-]quarter)|\bQ(?P<q>[1-4]))\b{_OF_YEAR}?",
        _quarter,
    ),
    (rf"(?:{_IN})?\b{_M}{_OF_YEAR}", _calendar_month),
    (rf"{_IN}\b{_M}\b(?=(?:(?:,|,?\sand|\sto|\sor|-)\s?{_ANY_M})+\s{_Y})", _calendar_month),
    (rf"(?i:\b(?P<lead>last|this|next)\s+){_M}(?!\s*\d)\b", _calendar_month),
    (rf"{_IN}\b{_M}(?!\s*\d|\s+[A-Z])\b", _calendar_month),
    (r"\b(?:1[89]|20)\d0['’]?s\b|(?i:\b(?:decades|centuries)\s+ago\b)", _decade),
    (rf"(?P<cue>(?i:\b(?:between|from)\s+)){_Y}\s*(?:and|to|-|–|until|through)\s*(?:1[89]|20)\d\d\b", _year),
    (rf"(?:{_IN}|(?P<of>(?i:\b(?:of|year)\s+))){_Y}{_COUNTED}", _year),
    (rf"(?P<cue>(?i:\b(?:the|an?|its|his|her|their)\s+)){_Y}(?=\s+[A-Za-z]){_COUNTED}", _year),
    (rf"(?P<cue>\((?:(?:in|from)\s)?){_Y}(?=[),-])", _year),
)
_COUNTED_FROM: tuple[tuple[str, Resolver], ...] = (
    (rf"(?i:\bthe\s+(?P<lead>following|next|previous)\s+){_W}\b{_HOUR}", _following_weekday),
    (rf"(?i:\b(?P<week>last|next|this)\s+week\s+(?:on\s+)?){_W}\b{_HOUR}", _weekday),
    (rf"\b{_W}{_HOUR},?\s(?:of\s)?(?P<week>last|next|this)\sweek\b", _weekday),
    (rf"(?i:\b(?P<lead>last|this\s+past|this\s+coming|this|next)\s+){_W}\b{_HOUR}", _weekday),
    (rf"\b{_W}{_HOUR}\s(?:to|through|until|till)\s{_ANY_W}\b", _weekday),
    (rf"\b{_W}\b{_HOUR}", _weekday),
    (r"(?P<cue>(?i:\bon\s+))(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.", _weekday),
    (
        r"(?i:\b(?P<name>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|tonight|tomorrow"
        r"|last\s+(?:night|evening)|this\s+(?:morning|afternoon|evening))\b)",
        _near_day,
    ),
    (rf"(?i:\b{_N}\s+(?P<unit>day|week|month|year)s?\s+ago\b)", _ago),
    (r"(?i:\b(?:(?P<side>last|this|next)|(?:over|at|during)\s+the)\s+weekend\b)", _weekend),
    (rf"(?i:\b{_PART}(?:the\s+|(?P<side>last|this|next)\s+)(?P<unit>week|month|year)\b)", _side),
    (r"(?i:(?<!\bthe\s)\b(?P<side>last|this|next)\s+(?P<unit>week|month|year)\b)", _side),
    (
        rf"(?i:\b{_N}\s+(?P<unit>day|week|month|year)s?\s+(?P<way>earlier|later|previously|afterwards)\b)",
        _apart,
    ),
    (
        rf"(?i:\b(?P<count>the|{_NUMERAL})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>before|after)\b)(?={_END})",
        _apart,
    ),
    (
        r"(?i:\b(?:the\s+(?P<side>following|next|same|previous|preceding)|that)\s+"
        r"(?P<unit>day|week|month|year|morning|afternoon|evening|night)\b)",
        _beside,
    ),
)
Rule = tuple[re.Pattern[str], Resolver | None]
RULES: tuple[Rule, ...] = (
    *((re.compile(text), None) for text in _NO_DATES),
    *((re.compile(text), resolver) for text, resolver in (*_CALENDAR, *_COUNTED_FROM)),
)

# Most sentences name no time at all, and few rules need to be tried on the others: each needs its kind of word.
_A_MONTH, _A_WEEKDAY = re.compile(_ANY_M), re.compile(r"Mon|Tue|Wed|Thu|Fri|Sat|Sun")
_A_TIME = re.compile(
    r"\d|(?i:day|night|morrow|morning|noon|evening|week|month|quarter|year|decade|centur)|"
    + _ANY_M
    + "|"
    + _A_WEEKDAY.pattern
)


def worth_trying(sentence: str) -> Iterator[Rule]:
    """Yield the rules that may match in a sentence, in their order."""
    if not _A_TIME.search(sentence):
        return
    month, weekday = bool(_A_MONTH.search(sentence)), bool(_A_WEEKDAY.search(sentence))
    for rule, needs_month, needs_weekday in _NEEDS:
        if month >= needs_month and weekday >= needs_weekday:
            yield rule


def _needs(rule: Rule) -> tuple[Rule, bool, bool]:
    month = "January" in rule[0].pattern
    return rule, month, not month and "Monday" in rule[0].pattern


_NEEDS = tuple(_needs(rule) for rule in RULES)
