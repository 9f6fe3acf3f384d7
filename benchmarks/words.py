"""How many of the words that newsrooms use the coder hears: plain sentences, one a word, and innocent ones.

    python benchmarks/words.py [--misses]

A sentence of ``tests/gold/words.tsv`` is right when an asserted event of one of its types is told, in which Kenya acts
and Uganda takes part where the sentence names them; an innocent one when nothing is told.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from detente.actors import load_actors
from detente.coding import Coder
from detente.lexicon import load_lexicon
from detente.parsing import Parser, split
from detente.records import Document, Event, Origin

WORDS = Path(__file__).parents[1] / "tests" / "gold" / "words.tsv"
DAY = "2023-06-15"


def sentences() -> Iterator[tuple[str, str]]:
    """Yield the accepted types and the sentence of each row."""
    for line in WORDS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            types, _, text = line.partition("\t")
            yield types, text


def coded(texts: Sequence[str]) -> Iterator[list[Event]]:
    """Code each text by itself, with one pass of the parser."""
    coder, parser = Coder(load_actors(), load_lexicon()), Parser.load()
    documents = [Document.make(t, origin=Origin("words"), published=DAY) for t in texts]
    split_up = [split(d) for d in documents]
    kept = [coder.worth_parsing(d, s) for d, s in zip(documents, split_up, strict=True)]
    trees = parser.parse(s for group in kept for s in group)
    for document, every, group in zip(documents, split_up, kept, strict=True):
        yield list(coder.code(document, every, {s.id: next(trees) for s in group}))


def is_right(types: str, text: str, events: Sequence[Event]) -> bool:
    """Judge the events of a sentence by the accepted types and the two parties."""
    return not events if types == "NONE" else any(_is_told(types.split("/"), text, e) for e in events)


def _is_told(types: Sequence[str], text: str, event: Event) -> bool:
    doers = {a.state for a in event.actor}
    parties = doers | {a.state for a in event.recipient}
    named = "Ugand" in text or "Kampala" in text
    acts = "KEN" in doers or bool(doers & {"IGO:AU", "IGO:ECOWAS"}) or not named
    return event.event_type in types and event.status == "asserted" and acts and ("UGA" in parties or not named)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", action="store_true", help="print each sentence that came out wrong")
    misses = arguments.parse_args().misses
    rows = list(sentences())
    right, n = Counter[str](), Counter[str]()
    for (types, text), events in zip(rows, coded([t for _, t in rows]), strict=True):
        first, good = types.partition("/")[0], is_right(types, text, events)
        n[first] += 1
        right[first] += good
        if misses and not good:
            print(f"{types}\t{text}\t{[e.event_type for e in events]}")
    for first in sorted(n):
        print(f"{first:10} {right[first]:4} of {n[first]:4}")
    told = sum(right.values()) - right["NONE"]
    print(f"words heard: {told} of {sum(n.values()) - n['NONE']}; innocent ones silent: {right['NONE']} of {n['NONE']}")


if __name__ == "__main__":
    main()
