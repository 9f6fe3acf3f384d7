"""Coding many cases in one pass of the parser, as the pipeline would code each of them alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cases import Case
from detente.coding import Coder
from detente.parsing import Parser, split
from detente.records import Document, Event, Origin, Parse, Sentence


def document(case: Case) -> Document:
    return Document.make(
        case.text, origin=Origin(case.place, record=case.title), published=case.published, publisher=case.publisher
    )


def code_cases(cases: Iterable[Case], coder: Coder, parser: Parser, *, sieve: bool = True) -> list[list[Event]]:
    """Split, sieve, parse and code each case; a sentence that occurs in several cases is parsed once."""
    documents = [document(c) for c in cases]
    sentences = [split(d) for d in documents]
    kept = [coder.worth_parsing(d, s) if sieve else s for d, s in zip(documents, sentences, strict=True)]
    parses = parse_once([s for group in kept for s in group], parser)
    return [
        coder.code(d, every, {s.id: parses[s.id] for s in group})
        for d, every, group in zip(documents, sentences, kept, strict=True)
    ]


def parse_once(sentences: Sequence[Sentence], parser: Parser) -> dict[str, Parse]:
    distinct = {s.text: s for s in sentences}
    by_text = dict(zip(distinct, parser.parse(distinct.values()), strict=True))
    return {s.id: replace(by_text[s.text], sentence_id=s.id) for s in sentences}
