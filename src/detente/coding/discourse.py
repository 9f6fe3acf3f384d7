"""What a reader of a document keeps in mind: people by surname, bodies by their kind, the states last named.

The memory is built from the flat text and its names alone, never from a parse, so that a sentence which the
sieve drops before parsing still teaches the reader the same things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from detente.actors import Match, family_name
from detente.records import Actor

__all__ = ["Memory", "last_word"]

_STATES = frozenset({"state", "adjective", "demonym", "seat", "organisation"})
# what keeps a state's name from qualifying the office after it: *the **UN** mission accused the **soldiers***
_APART = re.compile(r"[,;:.()]|\b(?:and|the|a|an|his|her|its|their|two|three)\b")
_TOPICAL = _STATES | {"person"}
_SITES = frozenset({"state", "seat", "city"})
# the end of a text before a name that makes a place of it: *in northern [Nigeria]*, *at [Marikana]*
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|outside|inside|across|throughout|around|over|on|through|into|to)"
    r" (?:the |[a-z]+(?:ern|ral)? |[A-Z][a-z]+, ){0,2}$"
)
_AS_PLACE = re.compile(r"\b(?:in|at|near|outside|around) $")
_BEHIND = re.compile(
    r"\b(?:in|at|near|from|to|with|against|of|for|on|over|by|after|before|into|between|about|as)"
    r" (?:the |a |an |[a-z]+ )?$"
)
_AND = re.compile(r"\band\b")
_MEETING = re.compile(
    r"\b(?:met|hosted|welcomed)\b|\b(?:talks|spoke|talked|meeting|conferred|call|conversation|summit)\b.*\bwith\b"
)
_NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}"
_NAME_AFTER = re.compile(rf"\s({_NAME})")
_NAME_BEFORE = re.compile(rf"({_NAME}), (?:the |a |an )?$")
_GOES_ON = re.compile(r"\b(?:said|noted|stressed|adding|added|continued|went on|goes on|says|follows)\b[^.]{0,30}:\s*$")
# a text that somebody issued, whose words a report goes on to tell
_ISSUED = re.compile(
    r"\b(?:(?:issued|released|published|carried|adopted|gave|posted|made public|in|of) (?:a|an|its|their|his|the) "
    r"(?:[\w-]+ ){0,2}|public )(?:statement|press release|commentary|article|editorial|write-up|appeal|declaration|"
    r"bulletin|resolution|open letter|letter|white paper|communique|memorandum)s?\b"
    r"|\b(?:held|staged|called|hosted) (?:a|an|its|their|the) (?:[\w-]+ ){0,2}"
    r"(?:meeting|rally|seminar|press conference|news conference|demonstration|ceremony|lecture)\b"
)
# *BELGRADE, May 8 (Xinhua) --*, *Moscow, April 2 (KCNA) --*: where a report was written
_DATELINE = re.compile(
    r"(?:[A-Z][\w.'’-]*,? ){1,3}[A-Z][a-z]{2,8}\.? \d{1,2}[^()]{0,9}\([^)]+\)"
    r"|(?:[A-Z]{2}[A-Z.'’-]+,? ){1,3}.{0,40}(?:--|—)"
)
_REACH = 400  # characters back that *he*, *it* or *both sides* may look: about two sentences
_NEAR = 26  # characters between a state's name and the office that it qualifies: *North Korea's vice *
_FAR = 60  # and after it: *vice minister of foreign affairs for North Korea*


@dataclass
class Memory:
    """Names and descriptions met so far in one document; ``learn`` is called once a sentence, in order."""

    publisher_state: str = ""
    voice: Actor | None = None  # who speaks as *we*: an official channel's government, an organisation's own site
    known_surname: Callable[[str], Actor | None] = lambda word: None
    people: dict[str, Actor] = field(default_factory=dict)
    bodies: dict[str, Actor] = field(default_factory=dict)
    recent: list[tuple[str, Actor, int]] = field(default_factory=list)
    places: list[tuple[Actor, int]] = field(default_factory=list)
    topics: list[tuple[Actor, int]] = field(default_factory=list)
    joined: list[tuple[tuple[Actor, ...], int]] = field(default_factory=list)  # named in one breath, and where
    offices: list[tuple[Actor, int]] = field(default_factory=list)  # one holder of an office of a known state
    issuers: list[tuple[Actor, int]] = field(default_factory=list)
    quoted: list[tuple[Actor, int]] = field(default_factory=list)
    dateline: Actor | None = None
    dateline_end: int = 0

    @property
    def here(self) -> Actor | None:
        """The land that *here* means: that of the dateline, else the one that an official channel speaks from."""
        home = self.publisher_state
        return self.dateline or (Actor(home, home, home) if home and ":" not in home else None)

    def learn(self, text: str, matches: Sequence[Match], start: int) -> None:
        """Take in the names of a sentence that begins at character ``start`` of the document."""
        if not start and matches and (dated := _DATELINE.match(text)) and matches[0].end <= dated.end():
            place = matches[0].actor
            if matches[0].kind in _SITES:
                self.dateline, self.dateline_end = Actor(place.state, place.state, place.state), dated.end()
        for match in matches:
            if match.kind == "person":
                self._meet(match.text, match.actor)
            if match.kind in _SITES and _BEFORE_PLACE.search(text[: match.start]):
                self.places.append((match.actor, start + match.start))
            if match.kind == "seat" and _AS_PLACE.search(text[: match.start]):
                continue  # *signed in Pretoria*: where it happened, not who did it
            if match.kind in _STATES or match.kind == "person":
                self.recent.append((match.kind, match.actor, start + match.start))
        topic = next((m for m in matches if m.kind in _TOPICAL and not _is_aside(text, m)), None)
        if topic is not None and topic.actor.state:
            self.topics.append((topic.actor, start + topic.start))
        if topic is not None and topic.actor.state and _GOES_ON.search(text):
            self.quoted.append((topic.actor, start))
        text_named = _ISSUED.search(text)
        issuer = next((m for m in matches if m.kind in _TOPICAL and m.actor.state), None) if text_named else None
        if issuer is not None and text_named is not None and issuer.end <= text_named.start():
            self.issuers.append((issuer.actor, start + issuer.start))
        self.joined += _groups(text, matches, topic, start)
        for match in matches:
            if match.kind == "agent":
                self._introduce(text, match, matches, start)
        del self.recent[:-60], self.places[:-60], self.topics[:-20]

    def _meet(self, name: str, actor: Actor) -> None:
        if len(name.split()) < 2:
            return
        self.people[family_name(name, actor.state)] = actor
        self.people.setdefault(name.split()[-1], actor)

    def _introduce(self, text: str, agent: Match, matches: Sequence[Match], start: int) -> None:
        """Learn *North Korea's vice minister* and, with it, *Pak Myong Ho, the vice minister for North Korea*."""
        state = next(_states_near(text, agent, matches), None)
        if state is None:
            return
        actor = Actor(f"{state.state}:{agent.actor.sector}", agent.actor.name, state.state, agent.actor.sector)
        self.bodies[last_word(agent.text)] = actor
        if agent.rank is not None and not agent.plural:
            self.offices.append((actor, start + agent.start))
        after = _NAME_AFTER.match(text, agent.end)
        before = _NAME_BEFORE.search(text[: agent.start])
        for found in (after, before):
            if found and not _overlaps(found.span(1), matches):
                person = _named(found.group(1), actor)
                self._meet(found.group(1), person)
                self.recent.append(("person", person, start + found.start(1)))

    # -- questions ---------------------------------------------------------------------------------------------

    def person(self, word: str) -> Actor | None:
        """The person whose surname this is: introduced in full before, or the one in high office on the day."""
        return self.people.get(word) or self.known_surname(word)

    def body(self, word: str) -> Actor | None:
        """The body or office of a known state last described with this noun (*ministry, envoy*)."""
        return self.bodies.get(word.lower())

    def last_state(self, before: int, *, besides: Iterable[str] = (), kind: str = "") -> Actor | None:
        """The state or organisation named last before a character offset; ``kind`` asks for one of the two."""
        barred = set(besides)
        return next(
            (
                a
                for a in self._states(before)
                if a.state not in barred and (not kind or (kind == "state") == (":" not in a.state))
            ),
            None,
        )

    def last_among(self, states: frozenset[str], before: int) -> Actor | None:
        """The one of some states that was named last before an offset."""
        return next((a for a in self._states(before) if a.state in states), None)

    def topic(self, before: int, *, besides: Iterable[str] = ()) -> Actor | None:
        """The state that the last sentence with one began with: the likeliest subject of the next (centering)."""
        barred = set(besides)
        for actor, at in reversed(self.topics):
            if before - _REACH < at < before:
                if actor.state in barred:
                    return None
                return Actor(actor.state, actor.name if ":" in actor.state else actor.state, actor.state, "")
        return None

    def issuer(self, before: int, *, besides: Iterable[str] = ()) -> Actor | None:
        """Who issued the text that is being retold: *The Nepalese party released a statement. … **It** denounced …*."""
        last = next((a for a, at in reversed(self.issuers) if at < before), None)
        return Actor(last.state, last.name, last.state, "") if last and last.state not in set(besides) else None

    def quotation(self, before: int) -> Actor | None:
        """Whose words go on: *the president said, adding:*, with nobody else quoted since."""
        last = next(((a, at) for a, at in reversed(self.quoted) if at < before), None)
        return last[0] if last is not None and before - last[1] < 2 * _REACH else None

    def knows(self, state: str, before: int) -> bool:
        """True where a state was named before an offset."""
        return any(actor.state == state and at < before for _, actor, at in self.recent)

    def last_person(self, before: int, *, besides: Iterable[str] = (), of: Iterable[str] = ()) -> Actor | None:
        """The person named last before an offset whose id is not among ``besides``, nor whose state is in ``of``."""
        named = (a for kind, a, at in reversed(self.recent) if kind == "person" and before - 2 * _REACH < at < before)
        return next((a for a in named if a.id not in set(besides) and a.state not in set(of)), None)

    def last_office(self, before: int, *, of: Iterable[str] = ()) -> Actor | None:
        """The holder of an office spoken of last before an offset whose state is not in ``of``."""
        near = (a for a, at in reversed(self.offices) if before - _REACH < at < before)
        return next((a for a in near if a.state not in set(of)), None)

    def pair(self, before: int, *, besides: Iterable[str] = ()) -> tuple[Actor, ...]:
        """The two different states named last: *the two countries, both sides*."""
        barred = set(besides)
        for group, at in reversed(self.joined):
            both = tuple(a for a in group if a.state not in barred)
            if before - _REACH < at < before and len(both) == 2 and _are_states(*both):
                return tuple(Actor(a.state, a.name, a.state, "") for a in both)
        seen: dict[str, Actor] = {}
        for actor in self._states(before):
            if not actor.state.startswith("IGO:") and actor.state not in barred:
                seen.setdefault(actor.state, actor)
            if len(seen) == 2:
                break
        return tuple(reversed(seen.values()))

    def several(self, before: int) -> tuple[Actor, ...]:
        """Whom *they* stands for: those that were named in one breath last (*A and B met. They …*), else one."""
        last = next(((group, at) for group, at in reversed(self.joined) if before - _REACH < at < before), None)
        newer = next((at for kind, _, at in reversed(self.recent) if kind in _STATES and at < before), -1)
        if last is not None and last[1] >= newer:
            return last[0]
        one = self.last_state(before)
        return (one,) if one else ()

    def scene(self, before: int, *, besides: Iterable[str] = ()) -> Actor | None:
        """The state where things happen: that of the place named last, else the state named last."""
        barred = set(besides)
        places = (a for a, at in reversed(self.places) if before - 2 * _REACH < at < before)
        named = (a for _, a, at in reversed(self.recent) if before - 2 * _REACH < at < before)
        for actor in (*places, *named):
            if actor.state and actor.state not in barred and not actor.state.startswith("IGO:"):
                return Actor(actor.state, actor.name, actor.state, "")
        return None

    def site(self, before: int, *, besides: Iterable[str] = ()) -> Actor | None:
        """The state of the place named last, near enough for *the country* to mean it."""
        near = (a for a, at in reversed(self.places) if before - _REACH < at < before and a.state not in set(besides))
        place = next(near, None)
        return Actor(place.state, place.name, place.state, "") if place is not None and place.state else None

    def speaks_of_korea(self) -> bool:
        """True where *the North* and *the South* mean the two Koreas."""
        return any(actor.state in {"PRK", "KOR"} for _, actor, _ in self.recent)

    def _states(self, before: int) -> Iterator[Actor]:
        for _, actor, at in reversed(self.recent):
            if actor.state and before - _REACH < at < before:
                yield Actor(actor.state, actor.name, actor.state, "")


