"""``detente commitments``, ``visits`` and ``anniversaries`` as a desk analyst uses them, and as a newcomer errs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main
from detente.store import Store

DISPATCHES = Path(__file__).parent.parent / "examples" / "dispatches"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "news.duckdb"
    texts = sorted(p for p in DISPATCHES.glob("*.txt") if p.name.startswith(("2023-12-1", "2022-03-24")))
    assert run("read", *texts, "--store", path, "--jobs", 1).exit_code == 0
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "empty.duckdb"
    Store.open(path).close()
    return path


# -- commitments -----------------------------------------------------------------------------------------


def test_what_is_touched_stands_beside_the_condition(store: Path) -> None:
    found = rows(run("commitments", "check", "unsc-2397", "--store", store, "--csv"))
    assert found and {r["found"] for r in found} == {"touched"}
    assert all(r["condition"].startswith("actor PRK") and " PRK " in r["incident"] and r["incident_id"] for r in found)
    assert {"word", "reports", "publishers", "confidence", "caveats", "says"} <= set(found[0])


def test_check_can_be_narrowed(store: Path) -> None:
    everything = rows(run("commitments", "check", "--store", store, "--csv"))
    pair = rows(run("commitments", "check", "--store", store, "--csv", "--between", "CHN", "PRK"))
    assert 0 < len(pair) < len(everything)
    early = rows(run("commitments", "check", "--store", store, "--csv", "--until", "2022"))
    assert {r["date"][:4] for r in early} <= {"2022", "2021", "2017"}
    met = rows(run("commitments", "check", "--store", store, "--csv", "--found", "met"))
    assert {r["found"] for r in met} == {"met"}
    sure = rows(run("commitments", "check", "--store", store, "--csv", "--confidence", "0.8"))
    assert all(float(r["confidence"]) >= 0.8 for r in sure if r["confidence"])
    counts = rows(run("commitments", "check", "--store", store, "--csv", "--summary"))
    assert sum(int(r["times"]) for r in counts) == len(everything)


def test_an_entry_is_shown_with_its_conditions_and_what_is_due() -> None:
    shown = run("commitments", "show", "chn-prk-1961").stdout
    assert "renewed 1981, 2001, 2021" in shown and "every 20 years" in shown
    articles = json.loads(run("commitments", "show", "unsc-1718", "--json").stdout)
    assert [a["article"] for a in articles] == ["paragraph 2", "paragraph 5", "paragraph 8"]
    due = rows(run("commitments", "due", "chn-prk-relations-1949", "--on", "2023-12-19", "--csv"))
    assert [(r["date"], r["kind"], r["round"]) for r in due if r["kind"] == "anniversary"] == [
        ("2024-10-06", "anniversary", "round")
    ]


# -- visits and anniversaries ----------------------------------------------------------------------------


def test_visits_tell_rank_and_direction(store: Path) -> None:
    (trip,) = rows(run("visits", "CHN", "PRK", "--store", store, "--csv", "--trips", "--since", "2023-12"))
    assert (trip["direction"], trip["PRK"], trip["PRK office"]) == ("PRK->CHN", "Pak Myong Ho", "vice foreign minister")
    assert trip["PRK level"] == "5" and trip["CHN channel"] == "party" and trip["place"] == "Beijing"
    assert not rows(run("visits", "CHN", "PRK", "--store", store, "--csv", "--form", "gift"))
    assert "of" in rows(run("visits", "CHN", "PRK", "--store", store, "--csv", "--findings"))[0]


def test_anniversaries_tell_what_happened_around_them(store: Path) -> None:
    found = rows(run("anniversaries", "chn", "prk", "--on", "2023-12-19", "--store", store, "--csv"))
    (relations,) = [r for r in found if r["what"].startswith("diplomatic relations")]
    assert (relations["day"], relations["round"], relations["around it before"]) == ("2024-10-06", "round", "nothing")
    assert "around it before" not in rows(run("anniversaries", "CHN", "PRK", "--csv"))[0]


def test_statements_stand_on_the_ladder_of_authority(store: Path) -> None:
    found = rows(run("statements", "PRK", "--store", store, "--csv"))
    assert found and {r["readers"] for r in found} <= {"both", "foreign", "domestic"}
    counts = rows(run("statements", "PRK", "--store", store, "--csv", "--summary"))
    assert sum(int(r["statements"]) for r in counts) == len(found)
    upon = rows(run("statements", "PRK", "USA", "--store", store, "--csv", "--level", "3"))
    assert all(int(r["level"]) <= 3 for r in upon) and len(upon) <= len(found)


# -- what goes wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["visits", "CHN", "PKR", "--store", "STORE"], "unknown state code 'PKR'"),
        (["visits", "CHN", "CHN", "--store", "STORE"], "CHN and CHN are one state"),
        (["visits", "CHN", "PRK", "--store", "STORE", "--since", "2024", "--until", "2023-05"], "lies before --since"),
        (["anniversaries", "CHN", "XYZ"], "unknown state code 'XYZ'"),
        (["anniversaries", "CHN", "PRK", "--days", "-3"], "is not in the range"),
        (["commitments", "due", "--days", "0"], "is not in the range"),
        (["commitments", "check", "unsc-1781", "--store", "STORE"], "did you mean unsc-1718"),
        (["commitments", "check", "--store", "STORE", "--between", "CHN", "ZZZ"], "unknown state code 'ZZZ'"),
        (["commitments", "check", "--store", "nowhere.duckdb"], "no such store"),
        (["commitments", "show"], "Missing argument"),
        (["statements", "--store", "STORE"], "0 states named"),
        (["statements", "PRK", "prk", "--store", "STORE"], "name one, such as PRK"),
    ],
)
def test_errors_name_the_value_and_the_choices(empty: Path, arguments: list[str], said: str) -> None:
    result = run(*(str(empty) if a == "STORE" else a for a in arguments))
    assert result.exit_code in (1, 2) and said in result.output, result.output


def test_an_empty_store_and_a_pair_that_never_met(empty: Path, store: Path) -> None:
    for line in (
        f"commitments check --store {empty}",
        f"visits CHN PRK --store {empty}",
        f"visits CHN PRK --store {empty} --findings",
        f"visits NRU TUV --store {store}",
        f"readouts --store {empty}",
    ):
        result = run(*line.split())
        assert result.exit_code == 0 and result.stdout.strip() == "nothing found", (line, result.output)
    for line in (f"visits CHN PRK --store {empty} --json", f"readouts --store {empty} --json"):
        assert json.loads(run(*line.split()).stdout) == []
