"""A text's claims: one a sentence, with who says it to whom, on what topic, with what numbers, how strongly.

The events that the coder found in a sentence say who speaks and to whom. Where it found none, the sentence itself is
read: the actor before or after a verb of saying, *the two sides*, a pronoun that goes on with the speaker before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.actors import Actors, Match
from detente.readouts.figures import Figure, figures
from detente.readouts.terms import Degree, Terms
from detente.readouts.words import stems
from detente.records import Document, Event, Sentence

__all__ = ["JOINT", "Act", "Claim", "claims"]

JOINT = "both"
"""The voice of a sentence whose subject is the two sides together."""

_SAID = (
    r"(?:said|says|told|stated|noted|noting|stressed|emphasi[sz]ed|underscored|underlined|added|explained|expressed"
    r"|reaffirm\w*|reiterat\w*|repeated|affirmed|confirmed|declared|announced|pledged|promised|vowed|urged|called|calls"
    r"|proposed|proposes|asked|warned|condemn\w*|denounced|critici[sz]ed|raised|reject\w*|opposed?s?|demand\w*|thanked"
    r"|welcomed|agreed|agree|decided|believed|pointed|informed|expounded|discussed|exchanged|briefed|invited|hoped"
    r"|voiced|conveyed|insisted|accused|protested|offered|praised|set|put|pressed|recalled|assured|requested|appealed"
    r"|acknowledged|designated|appreciated|hailed|argued|committed|complained|oppose|affirm|confirm|believe|discuss"
    r"|restated|reconfirmed|concurred|suggested|advised|commended|objected|retorted|responded|replied|remarked|deplored|regretted"
    r"|highlighted|admitted|claimed|alleged|counted on|looked forward|supported|backed|endorsed|vows|stresses|shared"
    r"|clarified|disclosed|cautioned|wished|congratulated|appealed)"
)
_SAYING = re.compile(rf"\b{_SAID}\b", re.IGNORECASE)
_POSTPOSED = re.compile(rf"[,”\"]\s+(?:[^,]{{1,60}}?\s)?{_SAID}(?:\s+[^,]{{1,40}})?\s*[.,]?\s*$", re.IGNORECASE)
_TELLING = re.compile(
    r"\b(?:said|says|told|stated|noted|stressed|emphasi[sz]ed|underscored|underlined|added|explained|reaffirmed|reiterated"
    r"|repeated|affirmed|confirmed|declared|announced|warned|argued|insisted|recalled|restated|suggested|retorted"
    r"|responded|replied|remarked|claimed|clarified|disclosed|cautioned|highlighted)\b",
    re.IGNORECASE,
)
_INSERTED = re.compile(rf"[,”\"]\s+[^,]{{1,50}}?\s{_SAID}(?=,)", re.IGNORECASE)  # "..., Xi said, and ..."
_TOGETHER = re.compile(
    r"\b(?:the\s+(?:two|both|three)\s+\w+|both\s+(?:\w+\s)?(?:sides|leaders|presidents|ministers|countries|parties|governments"
    r"|delegations)|both|the\s+(?:sides|parties|leaders|envoys|ministers|presidents|delegations|heads|two)|they"
    r"|the\s+north\s+and\s+the\s+south|a\s+joint\s+statement)\b",
    re.IGNORECASE,
)
_SPOKES = (
    r"(?:spokes(?:man|woman|person)|press (?:service|secretary|office)|(?:presidential|prime minister's) office"
    r"|officials?)"
)
_OWN = re.compile(
    rf"\b{_SPOKES}\b[^.,;]{{0,40}}\b(?:said|says|told|added|noted)\b"
    rf"|\b(?:said|says|according to) (?:the |a |its )?(?:[\w' ]{{0,30}} )?{_SPOKES}\b",
    re.IGNORECASE,
)
_OWN_AFTER = re.compile(
    rf",\s+(?:the |a |an |its )?(?:[\w'-]+ ){{0,4}}{_SPOKES}\s+(?:\w+ )?(?:said|says|told|added|noted|explained)\b.*$",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:that|who|whom|which|whose)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\s*(?:he|she|it)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"\bthe\s+(?:\w+\s)?(president|premier|prime minister|minister|secretary|spokes\w+|envoy|ambassador)\b", re.I
)
_PROMISE = re.compile(
    r"\b(?:will|would|shall|agreed? to|decided to|promised|pledged|undertook|committed to|ready to|is to|are to)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Act:
    """What the coder found in a sentence, as states: who did what to whom."""

    actor: tuple[str, ...]
    event_type: str
    recipient: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a text and what it claims.

    ``voice``: states that say it, ``both`` for the sides together, empty when the text itself tells it. ``reported``
    is true when a verb of speech has it done in words; ``told`` when one of telling (*said that*, *confirmed*) makes
    its content someone's word, which *agreed* or *invited* does not; nor does the outlet's own spokesperson, who is
    the text itself. ``content`` is the sentence without the names of those who meet, which stand in every sentence;
    ``place`` is where in its text it stands, 0 to 1.
    """

    sentence: Sentence
    voice: tuple[str, ...]
    reported: bool
    told: bool
    addressee: tuple[str, ...]
    topics: tuple[str, ...]
    figures: tuple[Figure, ...]
    degrees: tuple[Degree, ...]
    commits: bool
    acts: tuple[Act, ...]
    names: frozenset[str]
    stems: tuple[str, ...]
    content: str
    place: float

    @property
    def text(self) -> str:
        """The sentence, in one line."""
        return " ".join(self.sentence.text.split())


