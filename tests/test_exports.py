"""Events go out in the forms of others: round trips, panels worked by hand, citations."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from detente.errors import UsageError
from detente.evaluate.formats import read_events
from detente.exports import cite, export, export_panel
from detente.store import Selection, Store
from field import ICEWS, ICEWS_COLUMNS, gdelt, headed, written
from test_datasets import detente, put
from test_store import CHN, KOR, PRK, USA, coded, document, event, filled


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


@pytest.fixture
def news(path: Path) -> Path:
    docs = [document(1, published="2023-12-18"), document(2, publisher="Xinhua", published="2024-02-05")]
    filled(
        path,
        coded(
            docs[0],
            event(docs[0]),
            replace(event(docs[0], (PRK,), (USA,), event_type="ACCUSE"), quad_class=3),
            event(docs[0], (CHN, PRK, KOR), (), event_type="CONSULT"),
            replace(event(docs[0], (CHN,), (PRK,), event_type="AID"), status="planned"),
        ),
        coded(docs[1], event(docs[1], (KOR,), (CHN,), event_type="CONSULT", date="2024-02-05")),
    )
    return path


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else 0))


def written_out(store: Path, form: str, target: Path, **selection: Any) -> int:
    with Store.open(store, read_only=True) as opened:
        return export(opened, form, target, Selection(**selection))


# -- whole records ---------------------------------------------------------------------------------------


def test_parquet_holds_the_whole_record(news: Path, tmp_path: Path) -> None:
    assert written_out(news, "parquet", tmp_path / "e.parquet") == 5
    rows = pq.read_table(tmp_path / "e.parquet").to_pylist()
    with Store.open(news, read_only=True) as store:
        events = {e.id: e for e in store.events()}
    assert {r["id"] for r in rows} == set(events)
    for row in rows:
        kept = events[row["id"]]
        assert [a["id"] for a in row["actor"]] == [a.id for a in kept.actor]
        assert (row["sentence"], row["date"], row["confidence"]) == (kept.sentence, kept.date, kept.confidence)


def test_csv_is_flat_and_selections_hold(news: Path, tmp_path: Path) -> None:
    assert written_out(news, "csv", tmp_path / "e.csv", pair=("CHN", "PRK"), since="2023", until="2023-12") == 3
    assert {r["actor"] for r in table(tmp_path / "e.csv")} == {"CHN", "CHN;PRK;KOR"}


def test_plovers_json_is_read_by_the_evaluation(news: Path, tmp_path: Path) -> None:
    assert written_out(news, "plover-json", tmp_path / "e.json", event_type="ACCUSE") == 1
    (record,) = json.loads((tmp_path / "e.json").read_text())
    assert (record["source"][0]["code"], record["event"], record["status"]) == ("PRK", "ACCUSE", "asserted")
    (item,) = read_events("plover-gsr", tmp_path / "e.json")
    assert item.text == record["text"] and item.published == "2023-12-18"


# -- ICEWS -----------------------------------------------------------------------------------------------


def test_icews_comes_back_as_it_was(path: Path, tmp_path: Path) -> None:
    rows = [
        {},
        {"Event ID": "2", "Intensity": "-4.4", "CAMEO Code": "161", "Event Text": "Reduce relations", "City": "NA"},
        {"Event ID": "3", "Target Sectors": "NA", "Target Country": "NA", "Latitude": "-6", "Publisher": "NA"},
    ]
    source = tmp_path / "a.tab"
    source.write_text(headed(ICEWS, *rows))
    put(path, "icews", source)
    assert written_out(path, "icews", tmp_path / "b.tab") == 3
    assert table(tmp_path / "b.tab", "\t") == table(source, "\t")
    again = put(tmp_path / "again.duckdb", "icews", tmp_path / "b.tab")
    assert (again.events, again.rejected) == (3, {})


def test_our_events_in_the_columns_of_icews(news: Path, tmp_path: Path) -> None:
    """Asserted events alone; who act together stand once for each order of two of them."""
    assert written_out(news, "icews", tmp_path / "e.tab") == 3 + 6
    rows = table(tmp_path / "e.tab", "\t")
    assert tuple(rows[0]) == tuple(ICEWS_COLUMNS)
    accused = next(r for r in rows if r["Target Country"] == "United States")
    assert (accused["Source Country"], accused["CAMEO Code"]) == ("North Korea", "110")
    assert (accused["Event Text"], accused["Intensity"], accused["Latitude"]) == ("Disapprove", "-2", "NA")
    assert put(tmp_path / "i.duckdb", "icews", tmp_path / "e.tab").rows == 9


@pytest.mark.shared
def test_icews_of_others_comes_back_as_it_was(shared: Path, path: Path, tmp_path: Path) -> None:
    source = shared / "events" / "icews.events.2018.sample.tab"
    put(path, "icews", source)
    written_out(path, "icews", tmp_path / "b.tab")
    before, after = ({r["Event ID"]: r for r in table(file, "\t")} for file in (source, tmp_path / "b.tab"))
    assert before.keys() == after.keys() and len(before) == 3705
    cells = [(c, before[key][c].strip('"'), after[key][c]) for key in before for c in ICEWS_COLUMNS]
    different = [(c, old, new) for c, old, new in cells if old != new]
    # Of a few numbers the file prints seventeen digits (27.971800000000002); they are the same number.
    assert all(c in ("Latitude", "Longitude") and float(old) == pytest.approx(float(new)) for c, old, new in different)
    assert len(different) < 0.01 * len(before)


# -- panels ----------------------------------------------------------------------------------------------


def panel(store: Path, target: Path, **options: Any) -> dict[tuple[str, str, str], dict[str, str]]:
    with Store.open(store, read_only=True) as opened:
        export_panel(opened, target, **options)
    return {(r["actor"], r["recipient"], r["period"]): r for r in table(target)}


def test_a_panel_counts_asserted_events_and_those_who_act_together_both_ways(news: Path, tmp_path: Path) -> None:
    rows = panel(news, tmp_path / "p.csv")
    month = "2023-12"
    together = {(a, b, month) for a in ("CHN", "PRK", "KOR") for b in ("CHN", "PRK", "KOR") if a != b}
    assert set(rows) == together | {("PRK", "USA", month), ("KOR", "CHN", "2024-02")}
    assert (rows["CHN", "PRK", month]["n"], rows["CHN", "PRK", month]["aid"]) == ("2", "0")
    assert (rows["PRK", "USA", month]["accuse"], rows["PRK", "USA", month]["quad3"]) == ("1", "1")
    assert {r["dataset"] for r in rows.values()} == {"text"}


def test_a_balanced_panel_knows_missing_from_zero(news: Path, tmp_path: Path) -> None:
    rows = panel(news, tmp_path / "p.csv", balanced=True, selection=Selection(pair=("CHN", "KOR")))
    assert {key[:2] for key in rows} == {("CHN", "KOR"), ("KOR", "CHN")}
    said = {key[2]: (row["n"], float(row["covered"]) > 0) for key, row in rows.items() if key[0] == "KOR"}
    assert said == {"2023-12": ("1", True), "2024-01": ("", False), "2024-02": ("1", True)}
    days = panel(news, tmp_path / "d.csv", balanced=True, by="day", selection=Selection(pair=("CHN", "KOR")))
    assert days["CHN", "KOR", "2024-02-05"]["n"] == "0" and days["CHN", "KOR", "2024-02-04"]["n"] == ""


def test_a_panel_equals_the_count_over_the_view_of_dyads(path: Path, tmp_path: Path) -> None:
    states, codes = ("CHN", "PRK", "USA", "ZZZ", ""), ("042", "112", "190", "010")
    lines = [
        gdelt(
            GLOBALEVENTID=str(n),
            SQLDATE=f"2023{1 + n % 12:02}{1 + n % 28:02}",
            Actor1CountryCode=states[n % 5],
            Actor1Code=states[n % 5],
            Actor2CountryCode=states[n // 5 % 5],
            Actor2Code=states[n // 5 % 5],
            EventCode=codes[n % 4],
        )
        for n in range(600)
    ]
    put(path, "gdelt2", written(tmp_path / "a.csv", *lines))
    rows = panel(path, tmp_path / "p.csv")
    with duckdb.connect(path, read_only=True) as connection:
        sql = (
            "SELECT d.actor, d.recipient, left(e.date, 7), count(*) FROM events e JOIN dyads d ON d.event_id = e.id"
            " WHERE d.actor <> '' AND d.recipient <> '' GROUP BY ALL"
        )
        expected = {(a, b, month): n for a, b, month, n in connection.execute(sql).fetchall()}
    assert {key: int(row["n"]) for key, row in rows.items()} == expected
    assert all(float(row["covered"]) > 0 for row in rows.values())


def test_events_of_several_actors_count_once_for_each_dyad_that_the_view_has(path: Path, tmp_path: Path) -> None:
    nobody = replace(USA, id="somebody", state="")
    sides = [(), (CHN,), (CHN, PRK), (CHN, replace(CHN, id="CHN:MIL", sector="MIL"), KOR), (nobody,), (nobody, USA)]
    doc = document(1, published="2023-12-18")
    acts = [event(doc, a, b, event_type=t) for a in sides for b in sides for t in ("ACCUSE", "CONSULT")]
    filled(path, coded(doc, *(replace(act, id=f"e{n}") for n, act in enumerate(acts))))
    rows = panel(path, tmp_path / "p.csv")
    with duckdb.connect(path, read_only=True) as connection:
        # The view has a row more for two that act together and upon each other; a panel counts an event once.
        sql = (
            "SELECT d.actor, d.recipient, '2023-12', count(DISTINCT e.id) FROM events e JOIN dyads d"
            " ON d.event_id = e.id WHERE d.actor <> '' AND d.recipient <> '' GROUP BY ALL"
        )
        expected = {(a, b, month): n for a, b, month, n in connection.execute(sql).fetchall()}
    assert {key: int(row["n"]) for key, row in rows.items()} == expected
    assert all(int(row["accuse"]) + int(row["consult"]) == int(row["n"]) for row in rows.values())


def test_panels_on_the_command_line(news: Path, tmp_path: Path) -> None:
    result = detente("export", "panel", "CHN", "PRK", "--store", news, "-o", tmp_path / "p.parquet")
    assert "counting events; --of incidents or --of events says which\n2 rows written" in result.stderr
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 2
    assert detente("gather", "--store", news).exit_code == 0
    result = detente("export", "panel", "CHN", "PRK", "--store", news, "--by", "year")
    assert result.exit_code == 0 and "counting incidents" in result.stderr
    assert [line.split(",")[:4] for line in result.stdout.splitlines()[1:]] == [["incidents", "CHN", "PRK", "2023"]]
    with Store.open(news) as store, pytest.raises(UsageError, match="incidents are of no one data set"):
        export_panel(store, tmp_path / "x.csv", unit="incidents", selection=Selection(dataset="icews"))


# -- citations -------------------------------------------------------------------------------------------


def test_a_store_says_how_to_cite_what_is_inside(path: Path, tmp_path: Path) -> None:
    put(path, "gdelt1", written(tmp_path / "a.csv", gdelt(58)))
    put(path, "gdelt2", written(tmp_path / "b.csv", gdelt(GLOBALEVENTID="2")))
    (tmp_path / "a.tab").write_text(headed(ICEWS, {}))
    put(path, "icews", tmp_path / "a.tab")
    with Store.open(path, read_only=True) as store:
        said = cite(store)
    assert said.count("@inproceedings{gdelt,") == 1 and "@data{icews," in said and "polecat" not in said
    assert "% GDELT 1.0 events: 1 events of 1 files, 2023-12-18 to 2023-12-18" in said
    assert detente("export", "citation", "--store", path).stdout == said
