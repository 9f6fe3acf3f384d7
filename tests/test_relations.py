"""Relations from incidents: directions, lists of actors, appeals, coverage, queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente.cli import main
from detente.errors import StoreError, UsageError
from detente.gathering import gather
from detente.measures import changes, tempo
from detente.ranks import load_ladder
from detente.records import Actor, Document, Event, Origin, Sentence, content_id
from detente.relations import INDICATORS, Query, period_of, periods, prepared
from detente.store import Coded, Recipe, Store

RECIPE = Recipe("1", "l", "m")


def states(*codes: str) -> tuple[Actor, ...]:
    return tuple(Actor(code, code, code) for code in codes)


def report(day: str, actors: str, recipients: str, event_type: str, *, publisher: str = "KCNA", **more: Any) -> Coded:
    """Make a document with one sentence and one event in it."""
    text = f"{day} {actors} {recipients} {event_type} {more}"
    published = more.pop("published", day)
    document = Document.make(text, origin=Origin("t"), publisher=publisher, published=published)
    sentence = Sentence.make(document, 0, 0, len(text))
    mode = more.pop("mode", None)
    from detente.ontology import load_ontology

    event = Event(
        id=content_id(document.id),
        origin=document.origin,
        document_id=document.id,
        sentence_id=sentence.id,
        sentence=text,
        date=day,
        date_precision={10: "day", 7: "month", 4: "year"}[len(day)],  # type: ignore[arg-type]
        date_basis="text",
        actor=states(*actors.split()),
        recipient=states(*recipients.split()),
        event_type=event_type,
        mode=mode,
        status="asserted",
        quad_class=load_ontology().quad_class(event_type),
        publisher=publisher,
        published=published,
        confidence=0.9,
    )
    return Coded(document, [sentence], [replace(event, **more)])


REPORTS = [
    report("2020-01-10", "CHN PRK", "", "CONSULT"),
    report("2020-01-20", "CHN", "PRK", "AID", cameo="071"),
    report("2020-02-05", "PRK", "CHN", "REQUEST", mode="appeal"),
    report("2020-02-25", "PRK", "CHN", "REQUEST", mode="demand", publisher="Xinhua"),
    report("2020-03-15", "CHN RUS", "PRK", "ACCUSE"),
    report("2020-03-20", "CHN RUS", "USA", "ACCUSE"),
    report("2020-05-02", "CHN PRK RUS USA JPN KOR", "", "CONSULT"),
    report("2020-05", "CHN", "PRK", "SUPPORT", published="2020-05-20"),
    report("2020-05-30", "PRK", "CHN", "THREATEN", status="negated"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("relations") / "s.duckdb"
    with Store.open(path) as writing:
        writing.put(writing.begin_run(RECIPE), REPORTS)
        gather(writing)
    with Store.open(path, read_only=True) as reading:
        yield reading


def values(store: Store, a: str, b: str, **kept: Any) -> dict[str, float | None]:
    return {row.period[:7]: row.value for row in store.relation(a, b, **kept).rows}


def test_a_reciprocal_incident_counts_once_for_the_pair_and_once_in_each_direction(store: Store) -> None:
    assert values(store, "CHN", "PRK")["2020-01"] == 2
    assert values(store, "CHN", "PRK", directed=True)["2020-01"] == 2
    assert values(store, "PRK", "CHN", directed=True)["2020-01"] == 1


def test_lists_of_more_than_five_are_no_pairs_and_side_by_side_is_not_between(store: Store) -> None:
    assert values(store, "CHN", "PRK", indicator="CONSULT")["2020-05"] == 0
    assert values(store, "CHN", "RUS")["2020-03"] == 0, "two that accuse a third do nothing to each other"
    assert values(store, "CHN", "PRK", indicator="ACCUSE")["2020-03"] == 1


def test_appeals_stand_apart_from_demands_and_from_hostility(store: Store) -> None:
    assert values(store, "CHN", "PRK", indicator="appeals")["2020-02"] == 1
    assert values(store, "CHN", "PRK", indicator="demands")["2020-02"] == 1
    assert values(store, "CHN", "PRK", indicator="verbal_conflict")["2020-02"] == 1
    assert values(store, "CHN", "PRK", indicator="REQUEST")["2020-02"] == 2
    only_demand = values(store, "PRK", "CHN", indicator="mean_plover_score", directed=True)["2020-02"]
    assert only_demand == -5.0, "the appeal is in no score by type"


def test_missing_is_not_zero(store: Store) -> None:
    found = store.relation("CHN", "PRK")
    by_month = {row.period[:7]: row for row in found.rows}
    assert by_month["2020-04"].value is None
    assert by_month["2020-04"].covered == 0
    assert by_month["2020-03"].covered == pytest.approx(2 / 31)
    assert found.rows[0].covered == pytest.approx(2 / 22), "covered counts from the first day read"
    assert (found.first, found.last) == (date(2020, 1, 10), date(2020, 5, 30))
    assert values(store, "CHN", "USA", indicator="mean_plover_score")["2020-01"] is None
    assert found.volume == (2, 2, 2, 0, 3)


def test_only_what_is_reported_as_done_counts_unless_asked_otherwise(store: Store) -> None:
    assert values(store, "PRK", "CHN", indicator="THREATEN")["2020-05"] == 0
    asked = values(store, "PRK", "CHN", indicator="THREATEN", statuses=("asserted", "negated"))
    assert asked["2020-05"] == 1


def test_a_month_is_in_months_and_in_no_day(store: Store) -> None:
    assert values(store, "CHN", "PRK", indicator="SUPPORT")["2020-05"] == 1
    assert sum(row.value or 0 for row in store.relation("CHN", "PRK", indicator="SUPPORT", by="day").rows) == 0


def test_shares_and_scales_by_name(store: Store) -> None:
    year = {"by": "year", "directed": True}
    assert values(store, "CHN", "PRK", indicator="share_of_actor", **year)["2020-01"] == pytest.approx(4 / 6)
    assert values(store, "CHN", "PRK", indicator="net_goldstein", **year)["2020-01"] == pytest.approx(7.4)
    with pytest.raises(UsageError, match="'gold' is no indicator; choose from count"):
        store.relation("CHN", "PRK", indicator="gold")


def test_by_family_of_publishers(store: Store) -> None:
    assert store.families() == ["chn_state", "prk_state"]
    chinese = store.relation("CHN", "PRK", families=("chn_state",))
    assert [row.value for row in chinese.rows] == [1.0]
    assert chinese.volume == (1,)


def test_every_indicator_runs_and_every_value_leads_to_its_incidents(store: Store) -> None:
    rows = list(store.relations(by="quarter"))
    assert {row.indicator for row in rows} <= set(INDICATORS)
    assert all(row.n_incidents > 0 for row in rows)
    series = store.relation("CHN", "PRK", by="quarter")
    assert [len(series.ids.get(row.period, ())) for row in series.rows] == [row.n_incidents for row in series.rows]


def test_a_store_whose_events_were_not_brought_together_says_what_to_do(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.duckdb") as fresh:
        with pytest.raises(StoreError, match="holds no events; read some with"):
            fresh.relation("CHN", "PRK")
        fresh.put(fresh.begin_run(RECIPE), REPORTS)
        with pytest.raises(StoreError, match="none brought together into incidents yet"):
            fresh.relation("CHN", "PRK")


# -- queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("CHN-PRK CONSULT", Query("CHN", "PRK", False, "CONSULT")),
        ("prk-chn consult", Query("CHN", "PRK", False, "CONSULT")),
        ("PRK>CHN REQUEST appeal", Query("PRK", "CHN", True, "REQUEST", "appeal")),
        ("PRK MOBILIZE", Query("PRK", None, False, "MOBILIZE")),
        ("IGO:UN-PRK", Query("IGO:UN", "PRK")),
    ],
)
def test_queries_are_read(text: str, query: Query) -> None:
    assert Query.parse(text) == query
    assert Query.parse(str(query)) == query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no query of incidents; write two states"),
        ("CHN PRK", "'PRK' is no event type"),
        ("CHN-CHN", "names CHN twice"),
        ("CHN-XQX", "unknown state code"),
        ("CHN-PRK REQUEST softly", "'softly' is no mode of REQUEST; choose from"),
    ],
)
def test_bad_queries_are_told(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        Query.parse(text)


def test_dates_of_a_query(store: Store) -> None:
    assert [d for d, _ in store.incident_dates(Query.parse("CHN-PRK"))] == [
        "2020-01-10", "2020-01-20", "2020-02-05", "2020-02-25", "2020-03-15", "2020-05",
    ]  # fmt: skip
    assert [d for d, _ in store.incident_dates(Query.parse("PRK>CHN REQUEST appeal"))] == ["2020-02-05"]
    assert [d for d, _ in store.incident_dates(Query.parse("RUS ACCUSE"))] == ["2020-03-15", "2020-03-20"]


def test_periods_begin_where_calendars_have_them() -> None:
    day = date(2020, 5, 14)
    assert [str(period_of(day, by)) for by in ("day", "week", "month", "quarter", "year")] == [
        "2020-05-14", "2020-05-11", "2020-05-01", "2020-04-01", "2020-01-01",
    ]  # fmt: skip
    assert len(periods(date(2019, 12, 31), date(2020, 12, 31), "day")) == 367
    assert [str(p) for p in periods(date(2020, 1, 31), date(2020, 4, 1), "month")][-1] == "2020-04-01"


# -- the commands on a store -----------------------------------------------------------------------------


def test_commands_on_a_store(store: Store) -> None:
    def run(*call: str) -> str:
        result = CliRunner().invoke(main, [*call, "--store", str(store.path)])
        assert result.exit_code == 0, result.output
        return result.output

    assert "CHN" in run("relations", "CHN", "PRK", "--indicator", "count", "--by", "year", "--csv")
    assert "too few" in run("measure", "changes", "CHN", "PRK")
    assert "CHN>PRK" in run("measure", "coincidence", "--a", "CHN>PRK AID", "--b", "PRK-CHN REQUEST", "--json")
    assert "Nothing can be said" in run("measure", "series", "CHN", "PRK")
    assert "beside" in run("compare", "CHN", "PRK", "CHN", "RUS", "--by", "month")
    wrong = CliRunner().invoke(main, ["compare", "CHN", "PRK", "--store", str(store.path)])
    assert wrong.exit_code == 2
    assert "compare two periods of one pair" in wrong.output


def test_measures_take_a_stores_relation(store: Store) -> None:
    assert changes(store.relation("CHN", "PRK"))[0].details["cautions"]
    assert isinstance(tempo(store.relation("CHN", "PRK", by="day")), list)


# -- contact rank ----------------------------------------------------------------------------------------


def meeting(day: str, actors: str, recipients: str, mode: str, persons: Mapping[str, Actor]) -> Coded:
    """Make a report of a meeting at which persons stand for their states."""
    coded = report(day, actors, recipients, "CONSULT", mode=mode)
    named: dict[str, Any] = {
        side: tuple(persons.get(actor.state, actor) for actor in getattr(coded.events[0], side))
        for side in ("actor", "recipient")
    }
    return Coded(coded.document, coded.sentences, [replace(coded.events[0], **named)])


HU = Actor("CHN/hu_jintao", "Hu Jintao", "CHN", "GOV")
PAK = Actor("PRK/pak_ui_chun", "Pak Ui Chun", "PRK", "GOV")


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("rank") / "s.duckdb"
    reports = [
        meeting("2011-03-10", "PRK", "CHN", "visit", {"PRK": PAK}),
        meeting("2011-05-20", "CHN PRK", "", "meet", {"CHN": HU, "PRK": PAK}),
        meeting("2011-07-20", "CHN", "PRK", "message", {"CHN": HU}),
        meeting("2013-09-20", "CHN PRK", "", "meet", {"CHN": HU, "PRK": PAK}),
        report("2011-09-01", "CHN PRK", "", "CONSULT", mode="meet"),
    ]
    with Store.open(path) as writing:
        writing.put(writing.begin_run(RECIPE), reports)
        gather(writing)
    with Store.open(path, read_only=True) as reading:
        yield reading


def test_contact_rank_is_the_highest_office_held_on_the_day_by_who_met(met: Store) -> None:
    levels = load_ladder().rungs
    pair = values(met, "CHN", "PRK", indicator="contact_rank")
    assert pair["2011-03"] == levels["minister"].level
    assert pair["2011-05"] == levels["head_of_state"].level, "the higher of the two sides"
    assert pair["2011-07"] is None, "a message is no meeting"
    assert pair["2011-09"] is None, "who met is not told, which is no rank"
    assert pair["2013-09"] == levels["minister"].level, "Hu Jintao held no office any more"


def test_contact_rank_by_direction_is_of_the_acting_side(met: Store) -> None:
    kept: dict[str, Any] = {"indicator": "contact_rank", "directed": True}
    assert values(met, "PRK", "CHN", **kept)["2011-05"] == 4
    assert values(met, "CHN", "PRK", **kept)["2011-05"] == 1
    assert values(met, "CHN", "PRK", **kept)["2011-03"] is None


# -- one text for several engines -------------------------------------------------------------------------

# Words of DuckDB and Spark SQL alike (Spark's ANSI reserved words are no names here), and functions that both have with
# the same meaning.
WORDS = set(
    "select distinct from where group by join on and or not in as union is null with case when then else end"
    " cast double string date count sum avg min max coalesce least greatest date_trunc".split()
)
TABLES = set("happened roles scores offices dated states sizes dyads_of chosen acts sides parties met".split())
COLUMNS = set(
    "incident_id day date event_type mode quad_class cameo part state person scale code score since until level period"
    " actor recipient actors recipients side value n_incidents n a b d e h o r s t v".split()
)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("pair", [True, False])
def test_indicators_keep_to_the_sql_that_duckdb_and_spark_share(directed: bool, pair: bool) -> None:
    for by in ("day", "week", "month", "quarter", "year"):
        for text in (prepared(by, directed=directed, pair=pair), *INDICATORS.values()):
            bare = re.sub(r"'[^']*'", "", text)
            words = set(re.findall(r"[A-Za-z_]\w*", bare.lower()))
            assert words <= WORDS | TABLES | COLUMNS, words - (WORDS | TABLES | COLUMNS)
            assert not re.search(r'["\[\]{}:`|%#@]|\$', bare), "no lists, structs, casts or quotes of one engine"
