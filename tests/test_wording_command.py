"""``detente wording`` on a small store: the table, one publisher, silences by what was read, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from detente.cli import main
from detente.records import Document, Origin, Sentence
from detente.store import Coded, Recipe, Store

TEXTS = (
    ("The denuclearisation of the peninsula is a dream.", "KCNA", "2023-01-01"),
    ("Maize grew well.", "KCNA", "2023-01-05"),
    ("Maize grew badly.", "KCNA", "2023-01-06"),
    ("Talks on denuclearization ended.", "Reuters", "2023-02-01"),
    ("Rain fell on the hills.", "Reuters", "2023-04-01"),
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    with Store.open(path) as opened:
        number = opened.begin_run(Recipe("1", "l", "m"))
        for n, (text, publisher, day) in enumerate(TEXTS):
            document = Document.make(text, origin=Origin("a", n), publisher=publisher, published=day)
            opened.put(number, [Coded(document, [Sentence.make(document, 0, 0, len(text))], [])])
        opened.finish_run(number)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["wording", *map(str, arguments)])


def told(store: Path, *arguments: object) -> Any:
    done = run("denucleariz*", "--store", store, "--json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_table_tells_first_and_last_use_and_the_silence_between(store: Path) -> None:
    done = run("denuclear*", "--store", store)
    assert done.exit_code == 0, done.output
    for words in ("2023-01-01", "2023-02-01", "2 of 5 texts read"):
        assert words in done.stdout, done.stdout


def test_silence_counts_texts_read_and_an_unread_month_has_no_rate(store: Path) -> None:
    parts = told(store, "--by", "month")
    said = {row["finding"]: row["statement"] for row in parts["findings"]}
    assert said["wording silence"].endswith("from 2023-01-01 to 2023-02-01: 2 texts read without it.")
    assert "1 texts were read" in said["wording latest silence"]
    assert [(r["period"], r["texts"], r["of"]) for r in parts["periods"]] == [
        ("2023-01", 1, 3),
        ("2023-02", 1, 1),
        ("2023-04", 0, 1),
    ]


def test_one_publisher_is_counted_against_what_was_read_of_it(store: Path) -> None:
    parts = told(store, "--publisher", "KCNA", "--by", "year")
    assert [row["name"] for row in parts["publishers"]] == ["KCNA"]
    (year,) = parts["periods"]
    assert (year["period"], year["texts"], year["of"], year["per 100"]) == ("2023", 1, 3, 33.33)
    assert year["95%"] == "6.15–79.23"  # Wilson: (1/3 + z²/6 ± z √(2/27 + z²/36)) / (1 + z²/3), z = 1.96


def test_a_wording_of_none_and_a_pattern_without_a_word(store: Path) -> None:
    done = run("lips and teeth", "--store", store)
    assert done.exit_code == 0 and "is in none of the 5 texts read" in done.stdout
    done = run("*", "--store", store)
    assert done.exit_code == 2 and "write at least two letters" in done.output and "Traceback" not in done.output
