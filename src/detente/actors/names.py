"""What a name may mean: the senses of every name, built from the registers.

One name has one sense (*Kremlin*) or several that take turns (*Germany*, *Taliban*) or that depend on who is
writing (*Korea* in a North Korean dispatch). ``best`` picks one for a date and a publisher's state.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from detente.records import Actor

__all__ = [
    "Kind",
    "Publisher",
    "Sense",
    "State",
    "best",
    "distance",
    "fold",
    "plural_of",
    "slug",
    "spellings",
]

Kind = Literal["state", "adjective", "demonym", "seat", "city", "person", "organisation", "agent", "publisher"]
Masked = Literal["mask"]

# Between senses that fit the date equally well the earlier kind wins: *Singapore* is the state, not the city.
_KINDS: Sequence[Kind | Masked] = (
    "person", "state", "adjective", "demonym", "seat", "publisher", "organisation", "mask", "city", "agent",
)  # fmt: skip
_RANKS = ("head_of_state", "head_of_government", "minister", "vice_minister", "ambassador", "spokesperson")


@dataclass(frozen=True, slots=True)
class State:
    """A state in one period of its life; ``cow`` and ``gw`` are the codes of those two registers."""

    iso3: str
    name: str
    cow: str | None
    gw: str | None
    status: str
    un: str | None
    since: str | None
    until: str | None
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet: ``family`` groups outlets of one owner, so that reports of one source count once."""

    id: str
    name: str
    state: str
    family: str
    state_agency: bool


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of one spelling. Capitals of ``form`` must be capitals in the text, its small letters may be.

    ``writer``: the sense holds only in texts whose publisher is of that state. ``generic``: a body such as the
    Congress that many states have; another state's name before it takes it over.
    """

    form: str
    kind: Kind | Masked
    actor: Actor
    rank: str | None = None
    plural: bool = False
    place: str | None = None
    since: str | None = None
    until: str | None = None
    writer: str | None = None
    generic: bool = False


def fold(text: str) -> str:
    """Reduce accents, quotes, dashes and blanks to ASCII, each character to exactly one."""
    return text.translate(_folding())


@cache
def _folding() -> Mapping[int, str]:
    table = {ord(c): "'" for c in "\u2018\u2019\u02bc\u02bb\u2032`\u00b4"}
    table |= {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}
    table |= {ord(c): " " for c in "\t\n\r\u00a0\u2002\u2003\u2007\u2009\u202f"}
    table |= {ord(a): b for a, b in zip("øØłŁđĐıæÆð", "oOlLdDiaAd", strict=True)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))
        if len(base) > 1 and base[0].isascii():
            table[code] = base[0]
    return table


def _day(date: str, *, end: bool) -> int:
    """Number a perhaps partial date's first or last day, in days of 31-day months: enough for distances."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return int(year) * 372 + (int(month or (12 if end else 1)) - 1) * 31 + int(day or (31 if end else 1))


def distance(since: str | None, until: str | None, on: str | None) -> int:
    """Say how far (in days, roughly) a date lies outside a period: 0 inside; without a date, now is meant."""
    if on is None:
        return 0 if until is None else 1_000_000 - _day(until, end=True)
    before = _day(since, end=False) - _day(on, end=True) if since else 0
    after = _day(on, end=False) - _day(until, end=True) if until else 0
    return max(before, after, 0)


def best(senses: Iterable[Sense], *, on: str | None, writer: str | None) -> Sense | None:
    """Choose the sense that fits the writer and the date best, or None if none is meant for this writer."""
    fitting = [s for s in senses if s.writer is None or s.writer == writer]
    if len(fitting) == 1:  # nearly always: names with several senses are few
        return fitting[0]
    return max(fitting, key=lambda s: _fitness(s, on), default=None)


def _fitness(sense: Sense, on: str | None) -> tuple[bool, int, int, int, str]:
    rank = _RANKS.index(sense.rank) if sense.rank in _RANKS else len(_RANKS)
    far = distance(sense.since, sense.until, on)
    return sense.writer is not None, -far, -_KINDS.index(sense.kind), -rank, sense.since or ""


# --- building the senses ------------------------------------------------------------------------------------


def of_state(state: State, row: Mapping[str, Any]) -> Iterator[Sense]:
    """Yield the senses of a state's names, adjectives, demonyms and capitals."""
    plain = Actor(state.iso3, state.name, state.iso3)
    period: dict[str, Any] = {"since": state.since, "until": state.until}
    for form in (state.name, *state.names):
        yield Sense(fold(form), "state", plain, **period)
    people = row.get("people", [])
    for form in state.adjectives:
        collective = re.search(r"(?:ese|ish|ch|ss)$", form) is not None  # *the Chinese, the Swiss*
        yield Sense(fold(form), "adjective", plain, plural=collective, **period)
    for form in people:
        yield Sense(fold(form), "demonym", plain, plural=True, **period)
    for form in row.get("person", []):
        yield Sense(fold(form), "demonym", plain, **period)
    for form in state.capitals:
        yield Sense(fold(form), "seat", government(state), place=state.capitals[0], **period)


_SECTOR_NAMES = {"GOV": "government", "MIL": "armed forces", "LEG": "parliament", "JUD": "judiciary"}


