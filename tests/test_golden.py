"""Golden cases and lexicon examples on the live parser: the share that is right may not fall below its floor.

The floors stand in ``tests/golden/floors.json``; raise them when the coder gets better. ``pytest -rP`` shows the
cases that fail.
"""

from __future__ import annotations

import json
from pathlib import Path

from cases import all_cases, expectation, verdict
from conftest import CodeText
from detente.lexicon import Lexicon

FLOORS: dict[str, float] = json.loads((Path(__file__).parent / "golden" / "floors.json").read_text("utf-8"))


def test_golden_cases_on_the_live_parser(code_text: CodeText) -> None:
    cases = all_cases()
    wrong = {}
    for case in cases:
        faults = verdict(case, code_text(case.text, published=case.published, publisher=case.publisher))
        if faults:
            wrong[case.place] = faults
    share = 1 - len(wrong) / len(cases)
    print(f"{len(cases) - len(wrong)} of {len(cases)} golden cases right")
    print(*(f"{place}: {'; '.join(faults)}" for place, faults in wrong.items()), sep="\n")
    assert len(cases) >= 200
    assert share >= FLOORS["golden"], f"{share:.3f} right, the floor is {FLOORS['golden']}"


def test_every_lexicon_entry_yields_its_example(code_text: CodeText, lexicon: Lexicon) -> None:
    wrong = []
    for entry in lexicon.entries.values():
        wanted = expectation(entry.expect)
        # undated, so that nothing is history; and as of a day, so that leaders are known by surname
        events = [e for day in (None, "2023-12-31") for e in code_text(entry.example, published=day)]
        if not any(wanted.matches(event) for event in events):
            wrong.append(entry.id)
    share = 1 - len(wrong) / len(lexicon.entries)
    print(f"{len(lexicon.entries) - len(wrong)} of {len(lexicon.entries)} examples right; wrong: {', '.join(wrong)}")
    assert len(lexicon.entries) >= 800
    assert share >= FLOORS["examples"], f"{share:.4f} right, the floor is {FLOORS['examples']}"
