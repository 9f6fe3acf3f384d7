"""How many independent sources? Outlets of one owner are one, and so are copies of one text.

The publisher that a text names beats the label of the feed: ``SEOUL (Reuters) -`` at the head of a text makes
it Reuters', and a report on the word of an outlet (*KCNA said*) is that outlet's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from rensa import RMinHash, RMinHashLSH

from detente.actors import Actors, Publisher
from detente.records import Document, Event

__all__ = ["Register", "Source", "copies", "independent", "named_publisher"]

_PERMUTATIONS = 128
_BANDS = 32  # four rows a band: pairs of likeness 0.5 meet in at least one of them with probability 0.87
_SHINGLE = 4  # words
_SEED = 1

# "SEOUL (Reuters) -", "BEIJING, Dec. 18 (Xinhua) --", "MOSCOW, March 1. /TASS/.", within the first words
_DATELINE = re.compile(r"\(([^()\n]{2,40})\)\s*(?:-{1,2}|[–—])|/([A-Z][\w .-]{1,28})/")
_HEAD = 120


@dataclass(frozen=True, slots=True)
class Source:
    """Who stands behind a report: as printed, as the family it belongs to, and the state of that outlet."""

    name: str
    family: str
    state: str | None


class Register:
    """The publishers known and the texts behind events; what was asked once is answered from memory."""

    def __init__(self, actors: Actors, documents: Iterable[Document] = (), *, likeness: float = 0.5) -> None:
        self.publisher: Callable[[str | None], Publisher | None] = lru_cache(None)(actors.publisher)
        self.likeness = likeness
        self._texts = {d.id: d.text for d in documents}
        self._named: dict[str, str | None] = {}

    def source(self, event: Event) -> Source:
        """Say who stands behind a report."""
        relayed = self.publisher(event.speaker.id) if event.speaker and "/" in event.speaker.id else None
        printed = self._named_in(event.document_id or "") or event.publisher
        outlet = relayed or self.publisher(printed)
        if outlet:
            return Source(event.publisher or outlet.name, outlet.family, outlet.state)
        return Source(printed or "", printed or "", None)

    def _named_in(self, document_id: str) -> str | None:
        if document_id not in self._named:
            self._named[document_id] = named_publisher(self._texts.get(document_id, ""), self.publisher)
        return self._named[document_id]

    def copies(self, document_ids: Iterable[str | None]) -> dict[str, str]:
        """Group the texts of these documents, see ``copies``."""
        texts = {key: self._texts[key] for key in document_ids if key in self._texts}
        return copies(texts, likeness=self.likeness)


def named_publisher(text: str, publisher: Callable[[str | None], Publisher | None]) -> str | None:
    """Return the known publisher that the head of a text names as its origin."""
    for match in _DATELINE.finditer(text[:_HEAD]):
        outlet = publisher((match[1] or match[2]).strip())
        if outlet:
            return outlet.name
    return None


# -- copies ----------------------------------------------------------------------------------------------


def copies(texts: Mapping[str, str], *, likeness: float = 0.5) -> dict[str, str]:
    """Map each text that has a near duplicate to the first key of its group (``likeness``: Jaccard's, estimated).

    Groups are closed: a copy of a copy is a copy.
    """
    hashes = {key: _minhash(text) for key, text in sorted(texts.items())}
    order = list(hashes)
    lsh = RMinHashLSH(threshold=likeness, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    leader: dict[str, str] = {key: key for key in order}
    for number, key in enumerate(order):
        for other in lsh.query(hashes[key]):
            if hashes[key].jaccard(hashes[order[other]]) >= likeness:
                _join(leader, order[other], key)
        lsh.insert(number, hashes[key])
    roots = {key: _root(leader, key) for key in order}
    shared = {root for key, root in roots.items() if root != key}
    return {key: root for key, root in roots.items() if root in shared}


def _minhash(text: str) -> RMinHash:
    words = re.findall(r"\w+", text.lower())
    made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update([" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))])
    return made


def _root(leader: dict[str, str], key: str) -> str:
    while leader[key] != key:
        leader[key] = leader[leader[key]]
        key = leader[key]
    return key


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_root(leader, one), _root(leader, other)))
    leader[second] = first


# -- independence ----------------------------------------------------------------------------------------

_COPIED = 0.8  # of the words of two sentences, in order: the same words but for a comma or a title
_SHORTEST = 8  # words that two reporters would not choose alike by chance


def independent(reports: Sequence[tuple[Event, Source]], register: Register) -> tuple[str, ...]:
    """Return one family for each independent source: the one that published first in each camp of copies."""
    ordered = sorted(reports, key=lambda r: (r[0].published or "9999", r[1].family, r[0].id))
    leader = {source.family: source.family for _, source in ordered}
    if len(leader) > 1:
        groups = register.copies(event.document_id for event, _ in ordered)
        for one, other in _copied(ordered, groups):
            leader[_root(leader, other)] = _root(leader, one)
    return tuple(sorted({_root(leader, family) for family in leader}))


def _copied(ordered: Sequence[tuple[Event, Source]], groups: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the families of reports that share a text, or a sentence of some length; the earlier first."""
    by_text: dict[str, str] = {}
    sentences: dict[frozenset[tuple[str, str]], str] = {}
    for event, source in ordered:
        text = groups.get(event.document_id or "")
        if text is not None:
            yield by_text.setdefault(text, source.family), source.family
        shingles = _sentence(event.sentence)
        if shingles:
            sentences.setdefault(shingles, source.family)
            yield sentences[shingles], source.family
    yield from (
        (a, b)
        for (one, a), (other, b) in combinations(sentences.items(), 2)
        if a != b and len(one & other) >= _COPIED * len(one | other)
    )


def _sentence(text: str | None) -> frozenset[tuple[str, str]]:
    words = re.findall(r"\w+", (text or "").lower())
    return frozenset(pairwise(words)) if len(words) >= _SHORTEST else frozenset()
