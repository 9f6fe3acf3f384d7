"""How alike are two reports? Named features with weights; their sum is the score of a pair.

``FEATURES`` is the whole list. A feature gives a value from -1 (speaks against one occurrence) to 1 (speaks
for it), 0 where it has nothing to say. ``barred`` holds the rules that no weight can outvote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from detente.incidents.facts import Facts

__all__ = ["FEATURES", "KIN", "REACH", "Feature", "Part", "Score", "barred", "score", "total"]

REACH = 3  # days between two reports of one occurrence, at the very most

# Types under which different texts file one deed: a missile fired is a display of force to one reporter and an
# attack to the next, a letter of congratulation is a message or a tribute.
_PAIRS = (
    "MOBILIZE ASSAULT", "COERCE SANCTION", "COERCE ASSAULT", "SUPPORT CONSULT", "SUPPORT AGREE", "SUPPORT COOPERATE",
    "AGREE CONSULT", "AGREE COOPERATE", "AGREE AID", "AID COOPERATE", "CONCEDE RETREAT", "CONCEDE AGREE",
    "ACCUSE REJECT", "ACCUSE PROTEST", "ACCUSE REQUEST", "ACCUSE THREATEN", "REJECT SANCTION", "MOBILIZE COOPERATE",
    "REQUEST THREATEN", "MOBILIZE THREATEN",
)  # fmt: skip
KIN: Mapping[str, frozenset[str]] = {
    one: frozenset(other for pair in _PAIRS for other in pair.split() if one in pair.split() and other != one)
    for one in {t for pair in _PAIRS for t in pair.split()}
}
# Modes of one type that are deeds of their own: who travels, writes and sits down together does three things.
_APART = (frozenset({"visit"}), frozenset({"message"}), frozenset({"meet", "call", "multilateral", "mediate"}))
# Acts of speech: a government says many things in a day, so that two reports need more in common.
_SAYINGS = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT", "AGREE"})
_DONE_BY_WORD = frozenset({"sign", "recognize", "veto", "sue", "convict"})  # yet deeds


# -- what no weight can outvote --------------------------------------------------------------------------


def barred(a: Facts, b: Facts) -> str | None:
    """Name the reason for which two reports cannot be of one occurrence, None if they may be."""
    if a.group != b.group:
        return "status"
    if days_apart(a, b) > _most_days(a, b) or _told_apart(a, b):
        return "date"
    if not _same_type(a, b) and (not _kin(a, b) or _one_text(a, b)):
        return "type"
    if _apart(a.event.mode, b.event.mode):
        return "mode"
    if not _parties_meet(a, b):
        return "parties"
    return None


def days_apart(a: Facts, b: Facts) -> int:
    """Return the days between two spans, 0 if they touch; undated events are infinitely far from all."""
    if a.first is None or b.first is None:
        return 10**6
    return max(0, b.first - a.last, a.first - b.last)


def _most_days(a: Facts, b: Facts) -> int:
    if not (a.exact and b.exact):
        return 0
    return REACH if _late(a, b) else 1


def _late(a: Facts, b: Facts) -> bool:
    """True if the later of two dates is only that of publication: news comes after the deed."""
    return (a if (a.first or 0) > (b.first or 0) else b).loose


def _told_apart(a: Facts, b: Facts) -> bool:
    """One text that itself gives two days speaks of two occurrences."""
    dated = a.exact and b.exact and not a.loose and not b.loose
    return dated and a.first != b.first and _one_text(a, b)


def _one_text(a: Facts, b: Facts) -> bool:
    return a.event.document_id == b.event.document_id is not None


def _same_type(a: Facts, b: Facts) -> bool:
    return a.event.event_type == b.event.event_type


def _kin(a: Facts, b: Facts) -> bool:
    return b.event.event_type in KIN.get(a.event.event_type or "", ())


def _apart(one: str | None, other: str | None) -> bool:
    sets = [next((s for s in _APART if mode in s), None) for mode in (one, other)]
    return sets[0] != sets[1] and None not in sets


def _parties_meet(a: Facts, b: Facts) -> bool:
    if not a.parties or not b.parties:
        return not a.parties and not b.parties
    if a.mutual and b.mutual:
        return bool(a.actors & b.parties) and bool(b.actors & a.parties)
    if not a.actors & b.actors:
        return False
    return not (a.recipients and b.recipients) or bool(a.recipients & b.recipients)


# -- the features ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is compared; the docstring of ``value`` says how."""

    name: str
    weight: float
    value: Callable[[Facts, Facts], float]


def _type(a: Facts, b: Facts) -> float:
    """Same type and mode 1, a mode unknown 0.75, another mode 0.25, a kindred type -0.5."""
    if not _same_type(a, b):
        return -0.5
    if a.event.mode == b.event.mode:
        return 1.0
    return 0.75 if a.event.mode is None or b.event.mode is None else 0.25


def _actors(a: Facts, b: Facts) -> float:
    """Share of acting states in common, of all parties where the act is mutual; 0.5 where none is known."""
    one, other = _compared(a, b)
    return _jaccard(one, other) if one and other else 0.5


def _compared(a: Facts, b: Facts) -> tuple[frozenset[str], frozenset[str]]:
    return (a.parties, b.parties) if a.mutual and b.mutual else (a.actors, b.actors)


def _recipients(a: Facts, b: Facts) -> float:
    """Share of receiving states in common (in a mutual act: of two or more parties); 0 where one names none."""
    if a.mutual and b.mutual:
        return _jaccard(a.parties, b.parties) if min(len(a.parties), len(b.parties)) > 1 else 0.0
    return _jaccard(a.recipients, b.recipients) if a.recipients and b.recipients else 0.0


