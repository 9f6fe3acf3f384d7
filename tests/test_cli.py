"""The command line: filters and tables, errors with their codes, files that are whole or absent."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main, output
from detente.records import Origin, Rejected
from detente.store import Store
from test_store import CHN, KOR, PRK, RECIPE, USA, coded, document, event, filled

MODULE = [sys.executable, "-m", "detente"]
STORY = (
    "China's foreign minister Wang Yi met North Korea's vice foreign minister in Beijing on Monday. "
    "North Korea condemned the United States. The weather was fine in the whole of the country.\n"
)


def detente(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    docs = [document(1, published="2023-12-18"), document(2, publisher="Xinhua", published="2024-01-05")]
    filled(
        path,
        coded(docs[0], event(docs[0]), event(docs[0], (PRK,), (USA,), event_type="ACCUSE")),
        coded(docs[1], event(docs[1], (KOR,), (CHN,), event_type="CONSULT", date="2024-01-05")),
    )
    with Store.open(path) as opened:
        run = opened.begin_run(RECIPE)
        opened.put(run, [], [Rejected(Origin("a.jsonl", 3, "r3"), "language es")])
    return path


# -- starting --------------------------------------------------------------------------------------------


def test_help_imports_nothing_heavy_and_answers_at_once() -> None:
    code = (
        "import sys, time; from click.testing import CliRunner; from detente.cli import main;"
        " result = CliRunner().invoke(main, ['--help']); assert result.exit_code == 0;"
        " print(time.process_time(), *sorted(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    seconds, *modules = out.split()
    heavy = {"spacy", "duckdb", "pyarrow", "numpy", "rich", "yaml", "altair", "trafilatura", "jinja2", "ahocorasick"}
    assert not heavy & set(modules)
    assert float(seconds) < 0.5


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([*MODULE, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("detente, version ")


# -- asking a store --------------------------------------------------------------------------------------


def test_events_as_json_lines_carry_the_whole_record(store: Path) -> None:
    result = detente("events", "prk", "CHN", "--store", store, "--jsonl")
    assert result.exit_code == 0, result.output
    (row,) = map(json.loads, result.stdout.splitlines())
    assert row["actor"] == [{"id": "CHN", "name": "Chn", "state": "CHN", "sector": ""}]
    assert (row["date"], row["event_type"], row["confidence"]) == ("2023-12-18", "CONSULT", 0.75)
    assert {"origin", "sentence", "spans", "speaker", "date_basis", "publisher", "rules"} <= set(row)


def test_events_as_csv_are_flat(store: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(detente("events", "--store", store, "--csv").stdout)))
    assert [(r["actor"], r["event_type"], r["recipient"]) for r in rows] == [
        ("CHN", "CONSULT", "PRK"),
        ("PRK", "ACCUSE", "USA"),
        ("KOR", "CONSULT", "CHN"),
    ] or {r["actor"] for r in rows} == {"CHN", "PRK", "KOR"}
    assert {r["speaker"] for r in rows} == {"PRK/GOV"} and {r["rules"] for r in rows} == {"meet.1;passive"}


def test_events_as_a_table_for_a_person(store: Path) -> None:
    out = detente("events", "--store", store).stdout
    assert "CONSULT meet" in out and "2024-01-05" in out and "Story 1." in out


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        ([], 3),
        (["--since", "2024"], 1),
        (["--until", "2023-12-31"], 2),
        (["--type", "accuse"], 1),
        (["--publisher", "Xinhua"], 1),
        (["--limit", "2"], 2),
        (["USA", "CHN"], 0),
    ],
)
def test_events_can_be_narrowed(store: Path, arguments: list[str], n: int) -> None:
    assert len(json.loads(detente("events", *arguments, "--store", store, "--json").stdout)) == n


def test_rejected_and_info(store: Path) -> None:
    (row,) = map(json.loads, detente("rejected", "--store", store, "--jsonl").stdout.splitlines())
    assert row == {"origin": "a.jsonl:3#r3", "reason": "language es"}
    info = json.loads(detente("info", "--store", store, "--json").stdout)
    assert info["counts"] == [
        {"documents": 2, "sentences": 4, "events": 3, "incidents": 0, "rejected": 1, "imports": 0, "runs": 2}
    ]
    assert info["coverage"][1] == {
        "publisher": "Xinhua", "first": "2024-01-05", "last": "2024-01-05", "days": 1, "documents": 1, "events": 1,
    }  # fmt: skip
    assert [run["finished"] == "not finished" for run in info["runs"]] == [False, True]
    table = detente("info", "--store", store).stdout
    assert "Xinhua" in table and "not finished" in table
    assert "coverage,Xinhua,2024-01-05,2024-01-05,1,1,1" in detente("info", "--store", store, "--csv").stdout


def test_info_tells_when_a_publisher_fell_silent(tmp_path: Path) -> None:
    days = [f"2023-{month}-{day:02}" for month in ("10", "12") for day in range(1, 31)]
    path = tmp_path / "s.duckdb"
    filled(path, *(coded(document(n, published=day)) for n, day in enumerate(days)))
    info = json.loads(detente("info", "--store", path, "--json").stdout)
    assert info["gaps"] == [{"publisher": "KCNA", "first": "2023-10-31", "last": "2023-11-30", "days": 31}]
    assert info["coverage"][0]["days"] == 60 and info["datasets"] == []


def test_a_dossier_is_written_whole(store: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = detente("dossier", "CHN", "PRK", "--store", store, "-o", page)
    assert result.exit_code == 0, result.output
    assert page.read_text().rstrip().endswith("</html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["page.html", "s.duckdb"]


# -- text in, events out ---------------------------------------------------------------------------------


def test_code_is_a_filter(tmp_path: Path) -> None:
    result = detente("code", "-", "--published", "2023-12-19", "--jsonl", stdin=STORY)
    assert result.exit_code == 0, result.output
    events = [json.loads(line) for line in result.stdout.splitlines()]
    met = next(e for e in events if e["event_type"] == "CONSULT")
    assert {a["state"] for a in met["actor"] + met["recipient"]} == {"CHN", "PRK"}
    assert met["date"] == "2023-12-18"
    for e in events:
        assert all(STORY[s["start"] : s["end"]] for s in e["spans"])


def test_code_takes_the_format_from_the_files_suffix(tmp_path: Path) -> None:
    text, target = tmp_path / "a.txt", tmp_path / "events.jsonl"
    text.write_text(STORY)
    (tmp_path / "empty.txt").write_text("")
    result = detente("code", text, tmp_path / "empty.txt", "-o", target)
    assert result.exit_code == 0 and result.stdout == ""
    assert all(json.loads(line)["event_type"] for line in target.read_text().splitlines())
    assert "1 record set aside:\n        1  empty text" in result.stderr


def test_read_fills_a_store_and_repeats_without_adding(tmp_path: Path) -> None:
    text, path = tmp_path / "a.txt", tmp_path / "s.duckdb"
    text.write_text(STORY)
    first = detente("read", text, "--store", path, "--publisher", "KCNA", "--jobs", 1)
    assert first.exit_code == 0 and f"{path}: 1 documents read, 3 sentences" in first.stderr
    again = detente("read", text, "--store", path, "--publisher", "KCNA")
    assert "0 documents read" in again.stderr and "1 documents passed over" in again.stderr
    with Store.open(path) as opened:
        assert opened.counts()["documents"] == 1 and opened.counts()["runs"] == 2


# -- what goes wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["events", "--store", "none.duckdb"], 1, "none.duckdb: no such store; make one with: detente read PATH"),
        (["events", "CHN", "--store", "STORE"], 2, "1 states named (CHN); name two"),
        (["events", "CHN", "NKO", "--store", "STORE"], 2, "unknown state code 'NKO'"),
        (["events", "--since", "yesterday", "--store", "STORE"], 2, "'yesterday' is no date; write it as 2023-12-19"),
        (["events", "--since", "2023-13", "--store", "STORE"], 2, "'2023-13' is no date"),
        (["events", "--type", "ATTACK", "--store", "STORE"], 2, "'ATTACK' is no event type; choose from AGREE"),
        (["events", "--store", "STORE", "-o", "no/such/x.csv"], 1, "no/such/x.csv: cannot be written: No such file"),
        (["events"], 2, "Missing option '--store'"),
        (["code"], 2, "Missing argument 'PATH...'"),
        (["code", "nowhere.txt"], 1, "nowhere.txt"),
        (["code", "x.txt", "--map", "text"], 2, "'text' is not FIELD=COLUMN"),
        (["code", "x.txt", "--map", "body=text"], 2, "--map names the field 'body'; choose from text, title"),
        (["code", "x.txt", "--published", "soon"], 2, "--published"),
        (["code", "-", "--model", "xx_none"], 1, "no spaCy model 'xx_none' is installed"),
        (["dossier", "CHN", "CHN", "--store", "STORE"], 2, "a dossier is on two states"),
    ],
)  # fmt: skip
def test_errors_say_what_is_wrong_with_the_code_of_their_class(
    store: Path, arguments: list[str], code: int, said: str
) -> None:
    result = detente(*(str(store) if a == "STORE" else a for a in arguments), stdin=STORY)
    assert said in result.stderr
    assert (result.exit_code, result.stdout) == (code, "")


def test_a_command_that_fails_leaves_the_older_file_as_it_was(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("older\n")
    with pytest.raises(ZeroDivisionError), output.opened(str(target)) as stream:
        stream.write("half of it")
        raise ZeroDivisionError
    assert target.read_text() == "older\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl", "s.duckdb"]


def test_a_device_is_written_to_and_not_replaced() -> None:
    with output.opened(os.devnull) as stream:
        stream.write("gone")
    assert not Path(os.devnull).is_file()


def test_a_reader_that_stops_early_is_no_error(store: Path) -> None:
    process = subprocess.Popen(
        [*MODULE, "events", "--store", str(store), "--jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    process.wait()


def test_reasons_are_summed_up_most_frequent_first(capsys: pytest.CaptureFixture[str]) -> None:
    output.say_rejected({"empty text": 2, "language es": 1200, **{f"odd {i:02}": 1 for i in range(12)}})
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["1,214 records set aside:", "    1,200  language es", "        2  empty text"]
    assert lines[-1] == "        4  for 4 other reasons"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_reading_says_that_it_can_go_on(tmp_path: Path, jobs: int) -> None:
    source, path = tmp_path / "c.jsonl", tmp_path / "s.duckdb"
    rows = ({"id": str(i), "title": f"Day {i}", "text": STORY * 6} for i in range(3000))
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [*MODULE, "read", str(source), "--store", str(path), "--jobs", str(jobs)]
    # a shell that runs the tests in the background has interrupts ignored, which children inherit
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeding)
    while not path.exists():
        time.sleep(0.05)
    time.sleep(6)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "interrupted: " in said and "the same command goes on from there" in said
    assert "Traceback" not in said
    with Store.open(path) as opened:
        assert opened.counts()["documents"] < 3000
