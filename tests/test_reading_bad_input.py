"""What cannot be read is set aside with a reason, the rest is read, and nothing takes all memory."""

import gzip
import json
import os
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.reading import Options, normalise, read, streams
from detente.records import Document, Rejected

TALKS = "Wang Yi met Pak Myong Ho in Beijing on Monday. The two sides agreed to improve coordination."
GOOD = json.dumps({"text": TALKS})


def write(place: Path, content: str | bytes) -> str:
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(place)


def outcome(path: str, options: Options | None = None) -> list[str]:
    """Return ``ok`` or the reason for each record."""
    return [record.reason if isinstance(record, Rejected) else "ok" for record in read([path], options)]


def rejected(path: str) -> Rejected:
    (record,) = read([path])
    assert isinstance(record, Rejected), record
    return record


class TestWholeFiles:
    @pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a", "a.txt.gz"])
    def test_empty(self, tmp_path: Path, name: str) -> None:
        assert outcome(write(tmp_path / name, b"")) == ["empty text"]

    @pytest.mark.parametrize("content", [" \n\n ", "NaN", "null\n", "— … —"])
    def test_a_text_that_says_nothing(self, tmp_path: Path, content: str) -> None:
        assert outcome(write(tmp_path / "a.txt", content)) == ["empty text"]

    @pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.csv", "a"])
    @pytest.mark.parametrize(
        "content",
        [
            random.Random(7).randbytes(5000),
            b"text with a \x00 in it",
            b"%PDF-1.7\nwords",
            b"\x89PNG\r\n\x1a\n",
            b"PK\x03\x04word/document.xml",
        ],
        ids=["noise", "nul", "pdf", "png", "docx"],
    )
    def test_binary(self, tmp_path: Path, name: str, content: bytes) -> None:
        assert outcome(write(tmp_path / name, content)) == ["binary file"]

    def test_a_format_that_holds_no_prose(self, tmp_path: Path) -> None:
        assert outcome(write(tmp_path / "style.css", "body { color: red }")) == ["format .css is not read"]

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        locked, fine = write(tmp_path / "a.txt", TALKS), write(tmp_path / "b.txt", TALKS)
        opened = Path.open

        def refuse(self: Path, *arguments: object) -> object:
            if str(self) == locked:
                raise PermissionError(13, "Permission denied")
            return opened(self, *arguments)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refuse)
        first, second = read([locked, fine])
        assert isinstance(first, Rejected)
        assert first.reason == "cannot be read: Permission denied"
        assert isinstance(second, Document)

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_no_permission_for_real(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.txt", TALKS)
        Path(path).chmod(0)
        assert outcome(path) == ["cannot be read: Permission denied"]

    def test_a_folder_that_cannot_be_listed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "locked").mkdir()
        write(tmp_path / "z.txt", TALKS)
        scan = os.scandir

        def refuse(path: str) -> Iterator[os.DirEntry[str]]:
            if str(path).endswith("locked"):
                raise PermissionError(13, "Permission denied", str(path))
            return scan(path)

        def refuse_listing(path: str) -> list[str]:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(os, "scandir", refuse)
        monkeypatch.setattr(os, "listdir", refuse_listing)
        first, second = read([str(tmp_path)])
        assert isinstance(first, Rejected)
        assert (first.reason, first.origin.file) == (
            "cannot be read: Permission denied",
            str(tmp_path / "locked"),
        )
        assert isinstance(second, Document)

    def test_a_link_to_nowhere_and_a_pipe(self, tmp_path: Path) -> None:
        (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
        os.mkfifo(tmp_path / "pipe.txt")
        assert outcome(str(tmp_path)) == ["cannot be read: No such file or directory"]

    def test_a_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        path = os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff.txt")
        (record,) = read([write(Path(path), TALKS)])
        assert isinstance(record, Document)
        assert record.origin.file.endswith("a\\xff.txt")

    def test_html_without_text(self, tmp_path: Path) -> None:
        assert outcome(write(tmp_path / "a.html", "<html><body></body></html>")) == ["no text found in the HTML"]

    @pytest.mark.parametrize(
        "content",
        [
            "<",
            "<html>",
            "plain words",
            "<div>" * 20_000 + TALKS,
            "<!doctype html>" + "<p " * 5000,
            "<?xml version='1.0'?><a/>",
        ],
    )
    def test_broken_html(self, tmp_path: Path, content: str) -> None:
        assert len(outcome(write(tmp_path / "a.html", content))) == 1

    def test_entities_of_a_page_are_not_resolved(self, tmp_path: Path) -> None:
        secret = write(tmp_path / "secret.txt", "the launch code")
        source = (
            f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
            f"<html><body><article><p>{TALKS} {TALKS} &x;</p><p>{TALKS} {TALKS}</p></article></body></html>"
        )
        (record,) = read([write(tmp_path / "a.xhtml", source)])
        assert "launch code" not in getattr(record, "text", "")

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.html", "<a>" * 200_001, "page of 200001 tags is over the limit of 200000"),
            ("a.md", "[" * 50_001, "text with 50001 signs of markup is over the limit of 50000"),
        ],
    )
    def test_markup_that_would_take_for_ever(self, tmp_path: Path, name: str, content: str, reason: str) -> None:
        assert outcome(write(tmp_path / name, content + TALKS)) == [reason]

    def test_an_unknown_encoding_on_a_page(self, tmp_path: Path) -> None:
        source = f'<meta charset="klingon"><body><p>{TALKS} “yes”</p><p>{TALKS}</p></body>'
        assert outcome(write(tmp_path / "a.html", source.encode("cp1252"))) == ["ok"]

    @pytest.mark.parametrize("value", ["2023-13-45", "0000-00-00", "03/04/2012", "20233-01-01", "2999-01-01"])
    def test_a_date_that_is_none(self, tmp_path: Path, value: str) -> None:
        (reason,) = outcome(write(tmp_path / "a.txt", f"Published: {value}\n\n{TALKS}"))
        assert reason.startswith(f"published: '{value}' ")