def last_word(text: str) -> str:
    """The head noun of a description, singular as far as a plain *s* goes."""
    word = text.split()[-1].lower()
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _states_near(text: str, agent: Match, matches: Sequence[Match]) -> Iterator[Actor]:
    for other in matches:
        gap_before = agent.start - other.end
        if other.kind in _STATES and 0 <= gap_before <= _NEAR and not _APART.search(text[other.end : agent.start]):
            yield other.actor
    for other in matches:
        between = text[agent.end : other.start]
        if (
            other.kind in {"state", "organisation", "adjective"}
            and 0 < len(between) <= _FAR
            and re.fullmatch(r"[^,;:.()]*\b(?:of|for|in|from) (?:the )?", between)
        ):
            yield other.actor


def _is_aside(text: str, match: Match) -> bool:
    """*In Kenya, …*, *after talks with Oslo …*: what stands behind a preposition is no subject."""
    return bool(_BEHIND.search(text[: match.start]))


def _are_states(*actors: Actor) -> bool:
    return all(a.state and not a.state.startswith("IGO:") for a in actors)


def _groups(
    text: str, matches: Sequence[Match], topic: Match | None, start: int
) -> Iterator[tuple[tuple[Actor, ...], int]]:
    """Those named in one breath: *Oslo, Rome and Bern*, *Oslo's king met the pope and the emir*."""
    group: list[Actor] = []
    for one, other in pairwise(m for m in matches if m.kind in _STATES or m.kind == "person"):
        between = text[one.end : other.start]
        listed = between in {", ", ", the "}
        if not listed and not _is_join(between):
            group = []
            continue
        beside = listed or (len(between) <= _NEAR and _AND.search(between) is not None)
        if not (beside and group):
            group = [topic.actor if topic is not None and not beside else one.actor]
        group.append(other.actor)
        states = {a.state: a for a in group}
        if not listed and len(states) > 1:
            yield tuple(states.values()), start + other.start


def _is_join(between: str) -> bool:
    """*Oslo and Rome*, *Oslo's king met the pope*: two that *they* or *both sides* may stand for."""
    return bool((len(between) <= _NEAR and _AND.search(between)) or (len(between) <= _FAR and _MEETING.search(between)))


def _overlaps(span: tuple[int, int], matches: Sequence[Match]) -> bool:
    return any(m.start < span[1] and span[0] < m.end and m.kind != "agent" for m in matches)


def _named(name: str, actor: Actor) -> Actor:
    return Actor(f"{actor.state}/{name.lower().replace(' ', '_')}", name, actor.state, actor.sector)
