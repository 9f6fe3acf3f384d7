"""A store's incidents follow its events: the same as made anew, imported events only where asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente import gathering
from detente.incidents import Options, incidents
from detente.records import Incident
from detente.store import Coded, Scope, Store
from field import gdelt, written
from synthetic import corpus
from test_datasets import detente, put
from test_store import RECIPE

CORPUS = corpus(300, seed=7, days=60)
ALL = [
    Coded(
        d, [s for s in CORPUS.sentences if s.document_id == d.id], [e for e in CORPUS.events if e.document_id == d.id]
    )
    for d in CORPUS.documents
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


def add(path: Path, coded: list[Coded]) -> None:
    with Store.open(path) as store:
        store.put(store.begin_run(RECIPE), coded)


def parts(found: list[Incident]) -> set[tuple[str, ...]]:
    return {i.event_ids for i in found}


def kept(path: Path) -> list[Incident]:
    with Store.open(path, read_only=True) as store:
        return list(store.incidents())


def gather(path: Path, options: Options | None = None) -> int:
    with Store.open(path) as store:
        return gathering.gather(store, options=options)


def test_gathering_by_and_by_gives_what_gathering_at_once_gives(path: Path) -> None:
    for start in range(0, len(ALL), 40):
        add(path, ALL[start : start + 40])
        gather(path)
    with Store.open(path) as store:
        events, documents = list(store.events()), list(store.documents())
        assert gathering.pending(store) == 0
    assert parts(kept(path)) == parts(incidents(events, documents))
    assert gather(path) == 0


def test_an_incident_keeps_its_id_and_one_whose_reports_are_gone_goes(path: Path) -> None:
    add(path, ALL[: len(ALL) // 2])
    gather(path)
    before = {i.id: i.event_ids for i in kept(path)}
    add(path, ALL)
    gather(path)
    after = {i.id: i.event_ids for i in kept(path)}
    with Store.open(path) as store:
        for old, members in before.items():
            lasting = store.incident_id(old)
            assert lasting and set(members) & set(after[lasting])
    with_events = next(c for c in ALL if c.events)
    add(path, [Coded(with_events.document, with_events.sentences, [])])
    gather(path)
    gone = {e.id for e in with_events.events}
    assert not gone & {e for i in kept(path) for e in i.event_ids}


def test_a_gathering_that_is_cut_off_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_PORTION", 50)
    add(path, ALL)
    calls = 0

    def stop(n: int, of: int) -> None:
        nonlocal calls
        calls += 1
        raise KeyboardInterrupt

    with Store.open(path) as store:
        with pytest.raises(KeyboardInterrupt):
            gathering.gather(store, progress=stop)
        left = gathering.pending(store)
        assert calls == 1 and 0 < left < len(CORPUS.events)
        gathering.gather(store)
        events, documents = list(store.events()), list(store.documents())
    assert parts(kept(path)) == parts(incidents(events, documents))


def test_other_options_make_all_anew(path: Path) -> None:
    add(path, ALL)
    gather(path)
    strict = Options(threshold=99.0)
    assert gather(path, strict) == len(CORPUS.events) == len(kept(path))


def test_imported_events_wait_until_somebody_asks(path: Path, tmp_path: Path) -> None:
    lines = [gdelt(GLOBALEVENTID=str(n), SQLDATE=f"202312{10 + n}", EventCode="190") for n in range(4)]
    other = {"Actor1Code": "USA", "Actor1CountryCode": "USA", "Actor1Type1Code": "", "SQLDATE": "20231220"}
    twice = [gdelt(61, **other, EventCode="190", GLOBALEVENTID=str(10 + n)) for n in range(2)]
    put(path, "gdelt2", written(tmp_path / "a.csv", *lines, *twice))
    assert gather(path) == 0 and kept(path) == []
    result = detente("gather", "PRK", "USA", "--store", path, "--dataset", "gdelt2", "--since", "2023-12")
    assert result.exit_code == 0 and "2 reports looked at; 1 incidents" in result.stderr
    assert [i.n_reports for i in kept(path)] == [2]
    with Store.open(path) as store:
        store.add_scope(Scope("gdelt2", since="2023-12-12"))
        store.add_scope(Scope("gdelt2", since="2023-12-12"))
        assert len(store.scopes()) == 2 and gathering.pending(store) == 2
    assert gather(path) == 2 and len(kept(path)) == 3
    assert detente("gather", "PRK", "USA", "--store", path).exit_code == 2


def test_incidents_on_the_command_line(path: Path) -> None:
    add(path, ALL)
    waiting = detente("incidents", "--store", path, "--jsonl")
    assert waiting.stdout == "" and f"{len(CORPUS.events)} reports are not brought together yet" in waiting.stderr
    gather(path)
    rows = [json.loads(line) for line in detente("incidents", "--store", path, "--jsonl").stdout.splitlines()]
    assert len(rows) == len(kept(path)) and rows[0]["event_ids"]
    one = detente("incidents", "CHN", "PRK", "--store", path, "--jsonl", "--type", "consult", "--limit", 3)
    assert [json.loads(line)["event_type"] for line in one.stdout.splitlines()] == ["CONSULT"] * 3
    classic = detente("incidents", "--store", path, "--rule", "one-a-day", "--csv").stdout.splitlines()
    assert len(rows) != len(classic) - 1 > 0 and classic[0].startswith("id,date,date_precision,actor,recipient")
    table = detente("incidents", "--store", path, "--publisher", "Xinhua", "--limit", 5).stdout
    assert "accounts" in table and "chn_state" in table