class TestGzip:
    def test_truncated_lines_are_kept_up_to_the_break(self, tmp_path: Path) -> None:
        noise = random.Random(1)
        rows = [json.dumps({"text": TALKS, "id": noise.random()}) for _ in range(3000)]
        packed = gzip.compress("\n".join(rows).encode())
        found = outcome(write(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]))
        assert 1000 < found.count("ok") < 2000
        assert found[-1] == f"truncated gzip (after line {found.count('ok')})"
        assert len(found) == found.count("ok") + 1

    def test_half_a_text_is_not_taken_for_the_whole(self, tmp_path: Path) -> None:
        packed = gzip.compress(random.Random(1).randbytes(4000).hex().encode())
        assert outcome(write(tmp_path / "a.txt.gz", packed[:-2000])) == ["truncated gzip"]

    def test_cut_after_a_few_bytes(self, tmp_path: Path) -> None:
        assert outcome(write(tmp_path / "a.txt.gz", gzip.compress(TALKS.encode())[:5])) == ["truncated gzip"]

    def test_damaged(self, tmp_path: Path) -> None:
        packed = bytearray(gzip.compress(random.Random(1).randbytes(4000).hex().encode()))
        packed[1000:1020] = bytes(20)
        (reason,) = outcome(write(tmp_path / "a.txt.gz", bytes(packed)))
        assert reason.startswith("broken gzip: ")

    def test_a_bomb(self, tmp_path: Path) -> None:
        packed = gzip.compress(b" " * (200 << 20), compresslevel=1)
        path = write(tmp_path / "a.jsonl.gz", packed)
        (reason,) = outcome(path)
        assert reason.startswith("gzip that expands more than 200 times")

    def test_a_file_of_another_kind_with_the_suffix(self, tmp_path: Path) -> None:
        assert outcome(write(tmp_path / "a.txt.gz", TALKS)) == ["ok"]