def _people(a: Facts, b: Facts) -> float:
    """A person in common 1; if both name people of one state and none of these in common -1, whoever else is shared."""
    if not a.people or not b.people:
        return 0.0
    shared = {_name(p) for p in a.people} & {_name(p) for p in b.people}
    states = [{p.partition("/")[0] for p in x.people if _name(p) not in shared} for x in (a, b)]
    settled = {p.partition("/")[0] for p in (*a.people, *b.people) if _name(p) in shared}
    if (states[0] & states[1]) - settled:
        return -1.0
    return 1.0 if shared else 0.0


def _name(person: str) -> str:
    return person.rpartition("/")[2]


def _bodies(a: Facts, b: Facts) -> float:
    """An office, firm or town in common 1; 0 otherwise."""
    return 1.0 if a.bodies & b.bodies else 0.0


def _sectors(a: Facts, b: Facts) -> float:
    """A sector of one state in common 1; sectors of one state named by both and none in common -1."""
    if a.sectors & b.sectors:
        return 1.0
    states = {s.partition(":")[0] for s in a.sectors} & {s.partition(":")[0] for s in b.sectors}
    return -1.0 if states else 0.0


def _date(a: Facts, b: Facts) -> float:
    """Same day 1, but 0.5 if two texts only have it from their publication, which all texts of a day share; spans of
    n days that overlap 1/n; a day apart -1, but 0.5, 0, -0.5 if the later is the day of publication, 0.75 if it is
    so in the same text.
    """
    gap = days_apart(a, b)
    if gap and _late(a, b):
        return 0.75 if _one_text(a, b) else 1.0 - 0.5 * gap
    if gap:
        return -1.0
    if a.exact and b.exact and a.loose and b.loose and not _one_text(a, b):
        return 0.5
    return 1.0 / (1 + max(a.last - (a.first or 0), b.last - (b.first or 0)))


def _place(a: Facts, b: Facts) -> float:
    """Same place 1, another -1, one not named 0."""
    if a.place is None or b.place is None:
        return 0.0
    return 1.0 if a.place == b.place else -1.0


def _words(a: Facts, b: Facts) -> float:
    """Share of the shorter sentence's content words (names apart) in the other: none -0.1, 0.2 is 0, 0.6 is 1."""
    smaller = min(len(a.stems), len(b.stems))
    if smaller == 0:
        return 0.0
    share = len(a.stems & b.stems) / max(smaller, 5)
    return min(1.0, max(-0.1, (share - 0.2) / 0.4))


def _object(a: Facts, b: Facts) -> float:
    """Words of the object in common 1, none -1, one not named 0."""
    if not a.object_stems or not b.object_stems:
        return 0.0
    return 1.0 if a.object_stems & b.object_stems else -1.0


def _quantity(a: Facts, b: Facts) -> float:
    """Same number 1, another -0.5 (reports do disagree), one not named 0."""
    one, other = a.event.quantity, b.event.quantity
    if one is None or other is None:
        return 0.0
    return 1.0 if one == other else -0.5


def _speaker(a: Facts, b: Facts) -> float:
    """Same speaker 1, another of the same state -0.5, one not named or of another state 0."""
    if a.speaker is None or b.speaker is None:
        return 0.0
    if a.speaker == b.speaker:
        return 1.0
    return -0.5 if a.speaker.partition("/")[0] == b.speaker.partition("/")[0] else 0.0


def _rarity(a: Facts, b: Facts) -> float:
    """Deeds 0.5, for few are done in a day; acts of speech -1, for a government says much, but 0.5 in one text."""
    if _is_saying(a) and _is_saying(b):
        return 0.5 if _one_text(a, b) else -1.0
    return 0.5 if _is_deed(a) and _is_deed(b) else 0.0


def _is_saying(item: Facts) -> bool:
    return item.event.event_type in _SAYINGS and item.event.mode not in _DONE_BY_WORD


def _is_deed(item: Facts) -> bool:
    return not _is_saying(item) and item.event.event_type not in ("CONSULT", None)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


FEATURES: tuple[Feature, ...] = (
    Feature("type", 2.0, _type),
    Feature("actors", 2.0, _actors),
    Feature("recipients", 2.0, _recipients),
    Feature("people", 3.0, _people),
    Feature("bodies", 0.5, _bodies),
    Feature("sectors", 0.5, _sectors),
    Feature("date", 3.0, _date),
    Feature("place", 1.0, _place),
    Feature("words", 3.0, _words),
    Feature("object", 1.0, _object),
    Feature("quantity", 1.0, _quantity),
    Feature("speaker", 1.0, _speaker),
    Feature("rarity", 2.0, _rarity),
)


# -- the score -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature adds to a score."""

    name: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        """Value times weight."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A verdict on a pair that explains itself; ``bar`` names the rule that forbids the pair."""

    points: float
    parts: tuple[Part, ...]
    bar: str | None

    def __str__(self) -> str:
        if self.bar:
            return f"barred: {self.bar}"
        said = ", ".join(f"{p.name} {p.points:+.2f}" for p in self.parts if p.points)
        return f"{self.points:.2f} = {said}"


def score(a: Facts, b: Facts) -> Score:
    """Score a pair and say how the score comes about."""
    parts = tuple(Part(f.name, f.value(a, b), f.weight) for f in FEATURES)
    return Score(sum(p.points for p in parts), parts, barred(a, b))


def total(a: Facts, b: Facts) -> float:
    """Return the points alone; minus infinity for a pair that is barred."""
    if barred(a, b):
        return float("-inf")
    return sum(f.weight * f.value(a, b) for f in FEATURES)
