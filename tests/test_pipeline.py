"""The pipeline: what it stores, what it passes over, and what a kill leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from detente.errors import DetenteError, InputError
from detente.parsing import split
from detente.pipeline import Progress, Stages, code_stream, read_into
from detente.records import Actor, Document, Event, Rejected, Sentence, Span
from detente.store import Coded, Recipe, Store

# -- stages of our own: no model, an event for each sentence with the word "met" ---------------------------


def _event(document: Document, sentence: Sentence) -> Event:
    actor, act = Actor("CHN", "China", "CHN"), Span("act", sentence.start, sentence.end)
    return Event(
        id=Event.key(sentence.id, "CONSULT", None, "asserted", [actor], [], act),
        origin=document.origin,
        document_id=document.id,
        sentence_id=sentence.id,
        sentence=sentence.text,
        date=document.published,
        date_precision="day",
        date_basis="published",
        actor=(actor,),
        recipient=(),
        event_type="CONSULT",
        mode=None,
        status="asserted",
        spans=(act,),
    )


@dataclass(frozen=True)
class Simple:
    """``trouble`` words in a text make coding fail, kill the process, or take time."""

    recipe: Recipe

    def code(self, documents: Sequence[Document]) -> list[Coded]:
        return [self._one(d) for d in documents]

    def _one(self, document: Document) -> Coded:
        if "FAIL" in document.text:
            raise ValueError("no such word")
        if "KILL" in document.text:
            os._exit(9)
        if "WAIT" in document.text:
            time.sleep(0.004)
        sentences = split(document)
        return Coded(document, sentences, [_event(document, s) for s in sentences if "met" in s.text])


@cache
def simple(lexicon: str = "lex1") -> Stages:
    return Simple(Recipe("0.1.0", lexicon, "none"))


def corpus(folder: Path, n: int, *, word: str = "", publisher: str = "KCNA") -> str:
    path = folder / "corpus.jsonl"
    rows = (
        {
            "id": f"r{i}",
            "title": f"Story {i}",
            "publisher": publisher,
            "published": f"2023-{i % 12 + 1:02}-{i % 28 + 1:02}",
            "text": f"The ministers of China and North Korea met on day {i}. They talked for a long while. {word}",
        }
        for i in range(n)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def content(path: Path) -> dict[str, Any]:
    with Store.open(path, read_only=True) as store:
        documents = list(store.documents())
        return {
            "documents": documents,
            "sentences": [s for d in documents for s in store.sentences(d.id)],
            "events": list(store.events()),
            "rejected": list(store.rejected()),
            "coverage": store.coverage(),
        }


def fill(path: Path, *inputs: str, load: Callable[[], Stages] = simple, **options: Any) -> Progress:
    with Store.open(path) as store:
        return read_into(store, inputs, load=load, **options)


# -- what it stores --------------------------------------------------------------------------------------


def test_reading_fills_the_store_and_reading_again_adds_nothing(tmp_path: Path) -> None:
    source, path = corpus(tmp_path, 130), tmp_path / "s.duckdb"
    first = fill(path, source)
    assert (first.documents, first.events, first.skipped) == (130, 130, 0)
    before = content(path)
    second = fill(path, source)
    assert (second.documents, second.events, second.skipped) == (0, 0, 130)
    assert content(path) == before


def test_another_lexicon_codes_again_and_leaves_one_set_of_events(tmp_path: Path) -> None:
    source, path = corpus(tmp_path, 60), tmp_path / "s.duckdb"
    fill(path, source)
    again = fill(path, source, load=partial(simple, "lex2"))
    assert again.documents == 60
    assert len(content(path)["events"]) == 60


def test_processes_store_what_one_process_stores(tmp_path: Path) -> None:
    source = corpus(tmp_path, 420)
    alone = fill(tmp_path / "alone.duckdb", source)
    together = fill(tmp_path / "together.duckdb", source, jobs=2)
    assert alone == together
    assert content(tmp_path / "alone.duckdb") == content(tmp_path / "together.duckdb")


def test_the_same_text_twice_in_one_reading_is_stored_once(tmp_path: Path) -> None:
    source, copy = corpus(tmp_path, 30), tmp_path / "copy.jsonl"
    copy.write_text(Path(source).read_text())
    done = fill(tmp_path / "s.duckdb", source, str(copy))
    assert (done.documents, done.skipped) == (30, 30)


def test_progress_is_told_after_every_batch(tmp_path: Path) -> None:
    told: list[Progress] = []
    done = fill(tmp_path / "s.duckdb", corpus(tmp_path, 130), progress=told.append)
    assert [p.documents for p in told] == [50, 100, 130]
    assert told[-1] == done


def test_what_cannot_be_read_or_coded_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    source, path = corpus(tmp_path, 3), tmp_path / "s.duckdb"
    with Path(source).open("a") as file:
        file.write("{broken\n")
        row = {"id": "odd", "text": "This FAIL text is a plain English sentence about ministers who met."}
        file.write(json.dumps(row) + "\n")
    done = fill(path, source)
    assert done.documents == 3 and sum(done.rejected.values()) == 2
    with Store.open(path) as store:
        broken, odd = store.rejected()
    assert (broken.origin.line, odd.origin.line) == (4, 5)
    assert odd.reason == "coding failed: ValueError: no such word"
    assert fill(path, source).rejected == done.rejected  # told again, stored once
    assert len(content(path)["rejected"]) == 2


def test_a_stream_gives_events_and_what_was_set_aside_in_order(tmp_path: Path) -> None:
    source = corpus(tmp_path, 5)
    with Path(source).open("a") as file:
        file.write("{broken\n")
    records = list(code_stream([source], load=simple))
    assert [r.origin.line for r in records if isinstance(r, Event)] == [1, 2, 3, 4, 5]
    assert [r.origin.line for r in records if isinstance(r, Rejected)] == [6]


def test_a_stream_reads_no_further_ahead_than_it_must(tmp_path: Path) -> None:
    first = next(code_stream([corpus(tmp_path, 130), str(tmp_path / "corpus.jsonl")], load=simple))
    assert isinstance(first, Event) and first.origin.record == "r0"


def test_a_path_that_is_not_there_ends_the_reading_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        fill(tmp_path / "s.duckdb", str(tmp_path / "nowhere.txt"))


# -- what goes wrong -------------------------------------------------------------------------------------


def test_a_worker_that_dies_is_told_and_the_reading_goes_on_later(tmp_path: Path) -> None:
    source, path = corpus(tmp_path, 420), tmp_path / "s.duckdb"
    whole = Path(source).read_text()
    Path(source).write_text(whole.replace("on day 400.", "on day 400. KILL"))
    with pytest.raises(DetenteError, match="a worker process ended before its work was done"):
        fill(path, source, jobs=2)
    Path(source).write_text(whole)
    fill(path, source)
    fill(tmp_path / "undisturbed.duckdb", source)
    assert content(path) == content(tmp_path / "undisturbed.duckdb")


_READING = """
import sys
sys.path.insert(0, sys.argv[1])
from test_pipeline import simple
from detente.pipeline import read_into
from detente.store import Store
if __name__ == "__main__":
    with Store.open(sys.argv[3]) as store:
        tell = lambda p: print(p.documents, flush=True)
        read_into(store, [sys.argv[2]], load=simple, jobs=int(sys.argv[4]), progress=tell)