class TestSize:
    def test_a_text_over_the_limit(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.txt", "word " * 1_000_001)
        assert outcome(path) == ["text of 5000005 characters is over the limit of 5000000"]

    @pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
    def test_a_file_far_over_the_limit_is_not_read_to_its_end(self, tmp_path: Path, name: str) -> None:
        path = write(tmp_path / name, "word " * 10_000_000)
        assert outcome(path) == ["text of more than 30000000 bytes is over the limit"]

    @pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
    def test_one_line_of_fifty_megabytes_among_others(self, tmp_path: Path, name: str) -> None:
        good, head = (GOOD, "") if name == "a.jsonl" else (f'"{TALKS}"', "text\n")
        path = tmp_path / name
        with path.open("w") as file:
            file.write(f"{head}{good}\n")
            for _ in range(50):
                file.write("x" * 1_000_000)
            file.write(f"\n{good}\n")
        tracemalloc.start()
        try:
            found = outcome(str(path))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert found == ["ok", "line of 50000000 bytes is over the limit of 30000000", "ok"]
        assert peak < 100_000_000

    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        with path.open("w") as file:
            for _ in range(700):
                file.write(json.dumps({"text": TALKS * 150}) + "\n")
        tracemalloc.start()
        try:
            count = sum(1 for _ in read([str(path)], Options(language_check=False)))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert count == 700
        assert path.stat().st_size > 9_000_000
        assert peak < 4_000_000

    def test_a_json_value_over_the_limit(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.json", '[{"text": "' + "x" * 40_000_000)
        (reason,) = outcome(path)
        assert reason.startswith("invalid JSON: ")


class TestJson:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ('{"text": "x"', "invalid JSON: Expecting ',' delimiter at column 13"),
            ("{}", "no field 'text' for the text: it has none"),
            (
                '{"story": "x", "date": 1}',
                "no field 'text' for the text: it has story, date; say which with --map text=",
            ),
            ('["a"]', 'no JSON object but ["a"]'),
            ("12", "no JSON object but 12"),
            ('{"text": null}', "empty text"),
            ('{"text": NaN}', "empty text"),
            ('{"text": " None "}', "empty text"),
            ('{"text": ""}', "empty text"),
            ('{"text": 5}', "the text is no words but a number"),
            ('{"text": ["a", "b"]}', "the text is no words but a list"),
            (f'{{"text": "{TALKS}", "published": "2023-13-45"}}', "published: '2023-13-45' is no date"),
            (f'{{"text": "{TALKS}", "published": {{"year": 2023}}}}', "published: a dict is no date"),
            ("[" * 100_000, "invalid JSON: nested too deeply"),
            ('{"text": "a", "id": 1' + "0" * 5000 + "}", "invalid JSON: "),
        ],
    )
    def test_a_bad_line_among_good_ones(self, tmp_path: Path, line: str, reason: str) -> None:
        first, second, third = read([write(tmp_path / "a.jsonl", f"{GOOD}\n{line}\n{GOOD}\n")])
        assert isinstance(first, Document) and isinstance(third, Document)
        assert isinstance(second, Rejected)
        assert second.reason.startswith(reason)
        assert (second.origin.line, third.origin.line) == (2, 3)

    def test_odd_values_of_other_fields_do_no_harm(self, tmp_path: Path) -> None:
        row = {
            "text": TALKS,
            "title": None,
            "publisher": ["x"],
            "url": {"a": 1},
            "language": 5,
            "id": [1],
            "published": "",
        }
        (record,) = read([write(tmp_path / "a.jsonl", json.dumps(row))])
        assert isinstance(record, Document)
        assert (record.title, record.publisher, record.url, record.published) == ("", None, None, None)

    def test_half_a_character_can_still_be_stored(self, tmp_path: Path) -> None:
        line = f'{{"text": "{TALKS} \\ud83d", "url": "a\\ud83d", "id": "\\u0000\\ud83d"}}'
        (record,) = read([write(tmp_path / "a.jsonl", line)])
        assert isinstance(record, Document)
        "".join([record.text, record.url or "", record.origin.record or ""]).encode()

    def test_a_rejected_record_keeps_its_id(self, tmp_path: Path) -> None:
        found = list(read([write(tmp_path / "a.jsonl", '{"id": "k1", "text": null}\n{"id": "k2", "body": "x"}')]))
        assert [record.origin.record for record in found] == ["k1", "k2"]

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (f"[{GOOD}, {{broken}}, {GOOD}]", ["ok", "invalid JSON: "]),
            (f"[{GOOD}, {GOOD}", ["ok", "ok", "invalid JSON: the list is not closed"]),
            (f"[{GOOD}, 3, {GOOD}]", ["ok", "no JSON object but 3", "ok"]),
            (f'[{GOOD}, {{"text": "cut', ["ok", "invalid JSON: "]),
            ("[" * 100_000, ["invalid JSON: "]),
        ],
    )
    def test_a_list_that_breaks_off(self, tmp_path: Path, content: str, expected: list[str]) -> None:
        found = outcome(write(tmp_path / "a.json", content))
        assert len(found) == len(expected)
        assert all(reason.startswith(start) for reason, start in zip(found, expected, strict=True))


