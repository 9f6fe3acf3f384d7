"""Wording watch: patterns, rates against what was read, silences worked by hand, and the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.actors import load_actors
from detente.cli import main
from detente.errors import UsageError
from detente.measures import formulas
from detente.measures.formulas import Use
from detente.patterns import expression
from detente.records import Document, Origin, Sentence
from detente.store import Coded, Recipe, Store


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("denuclear*", "the DENUCLEARIZATION of the peninsula", True),
        ("denuclearisation", "denuclearization", True),
        ("denuclearization", "denuclearisation", True),
        ("lips and teeth", "like lips\nand teeth", True),
        ("lips and teeth", "lips and teethed", False),
        ("nuclear", "denuclear", False),
        ("defence", "self-defense", True),
        ("honour", "an honor", True),
        ("one china", "the One-China policy", True),
        ("ab.cd", "abxcd", False),
    ],
)
def test_patterns(pattern: str, text: str, found: bool) -> None:
    assert bool(re.search(expression(pattern), text)) is found


@pytest.mark.parametrize("pattern", ["", "*", "  ", "a*"])
def test_a_pattern_without_a_word_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="at least two letters"):
        expression(pattern)


def use(document: str, day: str | None) -> Use:
    return Use(document, "words", "KCNA", day, "PRK")


READ = {"2023-01-01": 10, "2023-01-05": 20, "2023-02-01": 5, "2023-03-01": 10}
USES = [use("a", "2023-01-01"), use("a", "2023-01-01"), use("b", "2023-02-01"), use("c", None)]


def test_rates_count_texts_of_those_read() -> None:
    january, february, march = formulas.rates(USES, READ, "month")
    assert (january.hits, january.n, february.hits, march.hits, march.n) == (1, 30, 1, 0, 10)
    assert january.low < january.share < january.high


def test_findings_by_hand() -> None:
    found = {f.measure: f for f in formulas.findings("x", USES, READ)}
    assert found["wording share"].estimate == 3 / 45
    assert found["wording first use"].details["first"] == "2023-01-01"
    assert found["wording silence"].estimate == 20
    latest = found["wording latest silence"]
    assert latest.estimate == 10 and latest.p_value == pytest.approx((1 - 2 / 35) ** 10)


def test_a_wording_never_used() -> None:
    (only,) = formulas.findings("x", [], READ)
    assert "none of the 45 texts" in only.statement and only.estimate == 0.0


def test_the_speaker_of_a_sentence() -> None:
    actors = load_actors()
    assert formulas.speaker_of(["CHN"], "KCNA", actors) == "CHN"
    assert formulas.speaker_of([], "KCNA", actors) == "PRK"
    assert formulas.speaker_of(["CHN", "USA"], "KCNA", actors) == ""
    assert formulas.speaker_of([], "Reuters", actors) == ""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    rows = [
        ("As close as lips and teeth they stand. It rained.", "KCNA", "2023-01-01"),
        ("Nothing was said of it.", "KCNA", "2023-01-02"),
        ("Their ties are like Lips and Teeth.", "Reuters", "2023-02-01"),
    ]
    with Store.open(path) as opened:
        run = opened.begin_run(Recipe("1", "l", "m"))
        for n, (text, publisher, day) in enumerate(rows):
            document = Document.make(text, origin=Origin("a", n), publisher=publisher, published=day)
            opened.put(run, [Coded(document, [Sentence.make(document, 0, 0, len(text))], [])])
        opened.finish_run(run)
    return path


def test_the_command(store: Path) -> None:
    done = CliRunner().invoke(main, ["wording", "lips and teeth", "--store", str(store), "--json"])
    told = json.loads(done.output)
    assert [row["name"] for row in told["speakers"]] == ["PRK", "unknown"]
    assert [(row["period"], row["texts"], row["of"]) for row in told["periods"]] == [
        ("2023-01", 1, 2),
        ("2023-02", 1, 1),
    ]


def test_the_command_by_speaker_and_time(store: Path) -> None:
    arguments = [
        "wording",
        "lips*",
        "--store",
        str(store),
        "--speaker",
        "PRK",
        "--until",
        "2023-01",
        "--uses",
        "--json",
    ]
    rows = json.loads(CliRunner().invoke(main, arguments).output)
    assert [(row["publisher"], row["speaker"]) for row in rows] == [("KCNA", "PRK")]


def test_texts_holding_counts_whole_words(store: Path) -> None:
    with Store.open(store, read_only=True) as opened:
        assert opened.texts_holding(["lips and teeth", "ips and"], ["KCNA", "Reuters"]) == {"lips and teeth": 2}
