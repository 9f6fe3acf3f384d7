from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.actors import Actors, load_actors
from detente.coding import Coder
from detente.lexicon import Lexicon, load_lexicon
from detente.parsing import Parser, split
from detente.records import Document, Event, Origin

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared/data) is not here")
    return SHARED


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def actors() -> Actors:
    return load_actors()


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser.load()


@pytest.fixture(scope="session")
def coder(actors: Actors, lexicon: Lexicon) -> Coder:
    return Coder(actors, lexicon)


CodeText = Callable[..., list[Event]]


@pytest.fixture(scope="session")
def code_text(coder: Coder, parser: Parser) -> CodeText:
    """Code a text as the pipeline does: split, sieve, parse, code."""

    def run(text: str, *, published: str | None = "2023-12-19", publisher: str | None = None) -> list[Event]:
        document = Document.make(text, origin=Origin("test"), published=published, publisher=publisher)
        sentences = split(document)
        kept = coder.worth_parsing(document, sentences)
        parses = {p.sentence_id: p for p in parser.parse(kept)}
        return coder.code(document, sentences, parses)

    return run