_TAKES_ARTICLE = re.compile(
    r"^(?:United |Republic|Democratic Republic|Central African|Dominican Rep|Czech Rep|Soviet|Holy See|Gambia)"
    r"|(?:Islands|Netherlands|Philippines|Bahamas|Maldives|Comoros|Seychelles)$"
)


def government(state: State, sector: str = "GOV") -> Actor:
    """Return a state's organ by sector: ``PRK:GOV``, the government of North Korea."""
    kind = _SECTOR_NAMES.get(sector, sector)
    article = "the " if _TAKES_ARTICLE.search(state.name) else ""
    return Actor(f"{state.iso3}:{sector}", f"{kind} of {article}{state.name}", state.iso3, sector)


def of_organisation(row: Mapping[str, Any]) -> Iterator[Sense]:
    """Yield the senses of an organisation's names, one for each period of its standing."""
    for name in row.get("each", ()):
        one = {key: value for key, value in row.items() if key != "each"}
        yield from of_organisation({**one, "id": f"{row['state']}/{slug(name)}", "name": name})
    if "each" in row:
        return
    for period in row.get("periods", [row]):
        state = period.get("state", row.get("state", row["id"]))
        actor = Actor(row["id"], row["name"], state, period.get("sector", row.get("sector", "IGO")))
        for form in (row["name"], *row.get("names", [])):
            yield _sense(form, "organisation", actor, row, period)
        for form in row.get("adjectives", []):
            yield _sense(form, "adjective", replace(actor, sector=""), row, period)


def _sense(form: str, kind: Kind, actor: Actor, row: Mapping[str, Any], period: Mapping[str, Any]) -> Sense:
    return Sense(
        fold(form),
        kind,
        actor,
        plural=row.get("plural", False),
        since=period.get("from"),
        until=period.get("to"),
        writer=row.get("writer"),
        generic=row.get("generic", False),
    )


def of_name(row: Mapping[str, Any], states: Mapping[str, State], kind: Kind) -> Iterator[Sense]:
    """Yield the senses of a row of seats, places or variants."""
    kind = row.get("kind", kind)
    state, sector = states[row["state"]], row.get("sector", "")
    for forms in [row["names"]] if "names" in row else [[name] for name in row["each"]]:
        place = forms[0] if kind == "city" or row.get("place") else None
        actor = government(state, sector) if sector else Actor(state.iso3, state.name, state.iso3)
        if kind == "city":
            actor = Actor(f"{state.iso3}/{slug(forms[0])}", forms[0], state.iso3)
        for form in forms:
            yield replace(_sense(form, kind, actor, row, row), place=place)


def slug(name: str) -> str:
    """Turn a name into an id's last part: ``New York`` is ``new_york``."""
    return re.sub(r"\W+", "_", fold(name).lower()).strip("_")


def of_agents(groups: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Sense]:
    """Yield common nouns by sector and rank; ``policeman/policemen``, ``/troops`` (plural only)."""
    for sector, ranks in groups.items():
        for rank, words in ranks.items():
            for word in words:
                yield from _of_agent(word, sector, None if rank == "none" else rank)


def _of_agent(word: str, sector: str, rank: str | None) -> Iterator[Sense]:
    singular, bar, plural = word.partition("/")
    actor = Actor(f":{sector}", singular or plural, "", sector)
    many = plural if bar else plural_of(singular)
    if singular and singular != many:
        yield Sense(fold(singular), "agent", actor, rank)
    if many:
        yield Sense(fold(many), "agent", actor, rank, plural=True)


_HEAD = re.compile(r"(.+?)((?: (?:of|for|to|in|at|without)\b.*)?)")


def plural_of(noun: str) -> str:
    """Form the plural of an English noun phrase; its head stands before *of*, *for*, *to* or *in*."""
    match = _HEAD.fullmatch(noun)
    head, rest = match.groups() if match else (noun, "")
    if head.endswith("man") and not head.endswith("human"):
        return f"{head[:-3]}men{rest}"
    if head.endswith("child"):
        return f"{head}ren{rest}"
    if re.search(r"[^aeiou]y$", head):
        return f"{head[:-1]}ies{rest}"
    return f"{head}es{rest}" if re.search(r"(?:s|x|z|ch|sh)$", head) else f"{head}s{rest}"


def of_publisher(row: Mapping[str, Any]) -> Iterator[Sense]:
    """Yield the names by which texts cite an outlet; official readout channels are named by their office."""
    if row.get("official"):
        return
    actor = Actor(row["id"], row["name"], row["state"], "JRN")
    for form in (row["name"], *row.get("names", [])):
        yield Sense(fold(form), "publisher", actor)


_KOREAN = re.compile(r"(\w+) (\w+)[ -](\w+)")


def spellings(name: str, state: str) -> Iterator[str]:
    """Yield the ways in which a person's name is written: *Kim Jong Un, Kim Jong-un, Kim Jong-Un*."""
    yield name
    if state in ("PRK", "KOR") and (match := _KOREAN.fullmatch(name)):
        family, first, second = match.groups()
        yield f"{family} {first} {second.capitalize()}"
        yield f"{family} {first}-{second.lower()}"
        if state == "KOR":  # Western order is common for the South's politicians alone
            yield f"{first}-{second.lower()} {family}"
