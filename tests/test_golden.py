"""Golden cases and lexicon examples on the live parser: the share that is right may not fall below its floor.

The floors stand in ``tests/golden/floors.json``; ``python tests/gate.py`` raises them when the coder gets better.
``pytest -rP`` shows the cases that fail.
"""

from __future__ import annotations

import pytest

from cases import expectation
from conftest import CodeText
from detente.actors import Actors
from detente.coding import Coder
from detente.lexicon import Lexicon
from detente.parsing import Parser
from gate import floors, golden_live, labelled_pairs, news_items


def test_golden_cases_on_the_live_parser(coder: Coder, parser: Parser) -> None:
    rate = golden_live(coder, parser)
    print(f"golden cases: {rate}")
    print(*(f"{place}: {'; '.join(faults)}" for place, faults in rate.faults.items()), sep="\n")
    assert rate.n >= 400
    assert rate.share >= floors()["golden"], f"{rate}, the floor is {floors()['golden']}"


def test_our_own_marked_pairs(parser: Parser, lexicon: Lexicon) -> None:
    rate = labelled_pairs(parser, lexicon)
    print(f"marked pairs: {rate}")
    assert rate.n >= 350
    assert rate.share >= floors()["pairs"], f"{rate}, the floor is {floors()['pairs']}"


@pytest.mark.parametrize("name", sorted(name for name in floors() if name.startswith("events_")))
def test_our_own_labelled_news(name: str, parser: Parser, lexicon: Lexicon, actors: Actors) -> None:
    f1 = news_items(name, parser, lexicon, actors)
    print(f"{name}: F1 {f1:.3f}")
    assert f1 >= floors()[name], f"F1 {f1:.3f}, the floor is {floors()[name]}"


def test_every_lexicon_entry_yields_its_example(code_text: CodeText, lexicon: Lexicon) -> None:
    wrong = []
    for entry in lexicon.entries.values():
        # undated, so that nothing is history; and as of a day, so that leaders are known by surname
        events = [e for day in (None, "2023-12-31") for e in code_text(entry.example, published=day)]
        silent = entry.expect.endswith(" none")
        if bool(events) if silent else not any(map(expectation(entry.expect).matches, events)):
            wrong.append(entry.id)
    share = 1 - len(wrong) / len(lexicon.entries)
    print(f"{len(lexicon.entries) - len(wrong)} of {len(lexicon.entries)} examples right; wrong: {', '.join(wrong)}")
    assert len(lexicon.entries) >= 800
    assert share >= floors()["examples"], f"{share:.4f} right, the floor is {floors()['examples']}"
