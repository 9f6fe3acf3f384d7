"""Seeded events between two states, with the sentences, spans and days that real ones have.

The sentences are ours and say nothing of the world. Equal arguments give equal records.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from detente.ontology import load_ontology
from detente.records import Actor, Document, Event, Origin, Sentence, Span, Status

PEOPLE = {
    "CHN": (
        Actor("CHN/wang_yi", "Wang Yi", "CHN", "GOV"),
        Actor("CHN/mfa", "the foreign ministry", "CHN", "GOV"),
    ),
    "PRK": (Actor("PRK/pak_myong_ho", "Pak Myong Ho", "PRK", "GOV"), Actor("PRK/kcna", "KCNA", "PRK", "JRN")),
    "USA": (Actor("USA/state", "the State Department", "USA", "GOV"),),
}
NAMES = {"CHN": "China", "PRK": "North Korea", "USA": "the United States", "JPN": "Japan", "RUS": "Russia"}
STATES = {code: Actor(code, NAMES[code], code) for code in NAMES}
PUBLISHERS = ("Xinhua", "KCNA", "Yonhap", "Reuters", "TASS")

# (type, mode, act in words, what stands between act and recipient, end of the sentence, weight)
PATTERNS = (
    ("CONSULT", "meet", "held talks", " with ", " on the situation in the region", 16),
    ("CONSULT", "visit", "paid a visit", " to ", " at the head of a delegation", 7),
    ("CONSULT", "message", "sent a letter", " to ", " on the anniversary of their ties", 9),
    ("CONSULT", "call", "spoke by telephone", " with ", "", 3),
    ("SUPPORT", "praise", "praised", " ", " for its part in the friendship of the two peoples", 10),
    ("SUPPORT", "congratulate", "congratulated", " ", " on the founding day", 6),
    ("AGREE", "cooperate", "promised to deepen exchange", " with ", " in the coming year", 9),
    ("COOPERATE", "economic", "reopened rail freight", " with ", " after a long closure", 5),
    ("AID", "humanitarian", "delivered flood relief", " to ", "", 3),
    ("REQUEST", "appeal", "called for restraint", " from ", " and for an early return to dialogue", 7),
    ("REQUEST", "demand", "demanded an explanation", " from ", " within the week", 2),
    ("ACCUSE", "disapprove", "criticised", " ", " for its vote in the Council", 6),
    ("REJECT", "refuse", "turned down a proposal", " of ", "", 3),
    ("THREATEN", "warn", "warned", " ", " of consequences", 3),
    ("SANCTION", "discontinue", "suspended coal purchases", " from ", "", 2),
    ("MOBILIZE", "exercise", "held a live-fire drill", " facing ", "", 2),
    ("COERCE", "seize", "detained a fishing boat", " of ", " off the coast", 2),
)
STATUSES: tuple[Status, ...] = ("asserted",) * 16 + ("planned", "hypothetical", "negated", "historical")


@dataclass(frozen=True)
class Corpus:
    """Events with what surrounds them."""

    documents: tuple[Document, ...]
    sentences: tuple[Sentence, ...]
    events: tuple[Event, ...]

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        return {s.id: (s.start, s.end) for s in self.sentences}


def corpus(
    n: int = 200,
    *,
    seed: int = 1,
    pair: tuple[str, str] = ("CHN", "PRK"),
    first: str = "2022-01-01",
    days: int = 1095,
    silent: Iterable[tuple[int, int]] = ((400, 470),),
) -> Corpus:
    """Make ``n`` documents of one event each; nothing is published in the ``silent`` stretches of days."""
    rng = random.Random(seed)
    gaps = tuple(silent)
    open_days = [d for d in range(days) if not any(a <= d < b for a, b in gaps)]
    made = [_document(rng, i, pair, date.fromisoformat(first) + timedelta(rng.choice(open_days))) for i in range(n)]
    return Corpus(tuple(m[0] for m in made), tuple(m[1] for m in made), tuple(e for m in made for e in m[2]))


def _document(
    rng: random.Random, i: int, pair: tuple[str, str], day: date
) -> tuple[Document, Sentence, tuple[Event, ...]]:
    giver, taker = rng.sample(pair, 2)
    actor = rng.choice((STATES[giver], STATES[giver], *PEOPLE[giver]))
    pattern = rng.choices(PATTERNS, [p[5] for p in PATTERNS])[0]
    publisher = rng.choice(PUBLISHERS)
    speaker = rng.choice((None, None, *PEOPLE[giver]))
    lead = f"{publisher} reported from the region. "
    body, spans = _sentence(rng, len(lead), actor, pattern, STATES[taker], speaker)
    document = Document.make(
        lead + body, origin=Origin("dispatches.jsonl", i + 1), title=f"Dispatch {i + 1}", publisher=publisher,
        published=day.isoformat(), url=f"https://news.example/{i + 1}",
    )  # fmt: skip
    sentence = Sentence.make(document, 1, len(lead), len(lead) + len(body))
    event = _event(rng, document, sentence, (actor,), (STATES[taker],), pattern, spans, speaker, day)
    return document, sentence, (event, *_beside(rng, document, sentence, STATES[giver]))


def _sentence(
    rng: random.Random, at: int, actor: Actor, pattern: tuple[str, str, str, str, str, int], recipient: Actor,
    speaker: Actor | None,
) -> tuple[str, tuple[Span, ...]]:  # fmt: skip
    _, _, act, link, tail, _ = pattern
    when = rng.choice((" on Monday", " this week", " earlier this month", ""))
    parts: list[tuple[str, str]] = [("actor", actor.name), ("", " "), ("act", act), ("", link)]
    parts += [("recipient", recipient.name), ("", tail + when)]
    parts += [("", ", "), ("speaker", speaker.name), ("", " said")] if speaker else []
    text, spans = "", []
    for role, words in (*parts, ("", ".")):
        if role:
            name = cast(Literal["actor", "act", "recipient", "speaker"], role)
            spans.append(Span(name, at + len(text), at + len(text) + len(words)))
        text += words
    return text, tuple(spans)


def _event(
    rng: random.Random, document: Document, sentence: Sentence, actor: tuple[Actor, ...],
    recipient: tuple[Actor, ...], pattern: tuple[str, str, str, str, str, int], spans: tuple[Span, ...],
    speaker: Actor | None, day: date,
) -> Event:  # fmt: skip
    kind, mode = pattern[:2]
    status = rng.choice(STATUSES)
    if status == "historical":
        day -= timedelta(rng.randint(200, 4000))
    precision = rng.choices(("day", "week", "month"), (8, 1, 2))[0]
    together = kind == "CONSULT" and mode == "meet" and rng.random() < 0.4
    sides = (actor + recipient, ()) if together else (actor, recipient)
    act = next(s for s in spans if s.role == "act")
    return Event(
        id=Event.key(sentence.id, kind, mode, status, *sides, act),
        origin=document.origin,
        document_id=document.id,
        sentence_id=sentence.id,
        sentence=sentence.text,
        date=day.isoformat()[: 7 if precision == "month" else 10],
        date_precision=cast(Literal["day", "week", "month"], precision),
        date_basis={"day": "weekday", "week": "relative", "month": "relative"}[precision],
        actor=sides[0],
        recipient=sides[1],
        event_type=kind,
        mode=mode,
        status=status,
        context=tuple(rng.sample(("diplomatic", "nuclear", "trade"), rng.randint(0, 1))),
        quad_class=load_ontology().quad_class(kind),
        speaker=speaker,
        publisher=document.publisher,
        published=document.published,
        spans=spans,
        rules=(f"{kind.lower()}.{mode}", "clause.active"),
        confidence=round(rng.uniform(0.55, 0.97), 3),
    )


def _beside(rng: random.Random, document: Document, sentence: Sentence, actor: Actor) -> tuple[Event, ...]:
    """Sometimes the same sentence tells of an act upon a third state."""
    if rng.random() > 0.3:
        return ()
    third = STATES[rng.choice(("USA", "USA", "JPN", "RUS"))]
    spans = (Span("act", sentence.start, sentence.start + 3),)
    pattern = rng.choice(PATTERNS)
    day = date.fromisoformat(document.published or "2022-01-01")
    return (_event(rng, document, sentence, (actor,), (third,), pattern, spans, None, day),)
