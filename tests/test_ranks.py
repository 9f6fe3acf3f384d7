"""Ranks, contacts and what the list of contacts says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conftest import CodeText
from detente.actors import Actors, registers
from detente.ranks import authority, office_said
from detente.records import Actor, Event, Origin
from detente.visits import contacts, find, firsts, load_ladder, office_of
from detente.visits.contacts import CHECKS

PAIR = ("CHN", "PRK")
PAK = Actor("PRK/pak_myong_ho", "Pak Myong Ho", "PRK", "GOV")
WANG = Actor("CHN/wang_yi", "Wang Yi", "CHN", "GOV")


def met(n: int = 1, **changes: Any) -> Event:
    plain = Event(
        id=str(n), origin=Origin("a.txt"), document_id="d", sentence_id="s",
        sentence="Pak Myong Ho, vice-minister of Foreign Affairs of the DPRK, met Wang Yi in Beijing on Monday.",
        date="2023-12-18", date_precision="day", date_basis="weekday", actor=(PAK,), recipient=(WANG,),
        event_type="CONSULT", mode="meet", status="asserted", publisher="KCNA",
    )  # fmt: skip
    return replace(plain, **changes)


def test_ladder_obeys_its_schema() -> None:
    registers.check(registers.shipped("../ranks/ladder.yaml"), "ranks.json")


def test_a_politburo_seat_outranks_a_ministry(actors: Actors) -> None:
    office = office_of(WANG, "2023-12-18", actors=actors)
    assert office and office.rung.rank == "party_politburo"
    assert "foreign minister" in office.also
    before = office_of(WANG, "2015-01-01", actors=actors)
    assert before and before.rung.rank == "minister"
    assert load_ladder().rungs["party_politburo"].level < load_ladder().rungs["minister"].level


def test_the_essay_trip(actors: Actors) -> None:
    (contact,) = contacts([met()], {"1": [met()]}, PAIR, actors=actors)
    assert (contact.direction, contact.host, contact.place) == ("PRK->CHN", "CHN", "Beijing")
    assert contact.level == load_ladder().rungs["vice_minister"].level
    assert tuple(c.name for c in contact.checks) == CHECKS
    assert {c.name: c.value for c in contact.checks}["role"] == "vice foreign minister"


@pytest.mark.parametrize("mode", ["message", "call"])
def test_messages_and_calls_are_no_trips(mode: str, actors: Actors) -> None:
    event = met(mode=mode)
    (contact,) = contacts([event], {"1": [event]}, PAIR, actors=actors)
    assert contact.direction is None and not contact.in_person


def test_an_ambassador_makes_no_trip(actors: Actors) -> None:
    envoy = Actor("PRK/ri_ryong_nam", "Ri Ryong Nam", "PRK", "GOV")
    event = met(actor=(envoy,), sentence="Ri Ryong Nam met Wang Yi in Beijing.")
    (contact,) = contacts([event], {"1": [event]}, PAIR, actors=actors)
    assert contact.resident and contact.direction is None


def test_a_leader_whom_no_register_knows(actors: Actors) -> None:
    event = met(
        actor=(Actor("CHN", "China", "CHN"),), recipient=(Actor("PRK", "North Korea", "PRK"),), mode="visit",
        sentence="A delegation of the Ministry of Agriculture of China led by Vice-Minister Niu Dun visited Pyongyang.",
    )  # fmt: skip
    (contact,) = contacts([event], {"1": [event]}, PAIR, actors=actors)
    side = contact.side("CHN")
    assert side.name == "Niu Dun" and side.office and side.office.rung.rank == "vice_minister"
    assert side.office.basis == "text"


def test_offices_in_words() -> None:
    said = "The party's Li Yuanchao, member of the Political Bureau of the CPC, spoke."
    office = office_said(said, said.index("Li"), said.index(","))
    assert office and office.rung.rank == "party_politburo"
    association = "Vice-President of the Association"
    assert load_ladder().rank_in(association) is None
    assert (load_ladder().rank_in("Chinese ex-ambassador") or ("", None))[1] == load_ladder().rungs["former"]


def test_first_visit_after_a_pause(actors: Actors) -> None:
    events = [met(1, date="2022-10-10"), met(2, date="2023-12-18")]
    found = find(contacts(events, {e.id: [e] for e in events}, PAIR, actors=actors))
    first = next(f for f in found if f.measure == "visits.first")
    assert "first visit by a vice minister from PRK to CHN in 14 months" in first.statement
    balance = next(f for f in found if f.measure == "visits.balance")
    assert balance.estimate == 0.0 and balance.interval == pytest.approx((0.0, 0.6576), abs=1e-3)


def test_a_first_needs_half_a_year_that_was_read(actors: Actors) -> None:
    events = [met(1, date="2022-02-10"), met(2, date="2023-12-18")]
    found = contacts(events, {e.id: [e] for e in events}, PAIR, actors=actors)
    every = [date(2022, 2, 1) + timedelta(n) for n in range(700)]
    (late,) = firsts(found, days=every)
    assert "in 22 months; highest-level contact since 2022-02-10, in what was read (100% of the days" in late.statement
    assert [f.details["read"] for f in firsts(found, days=every[::2])] == pytest.approx([0.5], abs=0.01)
    later = [
        met(1, date="2022-02-10"),
        met(2, date="2022-02-28", actor=(Actor("PRK/kim_jong_un", "Kim Jong Un", "PRK"),)),
    ]
    found = contacts(later, {e.id: [e] for e in later}, PAIR, actors=actors)
    assert not list(firsts(found, days=every)), "a month of reading makes no first"
    assert "highest-level contact so far" in next(firsts(found)).statement


def test_authority_of_statements() -> None:
    spoke = authority(met(sentence="A spokesman for the DPRK Foreign Ministry answered a question."))
    article = authority(met(sentence="Rodong Sinmun carries a signed article."))
    assert spoke and article and spoke.level < article.level


@pytest.mark.shared
def test_paks_trip_in_the_essay(shared: Any, code_text: CodeText, actors: Actors) -> None:
    text = (shared / "corpora/essay_2023-12.txt").read_text("utf-8")
    events = code_text(text, published="2023-12-19", publisher="Brussels Morning")
    trips = contacts(events, {e.id: [e] for e in events}, PAIR, actors=actors)
    ranks = {s.office.rung.rank for c in trips for s in c.sides if s.person == "PRK/pak_myong_ho" and s.office}
    assert ranks == {"vice_minister"}
    assert any(c.guest == "PRK" and c.host == "CHN" for c in trips)