def claims(
    document: Document, sentences: Sequence[Sentence], events: Iterable[Event], *, actors: Actors, terms: Terms
) -> tuple[Claim, ...]:
    """Read the claims of a document off its sentences and the events coded in them."""
    of_sentence: dict[str | None, list[Event]] = {}
    for event in events:
        of_sentence.setdefault(event.sentence_id, []).append(event)
    out: list[Claim] = []
    known = _Known(document, actors)
    for sentence in sentences:
        if stems(sentence.text):
            place = sentence.ordinal / max(1, len(sentences) - 1)
            out.append(_claim(sentence, of_sentence.get(sentence.id, []), known, terms, place))
    return tuple(out)


class _Known:
    """Names in a document, and who spoke last."""

    def __init__(self, document: Document, actors: Actors) -> None:
        self._actors, self._document = actors, document
        outlet = actors.publisher(document.publisher)
        self.outlet = outlet.state if outlet else ""
        self.surnames = self._surnames()
        self.last: tuple[str, ...] = ()

    def find(self, text: str) -> tuple[Match, ...]:
        return tuple(
            m
            for m in self._actors.find(text, on=self._document.published, publisher=self._document.publisher)
            if m.actor.state
        )

    def _surnames(self) -> Mapping[str, str]:
        """Map the words of full names to states: after *Wang Yi*, *Wang* is he."""
        out: dict[str, str] = {}
        for match in self.find(f"{self._document.title}\n{self._document.text}"):
            if match.actor.id != match.actor.state and match.kind == "person":
                out |= dict.fromkeys(re.findall(r"[A-Z][\w-]+", match.text), match.actor.state)
        return out

    def _of_surname(self, word: str) -> str | None:
        """Say whose surname a word is: someone's whom the document names in full, else a known person's in office."""
        if word in self.surnames:
            return self.surnames[word]
        if not stems(word):  # "He" is a pronoun far more often than He Lifeng
            return None
        actor = self._actors.surname(word, self._document.published)
        return actor.state if actor else None

    def without_names(self, text: str) -> str:
        """Return a text without the names of persons, and of the states whose persons or outlet the document has."""
        meeting = {*self.surnames.values(), self.outlet}
        spans = [(m.start, m.end) for m in self.find(text) if m.actor.state in meeting]
        words = (m.span() for m in re.finditer(r"\b[A-Z][\w-]+", text) if self._of_surname(m[0]))
        return _blanked(text, (*spans, *words))

    def states(self, text: str) -> list[tuple[int, str]]:
        """Return (offset, state) of all names in a text, surnames too, in their order."""
        found = {m.start: (m.end, m.actor.state) for m in self.find(text)}
        covered = {i for start, (end, _) in found.items() for i in range(start, end)}
        for match in re.finditer(r"\b[A-Z][\w-]+", text):
            if match.start() not in covered and (state := self._of_surname(match[0])):
                found[match.start()] = (match.end(), state)
        return [(start, state) for start, (_, state) in sorted(found.items())]


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _claim(sentence: Sentence, events: Sequence[Event], known: _Known, terms: Terms, place: float) -> Claim:
    text = sentence.text
    own = known.outlet if _OWN.search(text) else ""
    said = _OWN_AFTER.sub("", text) if own else text  # what the outlet's own official says, the text itself tells
    named = known.states(said)
    reported = bool(_SAYING.search(said))
    voice = _voice(said, events if said == text else (), named, known) if reported else ()
    own = own if not voice or voice == (own,) else ""
    voice = (own,) if own else voice
    known.last = voice if voice and voice != (JOINT,) else tuple(s for _, s in named[:1]) or known.last
    content = known.without_names(text)
    return Claim(
        sentence=sentence,
        voice=voice,
        reported=reported,
        told=bool(_TELLING.search(said)) and not own,
        addressee=_addressee(events, voice),
        topics=terms.topics_of(text),
        figures=figures(text),
        degrees=terms.degrees_of(said),
        commits=bool(_PROMISE.search(text)),
        acts=tuple(dict.fromkeys(a for a in map(_act, events) if a)),
        names=frozenset(s for _, s in known.states(text)),
        stems=tuple(stems(text)),
        content=content,
        place=place,
    )


