"""The pages on measures: each has its example, and the example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.measures import MEASURES

PAGES = Path(__file__).parent.parent / "docs" / "measures"
_WITH_EXAMPLE = ("README", "changes", "coincidence", "compare", "series", "tempo")


@pytest.mark.parametrize("name", _WITH_EXAMPLE)
def test_the_example_of_a_page_runs_and_says_something(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", (PAGES / f"{name}.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks, f"{name}.md has no example"
    for block in blocks:
        exec(compile(block, f"{name}.md", "exec"), {})
    assert capsys.readouterr().out.count(".") >= 1


_OF_STATES = ("alignment", "asymmetry", "networks", "reciprocity", "votes")


@pytest.mark.parametrize("name", _OF_STATES)
def test_the_example_on_a_page_runs_and_its_assertions_hold(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1 and "assert" in blocks[0]
    exec(compile(blocks[0], f"docs/measures/{name}.md", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("name", _OF_STATES)
def test_a_page_has_all_its_parts(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    for part in ("Idea", "Formula", "Null model and interval", "Example", "Level and power", "Reference"):
        assert part in heads, f"docs/measures/{name}.md has no section {part!r}"
    assert any("when not to use it" in head.lower() for head in heads)


def test_the_overview_names_every_measure() -> None:
    page = (PAGES / "README.md").read_text("utf-8")
    assert all(measure.name in page for measure in MEASURES)
