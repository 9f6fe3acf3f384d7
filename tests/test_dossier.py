"""The dossier: its contract, its judgements, what hostile text can do to it, and how it looks in full.

The golden page and the field table of docs/dossier.md are written anew, after a change that is meant, by

    python tests/test_dossier.py --write

Read the difference before you commit it.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from desks import desk
from detente import dossier
from detente.dossier import (
    accounts,
    ahead,
    alignment,
    anniversaries,
    answers,
    balance,
    commitments,
    contacts,
    coverage,
    headline,
    legend,
    making,
    measures,
    page,
    periods,
    pictures,
    record,
    region,
    series,
    thirds,
    told,
    visits,
    voices,
    wording,
    words,
)
from detente.dossier.evidence import RECORD_LIMIT, Covered, Source, direction, kind
from detente.errors import UsageError
from detente.measures import changes
from detente.records import Actor, Event, Origin, Rejected, Relation, Span
from detente.relations import Series
from detente.store import Coded, Recipe, Store
from synthetic import STATES, Corpus, corpus

HERE = Path(__file__).parent
GOLDEN = HERE / "golden/dossier/chn-prk.html"
DOCS = HERE.parent / "docs/dossier.md"
PAIR = ("CHN", "PRK")
CHN, PRK, USA = STATES["CHN"], STATES["PRK"], STATES["USA"]

CONTRACT: tuple[type[Any], ...] = (
    page.DossierPage, headline.Headline, page.Phrase, balance.Balance, balance.Window, series.Series,
    series.Panel, series.Period, series.Gap, page.Link, contacts.Contacts, contacts.MonthRow, contacts.Day,
    visits.Visits, visits.Meeting, commitments.Commitments, commitments.Touch, commitments.Ahead,
    accounts.Accounts, accounts.Both, anniversaries.Anniversaries, anniversaries.Mark, ahead.Ahead,
    ahead.Month, ahead.Entry, wording.Wording, wording.Phrase,
    voices.Voices, voices.Word, voices.Speaker, voices.Publisher, thirds.Thirds, thirds.Third, record.Record,
    record.Row, record.Piece, coverage.Coverage, coverage.Reader, coverage.SetAside, legend.Legend, legend.Term,
    legend.TypeRow, making.Making, making.Run, measures.Measures, measures.Item, measures.Bar,
)  # fmt: skip
# sections whose templates ``test_dossier_measures.py`` fills
OF_STATES: tuple[type[Any], ...] = (
    answers.Answers, alignment.Alignment, region.Region, told.Told, told.Behind, pictures.Picture, pictures.Line,
    pictures.Range, pictures.Tie,
)  # fmt: skip


def event(n: int = 1, **changes: Any) -> Event:
    """A meeting of 3 May 2023, changed as asked."""
    text = "China held talks with North Korea on Wednesday."
    plain = Event(
        id=f"{n:020x}", origin=Origin("a.jsonl", n), document_id=f"d{n}", sentence_id=f"s{n}", sentence=text,
        date="2023-05-03", date_precision="day", date_basis="weekday", actor=(CHN,), recipient=(PRK,),
        event_type="CONSULT", mode="meet", status="asserted", quad_class=1, publisher="Xinhua",
        published="2023-05-04", spans=(Span("actor", 10, 15), Span("act", 16, 26), Span("recipient", 32, 43)),
        rules=("talks.meet",), confidence=0.8,
    )  # fmt: skip
    return replace(plain, **changes)


def days(first: str, last: str, publisher: str = "Xinhua") -> list[Covered]:
    start, end = periods.parse_day(first), periods.parse_day(last)
    assert start and end
    span = range(start.toordinal(), end.toordinal() + 1)
    return [Covered(publisher, start.fromordinal(d).isoformat(), 1) for d in span]


def made(events: list[Event], **more: Any) -> page.DossierPage:
    read = more.pop("coverage", days("2023-01-01", "2023-12-31"))
    more.setdefault("sentences", {e.sentence_id: (10, 57) for e in events})
    return dossier.context(events, read, more.pop("rejected", {}), more.pop("runs", ()), PAIR, **more)


def part(made_page: page.DossierPage, name: str) -> Any:
    return next(s for s in made_page.sections if s.name == name)


def synthetic_page(found: Corpus) -> page.DossierPage:
    own = [e for e in found.events if direction(e, PAIR)]
    around = [e for e in found.events if not direction(e, PAIR)]
    read = [Covered(d.publisher or "", d.published, 1) for d in found.documents]
    texts = {d.id: Source(d.title, d.url) for d in found.documents}
    return dossier.context(
        own, read, {"language es": 3}, [{"id": 1, "version": "0"}], PAIR,
        around=around, sentences=found.places, documents=texts, measured=measured(own),
    )  # fmt: skip


def page_with_desk() -> page.DossierPage:
    """A page on meetings, one of which a person attends, with accounts and words watched beside them."""
    wang, when = Actor("CHN/wang_yi", "Wang Yi", "CHN", "GOV"), days("2023-01-01", "2023-12-31")
    events = [event(1, actor=(wang,)), event(2, date="2024-03-01", status="planned")]
    return made(events, coverage=when, desk=desk({c.day: 1 for c in when if c.day}))


def measured(own: list[Event]) -> tuple[measures.Measured, ...]:
    """Measure three years of made months, the second half of which is busier; one of them was not read."""
    values = [None if n == 4 else float(2 + n % 3 + 6 * (n >= 18)) for n in range(36)]
    starts = [f"{2021 + n // 12}-{n % 12 + 1:02}-01" for n in range(36)]
    rows = tuple(
        Relation("CHN", "PRK", "count", start, value, int(value or 0), 0.0 if value is None else 1.0, False)
        for start, value in zip(starts, values, strict=True)
    )
    ids = {start: (f"i{n}",) for n, start in enumerate(starts)}
    months = Series(
        "CHN-PRK", "count", "month", rows, (9,) * 36, "documents read", date(2021, 1, 1), date(2023, 12, 31), ids
    )
    found = tuple(changes(months, resamplings=5))
    events = {f"i{n}": (e.id,) for n, e in enumerate(sorted(own, key=lambda e: e.id)[:36])}
    return (
        measures.Measured("changes", found, "", months, events),
        measures.Measured("tempo", (), "Not shown: only 3 incidents are known.", None, {}),
    )


# -- the contract


class Watched:
    """Stands for a dataclass and notes which of its fields a template reads."""

    def __init__(self, thing: Any, seen: set[tuple[type, str]]) -> None:
        self.__dict__.update(_thing=thing, _seen=seen)

    def __getattr__(self, name: str) -> Any:
        self._seen.add((type(self._thing), name))
        return watched(getattr(self._thing, name), self._seen)


def watched(value: Any, seen: set[tuple[type, str]]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return Watched(value, seen)
    return tuple(watched(v, seen) for v in value) if isinstance(value, tuple) else value


def test_the_page_shows_every_field_and_asks_for_no_other() -> None:
    seen: set[tuple[type, str]] = set()
    dossier.render(watched(synthetic_page(corpus(340)), seen))
    dossier.render(watched(page_with_desk(), seen))
    for cls in CONTRACT:
        shown = {f.name for f in fields(cls) if not f.metadata.get("machine")}
        assert {name for at, name in seen if at is cls} >= shown, cls


def test_every_field_says_what_it_holds() -> None:
    for cls in CONTRACT:
        assert all(f.metadata["help"] for f in fields(cls)), cls


def test_contract_names_every_section_and_the_docs_are_written_from_it() -> None:
    names = {s.name for s in synthetic_page(corpus(20)).sections}
    assert names == {cls.name for cls in (*CONTRACT, *OF_STATES) if issubclass(cls, page.Section)}
    assert page.field_table(*CONTRACT, *OF_STATES) in DOCS.read_text("utf-8")


def test_json_carries_what_the_page_carries() -> None:
    made_page = synthetic_page(corpus(30))
    row = json.loads(dossier.to_json(made_page))
    assert set(row) == {f.name for f in fields(page.DossierPage)}
    for section in made_page.sections:
        assert set(row["sections"][section.name]) == {"title", *(f.name for f in fields(section))}
    assert row["sections"]["record"]["rows"][0]["id"] == part(made_page, "record").rows[0].id


# -- what the numbers mean


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({}, "ab"),
        ({"actor": (PRK,), "recipient": (CHN,)}, "ba"),
        ({"actor": (CHN, PRK), "recipient": ()}, "together"),
        ({"actor": (CHN, PRK), "recipient": (USA,)}, "together"),
        ({"actor": (CHN, PRK), "recipient": (USA,), "event_type": "ACCUSE", "quad_class": 3}, "alongside"),
        ({"actor": (CHN, PRK), "recipient": (), "event_type": "MOBILIZE", "quad_class": 4}, "alongside"),
        ({"actor": (CHN, PRK), "recipient": (), "event_type": "ASSAULT", "quad_class": 4}, "together"),
        ({"actor": (CHN,), "recipient": (USA,)}, None),
    ],
)
def test_direction(changes: dict[str, Any], way: str | None) -> None:
    assert direction(event(**changes), PAIR) == way


def test_appeals_stand_apart_from_demands() -> None:
    modes = ("appeal", "demand", None)
    asked = [event(n, event_type="REQUEST", mode=m, quad_class=3) for n, m in enumerate(modes)]
    assert [kind(e) for e in asked] == ["appeal", "verbal_conflict", "verbal_conflict"]
    row = next(p for p in part(made(asked), "series").panels[0].periods if p.key == "2023-05")
    assert (row.appeal, row.demand, row.verbal_conflict, row.verbal_cooperation) == (1, 2, 2, 0)


@pytest.mark.parametrize("status", ["planned", "hypothetical", "negated", "historical"])
def test_only_what_is_reported_as_done_is_counted(status: Any) -> None:
    found = made([event(1), event(2, status=status)])
    assert part(found, "series").panels[0].n_events == 1
    assert part(found, "contacts").meetings == 1
    assert [r.counted for r in part(found, "record").rows] == [False, True]
    assert "not counted" in dossier.render(found)


def test_what_was_not_read_is_missing_and_not_zero() -> None:
    read = days("2023-01-01", "2023-03-31") + days("2023-06-01", "2023-12-31")
    found = made([event(1, date="2023-07-03")], coverage=read)
    rows = {p.key: p for p in part(found, "series").panels[0].periods}
    assert [k for k, p in rows.items() if not p.covered] == ["2023-04", "2023-05"]
    assert rows["2023-04"].blank and not rows["2023-06"].blank
    assert part(found, "series").gaps == (series.Gap("2023-04-01", "2023-06-01"),)
    drawn = dossier.render(found)
    assert drawn.count('<tr id="ab-2023-04" class="unread">') == 1
    assert not part(found, "contacts").months[3].days[0].read


def test_a_month_read_in_part_says_how_much() -> None:
    read = days("2023-01-01", "2023-02-04") + days("2023-04-01", "2023-12-31")
    found = part(made([event(1)], coverage=read), "series")
    february = found.panels[0].periods[1]
    assert (february.covered, february.days_read, february.n_days) == (True, 4, 28)
    assert found.gaps == (series.Gap("2023-02-05", "2023-04-01"),)


def test_an_event_in_an_unread_month_is_still_shown() -> None:
    found = made([event(1, date="2023-01-30")], coverage=days("2023-02-01", "2023-12-31"))
    row = part(found, "series").panels[0].periods[0]
    assert (row.key, row.covered, row.total, row.blank) == ("2023-01", False, 1, False)


def test_vague_dates_go_into_no_bar() -> None:
    vague = [
        event(1, date="2023", date_precision="year"),
        event(2, date=None, date_precision="unknown"),
        event(3, date="2023-02-31"),
        event(4, date="2023-05", date_precision="month"),
    ]
    panel = part(made(vague), "series").panels[0]
    assert {x.id for x in panel.unplaced} == {vague[i].id for i in (0, 1, 2)}
    assert sum(p.total for p in panel.periods) == 1


def test_every_counted_event_is_reached_from_its_panel() -> None:
    found = synthetic_page(corpus(200))
    rows = part(found, "record").rows
    ids = {link.id for p in part(found, "series").panels for row in p.periods for link in row.events}
    ids |= {link.id for p in part(found, "series").panels for link in p.unplaced}
    assert ids == {r.id for r in rows if r.counted and not r.alongside}


def test_balance_gives_intervals_and_does_not_cry_change() -> None:
    events = [event(n, date=f"2023-{11 if n < 4 else 9:02}-0{1 + n}") for n in range(8)]
    events += [event(20, date="2023-09-20", event_type="ACCUSE", mode=None, quad_class=3)]
    found = part(made(events, coverage=days("2023-06-01", "2023-12-31")), "headline").balance
    assert (found.days, found.now.cooperation, found.now.conflict) == (90, 4, 0)
    assert (found.before.cooperation, found.before.conflict) == (4, 1)
    assert found.low < 0 < found.high
    assert "do not show a change" in dossier.render(made(events, coverage=days("2023-06-01", "2023-12-31")))


def test_third_states_by_event_sentence_and_document() -> None:
    around = [event(8, actor=(CHN,), recipient=(USA,), document_id="d1", sentence_id="s1"),
              event(9, actor=(USA,), recipient=(), document_id="d1", sentence_id="s9")]  # fmt: skip
    (third,) = part(made([event(1)], around=around), "thirds").states
    assert (third.code, third.same_event, third.same_sentence, third.same_document) == ("USA", 0, 1, 1)


def test_newest_first_and_undated_last() -> None:
    dates = ["2023-05-03", None, "2023-12", "2023-12-18"]
    rows = part(made([event(n, date=d) for n, d in enumerate(dates)]), "record").rows
    assert [r.date for r in rows] == ["18 December 2023", "December 2023", "3 May 2023", "date not known"]


@pytest.mark.parametrize(
    ("first", "last", "grain"),
    [("2023-01-01", "2023-03-01", "week"), ("2022-01-01", "2024-12-31", "month"),
     ("2010-01-01", "2024-12-31", "quarter"), ("1980-01-01", "2024-12-31", "year")],
)  # fmt: skip
def test_periods_follow_without_gap_or_overlap(first: str, last: str, grain: Any) -> None:
    start, end = periods.parse_day(first), periods.parse_day(last)
    assert start and end and periods.choose(start, end) == grain
    keys = periods.spanned(start, end, grain)
    assert [periods.ends(k, grain) for k in keys[:-1]] == [periods.starts(k) for k in keys[1:]]
    assert periods.starts(keys[0]) <= start and periods.ends(keys[-1], grain) > end


# -- the words


def test_spans_are_marked_where_they_stand() -> None:
    pieces = record.marked(event(), {"s1": (10, 57)})
    assert [(p.text, p.roles) for p in pieces if p.roles] == [
        ("China", ("actor",)), ("held talks", ("act",)), ("North Korea", ("recipient",)),
    ]  # fmt: skip
    assert "".join(p.text for p in pieces) == event().sentence


def test_overlapping_spans_share_their_words() -> None:
    spans = (Span("actor", 10, 15), Span("speaker", 10, 20))
    pieces = record.marked(event(spans=spans), {"s1": (10, 57)})
    assert pieces[:2] == (record.Piece("China", ("actor", "speaker")), record.Piece(" held", ("speaker",)))


def test_a_monstrous_sentence_is_cut_about_its_marks() -> None:
    text = "x " * 40_000 + "talks" + " y" * 40_000
    pieces = record.marked(event(sentence=text, spans=(Span("act", 80_000, 80_005),)), {"s1": (0, len(text))})
    assert [p.text for p in pieces if p.roles] == ["talks"]
    shown = "".join(p.text for p in pieces)
    assert len(shown) == record.LONGEST + 2 and shown.startswith("…") and shown.endswith("…")


def test_many_reasons_are_summed() -> None:
    aside = {f"invalid JSON: at {n}": 1 for n in range(500)}
    found = part(made([event()], rejected=aside), "coverage")
    assert sum(r.n for r in found.rejected) == found.n_rejected == 500
    assert len(found.rejected) == 21


def test_no_mark_rather_than_a_wrong_one() -> None:
    assert record.marked(event(), {}) == (record.Piece(event().sentence or ""),)
    beyond = record.marked(event(spans=(Span("act", 50, 90), Span("actor", 0, 12))), {"s1": (10, 57)})
    assert all(not p.roles for p in beyond)
    assert record.marked(event(sentence=None), {}) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("China", "China"), ("United States", "the United States"), ("Czech Republic", "the Czech Republic"),
     ("UN", "the UN"), ("Philippines", "the Philippines"), ("", "")],
)  # fmt: skip
def test_states_have_their_article(name: str, said: str) -> None:
    assert words.the(name) == said


@pytest.mark.parametrize(
    ("day", "precision", "long", "short"),
    [("2023-12-18", "day", "18 December 2023", "18 Dec"), ("2023-12", "month", "December 2023", "Dec"),
     ("2023-12-18", "week", "week of 18 December 2023", "week of 18 Dec"),
     ("2023-10", "quarter", "October to December 2023", "Oct to Dec"), ("2023", "year", "2023", "2023"),
     (None, "unknown", "date not known", "date not known")],
)  # fmt: skip
def test_dates_are_said_as_exactly_as_known(day: str | None, precision: Any, long: str, short: str) -> None:
    known = event(date=day, date_precision=precision)
    assert (words.date_words(known), words.short_date(known)) == (long, short)


# -- hostile input

EVIL = "</style></svg><script>alert(1)</script><img src=x onerror=alert(1)>'\"&{{ 7*7 }}"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(text: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    return iter(parser.found)


def hostile_page() -> page.DossierPage:
    who = Actor(EVIL, EVIL, "CHN", EVIL)
    bad = event(
        1, sentence=EVIL, publisher=EVIL, actor=(who,), speaker=who, date_basis=EVIL, place=EVIL,
        context=(EVIL,), object=EVIL, quantity=EVIL, promised=EVIL, rules=(EVIL,), mode=EVIL,
        origin=Origin(EVIL, 1, EVIL), spans=(Span("act", 10, 30), Span("actor", 20, 40)), published=EVIL,
    )  # fmt: skip
    third = event(2, actor=(Actor(EVIL, EVIL, EVIL),), document_id="d1")
    return made(
        [bad, event(3, actor=(who, PRK), recipient=())],
        around=[third],
        documents={"d1": Source(EVIL, "javascript:alert(1)")},
        rejected={EVIL: 1},
        runs=[{EVIL: EVIL}],
        coverage=[Covered(EVIL, "2023-05-01", 1), Covered("x", EVIL, 2), Covered("", None, 2)],
        names={"CHN": EVIL},
    )


def test_hostile_text_stays_text() -> None:
    drawn = dossier.render(hostile_page())
    names = {tag for tag, _ in tags(drawn)}
    assert not names & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    assert not [a for _, attrs in tags(drawn) for a in attrs if a.startswith("on")]
    assert drawn.count("</style>") == 1
    assert "49" not in re.findall(r"\{\{|49(?=\W*$)", drawn)
    assert html.escape("<script>alert(1)</script>") in drawn


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=1&c=2", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        (" JaVaScRiPt:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//news.example", False),
        ("https://[bad", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: bool) -> None:
    assert record.safe_url(url) == (url if kept else None)


def test_the_page_needs_no_network_and_its_links_arrive() -> None:
    drawn = dossier.render(synthetic_page(corpus(120)))
    found = list(tags(drawn))
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs.get("href") or "" for tag, attrs in found if tag == "a"]
    assert {x[1:] for x in links if x.startswith("#")} <= set(ids)
    assert all(x.startswith(("#", "https://news.example/")) for x in links)
    assert not [attrs for _, attrs in found if "src" in attrs or "xlink:href" in attrs]
    assert not re.search(r"@import|url\(", drawn)


def test_charts_can_be_read_without_seeing_them() -> None:
    drawn = dossier.render(synthetic_page(corpus(60)))
    charts = re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)
    assert charts
    assert all("<title id=" in c and "<desc id=" in c and "aria-labelledby=" in c for c in charts)


# -- size, edges, sameness


def test_a_large_pair_makes_a_page_below_one_megabyte() -> None:
    found = synthetic_page(corpus(5000))
    drawn = dossier.render(found)
    assert len(part(found, "record").rows) == RECORD_LIMIT
    assert part(found, "record").n_events == 5000
    assert len(drawn.encode()) < 1_000_000
    panels = part(found, "series").panels
    kinds = ("verbal_cooperation", "material_cooperation", "appeal", "verbal_conflict", "material_conflict")
    drawn_total = sum(getattr(p, k) for x in panels for p in x.periods for k in kinds)
    unplaced = sum(len(x.unplaced) + x.n_unlisted for x in panels)
    assert drawn_total + unplaced == sum(x.n_events for x in panels)


@pytest.mark.parametrize("read", [[], days("2023-05-01", "2023-05-01"), [Covered("", None, 3)]])
@pytest.mark.parametrize("events", [[], [event()], [event(date=None, date_precision="unknown")]])
def test_little_or_nothing_still_makes_a_page(events: list[Event], read: list[Covered]) -> None:
    drawn = dossier.render(made(events, coverage=read))
    assert drawn.rstrip().endswith("</html>")
    assert ("No event" in drawn) == (not events)


def test_imports_without_type_or_sentence_have_their_row() -> None:
    bare = event(event_type=None, mode=None, quad_class=None, sentence=None, sentence_id=None, spans=(),
                 document_id=None, cameo="010")  # fmt: skip
    drawn = dossier.render(made([bare]))
    assert "CAMEO 010" in drawn and "<blockquote>" not in drawn


def test_one_state_is_no_pair() -> None:
    with pytest.raises(UsageError, match="named twice"):
        dossier.context([], [], {}, [], ("CHN", "CHN"))


def test_equal_input_makes_an_equal_page_whatever_its_order() -> None:
    found = corpus(40)
    turned = Corpus(found.documents[::-1], found.sentences[::-1], found.events[::-1])
    assert dossier.render(synthetic_page(found)) == dossier.render(synthetic_page(turned))
    fewer = Corpus(found.documents, found.sentences, found.events[1:])
    assert synthetic_page(found).fingerprint != synthetic_page(fewer).fingerprint


def test_a_store_gives_the_same_page_as_its_records(tmp_path: Path) -> None:
    found = corpus(60)
    coded = [
        Coded(d, [s], [e for e in found.events if e.document_id == d.id])
        for d, s in zip(found.documents, found.sentences, strict=True)
    ]
    aside = [Rejected(Origin("x", n), "language es") for n in range(3)]
    with Store.open(tmp_path / "a.duckdb") as store:
        run = store.begin_run(Recipe("0.1.0", "c0ffee", "small 3.8.0"))
        store.put(run, coded, aside)
        store.finish_run(run)
        stored = dossier.compose(dossier.gather(store, *PAIR))
        drawn = dossier.build(store, *PAIR)
    pure = synthetic_page(found)
    for name in ("headline", "series", "contacts", "voices", "thirds", "record", "coverage"):
        assert part(stored, name) == part(pure, name)
    assert "c0ffee" in drawn and dict(part(stored, "making").runs[0].facts)["lexicon"] == "c0ffee"


def test_nothing_heavy_is_loaded_before_a_chart_is_drawn() -> None:
    code = "import sys, detente.dossier; print({'altair', 'vl_convert', 'duckdb', 'spacy'} & set(sys.modules))"
    path = {"PYTHONPATH": str(HERE.parent / "src")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
    assert done.stdout.strip() == "set()"


# -- the golden page


def golden_page() -> page.DossierPage:
    wang = Actor("CHN/wang_yi", "Wang Yi", "CHN", "GOV")
    events = [
        event(1),
        event(2, date="2023-07-27", mode="visit", publisher="KCNA", speaker=PRK, confidence=0.91),
        event(3, actor=(PRK,), recipient=(CHN,), mode="message", date="2023-10-01", publisher="KCNA"),
        event(4, event_type="SUPPORT", mode="praise", actor=(wang,), date="2023-10", date_precision="month"),
        event(5, event_type="ACCUSE", mode=None, actor=(PRK,), recipient=(CHN,), date="2023-02-09", quad_class=3),
        event(6, event_type="REQUEST", mode="appeal", quad_class=3, date="2023-02-11", publisher="Reuters"),
        event(7, event_type="COOPERATE", mode="economic", quad_class=2, actor=(CHN, PRK), recipient=()),
        event(8, event_type="AID", mode=None, quad_class=2, status="planned", date="2023-12-01"),
        event(9, event_type="ACCUSE", mode=None, quad_class=3, actor=(CHN, PRK), recipient=(USA,)),
    ]
    read = days("2023-02-01", "2023-08-31") + days("2023-10-01", "2023-12-31", "KCNA")
    return made(
        events, coverage=read, rejected={"language es": 4, "empty text": 1},
        documents={"d1": Source("Talks held", "https://news.example/1")},
        runs=[{"id": 1, "version": "0.1.0", "lexicon": "c0ffee", "model": "small 3.8.0", "documents": 304}],
    )  # fmt: skip


def normal(drawn: str) -> str:
    """Drop what may change with a drawing library or a release: coordinates and the version."""
    drawn = re.sub(r"(?s)<svg.*?</svg>", lambda m: "\n".join(re.findall(r"<a .*?</title>", m[0])), drawn)
    drawn = re.sub(r"(?s)<style>.*?</style>", "<style></style>", drawn)
    return re.sub(r"<p>détente [^<]*</p>", "<p>détente VERSION.</p>", drawn)


def test_golden_page() -> None:
    assert normal(dossier.render(golden_page())) == GOLDEN.read_text("utf-8")


def write() -> None:
    """Write the golden page and the field table anew."""
    GOLDEN.write_text(normal(dossier.render(golden_page())), "utf-8")
    text = DOCS.read_text("utf-8")
    head, _, rest = text.partition("<!-- fields -->\n")
    _, _, tail = rest.partition("<!-- end of fields -->")
    table = page.field_table(*CONTRACT, *OF_STATES)
    DOCS.write_text(f"{head}<!-- fields -->\n{table}<!-- end of fields -->{tail}", "utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write()