_NEAR = 20
"""Letters between *the two leaders* and the verb that they say it with: an adverb or two."""


def _voice(text: str, events: Sequence[Event], named: Sequence[tuple[int, str]], known: _Known) -> tuple[str, ...]:
    """Say whose word a sentence with a verb of saying is."""
    if (joint := _TOGETHER.match(text)) and _first_saying(text) - joint.end() <= _NEAR and not _POSTPOSED.search(text):
        return (JOINT,)  # "They announced", whoever was named before
    spoken = {
        e.speaker.state for e in events if e.speaker and e.speaker.state and "speaker" in {s.role for s in e.spans}
    }
    if len(spoken) == 1:
        return (spoken.pop(),)
    post = _INSERTED.search(text) or _POSTPOSED.search(text)
    start, end = post.span() if post else (0, _first_saying(text))
    part = text[start:end]
    within = [state for offset, state in named if start <= offset < end]
    if together := _TOGETHER.search(part):
        before = [state for offset, state in named if offset < start + together.start() and offset >= start]
        if not before:
            return (JOINT,)
    if not within and _PRONOUN.match(part.lstrip(',"” ')):
        return known.last
    if len(set(within)) > 1 and not post and _joined([row for row in named if start <= row[0] < end], text):
        return (JOINT,)
    if within:
        return (within[0],)
    return known.last if _ROLE.search(part) or _PRONOUN.match(text) else ()


def _joined(named: Sequence[tuple[int, str]], text: str) -> bool:
    """True for *A and B said*, where no relative clause lies between: *A, which B leads, and ...* is A alone."""
    first = named[0]
    other = next(row for row in named if row[1] != first[1])
    between = text[first[0] : other[0]]
    return bool(re.search(r"\band\b", between)) and not _RELATIVE.search(between)


def _first_saying(text: str) -> int:
    match = _SAYING.search(text)
    return match.start() if match else len(text)


def _addressee(events: Sequence[Event], voice: tuple[str, ...]) -> tuple[str, ...]:
    states = dict.fromkeys(a.state for e in events for a in e.recipient if a.state)
    return tuple(s for s in states if s not in voice)


def _act(event: Event) -> Act | None:
    if event.event_type is None:
        return None
    sides = (tuple(sorted({a.state for a in side if a.state})) for side in (event.actor, event.recipient))
    actor, recipient = sides
    return Act(actor, event.event_type, recipient)
