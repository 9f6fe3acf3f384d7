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


def test_the_overview_names_every_measure() -> None:
    page = (PAGES / "README.md").read_text("utf-8")
    assert all(measure.name in page for measure in MEASURES)
