"""The sieve on real text: coding only what it keeps loses no event of the corpus's first 2,000 stories."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from detente.actors import load_actors
from detente.coding import Coder
from detente.lexicon import load_lexicon
from detente.parsing import Parser, split
from detente.reading import Options, read
from detente.records import Document

CORPUS = Path(__file__).parent.parent.parent / "shared" / "data" / "corpora" / "kcna_2011_2012_fulltext.jsonl.gz"
STORIES = 2000


@pytest.mark.shared
@pytest.mark.slow
def test_the_sieve_loses_no_event_of_real_stories() -> None:
    if not CORPUS.exists():
        pytest.skip(f"the development data is not there: {CORPUS.name}")
    options = Options(mapping={"text": "story", "published": "date"}, publisher="KCNA")
    documents = (r for r in read([str(CORPUS)], options) if isinstance(r, Document))
    coder, parser = Coder(load_actors(), load_lexicon()), Parser.load()
    sentences = kept = events = 0
    for document in islice(documents, STORIES):
        every = split(document)
        worth = {s.id for s in coder.worth_parsing(document, every)}
        parses = {p.sentence_id: p for p in parser.parse(every)}
        without = coder.code(document, every, parses)
        withal = coder.code(document, every, {k: p for k, p in parses.items() if k in worth})
        assert {e.id: e for e in withal} == {e.id: e for e in without}, document.origin
        sentences, kept, events = sentences + len(every), kept + len(worth), events + len(without)
    assert 0 < kept < sentences and events > STORIES