class TestTables:
    def test_rows_that_do_not_fit(self, tmp_path: Path) -> None:
        source = f'id,text\n1,{TALKS}\n2\n\n3,"a" b,c\n4,{TALKS},5\n6,{TALKS}\n'
        assert outcome(write(tmp_path / "a.csv", source)) == [
            "ok",
            "row of 1 fields under a header of 2",
            "invalid row: ',' expected after '\"'",
            "row of 3 fields under a header of 2",
            "ok",
        ]

    def test_a_quotation_mark_that_is_not_closed(self, tmp_path: Path) -> None:
        found = outcome(write(tmp_path / "a.csv", f'id,text\n1,{TALKS}\n2,"{TALKS}\n3,{TALKS}\n'))
        assert found == ["ok", "invalid row: unexpected end of data"]

    def test_a_column_that_is_not_there(self, tmp_path: Path) -> None:
        (reason,) = outcome(write(tmp_path / "a.csv", f"id,story\n1,{TALKS}\n2,{TALKS}\n"))
        assert reason == "no column 'text' for the text: it has id, story; say which with --map text=NAME"

    def test_a_table_without_rows(self, tmp_path: Path) -> None:
        assert outcome(write(tmp_path / "a.csv", "id,text\n")) == []

    def test_the_csv_module_is_left_as_it_was(self, tmp_path: Path) -> None:
        import csv

        before = csv.field_size_limit()
        path = write(tmp_path / "a.csv", f'text\n"{TALKS * 2000}"\n{TALKS}\n')
        records = read([path])
        assert isinstance(next(records), Document)
        assert csv.field_size_limit() == before

    def test_what_only_calls_itself_parquet(self, tmp_path: Path) -> None:
        (reason,) = outcome(write(tmp_path / "a.parquet", b"PAR1 and no more"))
        assert reason.startswith("broken Parquet: ")

    def test_parquet_without_the_column(self, tmp_path: Path) -> None:
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.table({"story": [TALKS]}), tmp_path / "a.parquet")
        (reason,) = outcome(str(tmp_path / "a.parquet"))
        assert reason.startswith("no column 'text' for the text: it has story;")


def test_standard_input_without_a_byte() -> None:
    source = "from detente.reading import read; print([r.reason for r in read(['-'])])"
    done = subprocess.run(
        [sys.executable, "-c", source], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert done.stdout == "['empty text']\n"


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=400),
    suffix=st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".csv", ""]),
)
def test_no_bytes_stop_the_reading(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    place = tmp_path_factory.mktemp("noise")
    path = write(place / f"a{suffix}", content)
    assert isinstance(list(read([path, write(place / "z.txt", TALKS)]))[-1], Document)


@settings(max_examples=200, deadline=None)
@given(raw=st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_text_can_be_stored(raw: str) -> None:
    stored = normalise.text(raw)
    stored.encode()
    assert stored == stored.strip()
    assert "\n\n\n" not in stored and "\r" not in stored


@given(st.lists(st.binary(max_size=9)), st.integers(1, 12))
def test_lines_do_not_depend_on_how_the_blocks_were_cut(parts: list[bytes], limit: int) -> None:
    cut, joined = (list(streams.lines(source, limit=limit)) for source in (parts, [b"".join(parts)]))
    assert cut == joined
    assert all(line.data is None for line in cut if line.length > limit)


def test_a_text_that_grows_while_it_is_read_stays_bounded() -> None:
    with pytest.raises(InputError, match="over the limit"):
        streams.whole(iter(lambda: b"x" * 1000, b""), limit=5000)
