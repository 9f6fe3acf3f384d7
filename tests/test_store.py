"""The store keeps what it was given, whole or not at all, and says plainly what goes wrong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from detente.errors import StoreError
from detente.records import Actor, Document, Event, Origin, Rejected, Sentence, Span
from detente.store import MIGRATIONS, Coded, Recipe, Store
from detente.store.imported import EVENT_COLUMNS

COUNTS = dict.fromkeys(("documents", "sentences", "events", "incidents", "rejected", "imports", "runs"), 0)
RECIPE = Recipe("0.1.0", "lex1", "model 1")
CHN, PRK, USA, KOR = (Actor(s, s.title(), s) for s in ("CHN", "PRK", "USA", "KOR"))


def document(n: int, *, publisher: str | None = "KCNA", published: str | None = "2023-12-18") -> Document:
    return Document.make(
        f"Story {n}. Überall — 김정은 met him.",
        origin=Origin(f"f{n}.txt", n, f"r{n}"),
        title=f"T{n}",
        publisher=publisher,
        published=published,
    )


def event(
    doc: Document,
    actor: tuple[Actor, ...] = (CHN,),
    recipient: tuple[Actor, ...] = (PRK,),
    *,
    event_type: str = "CONSULT",
    date: str | None = "2023-12-18",
) -> Event:
    sentence = Sentence.make(doc, 0, 0, 8)
    act = Span("act", 0, 5)
    return Event(
        id=Event.key(sentence.id, event_type, "meet", "asserted", actor, recipient, act),
        origin=doc.origin,
        document_id=doc.id,
        sentence_id=sentence.id,
        sentence=sentence.text,
        date=date,
        date_precision="day",
        date_basis="published",
        actor=actor,
        recipient=recipient,
        event_type=event_type,
        mode="meet",
        status="asserted",
        context=("diplomatic", "military"),
        quad_class=1,
        speaker=replace(PRK, sector="GOV"),
        publisher=doc.publisher,
        published=doc.published,
        spans=(act, Span("actor", 6, 8)),
        rules=("meet.1", "passive"),
        confidence=0.75,
    )


def coded(doc: Document, *events: Event) -> Coded:
    return Coded(doc, [Sentence.make(doc, 0, 0, 8), Sentence.make(doc, 1, 9, len(doc.text))], events)


def filled(path: Path, *batch: Coded, recipe: Recipe = RECIPE) -> None:
    with Store.open(path) as store:
        run = store.begin_run(recipe)
        store.put(run, batch)
        store.finish_run(run)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


def test_what_goes_in_comes_out(path: Path) -> None:
    doc = document(1)
    made = event(doc)
    filled(path, coded(doc, made))
    with Store.open(path, read_only=True) as store:
        assert list(store.events()) == [made]
        assert list(store.documents()) == list(store.documents([doc.id])) == [doc]
        assert [s.text for s in store.sentences(doc.id)] == ["Story 1.", "Überall — 김정은 met him."]
        assert store.counts() == COUNTS | {"documents": 1, "sentences": 2, "events": 1, "runs": 1}


@pytest.mark.parametrize(
    ("table", "record", "more", "less"),
    [
        ("documents", Document, {"run"}, set()),
        ("sentences", Sentence, set(), set()),
        ("events", Event, set(EVENT_COLUMNS), {"sentence"}),
        ("rejected", Rejected, {"run"}, set()),
    ],
)
def test_tables_have_a_column_for_every_field(
    path: Path, table: str, record: type, more: set[str], less: set[str]
) -> None:
    """What has no column would be lost without a word."""
    Store.open(path).close()
    with duckdb.connect(path, read_only=True) as connection:
        columns = {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    assert columns == (set(record.__slots__) - less) | more  # type: ignore[attr-defined]


def test_an_event_without_document_or_people_comes_out_as_it_went_in(path: Path) -> None:
    doc = document(1, publisher=None, published=None)
    bare = replace(event(doc, (), ()), speaker=None, context=(), spans=(), rules=(), date=None)
    filled(path, coded(doc, bare))
    with Store.open(path) as store:
        assert list(store.events()) == [bare]


def test_writing_a_document_again_replaces_its_events(path: Path) -> None:
    doc, other = document(1), document(2)
    old, kept, new = event(doc), event(other), event(doc, event_type="ACCUSE")
    filled(path, coded(doc, old), coded(other, kept))
    filled(path, coded(doc, new), recipe=replace(RECIPE, lexicon="lex2"))
    with Store.open(path) as store:
        assert {e.id for e in store.events()} == {kept.id, new.id}
        assert store.counts()["documents"] == 2 and store.counts()["sentences"] == 4
        assert store.done(RECIPE) == {other.id}
        assert store.done(replace(RECIPE, lexicon="lex2")) == {doc.id}


def test_the_same_batch_twice_adds_nothing(path: Path) -> None:
    doc = document(1)
    filled(path, coded(doc, event(doc)), coded(doc, event(doc), event(doc)))
    filled(path, coded(doc, event(doc)))
    with Store.open(path) as store:
        assert store.counts() == COUNTS | {"documents": 1, "sentences": 2, "events": 1, "runs": 2}


def test_a_batch_that_fails_leaves_nothing_of_itself(path: Path) -> None:
    doc, bad = document(1), document(2)
    filled(path, coded(doc, event(doc)))
    broken = replace(event(bad), confidence="high")  # type: ignore[arg-type]
    with Store.open(path) as store:
        run = store.begin_run(RECIPE)
        with pytest.raises(Exception, match="high"):
            store.put(run, [coded(doc), coded(bad, broken)])
        assert [d.id for d in store.documents()] == [doc.id]
        assert store.counts()["events"] == 1
        store.put(run, [coded(bad, event(bad))])  # and the store still writes
        assert store.counts()["events"] == 2


@pytest.mark.parametrize(
    ("actor", "recipient", "within"),
    [
        ((CHN,), (PRK,), True),
        ((PRK,), (CHN,), True),
        ((CHN, PRK), (), True),
        ((USA, CHN), (PRK, KOR), True),
        ((CHN,), (), False),
        ((CHN, PRK), (USA,), True),  # together upon a third
        ((USA,), (CHN, PRK), False),
    ],
)
def test_a_pair_acts_upon_each_other_or_together(
    path: Path, actor: tuple[Actor, ...], recipient: tuple[Actor, ...], within: bool
) -> None:
    doc = document(1)
    filled(path, coded(doc, event(doc, actor, recipient)))
    with Store.open(path) as store:
        assert bool(list(store.events(("PRK", "CHN")))) is within
        assert bool(list(store.events(("CHN", "PRK")))) is within


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2023-12-05", None, ["2023-12", "2023-12-18"]),
        (None, "2023-12-05", ["2022", "2023-12"]),
        (None, "2023-12", ["2022", "2023-12", "2023-12-18"]),
        ("2022-06", "2022-07", ["2022"]),
        ("2024", None, []),
        (None, None, ["2022", "2023-12", "2023-12-18", None]),
    ],
)
def test_partial_dates_count_where_they_touch_the_range(
    path: Path, since: str | None, until: str | None, expected: list[str | None]
) -> None:
    docs = [document(n) for n in range(4)]
    dates = [None, "2023-12-18", "2022", "2023-12"]
    filled(path, *(coded(d, event(d, date=date)) for d, date in zip(docs, dates, strict=True)))
    with Store.open(path) as store:
        assert [e.date for e in store.events(since=since, until=until)] == expected


def test_events_by_type_publisher_and_number(path: Path) -> None:
    a, b = document(1), document(2, publisher="Xinhua")
    filled(path, coded(a, event(a), event(a, event_type="ACCUSE")), coded(b, event(b)))
    with Store.open(path) as store:
        assert [e.event_type for e in store.events(event_type="ACCUSE")] == ["ACCUSE"]
        assert [e.publisher for e in store.events(publisher="Xinhua")] == ["Xinhua"]
        assert len(list(store.events(limit=2))) == 2
        assert list(store.events(publisher="x' OR 'a'='a")) == []
        assert [e.document_id for e in store.events(document_ids=[b.id])] == [b.id]
        assert list(store.events(document_ids=[])) == []


def test_coverage_counts_documents_and_events_by_publisher_and_day(path: Path) -> None:
    docs = [document(1), document(2), document(3, publisher="Xinhua", published=None)]
    filled(path, *(coded(d, event(d)) for d in docs[:2]), coded(docs[2]))
    with Store.open(path) as store:
        assert store.coverage() == [
            {"publisher": "KCNA", "day": "2023-12-18", "documents": 2, "events": 2},
            {"publisher": "Xinhua", "day": None, "documents": 1, "events": 0},
        ]


def test_what_was_set_aside_is_kept_once_and_goes_when_it_was_mended(path: Path) -> None:
    here, there = Rejected(Origin("a.jsonl", 3), "empty text"), Rejected(Origin("b.txt"), "language es")
    with Store.open(path) as store:
        for _ in range(2):
            run = store.begin_run(RECIPE)
            store.put(run, [], [here, there, here])
            store.finish_run(run, ["a.jsonl", "b.txt"])
        assert list(store.rejected()) == [here, there]
        run = store.begin_run(RECIPE)
        store.put(run, [], [there])
        store.finish_run(run, ["a.jsonl", "b.txt"])
        assert list(store.rejected()) == [there]


def test_runs_tell_recipe_time_and_counts(path: Path) -> None:
    doc = document(1)
    filled(path, coded(doc, event(doc)))
    with Store.open(path) as store:
        store.begin_run(RECIPE)
        done, cut = store.runs()
    assert (done.recipe, done.documents, done.sentences, done.events) == (RECIPE, 1, 2, 1)
    assert done.finished is not None and done.finished >= done.started
    assert cut.finished is None and cut.id == done.id + 1


def test_results_can_be_read_side_by_side(path: Path) -> None:
    docs = [document(n) for n in range(3)]
    filled(path, *(coded(d, event(d)) for d in docs))
    with Store.open(path) as store:
        pairs = [(e.document_id, next(store.documents([e.document_id or ""])).id) for e in store.events()]
    assert len(pairs) == 3 and all(a == b for a, b in pairs)


# -- what goes wrong -------------------------------------------------------------------------------------


def other_process(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def test_a_second_process_is_told_who_holds_the_store(path: Path) -> None:
    code = "import sys; from detente.store import Store; Store.open(sys.argv[1], read_only=sys.argv[2] == 'r')"
    with Store.open(path):
        for mode in "rw":
            said = other_process(code, path, mode).stderr
            assert f"StoreError: {path}: the store is in use by another process" in said
            assert f"PID {os.getpid()}" in said


def test_several_may_read_at_once(path: Path) -> None:
    filled(path)
    code = "import sys; from detente.store import Store; print(Store.open(sys.argv[1], read_only=True).counts())"
    with Store.open(path, read_only=True):
        assert "'runs': 1" in other_process(code, path).stdout


def test_a_store_that_is_not_there_is_not_made_by_reading_it(path: Path) -> None:
    with pytest.raises(StoreError, match=r"no such store; make one with: detente read"):
        Store.open(path, read_only=True)
    assert not path.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file or directory"):
        Store.open(tmp_path / "no" / "s.duckdb")


@pytest.mark.parametrize("content", [b"", b"hello", b"x" * 100_000])
def test_a_file_that_is_no_store(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no store"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else(path: Path) -> None:
    duckdb.connect(path).execute("CREATE TABLE t (a INT)").close()
    with pytest.raises(StoreError, match="not a store of détente"):
        Store.open(path)


def test_a_store_of_a_later_version(path: Path) -> None:
    filled(path)
    duckdb.connect(path).execute("UPDATE meta SET schema_version = 99").close()
    with pytest.raises(StoreError, match=f"schema version 99, this détente knows up to {len(MIGRATIONS)}"):
        Store.open(path)


def test_an_older_store_is_brought_up_to_date_even_for_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = document(1)
    filled(path, coded(doc, event(doc)))
    later = (*MIGRATIONS, "ALTER TABLE runs ADD COLUMN note VARCHAR; CREATE TABLE extra (a INTEGER)")
    monkeypatch.setattr("detente.store.opening.MIGRATIONS", later)
    with Store.open(path, read_only=True) as store:
        assert store.counts()["events"] == 1
    tables = duckdb.connect(path).execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert ("extra",) in tables


_FILLING = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from test_store import RECIPE, coded, document, event
from detente.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Store.open(sys.argv[1]) as store:
    run = store.begin_run(RECIPE)
    for n in range(100_000):
        docs = [document(i) for i in range(n * 500, n * 500 + 500)]
        store.put(run, [coded(d, event(d)) for d in docs])
        print(n, flush=True)
"""


def test_a_full_disk_is_told_and_loses_nothing_that_was_written(path: Path) -> None:
    """A limit on the file's size stands for the disk that fills: the write fails in the same place."""
    limit = 6 * 1024 * 1024
    done = other_process(_FILLING, path, Path(__file__).parent, limit)
    assert "StoreError" in done.stderr and "the disk is full" in done.stderr, done.stderr
    batches = len(done.stdout.split())
    with Store.open(path) as store:
        assert batches > 0 and store.counts()["documents"] >= batches * 500
        assert store.counts()["events"] == store.counts()["documents"]
        more = document(-1)
        store.put(store.begin_run(RECIPE), [coded(more, event(more))])


def test_a_folder_without_permission_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    folder = Path("/proc") if os.geteuid() == 0 else tmp_path  # root may write anywhere but there
    with pytest.raises(StoreError, match=r"/s\.duckdb: "):
        Store.open(folder / "s.duckdb")
    tmp_path.chmod(stat.S_IRWXU)
