"""What each format gives, from a file to a Document."""

import gzip
import io
import json
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from detente.errors import InputError, UsageError
from detente.reading import Options, dates, expand, language, normalise, read
from detente.records import Document, Rejected

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TALKS = "Wang Yi met Pak Myong Ho in Beijing on Monday. The two sides agreed to improve coordination."
SPANISH = "El presidente de China recibió este martes en Pekín al ministro de Relaciones Exteriores de la RPDC."


def write(place: Path, content: str | bytes) -> str:
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(place)


def one(path: str, options: Options | None = None) -> Document:
    (record,) = read([path], options)
    assert isinstance(record, Document), record
    return record


def reasons(path: str, options: Options | None = None) -> list[str]:
    return [record.reason for record in read([path], options) if isinstance(record, Rejected)]


class TestPlainText:
    def test_without_header(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.txt", TALKS)
        document = one(path)
        assert (document.text, document.title, document.publisher, document.published) == (
            TALKS,
            "",
            None,
            None,
        )
        assert (document.language, document.origin.file, document.origin.line) == ("en", path, None)

    def test_header(self, tmp_path: Path) -> None:
        head = "Title: Talks: a start\nPublished: 2023-12-19\nPublisher: KCNA\nURL: https://example.org/a\nid: k1"
        document = one(write(tmp_path / "a.txt", f"{head}\n\n{TALKS}"), Options(publisher="X", published="2020"))
        assert (document.title, document.published, document.publisher) == (
            "Talks: a start",
            "2023-12-19",
            "KCNA",
        )
        assert (document.url, document.origin.record) == ("https://example.org/a", "k1")
        assert document.text == TALKS

    def test_options_supply_what_the_file_lacks(self, tmp_path: Path) -> None:
        document = one(write(tmp_path / "a.txt", TALKS), Options(publisher="Xinhua", published="Dec 2023"))
        assert (document.publisher, document.published) == ("Xinhua", "2023-12")

    @pytest.mark.parametrize("first", ["Seoul: the talks have begun.", "Title", "Title: without an end\nof a header."])
    def test_what_only_looks_like_a_header_is_text(self, tmp_path: Path, first: str) -> None:
        document = one(write(tmp_path / "a.txt", f"{first}\n\n{TALKS}"))
        assert document.text.startswith(first)
        assert document.title == ""

    def test_lines_wrapped_at_a_width_are_joined_and_others_kept(self, tmp_path: Path) -> None:
        wrapped = (
            "Wang Yi met Pak Myong Ho in Beijing on the\nMonday, and the two agreed then that they\nwould meet again."
        )
        lines = "The ministers met on Monday.\nThe envoys met on Tuesday, and the two of them then left for home."
        assert (
            one(write(tmp_path / "a.txt", f"{wrapped}\n\n{lines}")).text
            == f"{wrapped.replace(chr(10), ' ')}\n\n{lines}"
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = "The minister’s visit to Málaga was “frank” – he met Jürgen there and they agreed to talk."
        assert one(write(tmp_path / "a.txt", text.encode(encoding))).text == text

    def test_a_bad_byte_does_not_turn_utf8_into_something_else(self, tmp_path: Path) -> None:
        text = "The minister’s visit to the café was “frank”, he said"
        assert one(write(tmp_path / "a.txt", text.encode() + b" \xe2\x80 to us.")).text == f"{text} � to us."

    def test_gzip(self, tmp_path: Path) -> None:
        assert one(write(tmp_path / "a.txt.gz", gzip.compress(TALKS.encode()))).text == TALKS
        assert one(write(tmp_path / "a.txt", gzip.compress(TALKS.encode()))).text == TALKS


class TestMarkdown:
    def test_front_matter_and_markup(self, tmp_path: Path) -> None:
        source = (
            "---\ntitle: Talks in Beijing\ndate: 2023-12-19\npublisher: Example Daily\ntags: [a, b]\n---\n"
            "# Another heading\n\n**Wang Yi** met [Pak Myong Ho](https://example.org) in\nBeijing. ![a](p.png)\n\n"
            "- The two sides *agreed* to talk.\n\n```\ncode\n```\n\n> The talks were `frank` &amp; long.\n"
        )
        document = one(write(tmp_path / "a.md", source))
        assert (document.title, document.published) == ("Talks in Beijing", "2023-12-19")
        assert document.publisher == "Example Daily"
        assert document.text == (
            "Wang Yi met Pak Myong Ho in Beijing.\n\nThe two sides agreed to talk.\n\nThe talks were frank & long."
        )

    def test_the_first_heading_is_the_title(self, tmp_path: Path) -> None:
        document = one(write(tmp_path / "a.md", f"# Talks in Beijing\n\n{TALKS}\n\n## What was said\n\nLittle of it."))
        assert document.title == "Talks in Beijing"
        assert document.text == f"{TALKS}\n\nWhat was said\n\nLittle of it."

    def test_front_matter_that_is_no_yaml(self, tmp_path: Path) -> None:
        document = one(write(tmp_path / "a.md", f"---\ntitle: Talks: a start\ndate: 2023-12\n---\n{TALKS}"))
        assert (document.title, document.published, document.text) == ("Talks: a start", "2023-12", TALKS)


def page(head: str = "", body: str = "") -> str:
    words = "".join(
        f"<p>Wang Yi met Pak Myong Ho in Beijing for the {n} time, and both agreed to talk &amp; act.</p>"
        for n in ("first", "second", "third", "fourth")
    )
    return (
        f"<!doctype html><html><head><title>Talks in Beijing</title>{head}</head><body><nav>Home Sport</nav>"
        f"<article><h1>Talks in Beijing</h1>{words}{body}</article><footer>© 2019 Ex</footer></body></html>"
    )


class TestHtml:
    def test_text_and_metadata(self, tmp_path: Path) -> None:
        head = (
            '<meta property="article:published_time" content="2023-12-19T01:00:00+09:00">'
            '<meta property="og:site_name" content="Example Daily">'
            '<link rel="canonical" href="https://example.org/talks">'
        )
        document = one(write(tmp_path / "a.html", page(head)))
        assert (document.title, document.publisher) == ("Talks in Beijing", "Example Daily")
        assert (document.published, document.url) == ("2023-12-19", "https://example.org/talks")
        assert document.text.startswith("Wang Yi met Pak Myong Ho in Beijing for the first time")
        assert document.text.count("\n\n") == 3
        assert "talk & act" in document.text
        assert "Sport" not in document.text

    def test_the_publisher_given_wins_over_the_name_of_the_site(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.html", page('<meta property="og:site_name" content="Example Daily">'))
        assert one(path, Options(publisher="Xinhua")).publisher == "Xinhua"

    @pytest.mark.parametrize(
        ("head", "published"),
        [
            ("", None),
            ('<meta name="date" content="2023-12">', "2023-12"),
            (
                '<meta name="date" content="03/04/2012"><meta name="pubdate" content="3 April 2012">',
                "2012-04-03",
            ),
            ('<meta itemprop="datePublished" content="2023-12-19">', "2023-12-19"),
            (
                '<script type="application/ld+json">{"datePublished": "2023-12-19T10:00:00Z"}</script>',
                "2023-12-19",
            ),
            ('<link rel="canonical" href="https://example.org/2023/12/19/talks">', "2023-12-19"),
        ],
    )
    def test_only_a_date_that_is_declared_counts(self, tmp_path: Path, head: str, published: str | None) -> None:
        assert one(write(tmp_path / "a.html", page(head))).published == published

    def test_a_time_element(self, tmp_path: Path) -> None:
        body = '<time datetime="2001-01-01">then</time><time itemprop="datePublished" datetime="2023-12-19">now</time>'
        assert one(write(tmp_path / "a.html", page(body=body))).published == "2023-12-19"

    def test_the_encoding_that_the_page_declares(self, tmp_path: Path) -> None:
        source = page('<meta charset="windows-1251">', "<p>Посол сказал: the talks went well.</p>")
        assert "Посол сказал" in one(write(tmp_path / "a.html", source.encode("cp1251"))).text

    def test_known_by_its_content(self, tmp_path: Path) -> None:
        assert one(write(tmp_path / "saved", page())).title == "Talks in Beijing"


class TestJson:
    ROWS = (
        {
            "id": 7,
            "text": TALKS,
            "title": "Talks",
            "publisher": "KCNA",
            "published": "2023-12-19T23:30:00+09:00",
        },
        {"id": "b", "text": f"{TALKS} They met again.", "url": "https://example.org", "language": "en-US"},
    )

    @pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a"])
    def test_lines(self, tmp_path: Path, name: str) -> None:
        path = write(tmp_path / name, "\n".join(json.dumps(row) for row in self.ROWS) + "\n\n")
        first, second = read([path])
        assert isinstance(first, Document) and isinstance(second, Document)
        assert (first.origin.record, first.origin.line, second.origin.line) == ("7", 1, 2)
        assert (first.title, first.publisher, first.published) == ("Talks", "KCNA", "2023-12-19")
        assert (second.url, second.language, second.published) == ("https://example.org", "en", None)

    @pytest.mark.parametrize("indent", [None, 2])
    @pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a"])
    def test_a_list(self, tmp_path: Path, name: str, indent: int | None) -> None:
        found = list(read([write(tmp_path / name, json.dumps(self.ROWS, indent=indent))]))
        assert [record.origin.record for record in found] == ["7", "b"]
        assert [record.origin.line for record in found] == ([1, 1] if indent is None else [2, 9])

    def test_one_object_over_many_lines(self, tmp_path: Path) -> None:
        assert one(write(tmp_path / "a.json", json.dumps(self.ROWS[0], indent=2))).title == "Talks"

    def test_a_list_longer_than_a_block(self, tmp_path: Path) -> None:
        rows = [{"id": n, "text": f"{TALKS} " * 40} for n in range(400)]
        found = list(read([write(tmp_path / "a.json", json.dumps(rows, indent=1))]))
        assert [record.origin.record for record in found] == [str(n) for n in range(400)]

    def test_mapping(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", json.dumps({"story": TALKS, "date": "2023-12-19", "no": 3}))
        options = Options(mapping={"text": "story", "published": "date", "id": "no"})
        document = one(path, options)
        assert (document.published, document.origin.record) == ("2023-12-19", "3")

    def test_the_id_depends_on_the_content_and_not_on_the_place(self, tmp_path: Path) -> None:
        line = json.dumps(self.ROWS[0])
        first, second = one(write(tmp_path / "a.jsonl", line)), one(write(tmp_path / "b.jsonl", f"\n{line}"))
        assert first.id == second.id
        assert first.origin != second.origin


class TestTables:
    @pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")])
    def test_delimited(self, tmp_path: Path, name: str, mark: str) -> None:
        rows = [["id", "text", "published"], ["1", f'"{TALKS}\nHe said ""yes""."', "2023"], ["2", TALKS, ""]]
        path = write(tmp_path / name, "\n".join(mark.join(row) for row in rows))
        first, second = read([path])
        assert isinstance(first, Document) and isinstance(second, Document)
        assert first.text == f'{TALKS}\nHe said "yes".'
        assert (first.published, first.origin.record, first.origin.line) == ("2023", "1", 2)
        assert (second.published, second.origin.record, second.origin.line) == (None, "2", 4)

    def test_old_mac_line_ends_and_encoding(self, tmp_path: Path) -> None:
        source = f"text,published\r“{TALKS}”,2023\r{TALKS},2022\r"
        first, second = read([write(tmp_path / "a.csv", source.encode("mac_roman"))])
        assert isinstance(first, Document) and isinstance(second, Document)
        assert (first.text, second.published) == (f"“{TALKS}”", "2022")

    def test_parquet(self, tmp_path: Path) -> None:
        import pyarrow
        from pyarrow import parquet

        columns = {
            "story": [TALKS, None, TALKS],
            "published": [date(2023, 12, 19), None, date(2022, 1, 2)],
            "id": [1, 2, 3],
            "unused": [[1], [2], [3]],
        }
        path = tmp_path / "a.parquet"
        parquet.write_table(pyarrow.table(columns), path)
        first, second, third = read([str(path)], Options(mapping={"text": "story"}))
        assert isinstance(first, Document) and isinstance(third, Document)
        assert (first.published, first.origin.record, first.origin.line) == ("2023-12-19", "1", 1)
        assert isinstance(second, Rejected) and (second.reason, second.origin.line) == ("empty text", 2)
        assert third.published == "2022-01-02"


class TestStandardInput:
    def read(self, monkeypatch: pytest.MonkeyPatch, content: str) -> list[Document | Rejected]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        return list(read(["-"]))

    def test_a_json_object_on_the_first_line_means_json_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = "\n".join(json.dumps(row) for row in TestJson.ROWS)
        found = self.read(monkeypatch, f"\n  \n{lines}\n{{broken\n")
        assert [record.origin.record for record in found] == ["7", "b", None]
        assert [(record.origin.file, record.origin.line) for record in found] == [
            ("-", 3),
            ("-", 4),
            ("-", 5),
        ]

    def test_else_it_is_one_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (record,) = self.read(monkeypatch, f"Published: 2023-12-19\n\n{TALKS}")
        assert isinstance(record, Document)
        assert (record.text, record.published) == (TALKS, "2023-12-19")


class TestExpand:
    def test_folders_in_the_order_of_names_without_hidden_files(self, tmp_path: Path) -> None:
        for name in ("b/2.txt", "b/10.txt", "a.txt", "c.txt", ".hidden/x.txt", "b/.swp"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        found = [str(Path(path).relative_to(tmp_path)) for path in expand([str(tmp_path)])]
        assert found == ["a.txt", "b/10.txt", "b/2.txt", "c.txt"]

    def test_globs_and_standard_input(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a.txt", "c.md", "[x].txt"):
            (tmp_path / name).touch()
        assert [Path(p).name for p in expand([f"{tmp_path}/?.txt", "-"])] == ["a.txt", "b.txt", "-"]
        assert [Path(p).name for p in expand([f"{tmp_path}/[x].txt"])] == ["[x].txt"]

    def test_a_loop_of_links_ends(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "1.txt").touch()
        (tmp_path / "a" / "up").symlink_to(tmp_path)
        (tmp_path / "b").symlink_to(tmp_path / "a")
        assert [Path(path).name for path in expand([str(tmp_path)])] == ["1.txt"]

    def test_a_missing_path_is_said_at_once_with_near_names(self, tmp_path: Path) -> None:
        (tmp_path / "articles").mkdir()
        with pytest.raises(InputError, match=r"artikles: no such file or folder; did you mean .*articles\?"):
            read([str(tmp_path), str(tmp_path / "artikles")])
        with pytest.raises(InputError, match="no file matches"):
            expand([str(tmp_path / "*.pdf")])


class TestDates:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("2023", "2023"),
            (2023, "2023"),
            ("2023-12", "2023-12"),
            ("2023-12-19", "2023-12-19"),
            ("2023/1/9", "2023-01-09"),
            ("2023.12.19", "2023-12-19"),
            (20231219, "2023-12-19"),
            ("20231219T103000Z", "2023-12-19"),
            ("2023-12-19T23:30:00-08:00", "2023-12-19"),
            ("2023-12-19 10:00 UTC", "2023-12-19"),
            (1702944000, "2023-12-19"),
            (1702944000123, "2023-12-19"),
            ("19 December 2023", "2023-12-19"),
            ("Dec. 19, 2023", "2023-12-19"),
            ("December 2023", "2023-12"),
            ("Sun Dec 2023", "2023-12"),
            ("Tue, 19 Dec 2023 10:00:00 +0900", "2023-12-19"),
            ("31/12/2011", "2011-12-31"),
            ("12/31/2011", "2011-12-31"),
            ("04/04/2012", "2012-04-04"),
            (date(2023, 12, 19), "2023-12-19"),
            (datetime(2023, 12, 19, 23), "2023-12-19"),
            (None, None),
            (" NaN ", None),
            (float("nan"), None),
        ],
    )
    def test_read(self, value: object, expected: str | None) -> None:
        assert dates.parse(value) == expected

    @pytest.mark.parametrize(
        ("value", "fault"),
        [
            ("0000-00-00", "is no date"),
            ("2023-13-45", "is no date"),
            ("2011-02-29", "is no date"),
            ("2023-12-00", "is no date"),
            ("20233", "is no date"),
            ("20233-01-01", "is no date"),
            ("03/04/2012", "may be day/month or month/day"),
            ("19 December", "no date with a year of four digits"),
            ("19 Dec 23", "no date with a year of four digits"),
            ("18-20 December 2023", "is no date"),
            ("yesterday", "is no date"),
            ("10:30", "is no date"),
            ("0099-01-01", "is before 1500"),
            ("2031-01-01", "lies in the future"),
            ("x" * 1000, "is no date"),
            (True, "a bool is no date"),
            (["2023"], "a list is no date"),
            (float("inf"), "is no date"),
        ],
    )
    def test_refused(self, value: object, fault: str) -> None:
        with pytest.raises(ValueError, match=fault):
            dates.parse(value, today=date(2023, 12, 19))

    def test_nothing_is_filled_in_from_today(self) -> None:
        assert dates.parse("May 2012", today=date(2024, 2, 29)) == "2012-05"
        assert dates.parse("2024-12-31", today=date(2023, 12, 19)) == "2024-12-31"


class TestNormalise:
    @pytest.mark.parametrize(
        ("raw", "stored"),
        [
            ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
            ("a\u00a0b \t c\u3000", "a b c"),
            ("co\u00adop\u200beration\ufeff\x00", "cooperation"),
            (
                "Foreign Ministry &amp; Army &quot;x&quot; &#39; AT&T R&D;",
                'Foreign Ministry & Army "x" \' AT&T R&D;',
            ),
            ("a\n\n\n\n  b  ", "a\n\nb"),
            ("Cafe\u0301", "Café"),
            ("He left., ,  She came. , , ,  , , , , ,", "He left.\n\nShe came."),
            ("It said:, \r,  “Yes.” , ,", "It said:\n\n“Yes.”"),
            ("to be, , continued", "to be continued"),
            ('on March 10., Dozens came., "Yes"', 'on March 10.\n\nDozens came.\n\n"Yes"'),
            ('firm "ties." ,  Kim left. ,  He said "no.", Then', 'firm "ties."\n\nKim left.\n\nHe said "no."\n\nThen'),
            (
                "the U.S., Japan, Toyota Co., Ltd., Seoul, Sept., October",
                "the U.S., Japan, Toyota Co., Ltd., Seoul, Sept., October",
            ),
            ("1,000,000 men, women", "1,000,000 men, women"),
            ("lone \ud83d half", "lone � half"),
        ],
    )
    def test_stored_form(self, raw: str, stored: str) -> None:
        assert normalise.text(raw) == stored

    @pytest.mark.parametrize("raw", ["a, ,b., C\u00a0d &amp;amp; x\r\n\r\n y", "He left., ,  She came. , ,"])
    def test_a_second_time_changes_little(self, raw: str) -> None:
        once = normalise.text(raw)
        assert normalise.text(once.replace("&amp;", "and")) == once.replace("&amp;", "and")

    def test_time_grows_with_length_alone(self) -> None:
        for hostile in (
            " ," * 200_000,
            ", " * 200_000,
            "," * 400_000,
            " " * 400_000,
            "\n " * 200_000,
            "&a" * 200_000,
        ):
            assert len(normalise.text(f"x{hostile}x")) <= len(hostile) + 2


class TestLanguage:
    @pytest.mark.parametrize(
        "text",
        [
            "Wang Yi met Pak Myong Ho in Beijing.",
            "Kim Yong Nam Greets Lao President",
            "North Korea fires missile",
            "NORTH KOREA FIRES MISSILE OFF EAST COAST",
            "National funeral committee: Kim Jong Un, Kim Yong Nam, Choe Yong Rim, Ri Yong Ho, Kim Yong Chun, "
            "Kim Kuk Thae, Kim Ki Nam, Choe Thae Bok, Yang Hyong Sop, Kang Sok Ju, Pyon Yong Rip, Ri Yong Mu",
            TALKS,
            "The president of El Salvador, Nayib Bukele, met the mayor of Los Angeles.",
        ],
    )
    def test_english(self, text: str) -> None:
        assert language.detect(text) == "en"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                SPANISH,
                "es",
            ),
            (
                "Der chinesische Außenminister hat am Montag in Peking mit dem Gast aus Nordkorea gesprochen.",
                "de",
            ),
            (
                "Le ministre chinois des Affaires étrangères a rencontré lundi à Pékin son homologue nord-coréen.",
                "fr",
            ),
            ("中国外交部长王毅星期一在北京会见了朝鲜副外相。", "zh"),
            ("Министр иностранных дел Китая встретился в понедельник с коллегой.", "ru"),
            ("왕이 중국 외교부장이 베이징에서 박명호 부상을 만났다.", "ko"),
        ],
    )
    def test_others(self, text: str, expected: str) -> None:
        assert language.detect(text) == expected

    @pytest.mark.parametrize(
        ("declared", "expected"),
        [
            ("en-US", "en"),
            ("English", "en"),
            ("spa", "es"),
            ("es", "es"),
            ("", None),
            ("xx1", None),
            (3, None),
        ],
    )
    def test_declared(self, declared: object, expected: str | None) -> None:
        assert language.code(declared) == expected

    def test_a_declared_language_counts_and_the_check_can_be_left_out(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", json.dumps({"text": TALKS, "language": "es"}))
        assert reasons(path) == ["language es"]
        assert one(path, Options(language_check=False)).language == "es"

    def test_a_wrongly_declared_language_is_found_out(self, tmp_path: Path) -> None:
        assert reasons(write(tmp_path / "a.jsonl", json.dumps({"text": SPANISH, "language": "en"}))) == ["language es"]


class TestOptions:
    def test_a_field_that_does_not_exist(self) -> None:
        with pytest.raises(UsageError, match="'body'; choose from text, title"):
            Options(mapping={"body": "story"})

    def test_a_date_that_is_none(self) -> None:
        with pytest.raises(UsageError, match="--published: '2023-13-01' is no date"):
            Options(published="2023-13-01")


def test_nothing_heavy_is_imported_with_the_package() -> None:
    source = "import sys, detente.reading; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    heavy = "trafilatura lxml pyarrow py3langid numpy yaml dateutil markdown_it charset_normalizer pycountry"
    assert {"detente"} <= set(done.stdout.split())
    assert not set(heavy.split()) & set(done.stdout.split())


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", f"{json.dumps({'text': TALKS})}\n" * 2000)
    records = read([path])
    assert isinstance(next(records), Document)
    Path(path).write_text("")
    assert sum(1 for _ in records) < 2000


@pytest.mark.shared
@pytest.mark.slow
def test_kcna_two_years() -> None:
    path = SHARED / "corpora" / "kcna_2011_2012_fulltext.jsonl.gz"
    if not path.exists():
        pytest.skip("the development data is not there")
    options = Options(mapping={"text": "story", "published": "date"}, publisher="KCNA")
    counts: Counter[str] = Counter()
    for record in read([str(path)], options):
        if isinstance(record, Document):
            counts["document"] += 1
            assert ", ," not in record.text and not record.text.endswith(","), record.origin
        else:
            counts[record.reason] += 1
    # 2,439 bodies are NaN; all that is declared Spanish, and what is Spanish without saying so, is set aside.
    assert counts == {"document": 19_471, "language es": 2_866, "empty text": 2_439}
    assert sum(counts.values()) == 24_776


@pytest.mark.shared
def test_a_dirty_table() -> None:
    path = SHARED / "series" / "csis_provocations_1958_2017.csv"
    if not path.exists():
        pytest.skip("the development data is not there")
    found = list(read([str(path)], Options(mapping={"text": "description", "published": "date"})))
    documents = [record for record in found if isinstance(record, Document)]
    assert len(found) == 275
    assert any("regime’s missile" in document.text for document in documents)
