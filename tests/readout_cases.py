"""Labelled pairs of readouts: plain text in ``tests/golden/readouts``, read into cases.

A file holds cases parted by a line ``===``. A case has a title (``# ...``), ``published:``, two texts headed ``A NAME``
and ``B NAME`` with one numbered sentence a line, and after a line ``=`` the claims that are one, as ``3 2 number
degree``: A's sentence, B's sentence, and on what they differ (``number``, ``degree``, ``attribution``) or nothing.
``dev`` is what the method was made on, ``northeast`` what it was mended on; to ``test`` and ``world`` nothing was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.records import Document, Origin, Sentence

GOLDEN = Path(__file__).parent / "golden" / "readouts"
KINDS = ("number", "degree", "attribution")


@dataclass(frozen=True)
class Text:
    document: Document
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Pair:
    title: str
    place: str
    a: Text
    b: Text
    links: dict[tuple[int, int], frozenset[str]]


def pairs(split: str) -> list[Pair]:
    return [pair for path in sorted((GOLDEN / split).glob("*.txt")) for pair in _pairs(path)]


def _pairs(path: Path) -> Iterator[Pair]:
    line = 1
    for block in path.read_text("utf-8").split("===\n"):
        yield _pair(block, f"{path.name}:{line}")
        line += block.count("\n") + 1


def _pair(block: str, place: str) -> Pair:
    texts, _, labels = block.partition("\n=\n")
    title = re.findall(r"^# (.+)$", texts, re.M)[0]
    published = re.findall(r"^published: (.+)$", texts, re.M)[0]
    (name_a, a), (name_b, b) = re.findall(r"^[AB] (.+)\n((?:\d .+(?:\n|$))+)", texts, re.M)
    return Pair(
        title, place, _text(a, name_a, published, place), _text(b, name_b, published, place), _links(labels, place)
    )


def _text(lines: str, publisher: str, published: str, place: str) -> Text:
    rows = [line.partition(" ")[2] for line in lines.strip().splitlines()]
    document = Document.make(" ".join(rows), origin=Origin(place), publisher=publisher, published=published)
    starts = [sum(len(r) + 1 for r in rows[:n]) for n in range(len(rows))]
    cut = (Sentence.make(document, n, s, s + len(r)) for n, (s, r) in enumerate(zip(starts, rows, strict=True)))
    return Text(document, tuple(cut))


def _links(labels: str, place: str) -> dict[tuple[int, int], frozenset[str]]:
    out = {}
    for line in filter(None, labels.splitlines()):
        a, b, *kinds = line.split()
        if unknown := set(kinds) - set(KINDS):
            raise ValueError(f"{place}: '{line}' names {', '.join(unknown)}; choose from {', '.join(KINDS)}")
        out[int(a) - 1, int(b) - 1] = frozenset(kinds)
    return out
