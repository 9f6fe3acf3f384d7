"""The dossier: one page on two states, every figure of which leads back to words.

``build`` reads a store; ``context`` is the pure function behind it; ``render`` writes the page as one HTML
file that needs neither network nor JavaScript, ``to_json`` writes the same context as JSON. To add a
section, write a dataclass and a function in a module of their own, a template of the section's name in
``templates/dossier/``, and put the function into ``SECTIONS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from detente.dossier import (
    accounts,
    ahead,
    alignment,
    anniversaries,
    answers,
    commitments,
    contacts,
    coverage,
    desk,
    headline,
    legend,
    making,
    measures,
    record,
    region,
    series,
    thirds,
    visits,
    voices,
    wording,
)
from detente.dossier.evidence import Covered, Evidence, Source
from detente.dossier.page import DossierPage, Section, to_json
from detente.dossier.render import render
from detente.dossier.words import day_words
from detente.records import Event, Finding, Incident, content_id

if TYPE_CHECKING:
    from detente.store import Store

__all__ = [
    "SECTIONS",
    "Covered",
    "DossierPage",
    "Evidence",
    "Source",
    "build",
    "compose",
    "context",
    "gather",
    "render",
    "to_json",
]

SECTIONS: tuple[Callable[[Evidence], Section], ...] = (
    headline.section,
    series.section,
    measures.section,
    answers.section,
    alignment.section,
    region.section,
    contacts.section,
    visits.section,
    accounts.section,
    commitments.section,
    anniversaries.section,
    ahead.section,
    voices.section,
    wording.section,
    thirds.section,
    record.section,
    coverage.section,
    legend.section,
    making.section,
)


def build(store: Store, a: str, b: str, *, names: Mapping[str, str] | None = None) -> str:
    """Return the dossier of two states (``CHN``, ``PRK``) as one HTML page."""
    return render(compose(gather(store, a, b, names=names)))


def context(
    events: Iterable[Event],
    covered: Iterable[Covered],
    rejected: Mapping[str, int],
    runs: Iterable[Mapping[str, object]],
    pair: tuple[str, str],
    *,
    around: Iterable[Event] = (),
    sentences: Mapping[str, tuple[int, int]] | None = None,
    documents: Mapping[str, Source] | None = None,
    names: Mapping[str, str] | None = None,
    measured: Iterable[measures.Measured] = (),
    desk: desk.Desk | None = None,
) -> DossierPage:
    """Make the page's context from records alone.

    ``around`` holds other events of the same documents (for third states), ``sentences`` the place of a
    sentence in its document (for marking words), ``documents`` titles and addresses, ``names`` of states,
    ``measured`` what the measures found, ``desk`` what the texts of a store add. Events that are not between
    the two are left out.
    """
    return compose(
        Evidence.of(
            events,
            pair=pair,
            around=around,
            coverage=covered,
            rejected=rejected,
            runs=runs,
            sentences=sentences,
            documents=documents,
            names=names,
            measured=measured,
            desk=desk,
        )
    )


def compose(evidence: Evidence) -> DossierPage:
    """Run the sections over the evidence."""
    a, b = evidence.pair
    read = [d.isoformat() for d in evidence.read_days()]
    return DossierPage(
        a=a,
        b=b,
        name_a=evidence.name(a),
        name_b=evidence.name(b),
        period=f"{day_words(read[0])} to {day_words(read[-1])}" if read else "",
        fingerprint=_fingerprint(evidence),
        sections=tuple(section(evidence) for section in SECTIONS),
    )


def gather(store: Store, a: str, b: str, *, names: Mapping[str, str] | None = None) -> Evidence:
    """Ask a store for all that a dossier needs."""
    own = Evidence.of(store.events(pair=(a, b)), pair=(a, b))
    ids = {e.document_id for e in own.events if e.document_id}
    shown = sorted({e.document_id for e in own.shown if e.document_id})
    known = {e.id for e in own.events}
    incidents = tuple(store.incidents())
    return Evidence.of(
        own.events,
        pair=(a, b),
        around=(e for e in store.events(document_ids=sorted(ids)) if e.id not in known),
        coverage=(_covered(row) for row in store.coverage()),
        rejected=Counter(r.reason for r in store.rejected()),
        runs=(dict(_flat(run)) for run in store.runs()),
        sentences={s.id: (s.start, s.end) for d in shown for s in store.sentences(d)},
        documents={d.id: Source(d.title, d.url) for d in store.documents(shown)},
        names=names,
        measured=measures.collect(store, a, b),
        findings=_between(incidents, a, b),
        incidents=incidents,
        desk=desk.collect(store, a, b),
    )


def _between(incidents: Sequence[Incident], a: str, b: str) -> Iterator[Finding]:
    """Measure what takes other states, or both directions, into account."""
    from detente.measures import alignment, asymmetry, networks, reciprocity

    yield from reciprocity(incidents, a, b)
    yield asymmetry(incidents, a, b)
    yield from alignment(incidents, a, b)
    # blocs of sixty states take most of a page's time; to a hundredth is exact enough for a page
    yield from networks(incidents, a, b, n_surrogates=99)


def _covered(row: Mapping[str, Any]) -> Covered:
    day = None if row["day"] is None else str(row["day"])
    return Covered(row["publisher"] or "", day, int(row["documents"]))


def _flat(record: Any) -> Iterable[tuple[str, object]]:
    for f in fields(record):
        value = getattr(record, f.name)
        yield from _flat(value) if is_dataclass(value) else [(f.name, value)]


def _fingerprint(evidence: Evidence) -> str:
    rows = [f"{e.id} {e.date} {e.status} {e.confidence:.4f}" for e in evidence.events]
    rows += sorted(e.id for e in evidence.around)
    rows += [f"{c.publisher} {c.day} {c.n_documents}" for c in evidence.coverage]
    rows += [f"{reason} {n}" for reason, n in sorted(evidence.rejected.items())]
    return content_id(*evidence.pair, *rows)
