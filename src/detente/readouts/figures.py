"""Numbers in a sentence, each with the words that say of what: 240,000 tons, $6 billion, the 75th anniversary.

Days and years are left out: that a text says Monday and another 18 December is no difference. So are the *two sides*
of every readout, and *one*, which is more often a pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.readouts.words import stems

__all__ = ["Figure", "differing", "figures", "same"]

_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty"
).split()
_ORDINAL = (
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TENS = dict(zip("thirty forty fifty sixty seventy eighty ninety".split(), range(30, 100, 10), strict=True))
_WORDS = {w: n for n, w in enumerate(_SMALL, 2)} | {w: n for n, w in enumerate(_ORDINAL, 2)} | _TENS
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATES = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:\s*(?:and|-|–|to)\s*\d{{1,2}})?(?:,?\s+\d{{4}})?\b"
    rf"|\b\d{{1,2}}(?:\s*(?:and|-|–|to)\s*\d{{1,2}})?\s+{_MONTH}(?:\s+\d{{4}})?\b|\b(?:19|20)\d\d(?:[-–]\d{{2,4}})?\b",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"\b(?:two|three|both)\s+(?:sides|leaders|countries|parties|presidents|ministers|envoys|governments|states|nations"
    r"|neighbours|neighbors|peoples|militaries|koreas|powers)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<money>[$€£¥]\s?)?\b(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")(?P<ordinal>st|nd|rd|th)?\b(?:[\s-](?P<scale>"
    + "|".join(_SCALES)
    + r")s?\b)?(?P<percent>\s?%|\s?per\s?cent\b)?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"^\s*(?:U\.?S\.?\s+)?(?:dollars?|euros?|yuan|won|yen|roubles?|rubles?|rupees?|pounds?)\b", re.I)
_ROOT = 5
_CLAUSE = re.compile(r"[,;:.]\s")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written, its value, and the stems of the words around it; ``kind`` parts money, shares and counts."""

    text: str
    value: float
    kind: str
    about: frozenset[str]


def figures(text: str) -> tuple[Figure, ...]:
    """Return the numbers of a sentence in their order."""
    blanked = text
    for pattern in (_DATES, _SIDES):
        blanked = pattern.sub(lambda m: " " * len(m[0]), blanked)
    return tuple(_figure(blanked, match) for match in _NUMBER.finditer(blanked))


def _figure(text: str, match: re.Match[str]) -> Figure:
    after, before = text[match.end() :], text[: match.start()]
    kind = "share" if match["percent"] else "money" if match["money"] or _MONEY.match(after) else "count"
    value = _value(match["n"]) * _SCALES.get((match["scale"] or "").lower(), 1.0)
    # What is counted follows the number, or stands before it: "a delegation of 32", "year 75".
    near = [*stems(_CLAUSE.split(after)[0])[:3], *stems(_CLAUSE.split(before)[-1])[-2:]]
    return Figure(match[0].strip(), value, kind, frozenset(near))


def _value(written: str) -> float:
    word = written.lower()
    return float(_WORDS[word]) if word in _WORDS else float(word.replace(",", ""))


def same(one: Iterable[Figure], other: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the pairs of equal figures."""
    others = list(other)
    return [(a, b) for a in one for b in others if a.value == b.value and a.kind == b.kind]


def differing(one: Iterable[Figure], other: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the pairs of figures that count one thing and differ: money with money, else a word shared near both."""
    ones, others = list(one), list(other)
    shared = same(ones, others)
    left = [a for a in ones if all(a is not s for s, _ in shared)]
    right = [b for b in others if all(b is not s for _, s in shared)]
    return [(a, b) for a in left for b in right if a.kind == b.kind and (a.kind != "count" or _alike(a, b))]


def _alike(one: Figure, other: Figure) -> bool:
    """True where both count one thing: a word shared near both, be it *visitors* and *visits*."""
    return bool({w[:_ROOT] for w in one.about} & {w[:_ROOT] for w in other.about})
