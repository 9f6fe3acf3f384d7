"""The words that claims are read by: topics and ladders of degree, from ``data/readouts``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from detente.actors.registers import check, read_yaml
from detente.patterns import any_of

__all__ = ["Degree", "Terms", "check_terms", "load_terms", "load_watched"]

SCHEMAS: Mapping[str, str] = {"topics.yaml": "readouts_topics.json", "degrees.yaml": "readouts_degrees.json"}


@dataclass(frozen=True, slots=True)
class Degree:
    """A claim's place on one ladder, and the words that put it there."""

    ladder: str
    rung: int
    words: tuple[str, ...]


def _within(match: re.Match[str], others: Sequence[tuple[int, re.Match[str]]]) -> bool:
    return any(m.start() <= match.start() and match.end() <= m.end() and len(m[0]) > len(match[0]) for _, m in others)


_DENIED = re.compile(r"\b(?:no|not|never|without|neither|nor|n't)(?:[^\w,;:.]+\w+){0,3}[^\w,;:.]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Terms:
    """Topics by id with their names; ladders, each a tuple of rungs; adverbs that move a claim up or down."""

    names: Mapping[str, str]
    topics: Mapping[str, re.Pattern[str]]
    ladders: Mapping[str, Sequence[re.Pattern[str]]]
    raising: re.Pattern[str]
    lowering: re.Pattern[str]

    def topics_of(self, text: str) -> tuple[str, ...]:
        """Return the topics of which a text holds a word."""
        return tuple(name for name, words in self.topics.items() if words.search(text))

    def degrees_of(self, text: str) -> tuple[Degree, ...]:
        """Return the highest rung of each ladder that a text stands on, moved by its adverbs; 0 where it is denied."""
        up, down = self.raising.search(text), self.lowering.search(text)
        moves = [m[0] for m in (up, down) if m]
        out = []
        for ladder, rungs in self.ladders.items():
            found = [(n, m) for n, words in enumerate(rungs, 1) if (m := words.search(text))]
            if found and all(_DENIED.search(text[: m.start()]) for _, m in found):
                out.append(Degree(ladder, 0, (f"not {found[-1][1][0]}",)))  # "no agreements were signed"
            elif found:
                # A longer match wins over a shorter one within it: "noted with concern" is not "concern".
                rung, match = max((f for f in found if not _within(f[1], found)), key=lambda f: f[0])
                moved = 2 * rung + bool(up) - bool(down)  # half a rung, so that an adverb never outdoes a verb
                out.append(Degree(ladder, moved, (match[0], *moves)))
        return tuple(out)


def _folder() -> Path:
    return Path(str(files("detente") / "data" / "readouts"))


@cache
def load_terms(folder: Path | None = None) -> Terms:
    """Read the shipped words, or those of another folder with files of the same names."""
    topics, degrees = (read_yaml((folder or _folder()) / name) for name in SCHEMAS)
    return Terms(
        {row["id"]: row["name"] for row in topics} | {row["id"]: row["name"] for row in degrees["ladders"]},
        {row["id"]: any_of(row["words"]) for row in topics},
        {row["id"]: tuple(any_of(words) for words in row["rungs"]) for row in degrees["ladders"]},
        any_of(degrees["raise"]),
        any_of(degrees["lower"]),
    )


@cache
def load_watched() -> tuple[str, ...]:
    """Return the set phrases that a dossier watches, as patterns."""
    return tuple(read_yaml(_folder() / "watched.yaml"))


def check_terms(folder: Path | None = None) -> None:
    """Raise DataError with every fault of the files."""
    for name, schema in SCHEMAS.items():
        check((folder or _folder()) / name, schema)
    check(_folder() / "watched.yaml", "readouts_watched.json")