"""


@pytest.fixture(scope="module")
def slow_corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """A corpus that takes its time, and what an undisturbed reading makes of it."""
    folder = tmp_path_factory.mktemp("slow")
    source = corpus(folder, 300, word="WAIT")
    fill(folder / "undisturbed.duckdb", source)
    return source, content(folder / "undisturbed.duckdb")


def started(folder: Path, source: str, store: Path, jobs: int) -> subprocess.Popen[str]:
    script = folder / "reading.py"
    script.write_text(_READING)
    command = [sys.executable, str(script), str(Path(__file__).parent), source, str(store), str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("jobs", "batches"), [(1, 0), (1, 2), (2, 1), (2, 3)])
def test_a_killed_reading_goes_on_where_it_stopped(
    tmp_path: Path, slow_corpus: tuple[str, dict[str, Any]], jobs: int, batches: int
) -> None:
    (source, undisturbed), path = slow_corpus, tmp_path / "s.duckdb"
    process = started(tmp_path, source, path, jobs)
    assert process.stdout
    told = [0] + [int(process.stdout.readline()) for _ in range(batches)]
    while not path.exists():
        time.sleep(0.002)
    process.kill()
    # The workers hold the other end of this pipe: it closes when the last of them has ended, too.
    process.communicate(timeout=60)
    with Store.open(path) as store:
        kept = store.counts()["documents"]
        assert told[-1] <= kept < 300 and kept % 50 == 0
        assert store.counts()["events"] == kept
    assert fill(path, source).skipped == kept
    assert content(path) == undisturbed


def test_a_text_that_holds_half_a_character_is_stored(tmp_path: Path) -> None:
    source = tmp_path / "odd.jsonl"
    text = "The ministers of China and North Korea met \\ud800 on Monday and talked for a long while."
    source.write_text(f'{{"id": "a", "text": "{text}"}}\n')
    done = fill(tmp_path / "s.duckdb", str(source))
    assert done.documents + sum(done.rejected.values()) == 1
