"""The records that travel between the stages.

All are frozen, slotted dataclasses. An id is a hash of the record's content, so the same input gives the
same id on every machine and in every run. ``canonical`` builds the one string that is hashed; DuckDB
computes the same id with ``substr(sha256(concat_ws('|', ...)), 1, 20)`` as long as fields are escaped alike
(``\\`` -> ``\\\\``, ``|`` -> ``\\p``) and an absent field is the empty string.

Dates are ISO strings that may be partial: ``2023``, ``2023-12`` and ``2023-12-18`` are a year, a month and
a day. Character offsets are half-open and count characters of the document's stored text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = [
    "Account",
    "Actor",
    "Disagreement",
    "Document",
    "Event",
    "Finding",
    "Incident",
    "Mention",
    "Origin",
    "Parse",
    "Rejected",
    "Relation",
    "Sentence",
    "Span",
    "Token",
    "content_id",
    "to_json",
]

Status = Literal["asserted", "planned", "hypothetical", "negated", "historical"]
Precision = Literal["day", "week", "month", "quarter", "year", "unknown"]
Word = Literal[
    "one side",
    "both sides",
    "third parties",
    "one side and third parties",
    "both sides and third parties",
    "unknown",
]


def content_id(*fields: str | int | None) -> str:
    """Return the 20 hex digits that identify a record with these fields (see the module's docstring)."""
    text = "|".join(_escape(f) for f in fields)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _escape(value: str | int | None) -> str:
    return "" if value is None else str(value).replace("\\", "\\\\").replace("|", "\\p")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: a file as the user named it, a 1-based line or row, the record's own id."""

    file: str
    line: int | None = None
    record: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return place if self.record is None else f"{place}#{self.record}"


@dataclass(frozen=True, slots=True)
class Document:
    """One text as published. ``published`` is an ISO date (perhaps partial) or None when not known."""

    id: str
    text: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    language: str
    origin: Origin

    @classmethod
    def make(
        cls,
        text: str,
        *,
        origin: Origin,
        title: str = "",
        publisher: str | None = None,
        published: str | None = None,
        url: str | None = None,
        language: str = "en",
    ) -> Document:
        """Build a document whose id is a hash of all it says, but not of where the file happened to lie."""
        key = content_id(text, title, publisher, published, url, language, origin.record)
        return cls(key, text, title, publisher, published, url, language, origin)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record set aside: where it was, and why (``language es``, ``empty text``, ``invalid JSON: ...``)."""

    origin: Origin
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document: ``document.text[start:end]``; ``ordinal`` counts from 0."""

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str

    @classmethod
    def make(cls, document: Document, ordinal: int, start: int, end: int) -> Sentence:
        """Cut a sentence out of a document."""
        key = content_id(document.id, ordinal, start, end)
        return cls(key, document.id, ordinal, start, end, document.text[start:end])


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a parse, CoNLL-U columns in UD v2 labels; offsets are within the *sentence*.

    ``head`` is the 0-based index of the governor in the parse, -1 for the root.
    """

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parse:
    """A dependency tree over a sentence, with the parser that made it."""

    sentence_id: str
    tokens: tuple[Token, ...]
    parser: str
    scheme: str = "UD v2"


@dataclass(frozen=True, slots=True)
class Actor:
    """A resolved actor: ``state`` is ISO 3166 alpha-3 or ``IGO:UN`` style; ``sector`` a PLOVER code or ''.

    ``id`` is the most exact identity known: a person or body (``PRK/pak_myong_ho``), else state and sector.
    """

    id: str
    name: str
    state: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open character range in the document's text, and the part that it plays."""

    role: Literal["actor", "act", "recipient", "speaker", "date", "place"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that stand for actors. ``start``/``end``/``head`` are token indices (end exclusive)."""

    start: int
    end: int
    head: int
    actors: tuple[Actor, ...]
    how: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, when, on whose word: the row that everything rests on."""

    id: str
    origin: Origin
    document_id: str | None
    sentence_id: str | None
    sentence: str | None
    date: str | None
    date_precision: Precision
    date_basis: str
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    event_type: str | None
    mode: str | None
    status: Status
    context: tuple[str, ...] = ()
    object: str | None = None
    quantity: str | None = None
    promised: str | None = None
    place: str | None = None
    cameo: str | None = None
    quad_class: int | None = None
    source_quad: str | None = None
    speaker: Actor | None = None
    publisher: str | None = None
    published: str | None = None
    spans: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()
    confidence: float = 0.5

    @staticmethod
    def key(
        sentence_id: str,
        event_type: str | None,
        mode: str | None,
        status: str,
        actor: Iterable[Actor],
        recipient: Iterable[Actor],
        act: Span,
    ) -> str:
        """Identify an event by its sentence, its act's place in it, and what was made of them."""
        actors, recipients = (",".join(a.id for a in side) for side in (actor, recipient))
        return content_id(sentence_id, event_type, mode, status, actors, recipients, act.start, act.end)


@dataclass(frozen=True, slots=True)
class Account:
    """What some publishers say: ``value`` as they have it, and who they are."""

    value: str
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A matter on which the reports of one occurrence differ, with the account of each camp."""

    about: Literal["date", "type", "quantity"]
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One occurrence, however often it was reported. The fields of Event hold what most reports say.

    ``n_reports`` counts documents, ``n_publishers`` independent sources, named in ``families``: copies of one
    text and outlets of one owner are one source. ``word`` says whose word it rests on, ``confidence`` is that
    of the surest report. An id is kept when reports join (see ``incidents.identity``).
    """

    id: str
    date: str | None
    date_precision: Precision
    actor: tuple[Actor, ...]
    recipient: tuple[Actor, ...]
    event_type: str | None
    mode: str | None
    status: Status
    context: tuple[str, ...]
    object: str | None
    quantity: str | None
    promised: str | None
    place: str | None
    cameo: str | None
    quad_class: int | None
    event_ids: tuple[str, ...]
    n_reports: int
    n_publishers: int
    publishers: tuple[str, ...]
    families: tuple[str, ...]
    word: Word
    disagreements: tuple[Disagreement, ...]
    first_report: str | None
    last_report: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Relation:
    """One value of a series: what an indicator says of a directed dyad in one period.

    ``period`` is the ISO date of the period's first day. ``value`` is None where nothing can be said; ``covered``
    is the share of the period's days on which something was read, so that a missing day is no zero. Where ``directed``
    is false, what either does is counted for the pair, named in alphabetical order.
    """

    actor: str
    recipient: str
    indicator: str
    period: str
    value: float | None
    n_incidents: int
    covered: float
    directed: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a measure found, with how sure it is: ``statement`` is one sentence that a reader can check.

    ``interval`` and ``p_value`` are as ``null_model`` and ``parameters`` say; ``seed`` makes random parts repeatable.
    ``details`` holds what the method adds: counts, series to draw, a p-value per null. ``incident_ids`` name the
    incidents that it was made from, so that the number leads back to words.
    """

    measure: str
    subject: str
    statement: str
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    null_model: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    incident_ids: tuple[str, ...] = ()


def to_json(record: object, extra: Mapping[str, Any] | None = None) -> str:
    """Write any record as one JSON line, keys in field order, non-ASCII kept."""
    row = asdict(record)  # type: ignore[call-overload]
    return json.dumps({**row, **(extra or {})}, ensure_ascii=False)
