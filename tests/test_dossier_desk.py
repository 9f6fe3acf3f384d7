"""The dossier's sections of accounts, words and dates ahead: what they show, and why where they show nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desks import desk, told
from detente.dossier import accounts, ahead, commitments, visits, wording
from detente.dossier.evidence import Covered, Evidence
from detente.dossier.page import DossierPage, Section
from detente.dossier.render import render
from detente.records import Actor, Event, Origin
from detente.visits import contacts
from occurrences import incident

PAIR = ("CHN", "PRK")
READ = {f"2023-{month:02}-{day:02}": 1 for month in range(1, 13) for day in range(1, 29)}


def evidence(**more: Any) -> Evidence:
    read = [Covered("KCNA", day, n) for day, n in READ.items()]
    return Evidence.of(more.pop("events", ()), pair=PAIR, coverage=read, **more)


def drawn(*sections: Section) -> str:
    return render(DossierPage("CHN", "PRK", "China", "North Korea", "", "0", sections))


def test_accounts_show_what_both_say_and_what_one_alone_says() -> None:
    found = accounts.section(evidence(desk=desk(READ)))
    compared = told().page.comparisons[0]
    assert (found.n_both, found.n_only_a, found.n_only_b) == (
        len(compared.both),
        len(compared.only_a),
        len(compared.only_b),
    )
    assert found.n_both and found.n_only_a and found.why == ""
    assert (
        "--meeting" in found.command and "lips and teeth" in found.changed[0] and "PRK: no earlier" in found.changed[2]
    )
    text = drawn(found)
    assert all(one.a in text or "&" in one.a or "'" in one.a or '"' in one.a for one in found.both)
    assert f"Only {found.label_a}: {found.n_only_a}" in text


def test_accounts_say_why_none_is_shown() -> None:
    assert "records alone" in accounts.section(evidence()).why
    one_sided = replace(desk(READ), told=None, outlets={"CHN": 0, "PRK": 9})
    why = accounts.section(evidence(desk=one_sided)).why
    assert "0 texts of outlets of China and 9 texts of outlets of North Korea" in why and "each side is needed" in why
    both = replace(one_sided, outlets={"CHN": 4, "PRK": 9})
    assert "no meeting was found that outlets of both reported" in accounts.section(evidence(desk=both)).why
    assert why in drawn(accounts.section(evidence(desk=one_sided)))


def test_words_watched_have_first_last_and_silence() -> None:
    found = wording.section(evidence(desk=desk(READ)))
    (row,) = found.phrases
    assert (row.pattern, row.texts, row.first, row.last) == ("lips and teeth", 2, "4 May 2023", "4 July 2023")
    after = sum(n for day, n in READ.items() if day > "2023-07-04")
    assert row.silence.startswith(f"{after} texts (p = ") and row.example == "Like lips and teeth."
    assert found.absent == ("no limits",) and "no limits" in drawn(found)


def test_words_watched_say_why_none_is_shown() -> None:
    assert "records alone" in wording.section(evidence()).why
    silent = replace(desk(READ), uses={"lips and teeth": ()})
    why = wording.section(evidence(desk=silent)).why
    assert "none of the 1 phrases is in 336 texts" in why and why in drawn(wording.section(evidence(desk=silent)))


def test_calendar_holds_what_is_marked_due_planned_and_looked_for() -> None:
    china, korea = Actor("CHN", "China", "CHN"), Actor("PRK", "North Korea", "PRK")
    planned = Event(
        id="e", origin=Origin("a"), document_id="d", sentence_id="s", sentence="Wang Yi will visit in March 2024.",
        date="2024-03", date_precision="month", date_basis="explicit", actor=(china,), recipient=(korea,),
        event_type="CONSULT", mode="visit", status="planned",
    )  # fmt: skip
    found = ahead.section(evidence(events=[planned]))
    rows = {(e.kind, e.day): e for m in found.months for e in m.entries}
    relations = rows["anniversary", "6 October 2024"]
    assert relations.round and "75 years" in relations.text
    assert rows["planned", "March 2024"].events[0].id == "e"
    assert ("expected", "11 July 2024") in rows
    days = [m.name for m in found.months]
    assert days == sorted(days, key=lambda d: (d[-4:], "JanFebMarAprMayJunJulAugSepOctNovDec".find(d[:3])))
    assert "6 October 2024" in drawn(found)


def test_calendar_says_why_it_is_empty() -> None:
    assert "no day of reading" in ahead.section(Evidence.of((), pair=PAIR)).why


def test_resolutions_are_touched_by_what_is_between_no_two_states() -> None:
    launch = incident("2023-07-12 PRK MOBILIZE/weapons - object: intercontinental ballistic missile")
    found = commitments.section(evidence(desk=replace(desk(READ), deeds=(launch,))))
    touched = {t.title: t for t in found.touches if t.what == "touched"}
    assert "Security Council resolution 1718 (2006)" in touched
    assert all(t.n == 1 and t.n_unlisted == 1 and "2023-07-12 PRK" in t.example for t in touched.values())


def test_contacts_are_newest_first_and_undated_ones_last() -> None:
    def met(day: str | None, n: int) -> Event:
        return Event(
            id=str(n), origin=Origin("a"), document_id="d", sentence_id="s",
            sentence="Pak Myong Ho met Wang Yi in Beijing.",
            date=day, date_precision="day" if day else "unknown", date_basis="explicit",
            event_type="CONSULT", mode="meet",
            actor=(Actor("PRK/pak_myong_ho", "Pak Myong Ho", "PRK", "GOV"),), status="asserted",
            recipient=(Actor("CHN/wang_yi", "Wang Yi", "CHN", "GOV"),), publisher="KCNA",
        )  # fmt: skip

    events = [met(None, 1), met("2023-05-02", 2), met("2023-08-02", 3)]
    listed = tuple(contacts(events, {e.id: [e] for e in events}, PAIR))
    found = visits.section(evidence(desk=replace(desk(READ), contacts=listed)))
    assert [m.date for m in found.meetings] == ["2 August 2023", "2 May 2023", "undated"]
