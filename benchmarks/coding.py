"""Coding with the sieve, whole, beside spaCy's parse alone of the same sentences, measured in one run.

    python benchmarks/coding.py                                   the example dispatches
    python benchmarks/coding.py FILE --map text=story,published=date --publisher KCNA
    python benchmarks/coding.py --news FOLDER                     a mix of ordinary news: the labelled sentences

The whole is what ``detente read`` does: read, split, sieve, parse what is left, code, store. Beside it stand
spaCy's parse of every sentence as ``spacy.load`` has it (without names, which nobody asks for) and nothing else: the
texts are in memory, no tree is converted; our own parse of every sentence, the same model run faster, with the trees;
and the sieve by itself. All run on the same number of processes and load their model as they start. The ratio of the
first two is the claim under test: below 1, the whole is faster than parsing everything.

``--news`` takes the sentences of the labelled files in a folder (``plv_train.tsv``, ``aw_train.tsv``,
``cameo_penta_train.jsonl``), each once, shuffles them with seed 1, and makes documents of ten of them. All of them were
labelled because they tell an act, so the sieve can drop next to none: real news has more that it can.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from rich.console import Console
from rich.table import Table
from spacy.language import Language

from detente.actors import load_actors
from detente.coding import Coder
from detente.evaluate.formats import read_pairs
from detente.lexicon import load_lexicon
from detente.parsing import DEFAULT_MODEL, Parser, split
from detente.pipeline import Progress, read_into
from detente.reading import Options, read
from detente.records import Document
from detente.store import Store

EXAMPLES = Path(__file__).parent.parent / "examples" / "dispatches"
PAIRS = {"plv_train.tsv": "plv", "aw_train.tsv": "aw"}
BATCH = 50


@cache
def plain() -> Language:
    """The model as anybody loads it, once in a process."""
    return spacy.load(DEFAULT_MODEL, exclude=["ner"])


def parse_plainly(documents: Sequence[Document]) -> int:
    """Let spaCy parse every sentence; return their number."""
    texts = [sentence.text for document in documents for sentence in split(document)]
    return sum(1 for _ in plain().pipe(texts, batch_size=256))


def parse_all(documents: Sequence[Document]) -> int:
    """Parse every sentence as the coder has it parsed; return their number."""
    sentences = [sentence for document in documents for sentence in split(document)]
    return sum(1 for _ in Parser.load().parse(sentences))


def sieve_all(documents: Sequence[Document]) -> int:
    """Return how many sentences the sieve keeps."""
    coder = Coder(load_actors(), load_lexicon())
    return sum(len(coder.worth_parsing(document, split(document))) for document in documents)


def in_processes(work: Callable[[Sequence[Document]], int], documents: Iterable[Document], jobs: int) -> int:
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        return sum(pool.map(work, batches(documents)))


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    waiting = iter(documents)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def whole(paths: Sequence[str], options: Options, jobs: int) -> tuple[Progress, int]:
    """Do what ``detente read`` does, into a store that is thrown away; return what was done and the store's size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        with Store.open(path) as store:
            done = read_into(store, paths, options, jobs=jobs)
        return done, path.stat().st_size


def news(folder: Path, target: Path) -> Path:
    """Write the labelled sentences of a folder as documents of ten; return their file."""
    pairs = (item.text for name, form in PAIRS.items() for item in read_pairs(form, folder / name))
    lines = (folder / "cameo_penta_train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = sorted({*pairs, *(str(json.loads(line)["text"]) for line in lines)})
    random.Random(1).shuffle(texts)
    documents = (" ".join(texts[i : i + 10]) for i in range(0, len(texts), 10))
    target.write_text("".join(json.dumps({"text": text}) + "\n" for text in documents), encoding="utf-8")
    return target


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def megabytes(who: int) -> float:
    peak = resource.getrusage(who).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", default=[str(EXAMPLES)])
    parser.add_argument("--map", default="", help="FIELD=COLUMN,...")
    parser.add_argument("--publisher")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--news", type=Path, metavar="FOLDER", help="a mix of the labelled files' sentences")
    given = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for all alike: a process has a processor
    folder = tempfile.TemporaryDirectory()  # gone when the program ends
    if given.news:
        given.paths = [str(news(given.news, Path(folder.name) / "news.jsonl"))]
    mapping = dict(pair.split("=", 1) for pair in given.map.split(",") if pair)
    options = Options(publisher=given.publisher, mapping=mapping)

    # The whole comes first, so that the peak of memory is its own.
    (done, size), seconds = timed(lambda: whole(given.paths, options, given.jobs))
    memory = megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)
    documents = list({d.id: d for d in read(given.paths, options) if isinstance(d, Document)}.values())
    parsed, parse_seconds = timed(lambda: in_processes(parse_plainly, documents, given.jobs))
    _, own_seconds = timed(lambda: in_processes(parse_all, documents, given.jobs))
    kept, sieve_seconds = timed(lambda: in_processes(sieve_all, documents, given.jobs))

    table = Table("on the same sentences", "seconds", "sentences/s")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, took in (
        ("the whole: read, split, sieve, parse, code, store", seconds),
        ("spaCy parses every sentence, nothing else", parse_seconds),
        ("our own parse of every sentence", own_seconds),
        ("the sieve alone", sieve_seconds),
    ):
        table.add_row(name, f"{took:,.1f}", f"{parsed / took:,.0f}")
    console = Console(width=100)
    console.print(table)
    console.print(
        f"{done.documents:,} documents, {parsed:,} sentences, {done.events:,} events, {given.jobs} processes\n"
        f"the sieve keeps {kept:,} sentences, {kept / parsed:.1%}\n"
        f"the whole takes {seconds / parse_seconds:.2f} of the time of parsing everything\n"
        f"peak memory: {memory[0]:,.0f} MB in the calling process, {memory[1]:,.0f} MB in the largest worker;"
        f" the store has {size / 1e6:,.0f} MB",
        highlight=False,
    )


if __name__ == "__main__":
    main()
