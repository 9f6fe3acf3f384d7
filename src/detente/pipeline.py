"""The stages in a row: read -> split -> sieve -> parse -> code -> store.

Worker processes take batches of documents and give back what they coded; the calling process reads, hands
out the batches (a few ahead, so that memory stays bounded however long the input) and alone writes to the
store. What is stored is never done again, so a reading that was cut off goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from importlib.resources import files
from itertools import chain, islice
from typing import Protocol

from detente import reading
from detente.actors import load_actors
from detente.coding import Coder
from detente.errors import DetenteError
from detente.lexicon import load_lexicon
from detente.parsing import DEFAULT_MODEL, Parser, split
from detente.reading import Options
from detente.records import Document, Event, Rejected, content_id
from detente.store import Coded, Recipe, Store

__all__ = ["Progress", "Stages", "code_stream", "read_into", "standard"]

_BATCH_DOCUMENTS = 50
_BATCH_CHARACTERS = 100_000  # about 700 sentences: seconds of work, and little to lose in a kill


class Stages(Protocol):
    """All that happens to a document between reading and storing, loaded once in each process."""

    @property
    def recipe(self) -> Recipe:
        """What identifies the way of coding."""

    def code(self, documents: Sequence[Document]) -> list[Coded]:
        """Code a batch."""


@dataclass(frozen=True, slots=True)
class Standard:
    """The stages as they are meant: our splitter, the sieve, a spaCy model, the coder.

    They are loaded when the first batch comes: a process that only hands out batches never carries a model.
    """

    model: str
    recipe: Recipe

    def code(self, documents: Sequence[Document]) -> list[Coded]:
        """Code a batch; the sentences of all its documents are parsed together."""
        parser, coder = _loaded(self.model)
        texts = [(document, split(document)) for document in documents]
        kept = chain.from_iterable(coder.worth_parsing(d, sentences) for d, sentences in texts)
        parses = {parse.sentence_id: parse for parse in parser.parse(kept)}
        return [Coded(d, sentences, coder.code(d, sentences, parses)) for d, sentences in texts]


@cache
def standard(model: str = DEFAULT_MODEL) -> Stages:
    """Return the standard stages; raises ModelError where the model is not installed."""
    made_by = content_id(load_lexicon().digest, _registers_digest())
    return Standard(model, Recipe(version("detente"), made_by, Parser.version_of(model)))


@cache
def _loaded(model: str) -> tuple[Parser, Coder]:
    """Load what codes, once in a process."""
    return Parser.load(model), Coder(load_actors(), load_lexicon())


def _registers_digest() -> str:
    """Identify the names and the ontology that the coder knows: they make events as the lexicon does."""
    folders = (files("detente") / "data" / name for name in ("actors", "ontology"))
    found = (file for folder in folders for file in folder.iterdir() if file.is_file())
    data = sorted((file.name, file.read_bytes()) for file in found)
    return hashlib.sha256(repr(data).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading has come.

    ``rejected`` counts by reason; ``skipped`` counts documents that were in the store already, or came twice.
    """

    documents: int = 0
    sentences: int = 0
    events: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    skipped: int = 0

    def advanced(self, coded: Sequence[Coded], rejected: Sequence[Rejected], *, skipped: int) -> Progress:
        """Return the progress after another batch."""
        return Progress(
            documents=self.documents + len(coded),
            sentences=self.sentences + sum(len(c.sentences) for c in coded),
            events=self.events + sum(len(c.events) for c in coded),
            rejected=Counter(self.rejected) + Counter(r.reason for r in rejected),
            skipped=skipped,
        )


