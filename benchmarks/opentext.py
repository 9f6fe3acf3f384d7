"""The texts behind ``tests/gold/judged.csv``, found again by their ids and coded as they were for the judging."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.coding import Coder
from detente.coding.confidence import event_features
from detente.coding.tree import Tree
from detente.evaluate.formats import read_events, read_pairs
from detente.evaluate.judged import Verdict, key_of, read_verdicts
from detente.evaluate.matching import match_events
from detente.parsing import Parser, split
from detente.reading import Options, read
from detente.records import Document, Event, Origin

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
VERDICTS = ROOT / "tests" / "gold" / "judged.csv"
ITEMS = sorted((ROOT / "tests" / "gold").glob("events_*.jsonl"))  # labelled items of our own, where there are some
SPLIT = ROOT / "tests" / "gold" / "splits.json"
LABELLED = {"plv": "plv_train.tsv", "aw": "aw_train.tsv", "penta": "cameo_penta_train.jsonl"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, with the event of today's coding that it still speaks of, and that event's features."""

    verdict: Verdict
    event: Event | None
    features: dict[str, float]


def documents(data: Path) -> Iterator[Document]:
    kcna = Options(publisher="KCNA", mapping={"text": "story", "published": "date"})
    yield from _read(data / "corpora" / "kcna_2011_2012_fulltext.jsonl.gz", kcna)
    yield from _read(data / "corpora" / "essay_2023-12.txt", Options(published="2023-12-20"))
    yield from _read(ROOT / "examples" / "dispatches", Options())
    for kind in ("aw", "penta"):
        path = data / "gold" / LABELLED[kind]
        for item in read_pairs(kind, path):
            yield Document.make(
                item.text, origin=Origin(path.name, record=str(item.row)), published=None, publisher=None
            )


def _read(path: Path, options: Options) -> Iterator[Document]:
    yield from (record for record in read([str(path)], options) if isinstance(record, Document))


def judged(data: Path, coder: Coder, parser: Parser) -> list[Judged]:
    """Code the documents of the verdicts anew, and join the verdicts with the events."""
    verdicts = read_verdicts(VERDICTS)
    wanted = {v.document_id for v in verdicts}
    found = {d.id: d for d in documents(data) if d.id in wanted}
    events = {key: made for d in found.values() for key, made in _coded(d, coder, parser)}
    joined = (events.get(v.key) for v in verdicts)
    return [Judged(v, *(made or (None, {}))) for v, made in zip(verdicts, joined, strict=True)]


def labelled(path: Path, coder: Coder, parser: Parser) -> Iterator[tuple[dict[str, float], bool, str]]:
    """Events that the coder finds in labelled items: features, whether type and states are true, the item."""
    for item in read_events("events", path):
        origin = Origin("labelled", record=item.uid)
        document = Document.make(item.text, origin=origin, publisher=item.publisher, published=item.published)
        made = {event.id: (event, features) for _, (event, features) in _coded(document, coder, parser)}
        for match in match_events(item, [event for event, _ in made.values()]):
            if match.found:
                yield made[match.found.id][1], match.hit("event and actors"), item.uid


def _coded(
    document: Document, coder: Coder, parser: Parser
) -> Iterator[tuple[tuple[str, int, str, str, str, str], tuple[Event, dict[str, float]]]]:
    sentences = split(document)
    parses = {p.sentence_id: p for p in parser.parse(coder.worth_parsing(document, sentences))}
    starts = {s.id: s.start for s in sentences}
    publisher = coder.actors.publisher(document.publisher)
    agency = bool(publisher and publisher.state_agency)
    for event in coder.code(document, sentences, parses):
        tree = Tree(parses[event.sentence_id or ""])
        yield key_of(event), (event, event_features(event, tree, starts[event.sentence_id or ""], agency=agency))
