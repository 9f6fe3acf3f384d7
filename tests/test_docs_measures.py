"""The example on each measure's page runs, and its assertions hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parent.parent / "docs" / "measures"
OWN = ("alignment", "asymmetry", "networks", "reciprocity", "votes")


@pytest.mark.parametrize("name", OWN)
def test_the_example_on_a_measures_page_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1 and "assert" in blocks[0]
    exec(compile(blocks[0], f"docs/measures/{name}.md", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("name", OWN)
def test_a_measures_page_has_all_its_parts(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    for part in ("Idea", "Formula", "Null model and interval", "Example", "Level and power", "Reference"):
        assert part in heads, f"docs/measures/{name}.md has no section {part!r}"
    assert any("when not to use it" in head.lower() for head in heads)
