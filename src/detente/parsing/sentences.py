"""Document -> Sentence, by rule and without a model, so that a sieve can drop sentences before the parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.records import Document, Sentence

__all__ = ["MAX_SENTENCE", "split"]

MAX_SENTENCE = 1500  # characters; longer runs (tables, lists) are cut at a blank, so that no parse explodes

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt maj capt sgt cmdr adm brig rep reps sen sens gov pres hon rev st no nos vs "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun approx dept est fig vol pp "
    "messrs amb art arts sec supt u.s u.k u.n e.g i.e a.m p.m d.c ph.d".split()
)
_CLOSERS = "\"'”’)]»"
_BOUNDARY = re.compile(rf"(?:[.!?…]+[{re.escape(_CLOSERS)}]*(?=\s)|\n\s*\n|\n(?=\s*[-*•]\s))")
_OPENER = re.compile(r"[\s\"'“‘(\[«—–-]*([A-Z0-9À-Ý])")
_LAST_WORD = re.compile(r"(\S+)$")


def split(document: Document) -> tuple[Sentence, ...]:
    """Split a document into sentences; offsets point into ``document.text``, blanks at the edges are left out."""
    spans = (s for start, end in _raw_spans(document.text) for s in _bounded(document.text, start, end))
    return tuple(Sentence.make(document, i, start, end) for i, (start, end) in enumerate(spans))


def _raw_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _is_boundary(text, start, match):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if "\n" in mark:
        return True
    if not _OPENER.match(text, match.end()):
        return match.end() >= len(text.rstrip())
    if not mark.startswith(".") or len(mark.rstrip(_CLOSERS)) > 1:
        return True
    word = _LAST_WORD.search(text, start, match.start())
    return word is None or not _abbreviates(word.group(1), text[match.end() :][:40])


def _abbreviates(word: str, after: str) -> bool:
    bare = word.strip("(\"'“‘[").lower()
    if re.fullmatch(r"[a-z]", bare):  # an initial: J. Smith
        return True
    if bare not in _ABBREVIATIONS:
        return False
    if bare in {"u.s", "u.k", "u.n", "d.c", "a.m", "p.m"}:  # these end sentences too: look at what follows
        follows = after.lstrip().split(" ")[0]
        return follows not in {
            "The",
            "It",
            "He",
            "She",
            "They",
            "In",
            "On",
            "But",
            "A",
            "This",
            "We",
            "However",
            "At",
        }
    return True


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = _trim(text, start, end)
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        yield _trim(text, start, cut)
        start, _ = _trim(text, cut, end)
    if start < end:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
