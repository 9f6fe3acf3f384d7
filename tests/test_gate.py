"""The gate's own rules: floors rise by themselves and fall only on purpose; written parses are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import GOLDEN, all_cases, read_cases
from detente.coding import Coder
from detente.records import Token
from gate import FloorLoweredError, floors, golden_written, repinned
from treebank import Tree, read_trees, written


def test_floors_rise_with_what_is_measured() -> None:
    assert repinned({"a": 0.5, "examples": 0.9}, {"a": 0.7}) == {"a": 0.695, "examples": 0.9}
    assert repinned({"a": 0.5}, {"a": 0.502}) == {"a": 0.5}, "within the slack nothing moves"


def test_floors_never_fall_unless_told_to() -> None:
    with pytest.raises(FloorLoweredError, match=r"a 0\.400 < 0\.500"):
        repinned({"a": 0.5, "b": 0.5}, {"a": 0.4, "b": 0.9})
    assert repinned({"a": 0.5, "b": 0.5}, {"a": 0.4, "b": 0.9}, lower=True) == {"a": 0.395, "b": 0.895}


def test_golden_cases_on_their_written_parses(coder: Coder) -> None:
    rate, corrected = golden_written(coder)
    print(f"on written parses {rate}; trees corrected by hand for {corrected} cases")
    print(*(f"{place}: {'; '.join(faults)}" for place, faults in rate.faults.items()), sep="\n")
    assert rate.n == len(all_cases()), "a case has no tree, or one of another text; run: python tests/treebank.py"
    assert rate.share >= floors()["golden.written"], f"{rate}, the floor is {floors()['golden.written']}"


def test_titles_are_unique_within_a_file() -> None:
    for path in GOLDEN.glob("*.txt"):
        titles = [case.title for case in read_cases(path)]
        assert len(titles) == len(set(titles)), path.name


TOKENS = (
    Token("It", "it", "PRON", "PRP|Case=Nom", 1, "nsubj", 0, 2),
    Token("rains", "rain", "VERB", "VBZ", -1, "root", 3, 8),
)


def test_a_tree_survives_being_written_and_read(tmp_path: Path) -> None:
    tree = Tree("rain", "It rains", True, TOKENS)
    file = tmp_path / "x.conllu"
    file.write_text(written(tree), "utf-8")
    assert read_trees(file) == {"rain": [tree]}


@pytest.mark.parametrize(
    ("old", "new"), [("\t2\tnsubj", "\t9\tnsubj"), ("\t0\troot", "\t1\troot"), ("rains\train", "snows\tsnow")]
)
def test_a_tree_that_is_none_is_refused(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "x.conllu"
    text = written(Tree("rain", "It rains", True, TOKENS))
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"x\.conllu: 'rain'"):
        read_trees(file)