def read_into(
    store: Store,
    paths: Iterable[str],
    options: Options | None = None,
    *,
    jobs: int = 1,
    load: Callable[[], Stages] = standard,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Read, code and store what the paths name; what the store has under the same recipe is passed over.

    With ``jobs`` above 1 worker processes are started afresh, so ``load`` must be importable (a function of a
    module, or a ``functools.partial`` of one), and a script needs its ``if __name__ == "__main__"``.
    """
    recipe = load().recipe
    run = store.begin_run(recipe)
    fresh = _Fresh(reading.read(paths, options), store.done(recipe))
    done = Progress()
    for coded, rejected in _mapped(load, _batches(fresh), jobs):
        store.put(run, coded, rejected)
        done = done.advanced(coded, rejected, skipped=fresh.skipped)
        if progress:
            progress(done)
    store.finish_run(run, fresh.files)
    return done.advanced([], [], skipped=fresh.skipped)


def code_stream(
    paths: Iterable[str],
    options: Options | None = None,
    *,
    jobs: int = 1,
    load: Callable[[], Stages] = standard,
) -> Iterator[Event | Rejected]:
    """Read and code what the paths name, without a store: events, and records set aside, in their order."""
    for coded, rejected in _mapped(load, _batches(reading.read(paths, options)), jobs):
        yield from rejected
        yield from (event for one in coded for event in one.events)


class _Fresh:
    """The records that are not done yet; counts those that are, and notes the files that were read."""

    def __init__(self, records: Iterator[Document | Rejected], done: set[str]) -> None:
        self._records, self._done = records, done
        self.skipped = 0
        self.files: set[str] = set()

    def __iter__(self) -> Iterator[Document | Rejected]:
        for record in self._records:
            self.files.add(record.origin.file)
            if isinstance(record, Rejected):
                yield record
            elif record.id in self._done:
                self.skipped += 1
            else:
                self._done.add(record.id)
                yield record


# -- batches and processes -------------------------------------------------------------------------------

_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_Batch = list[Document | Rejected]
_Result = tuple[list[Coded], list[Rejected]]


def _batches(records: Iterable[Document | Rejected]) -> Iterator[_Batch]:
    batch: _Batch = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text) if isinstance(record, Document) else 0
        if len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _mapped(load: Callable[[], Stages], batches: Iterator[_Batch], jobs: int) -> Iterator[_Result]:
    """Code the batches, in their order. A few of them are not worth the start of processes."""
    work = partial(_code, load)
    if jobs > 1:
        first = list(islice(batches, 2 * jobs))
        batches = chain(first, batches)
        if len(first) == 2 * jobs:
            return _in_processes(work, batches, jobs)
    return map(work, batches)


def _in_processes(work: Callable[[_Batch], _Result], batches: Iterator[_Batch], jobs: int) -> Iterator[_Result]:
    # Spawned, not forked: a fork would carry along the store's lock and the threads of its engine.
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_attend)
    try:
        first = list(islice(batches, 2 * jobs))
        with _uninterrupted(), _one_thread_each():  # workers inherit both as they start
            waiting = deque(pool.submit(work, batch) for batch in first)
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(work, batch) for batch in islice(batches, 1))
            yield result
    except BrokenProcessPool as error:
        raise DetenteError(
            "a worker process ended before its work was done (most often: out of memory, or it was killed)."
            " What was stored is safe: run the command again, with fewer --jobs if memory is short"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts off, for a worker that is still starting; only the main thread can, elsewhere nothing happens."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let numpy's BLAS start no threads of its own: the processes have the processors already."""
    before = {name: os.environ.get(name) for name in _BLAS_THREADS}
    os.environ.update(dict.fromkeys(_BLAS_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _attend() -> None:
    """Set up a worker: an interrupt is its parent's to handle; it does not outlive a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _code(load: Callable[[], Stages], batch: _Batch) -> _Result:
    """Code a batch; a document on which coding fails is set aside alone, with the fault as reason."""
    documents = [r for r in batch if isinstance(r, Document)]
    rejected = [r for r in batch if isinstance(r, Rejected)]
    stages = load()
    try:
        return stages.code(documents), rejected
    except DetenteError:
        raise
    except Exception as error:  # whatever a text provokes must not end the reading of all the others
        if len(documents) == 1:
            fault = f"coding failed: {type(error).__name__}: {error}"
            return [], [*rejected, Rejected(documents[0].origin, fault)]
    coded, failed = zip(*(_code(load, [d]) for d in documents), strict=True)
    return list(chain.from_iterable(coded)), [*rejected, *chain.from_iterable(failed)]
