"""Data sets of the field become events: every row in ``events`` or ``rejected``, codes resolved, raw ones kept."""

from __future__ import annotations

import gzip
import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from detente.cli import main
from detente.crosswalk import SCALES, code_tables, load_cameo, load_overrides, load_scale
from detente.datasets import FORMATS, Imported, import_into
from detente.errors import InputError, UsageError
from detente.reading import archives, rows
from detente.records import content_id
from detente.store import Store
from field import GDELT, ICEWS, POLECAT, flat, gdelt, headed, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


def put(path: Path, name: str, *paths: object) -> Imported:
    with Store.open(path) as store:
        return import_into(store, name, [str(p) for p in paths])


def events(path: Path) -> list[dict[str, Any]]:
    with Store.open(path, read_only=True) as store:
        return list(store._rows('SELECT * FROM events ORDER BY "import", origin.file, origin.line'))


def reasons(path: Path) -> dict[str, str]:
    """Return what was set aside: file:line -> reason."""
    with Store.open(path, read_only=True) as store:
        return {f"{Path(r.origin.file).name}:{r.origin.line}": r.reason for r in store.rejected()}


def detente(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


# -- the tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_column_maps_keep_to_their_schema(name: str) -> None:
    data = files("detente") / "data"
    schema = json.loads((data / "schema" / "datasets.json").read_text("utf-8"))
    raw = yaml.safe_load((data / "datasets" / f"{name}.yaml").read_text("utf-8"))
    raw["layouts"] = {str(width): names for width, names in raw["layouts"].items()}
    jsonschema.validate(raw, schema)
    assert all(len(names) == int(width) for width, names in raw["layouts"].items())


def test_tables_of_codes_have_one_row_for_a_key() -> None:
    keys = {"code_events": ("written",), "code_labels": ("label",), "code_types": ("type",)}
    for name, table in code_tables().items():
        key = keys.get(name, ("scheme", "code"))
        counted = Counter(tuple(row[column] for column in key) for row in table)
        assert not [k for k, n in counted.items() if n > 1], name


def test_the_crosswalk_knows_its_scales_and_says_where_it_departs() -> None:
    cameo = load_cameo()
    assert {code for code in cameo if code[:2] in ("01", "02") and cameo[code].event_type is None} >= {"010", "020"}
    assert (cameo["163"].event_type, cameo["163"].mode) == ("SANCTION", "embargo")
    assert all(o.why and o.code in cameo for o in load_overrides().values())
    assert all(load_scale(name) for name in SCALES)
    assert {load_scale("quad_class_gdelt")[root] for root in ("09", "14")} == {2.0, 3.0}


# -- GDELT -----------------------------------------------------------------------------------------------


def test_a_row_of_gdelt_becomes_an_event(path: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "20231219.export.CSV", gdelt())
    done = put(path, "gdelt2", file)
    assert (done.files, done.rows, done.events, done.rejected, done.unresolved) == (1, 1, 1, {}, {})
    (event,) = events(path)
    assert flat(event) == ("2023-12-18", "CHN:GOV", "CONSULT", "visit", "PRK")
    assert event["actor"] == [{"id": "CHN:GOV", "name": "BEIJING", "state": "CHN", "sector": "GOV"}]
    assert event["origin"] == {"file": file, "line": 1, "record": "900000001"}
    assert (event["source_quad"], event["quad_class"], event["source_score"]) == ("1", 1, 1.9)
    assert (event["publisher"], event["published"], event["sentence_id"]) == ("example.com", "2023-12-19", None)
    raw = event["raw"]
    assert (raw["actor_code"], raw["code"], raw["place_precision"]) == ("CHNGOV", "042", 4)
    assert (raw["place_country"], raw["place_state"], raw["mentions"], raw["tone"]) == ("CH", "CHN", 6, -1.25)


def test_the_id_of_an_imported_event_is_that_of_its_content(path: Path, tmp_path: Path) -> None:
    odd = r"CHN|GO\V"
    put(path, "gdelt2", written(tmp_path / "a.csv", gdelt(), gdelt(GLOBALEVENTID="2", Actor1Code=odd)))
    plain, special = (event["id"] for event in events(path))
    assert plain == content_id("gdelt", "900000001", "2023-12-18", "CHNGOV", "PRK", "042")
    assert special == content_id("gdelt", "2", "2023-12-18", odd, "PRK", "042")


def test_rows_of_older_widths_and_numbers_printed_as_floats_are_read(path: Path, tmp_path: Path) -> None:
    floats = {"SQLDATE": "20231218.0", "EventCode": "42.0", "QuadClass": "1.0", "NumMentions": "6.0"}
    lines = [gdelt(61, **floats), gdelt(58, GLOBALEVENTID="2"), gdelt(57, GLOBALEVENTID="3", DATEADDED="20231219")]
    put(path, "gdelt2", written(tmp_path / "a.csv", *lines))
    found = events(path)
    assert [flat(e) for e in found] == [("2023-12-18", "CHN:GOV", "CONSULT", "visit", "PRK")] * 3
    assert [e["raw"]["mentions"] for e in found] == [6, 6, 6]
    assert [e["publisher"] for e in found] == ["example.com", "example.com", None]
    assert found[2]["published"] == "2023-12-19"


def test_gdelt1_has_two_widths_and_may_have_a_header(path: Path, tmp_path: Path) -> None:
    header = gdelt(58, **{name: name for name in GDELT})
    lines = [header, gdelt(58), gdelt(57, GLOBALEVENTID="2"), gdelt(61, GLOBALEVENTID="3")]
    done = put(path, "gdelt1", written(tmp_path / "a.csv", *lines))
    assert (done.rows, done.events) == (3, 2)
    assert reasons(path) == {"a.csv:4": "61 columns, not 57 or 58"}


def test_the_files_own_quad_class_stands_beside_ours(path: Path, tmp_path: Path) -> None:
    lines = [
        gdelt(GLOBALEVENTID="1", EventCode="141", QuadClass="3"),
        gdelt(GLOBALEVENTID="2", EventCode="090", QuadClass="2"),
        gdelt(GLOBALEVENTID="3", EventCode="163", QuadClass="4"),
        gdelt(GLOBALEVENTID="4", EventCode="010", QuadClass="1"),
        gdelt(GLOBALEVENTID="5", EventCode="190", QuadClass="", GoldsteinScale=""),
    ]
    put(path, "gdelt2", written(tmp_path / "a.csv", *lines))
    found = [(e["event_type"], e["quad_class"], e["source_quad"], e["source_score"]) for e in events(path)]
    assert [f[:3] for f in found] == [
        ("PROTEST", 4, "3"),
        ("ACCUSE", 3, "2"),
        ("SANCTION", 4, "4"),
        (None, None, "1"),
        ("ASSAULT", 4, None),
    ]
    assert found[4][3] is None


def test_codes_of_states_and_groups_are_resolved_and_unknown_ones_kept_and_counted(path: Path, tmp_path: Path) -> None:
    lines = [
        gdelt(GLOBALEVENTID="1", Actor1Code="ROM", Actor1CountryCode="ROM", Actor1Type1Code=""),
        gdelt(GLOBALEVENTID="2", Actor1Code="IGOEUREEC", Actor1CountryCode="EUR", Actor1KnownGroupCode="EEC"),
        gdelt(GLOBALEVENTID="3", Actor1Code="ZZZ", Actor1CountryCode="ZZZ", Actor1Type1Code="", Actor1Name="NOWHERE"),
        gdelt(GLOBALEVENTID="4", Actor1Code="", Actor1CountryCode="", Actor1Type1Code="", Actor1Name=""),
        gdelt(GLOBALEVENTID="5", ActionGeo_CountryCode="KN"),
    ]
    done = put(path, "gdelt2", written(tmp_path / "a.csv", *lines))
    found = events(path)
    assert found[0]["actor"][0]["state"] == "ROU"
    assert found[1]["actor"][0]["id"] == "IGO:EU"
    assert found[2]["actor"] == [{"id": "ZZZ", "name": "NOWHERE", "state": "", "sector": ""}]
    assert found[3]["actor"] == []
    assert found[4]["raw"]["place_state"] == "PRK"
    assert done.unresolved == {"ZZZ": 1}


def test_bad_rows_are_set_aside_with_file_line_and_reason(path: Path, tmp_path: Path) -> None:
    lines = [
        gdelt(),
        gdelt(GLOBALEVENTID="2", SQLDATE="20231301"),
        "",
        gdelt(GLOBALEVENTID="3", EventCode="999"),
        gdelt(GLOBALEVENTID=""),
        gdelt(GLOBALEVENTID="4") + "\textra",
        gdelt(),
    ]
    done = put(path, "gdelt2", written(tmp_path / "a.csv", *lines))
    assert (done.rows, done.events) == (6, 1), "a blank line is no row"
    first = f"{tmp_path / 'a.csv'}:1"
    assert reasons(path) == {
        "a.csv:2": "date is no day: 20231301",
        "a.csv:4": "no CAMEO code: 999",
        "a.csv:5": "no event id",
        "a.csv:6": "62 columns, not 61 or 58 or 57",
        "a.csv:7": f"duplicate of {first}",
    }
    assert done.rejected["duplicate of an earlier row"] == 1


def test_an_event_that_another_file_has_too_is_a_duplicate(path: Path, tmp_path: Path) -> None:
    put(path, "gdelt2", written(tmp_path / "a.csv", gdelt()))
    done = put(path, "gdelt1", written(tmp_path / "b.csv", gdelt(58), gdelt(58, GLOBALEVENTID="2")))
    assert (done.rows, done.events, len(events(path))) == (2, 1, 2), "GDELT 1 and 2 number their events alike"


# -- ICEWS -----------------------------------------------------------------------------------------------


def test_a_row_of_icews_becomes_an_event(path: Path, tmp_path: Path) -> None:
    (tmp_path / "a.tab").write_text(headed(ICEWS, {}))
    put(path, "icews", tmp_path / "a.tab")
    (event,) = events(path)
    assert flat(event) == ("2018-06-01", "CHN:MIL", "CONSULT", "meet", "JPN:CVL")
    assert (event["source_quad"], event["quad_class"], event["source_score"]) == (None, 1, 1.0)
    assert event["origin"]["line"] == 2 and event["place"] == "Tokyo, Tokyo-to, Japan"
    assert (event["raw"]["story"], event["raw"]["sentence"], event["raw"]["district"]) == ("47000001", "2", None)
    assert event["raw"]["actor_roles"] == "Government,Military" and event["raw"]["place_state"] == "JPN"


@pytest.mark.parametrize("day", ["2018-06-01", "6/1/2018", "06/01/18", "01-Jun-18", "01JUN2018", "2018-06-01 00:00:00"])
def test_icews_dates_of_every_year_are_read(path: Path, tmp_path: Path, day: str) -> None:
    (tmp_path / "a.tab").write_text(headed(ICEWS, {"Event Date": day}))
    put(path, "icews", tmp_path / "a.tab")
    assert [e["date"] for e in events(path)] == ["2018-06-01"]


def test_icews_of_2017_has_no_codes_and_the_label_leads_to_them(path: Path, tmp_path: Path) -> None:
    later = {"Event ID": "2", "Event Text": "Impose embargo, boycott, or sanctions", "Event Date": "12/31/2017"}
    unknown = {"Event ID": "3", "Event Text": "Dance"}
    (tmp_path / "a.tab").write_text(headed(ICEWS, {}, later, unknown, without=("CAMEO Code",)))
    put(path, "icews", tmp_path / "a.tab")
    assert [(e["cameo"], e["event_type"], e["raw"]["code"]) for e in events(path)] == [
        ("040", "CONSULT", None),
        ("163", "SANCTION", None),
    ]
    assert reasons(path) == {"a.tab:4": "no CAMEO code: Dance"}


def test_icews_cells_in_quotes_and_rows_twice(path: Path, tmp_path: Path) -> None:
    quoted = {"Source Name": '"Military (""PLA"")"', "Event ID": "2", "City": '"NA"'}
    (tmp_path / "a.tab").write_text(headed(ICEWS, {}, {}, quoted))
    done = put(path, "icews", tmp_path / "a.tab")
    assert (done.rows, done.events) == (3, 2)
    assert events(path)[1]["actor"][0]["name"] == 'Military ("PLA")' and events(path)[1]["raw"]["city"] is None


# -- POLECAT ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lists",
    [
        {"Contexts": "diplomatic;economic"},
        {"Contexts": "['diplomatic', 'economic']"},
        {"Contexts": '"[""diplomatic"", ""economic""]"'},
        {"Contexts": "diplomatic, economic"},
    ],
)
def test_polecat_takes_lists_however_they_are_written(path: Path, tmp_path: Path, lists: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text(headed(POLECAT, lists))
    put(path, "polecat", tmp_path / "a.txt")
    (event,) = events(path)
    assert flat(event) == ("2023-01-02", "CHN:GOV", "CONSULT", "visit", "PRK:GOV")
    assert event["context"] == ["diplomatic", "economic"]
    assert (event["source_quad"], event["quad_class"], event["cameo"]) == ("VERBAL COOPERATION", 1, None)
    assert (event["published"], event["raw"]["feature"]) == ("2023-01-03", "1871859")


def test_polecat_headers_that_were_mangled_still_fit(path: Path, tmp_path: Path) -> None:
    header, row, _ = headed(POLECAT, {"Recipient Name": "None", "Recipient Country": "None"}).split("\n")
    mangled = header.replace("Event ID", "\ufeffEvent.ID").replace("Actor Name", "actor_name").replace(" ", "_")
    (tmp_path / "a.txt").write_text(f"{mangled}\n{row}\n", encoding="utf-8")
    done = put(path, "polecat", tmp_path / "a.txt")
    assert done.events == 1 and events(path)[0]["raw"]["recipient_country"] is None


def test_a_type_that_polecat_does_not_have_is_set_aside(path: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(headed(POLECAT, {}, {"Event Type": "YODEL", "Event ID": "2"}))
    put(path, "polecat", tmp_path / "a.txt")
    assert reasons(path) == {"a.txt:3": "no PLOVER type: YODEL"}


# -- ways in ---------------------------------------------------------------------------------------------


def test_zip_gzip_folders_globs_and_plain_files(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder / "a.csv", gdelt(GLOBALEVENTID="1"))
    (folder / "b.csv.gz").write_bytes(gzip.compress(gdelt(GLOBALEVENTID="2").encode()))
    with zipfile.ZipFile(folder / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.CSV", gdelt(GLOBALEVENTID="3"))
        archive.writestr("y.CSV", gdelt(GLOBALEVENTID="4"))
        archive.writestr("__MACOSX/._x.CSV", b"\0\5")
    assert put(path, "gdelt2", folder).events == 4
    assert [Path(e["origin"]["file"]).name for e in events(path)] == ["a.csv", "b.csv.gz", "x.CSV", "y.CSV"]
    again = put(path, "gdelt2", str(folder / "*"))
    assert (again.files, again.known, again.rows, len(events(path))) == (0, 3, 0, 4)


def test_standard_input_and_the_summary(path: Path, tmp_path: Path) -> None:
    lines = [gdelt(), gdelt(GLOBALEVENTID="2", Actor1CountryCode="ZZZ"), gdelt(GLOBALEVENTID="3", EventCode="999")]
    result = detente("import", "gdelt2", "-", "--store", path, stdin="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == [
        f"{path}: 1 file imported, 3 rows = 2 events + 1 set aside; 0 files passed over because the store has them",
        "1 record set aside:",
        "        1  no CAMEO code: 999",
        "codes of countries that name no state here, kept as they are: ZZZ (1)",
    ]
    shown = detente("events", "CHN", "PRK", "--store", path, "--jsonl")
    assert json.loads(shown.stdout)["origin"] == {"file": "-", "line": 1, "record": "900000001"}


def test_one_bad_file_does_not_keep_the_others_out(path: Path, tmp_path: Path) -> None:
    good, bad = written(tmp_path / "b.csv", gdelt()), tmp_path / "a.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "".join(gdelt(GLOBALEVENTID=str(n)) + "\n" for n in range(2000)))
    bad.write_bytes(packed.getvalue()[: len(packed.getvalue()) // 2])
    result = detente("import", "gdelt2", bad, good, "--store", path)
    assert result.exit_code == 1 and f"Error: {bad}: broken or truncated zip: " in result.stderr
    assert len(events(path)) == 1 and list(reasons(path)) == ["a.zip:None"]
    bad.write_bytes(packed.getvalue())
    assert put(path, "gdelt2", bad, good).events == 2000
    assert reasons(path) == {}, "what was mended is no longer set aside"


def test_a_zip_that_breaks_in_its_middle_leaves_nothing_of_itself(path: Path, tmp_path: Path) -> None:
    packed = bytearray()
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", gdelt() + "\n")
        archive.writestr("b.csv", gdelt(GLOBALEVENTID="2") + "\n")
    packed += buffer.getvalue()
    packed[packed.rindex(b"BEIJING")] ^= 1  # the checksum of the second file no longer holds
    (tmp_path / "a.zip").write_bytes(packed)
    done = put(path, "gdelt2", tmp_path / "a.zip")
    assert done.events == 0 and "broken or truncated zip" in next(iter(done.failed.values()))
    assert events(path) == []


def test_bombs_are_refused(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_RATIO_MATTERS_FROM", 1 << 20)
    monkeypatch.setattr("detente.reading.streams._RATIO_MATTERS_FROM", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (16 << 20))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"0" * (16 << 20)))
    done = put(path, "gdelt2", tmp_path / "a.zip", tmp_path / "b.gz")
    said = sorted(done.failed.values())
    assert said[0].startswith("gzip that expands more than 200 times")
    assert said[1].startswith("zip that expands more than 200 times") and events(path) == []


def test_a_field_of_100_megabytes_is_set_aside_and_its_neighbours_kept(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("w") as stream:
        stream.write(gdelt() + "\n" + gdelt(GLOBALEVENTID="2", Actor1Name="X" * 100_000_000) + "\n")
        stream.write(gdelt(GLOBALEVENTID="3") + "\n")
    done = put(path, "gdelt2", file)
    assert (done.rows, done.events) == (3, 2)
    (reason,) = reasons(path).items()
    assert reason[0] == "a.csv:2" and f"more than the {rows.LINE_LIMIT_BYTES} that are read" in reason[1]
    assert [e["origin"]["line"] for e in events(path)] == [1, 3]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (lambda text: text.replace("\n", "\r").encode("mac_roman"), "Zürich"),
        (lambda text: text.replace("\n", "\r\n").encode("cp1252"), "Zürich"),
        (lambda text: text.encode("utf-8-sig"), "Zürich"),
        (lambda text: text.encode("utf-16"), "Zürich"),
    ],
)
def test_encodings_and_line_ends(path: Path, tmp_path: Path, data: Any, name: str) -> None:
    text = "".join(f"{gdelt(GLOBALEVENTID=str(n), ActionGeo_FullName=name)}\n" for n in (1, 2))
    (tmp_path / "a.csv").write_bytes(data(text))
    put(path, "gdelt2", tmp_path / "a.csv")
    assert [(e["place"], e["origin"]["line"]) for e in events(path)] == [(name, 1), (name, 2)]


@pytest.mark.parametrize("importer", FORMATS)
def test_a_wrong_file_is_told_by_name_and_adds_nothing(path: Path, tmp_path: Path, importer: str) -> None:
    made = {
        "gdelt": gdelt(),
        "icews": headed(ICEWS, {}),
        "polecat": headed(POLECAT, {}),
        "text": "A story of two states.\nThey met.\n",
        "csv": "date,who\n2023-01-01,China\n",
        "binary": "\0\1\2\xff" * 50,
        "empty": "",
    }
    right = importer.rstrip("12")
    for name, content in made.items():
        (tmp_path / name).write_text(content, encoding="latin-1")
        done = put(path, importer, tmp_path / name)
        if name == right and importer != "gdelt1":
            continue
        assert done.events == 0 and len(done.failed) == 1, name
        said = next(iter(done.failed.values()))
        if name in ("icews", "polecat", "gdelt"):
            assert "it looks like gdelt2" in said if name == "gdelt" else f"it looks like {name}" in said


def test_usage_errors_name_the_choices(path: Path, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"unknown data set format 'gdelt3' \(did you mean gdelt2\?\); choose from gdelt1"
    ):
        put(path, "gdelt3", "x")
    with pytest.raises(InputError, match="no such file"):
        put(path, "gdelt2", tmp_path / "none.csv")
    result = detente("import", "gdelt", "x", "--store", path)
    assert result.exit_code == 2 and "choose from gdelt1, gdelt2" in result.stderr


# -- interruption ----------------------------------------------------------------------------------------


def test_a_file_imported_under_other_tables_is_imported_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "a.csv", gdelt(), gdelt(GLOBALEVENTID="2", EventCode="999"))
    put(path, "gdelt2", file)
    monkeypatch.setattr("detente.datasets._recipe", lambda form, tables: "another")
    assert put(path, "gdelt2", file).events == 1
    assert len(events(path)) == 1 and list(reasons(path)) == ["a.csv:2"]


_IMPORT = (
    "import sys; from detente.datasets import import_into; from detente.store import Store\n"
    "tell = lambda file, n: print(n, flush=True)\n"
    "with Store.open(sys.argv[1]) as s: import_into(s, 'gdelt2', sys.argv[2:], progress=tell)"
)


def test_a_killed_import_leaves_a_store_that_opens_and_a_repeat_completes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for part in range(3):
        lines = (gdelt(GLOBALEVENTID=str(part * 100_000 + n)) for n in range(10_000))
        names.append(written(tmp_path / f"{part}.csv", *lines))
    whole = put(tmp_path / "whole.duckdb", "gdelt2", *names)
    assert whole.events == 30_000
    process = subprocess.Popen([sys.executable, "-c", _IMPORT, str(path), *names], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    process.stdout.readline()  # in the second file
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with Store.open(path, read_only=True) as store:
        assert store.counts()["events"] % 10_000 == 0, "whole files or nothing of them"
    done = put(path, "gdelt2", *names)
    assert done.known + done.files == 3
    with Store.open(path, read_only=True) as store:
        assert (store.counts()["events"], store.counts()["rejected"]) == (30_000, 0)
        assert store.dataset_coverage() == [{"dataset": "gdelt2", "day": "2023-12-18", "events": 30_000}]


# -- whole files of others, not shipped ------------------------------------------------------------------


@pytest.mark.shared
def test_gdelt_imported_whole_keeps_the_files_own_totals(shared: Path, path: Path) -> None:
    names = sorted((shared / "events").glob("*.export.CSV"))
    cells = [line.split("\t") for name in names for line in name.read_text("utf-8").splitlines()]
    done = put(path, "gdelt2", *names)
    assert done.rows == len(cells) == done.events + sum(done.rejected.values())
    columns = {"code": 26, "source_quad": 29, "actor": 5, "recipient": 15}
    before = {name: Counter(row[n] for row in cells) for name, n in columns.items()}
    found = events(path)
    after = {
        "code": Counter(e["raw"]["code"] for e in found),
        "source_quad": Counter(f"{e['source_quad']}" for e in found),
        "actor": Counter(e["raw"]["actor_code"] or "" for e in found),
        "recipient": Counter(e["raw"]["recipient_code"] or "" for e in found),
    }
    before["code"] = Counter({c.removesuffix(".0"): n for c, n in before["code"].items()})
    assert after == before


@pytest.mark.shared
def test_icews_imported_whole_keeps_the_files_own_totals(shared: Path, path: Path) -> None:
    name = shared / "events" / "icews.events.2018.sample.tab"
    header, *lines = (line.split("\t") for line in name.read_text("utf-8").splitlines())
    done = put(path, "icews", name)
    assert done.rows == len(lines) == done.events + sum(done.rejected.values())
    found = events(path)
    for column, key in {
        "CAMEO Code": "code",
        "Source Country": "actor_country",
        "Target Country": "recipient_country",
    }.items():
        before = Counter(row[header.index(column)].strip('"') for row in lines)
        assert Counter(e["raw"][key] or "NA" for e in found) == before, column
    intensity = Counter(float(row[header.index("Intensity")]) for row in lines)
    assert Counter(e["source_score"] for e in found) == intensity
