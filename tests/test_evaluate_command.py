"""``detente evaluate`` on files of each format, written as they are published: with what they lack and mix in."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from detente.cli import main
from detente.errors import InputError, UsageError
from detente.evaluate.cells import located, table
from detente.evaluate.formats import read_events, read_pairs

PLV = (
    "\tsentence_id\tsentence\tmarked_sentence\tsource\ttarget\tgold_penta\tsilver_root\tgold_root\troot_L2\n"
    "\t4\tFrance condemned Spain.\t<s>France</s> condemned <t>Spain</t>.\tFrance\tSpain\t3\tAID\tACCUSE\tAID\n"
    '\t4\t"We will not accept it," Peru told Chile.\t"We will not accept it," <s>Peru</s> told <t>Chile</t>.'
    "\tPeru\tChile\t3\tAID\tREJECT\tAID\n"
    "\t9\tFrance sent Spain rice.\t<s>France</s> sent <t>Spain</t> rice.\tFrance\tSpain\t2\tACCUSE\tAID\tACCUSE\n"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_pairs_are_answered_row_by_row_and_other_systems_columns_never_read(tmp_path: Path) -> None:
    file, out = write(tmp_path / "plv.tsv", PLV), tmp_path / "out.tsv"
    done = run("plv", file, "--predictions", out, "--errors")
    assert done.exit_code == 0, done.output
    assert "plv: 3 items, 3 labels" in done.output and "macro-F1" in done.output
    rows = rows_of(out)
    assert list(rows[0]) == ["uid", "root", "quad", "confidence", "rules", "gold"]
    assert [r["uid"] for r in rows] == ["1", "2", "3"], "without a uid, rows are numbered"
    assert [r["gold"] for r in rows] == ["ACCUSE", "REJECT", "AID"]
    assert [r["root"] for r in rows][::2] == ["ACCUSE", "AID"] and rows[0]["quad"] == "3"


def test_a_file_without_labels_or_marks_is_answered_all_the_same(tmp_path: Path) -> None:
    text = "uid\tsentence\tsource\ttarget\na7\tFrance condemned Spain.\tFrance\tSpain\nb2\tNobody knows.\tPeru\tChile\n"
    done = run("plv", write(tmp_path / "bare.tsv", text), "--predictions", tmp_path / "out.tsv")
    assert done.exit_code == 0, done.output
    rows = rows_of(tmp_path / "out.tsv")
    assert [r["uid"] for r in rows] == ["a7", "b2"] and rows[0]["root"] == "ACCUSE"
    assert all(r["root"] and r["quad"] for r in rows) and "gold" not in rows[0]


def test_counts_add_up_across_files_and_a_program_gets_json(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one.tsv", PLV), write(tmp_path / "two.tsv", PLV)
    found = json.loads(run("plv", one, two, "--json").output)
    assert found["n"] == 6 and sum(c["n"] for c in found["confusion"]) == 6
    assert {"macro-F1", "accuracy", "quad macro-F1", "quad accuracy"} == set(found["figures"])
    assert {c["label"]: c["n"] for c in found["classes"]} == {"ACCUSE": 2, "AID": 2, "REJECT": 2}


def test_one_half_of_a_file(tmp_path: Path) -> None:
    file = write(tmp_path / "plv.tsv", PLV)
    split = write(tmp_path / "split.json", '{"held": {"plv.tsv": [1, 3]}}')
    sizes = [
        json.loads(run("plv", file, "--json", "--half", h, "--split", split).output)["n"] for h in ("read", "held")
    ]
    assert sizes == [1, 2]
    assert run("plv", file, "--half", "held").exit_code == 2
    other = write(tmp_path / "other.tsv", PLV)
    assert "says nothing of other.tsv" in run("plv", other, "--half", "held", "--split", split).output


def test_aw_reads_one_as_conflict_and_strips_roles(tmp_path: Path) -> None:
    text = (
        "uid\tsentence\tsource\ttarget\tgold_binary\n"
        "1\tThe army attacked the town.\tAttacker:The army\tPlace:the town\t1\n"
        "2\tPeru met Chile.\tEntity:Peru\tEntity:Chile\t0\n"
    )
    items = list(read_pairs("aw", write(tmp_path / "aw.tsv", text)))
    assert [i.gold for i in items] == ["conflict", "cooperation"]
    assert items[0].source == ((0, 8),) and items[0].target == ((18, 26),)


def test_penta_takes_spans_however_they_are_spaced_and_both_sides_of_a_reciprocal_one(tmp_path: Path) -> None:
    lines = [
        {"text": "The EU’s chief met Peru.", "penta": 1, "spans": [{"role": "source", "text": "The EU ’ s chief"}]},
        {"text": "Peru and Chile met.", "penta": 1, "spans": [{"role": "reciprocal", "text": "Peru and Chile"}]},
        {"text": "Peru said it hoped for rain.", "spans": None},
    ]
    items = list(read_pairs("penta", write(tmp_path / "p.jsonl", "\n".join(map(json.dumps, lines)) + "\n")))
    assert items[0].source == ((0, 14),)
    assert items[1].source == items[1].target == ((0, 14),)
    assert items[2].gold is None


GSR: list[Any] = [
    {"documentation": "what the fields are", "text": "how to read", "event": "the type of event"},
    {
        "id": "a", "date": "2005-03-01", "text": "Japan condemned China on Tuesday.", "event": "ACCUSE",
        "source": [{"actorText": "Japan", "code": "JAP", "sector": "GOV"}],
        "target": [{"actorText": "China", "code": "CHN", "sector": ""}],
    },
    {"id": "b", "date": "", "text": "Rain fell.", "event": "PROTEST", "source": "", "target": ""},
]  # fmt: skip


def test_the_plover_gold_standard_with_its_documentation_and_its_own_codes(tmp_path: Path) -> None:
    file = write(tmp_path / "gsr.json", json.dumps(GSR))
    items = list(read_events("plover-gsr", file))
    assert [i.uid for i in items] == ["a", "b"] and items[0].published == "2005-03-01"
    assert items[0].events[0].actor == {"JPN"} and items[1].events[0].actor == frozenset()
    found = json.loads(run("plover-gsr", file, "--json").output)
    assert found["figures"]["event and actors recall"]["estimate"] == 0.5


def test_events_with_nothing_given(tmp_path: Path) -> None:
    row = {
        "id": "x1", "published": "2023-12-19", "publisher": None, "text": "Japan condemned China. It met the UN.",
        "events": [
            {"actor": [{"state": "JPN", "sector": "GOV"}], "recipient": [{"state": "CHN"}], "event_type": "ACCUSE"},
            {"actor": [{"state": "PER"}], "recipient": None, "event_type": "AID", "status": "planned"},
        ],
    }  # fmt: skip
    file, out = write(tmp_path / "e.jsonl", json.dumps(row) + "\n"), tmp_path / "out.tsv"
    done = run("events", file, "--predictions", out)
    assert done.exit_code == 0, done.output
    rows = rows_of(out)
    hit = next(r for r in rows if r["gold"] == "ACCUSE")
    assert (hit["root"], hit["actor"], hit["recipient"], hit["gold_recipient"]) == ("ACCUSE", "JPN", "CHN", "CHN")
    missed = next(r for r in rows if r["gold"] == "AID")
    assert missed["root"] == "-" and missed["gold_actor"] == "PER"


def test_quotation_marks_are_text_unless_the_file_quotes_its_cells(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw.tsv", 'a\tb\n"Go," he said\tx\n"All of it"\ty\n')
    assert [r["a"] for _, r in table(raw)] == ['"Go," he said', '"All of it"']
    quoted = write(tmp_path / "quoted.tsv", 'a\tb\n"""Go,"" he said"\tx\n')
    assert [r["a"] for _, r in table(quoted)] == ['"Go," he said']
    broken = write(tmp_path / "broken.tsv", 'a\tb\n"one\ntwo"\tx\n')
    assert [r["a"] for _, r in table(broken)] == ["one\ntwo"]


def test_phrases_are_found_however_they_are_spaced() -> None:
    text = "The PML-Q (Pakistan) met U.S. envoys"
    assert located(text, "PML - Q ( Pakistan )") == ((4, 20),)
    assert located(text, "u.s. envoys") == ((25, 36),)
    assert located(text, "The PML-Q that nobody names") == ((0, 9),)
    assert located(text, "Lima") == () and located(text, None) == ()


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("plv", "uid\ttext\n1\tx\n", "neither marked_sentence nor sentence"),
        ("plv", "", "is empty"),
        ("penta", "{", "invalid JSON"),
        ("events", '{"id": 1}', "'text'"),
        ("plover-gsr", "{}", "no JSON list"),
    ],
)
def test_faults_name_the_file_and_what_is_needed(tmp_path: Path, kind: str, text: str, said: str) -> None:
    done = run(kind, write(tmp_path / "bad", text))
    assert done.exit_code in {1, 2} and said in done.output and "bad" in done.output
    assert not isinstance(done.exception, (UsageError, InputError))
