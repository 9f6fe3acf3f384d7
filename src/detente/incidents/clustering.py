"""Which reports are of one occurrence? Each group has a seed, and every member resembles that seed.

The best specified report of an occurrence is its seed; a report belongs to the seed that it resembles most,
if its score reaches the threshold. No report joins by resembling another member, so that no chain can lead
from one day to the next: all members lie within ``features.REACH`` days of the seed.

The order in which reports come does not matter: they are sorted first. Whether a report becomes a seed depends
only on the reports that resemble it, so that the groups of a part of the reports (``linked``) can be worked
out alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations

from detente.incidents.facts import Facts
from detente.incidents.features import KIN, REACH, total

__all__ = ["Groups", "group", "keys", "linked", "neighbours"]

Groups = list[list[Facts]]  # the seed first
Key = tuple[str, ...]

_MOST_PARTIES = 6
_LONGEST_SPAN = 31  # a month is looked up day by day; a quarter or a year meets only its like


def group(items: Iterable[Facts], *, threshold: float) -> Groups:
    """Group reports by occurrence; groups and their members come in the order of seeds."""
    ranked = sorted(items, key=_rank)
    index = _Index()
    groups: dict[str, list[Facts]] = {}
    rest: list[Facts] = []
    for item in ranked:
        if any(total(seed, item) >= threshold for seed in index.near(item)):
            rest.append(item)
        else:
            index.add(item)
            groups[item.event.id] = [item]
    for item in rest:
        groups[_closest(index.near(item), item).event.id].append(item)
    return list(groups.values())


def _closest(seeds: Iterable[Facts], item: Facts) -> Facts:
    return max(seeds, key=lambda seed: (total(seed, item), [-ord(c) for c in seed.event.id]))


def _rank(item: Facts) -> tuple[bool, int, bool, str, str]:
    """Sort the best specified first, then the first published; ids make the order total."""
    event = item.event
    known = (item.people, len(item.parties) > 1, item.place, item.object_stems, event.mode, item.stems)
    return (not item.exact, -sum(map(bool, known)), item.loose, event.published or "9999", event.id)


# -- blocking --------------------------------------------------------------------------------------------


class _Index:
    """Seeds by the keys under which a report that resembles them would look."""

    def __init__(self) -> None:
        self._seeds: dict[Key, list[Facts]] = defaultdict(list)

    def add(self, seed: Facts) -> None:
        for key in keys(seed):
            self._seeds[key].append(seed)

    def near(self, item: Facts) -> Iterator[Facts]:
        """Yield each seed that shares a key, once."""
        seen: set[str] = set()
        for key in neighbours(item):
            for seed in self._seeds.get(key, ()):
                if seed.event.id not in seen:
                    seen.add(seed.event.id)
                    yield seed


def keys(item: Facts) -> list[Key]:
    """Return the keys under which a report is found: who, what, when."""
    return [(item.group, who, item.event.event_type or "", day) for who in _who(item) for day in _days(item)]


def neighbours(item: Facts) -> list[Key]:
    """Return the keys under which the reports that may resemble this one are found."""
    kind = item.event.event_type or ""
    kinds = (kind, *sorted(KIN.get(kind, ())))
    days = _days(item, reach=REACH)
    return [(item.group, who, k, day) for who in _sought(item) for k in kinds for day in days]


def _who(item: Facts) -> list[str]:
    """Name every pair of parties; a single state also alone, marked as lonely where it has no company."""
    pairs = _pairs(item)
    lone = [] if pairs else [f"{state}!" for state in sorted(item.parties)] or ["?"]
    return [*pairs, *lone, *(f"{state}." for state in sorted(item.parties)[:_MOST_PARTIES])]


def _sought(item: Facts) -> list[str]:
    """A pair seeks its like and lonely reports of either party; a lonely report all of its state."""
    pairs = _pairs(item)
    if not pairs:
        return [f"{state}." for state in sorted(item.parties)] or ["?"]
    return [*pairs, *(f"{state}!" for state in sorted(item.parties)[:_MOST_PARTIES])]


def _pairs(item: Facts) -> list[str]:
    few = sorted(item.parties)[:_MOST_PARTIES]
    return [f"{a}-{b}" for a, b in combinations(few, 2)]


def _days(item: Facts, *, reach: int = 0) -> Sequence[str]:
    """Name the days of a report's span (a long one by itself alone), with some on either side."""
    if item.first is None:
        return [f"undated {item.event.id}"]
    if item.last - item.first >= _LONGEST_SPAN:
        return [f"{date.fromordinal(item.first)}/{item.last - item.first}"]
    margin = reach if item.exact else 0
    return [str(day) for day in range(item.first - margin, item.last + margin + 1)]


def linked(start: Iterable[Facts], among: Iterable[Facts], *, threshold: float) -> list[Facts]:
    """Return the reports that a chain of resemblances connects with those at the start, these included.

    Their groups cannot change by anything but themselves, so that they are worked out alone when reports join.
    """
    found = {item.event.id: item for item in start}
    rest = {item.event.id: item for item in among if item.event.id not in found}
    index = defaultdict(list)
    for item in rest.values():
        for key in keys(item):
            index[key].append(item)
    frontier = list(found.values())
    while frontier:
        near = chain.from_iterable(
            ((item, other) for key in neighbours(item) for other in index.get(key, ())) for item in frontier
        )
        new = {o.event.id: o for i, o in near if o.event.id in rest and total(i, o) >= threshold}
        for one in new:
            del rest[one]
        found |= new
        frontier = list(new.values())
    return list(found.values())
