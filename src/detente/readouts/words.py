"""Words and how alike two sentences are by them: stems by truncation, weighed by TF-IDF.

Words are cut to six letters, the simplest stemmer (Frakes 1992): *denuclearisation*, *denuclearized* and
*denuclearization* are one, and no list of endings decides it. Similarity is the cosine of TF-IDF vectors (Salton and
Buckley 1988), with the smoothed idf 1 + ln((1 + n) / (1 + df)) over the sentences of the texts in hand and of the
dispatches in ``examples``, whose counts are shipped.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Background", "cosine", "grams", "idf", "load_background", "stems", "weighed"]

_LENGTH = 6
_STOP = frozenset(
    "a an the and or but nor so of in on at to for from with by as is are was were be been being has have "
    "had do does did will would shall should can could may might must that this these those it its he him "
    "his she her they them their we our us you your i my who whom which what when where while there here "
    "not no any all each both also very more most such than then too into over under about after before "
    "during between against within without upon up out off only own same other another said says say mr "
    "mrs ms dr".split()
)


def stems(text: str) -> list[str]:
    """Return the stems of a text's words in their order, function words left out."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    return [_stem(word) for word in words if word not in _STOP and len(word) > 1]


def _stem(word: str) -> str:
    word = re.split(r"['’]", word)[0]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        word = word[:-2] + "y"
    return {"tonne": "ton"}.get(word, word[:_LENGTH])


def grams(text: str) -> list[str]:
    """Return the runs of three to five letters of a text's words, with the words' edges: likeness beyond stems."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return [gram for word in words if word not in _STOP and len(word) > 1 for gram in _runs(word)]


def _runs(word: str) -> list[str]:
    edged = f"<{word}>"
    return [edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)]


@dataclass(frozen=True)
class Background:
    """In how many sentences of ordinary dispatches each stem and run of letters stands, so that *talks* weigh little.

    Two readouts hold too few sentences to tell which words are common in readouts at large.
    """

    sentences: int
    stems: Mapping[str, int]
    grams: Mapping[str, int]


@cache
def load_background() -> Background:
    """Read the shipped counts of words; a stem or run stands where one of its words does."""
    text = (files("detente") / "data" / "readouts" / "words.csv").read_text("utf-8")
    of_stems: Counter[str] = Counter()
    of_grams: Counter[str] = Counter()
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    counts = {word: int(n) for word, n in rows}
    total = counts.pop("")
    for word, n in counts.items():
        of_stems.update(dict.fromkeys(stems(word), n))
        of_grams.update(dict.fromkeys(grams(word), n))
    return Background(total, *({key: min(n, total) for key, n in found.items()} for found in (of_stems, of_grams)))


def idf(sentences: Iterable[Sequence[str]], known: Mapping[str, int], total: int) -> dict[str, float]:
    """Weigh each part by how few sentences have it, of those in hand and of ``total`` others, counted in ``known``."""
    bags = [set(s) for s in sentences]
    counts = Counter(part for bag in bags for part in bag)
    n = len(bags) + total
    return {part: 1 + math.log((1 + n) / (1 + df + known.get(part, 0))) for part, df in counts.items()}


def weighed(sentence: Sequence[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Return a sentence's TF-IDF vector, of length 1."""
    raw = {stem: n * weights.get(stem, 1.0) for stem, n in Counter(sentence).items()}
    length = math.sqrt(sum(v * v for v in raw.values())) or 1.0
    return {stem: v / length for stem, v in raw.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how alike two vectors of length 1 are, 0 to 1."""
    return sum(value * other.get(stem, 0.0) for stem, value in one.items())
