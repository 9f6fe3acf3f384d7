"""Incidents as directed acts: what is counted, how often, and in which period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from detente.errors import UsageError
from detente.measures.dyads import Calendar, acts, known_sign, once, state_name, value
from detente.measures.examples import incident


def test_a_directed_incident_is_one_act_and_a_mutual_one_is_one_each_way_and_one_for_the_pair() -> None:
    directed = acts([incident("2020-01-02", "CHN", "PRK"), incident("2020-01-01", "CHN PRK")])
    assert [(a.actor, a.recipient, a.mutual) for a in directed] == [
        ("CHN", "PRK", True),
        ("PRK", "CHN", True),
        ("CHN", "PRK", False),
    ]
    assert [a.mutual for a in once(directed)] == [True, False]


def test_a_list_of_more_than_five_states_is_not_multiplied_out() -> None:
    five, six = "CHN PRK KOR JPN USA", "CHN PRK KOR JPN USA RUS"
    assert len(acts([incident("2020-01-01", five)])) == 20
    assert acts([incident("2020-01-01", six)]) == ()
    assert acts([incident("2020-01-01", "MNG", six)]) == ()


def test_only_asserted_incidents_of_states_within_the_time_count_unless_others_are_asked_for() -> None:
    planned = incident("2020-01-01", "CHN", "PRK", status="planned")
    organisation = incident("2020-01-01", "IGO:UN", "PRK")
    undated = incident(None, "CHN", "PRK")
    itself = incident("2020-01-01", "CHN", "CHN")
    assert acts([planned, organisation, undated, itself]) == ()
    assert len(acts([planned], statuses=("planned",))) == 1
    assert len(acts([organisation], states={"IGO:UN", "PRK"})) == 1
    month = incident("2020-01", "CHN", "PRK", date_precision="month")
    assert acts([month], since="2020-01-15") == ()
    assert len(acts([month], since="2020-01", until="2020-01")) == 1


def test_an_appeal_has_no_sign_and_no_value_and_a_demand_has() -> None:
    appeal, demand = acts(
        [
            incident("2020-01-01", "CHN", "PRK", "REQUEST", mode="appeal"),
            incident("2020-01-02", "CHN", "PRK", "REQUEST", mode="demand"),
        ]
    )
    assert (known_sign(appeal), value(appeal)) == (0, None)
    assert (known_sign(demand), value(demand)) == (-1, -1.0)
    assert value(demand, "plover_score_goldstein_mean") == -5.0


def test_a_scale_of_cameo_codes_asks_for_the_code_and_a_scale_of_quads_is_refused() -> None:
    (act,) = acts([incident("2020-01-01", "CHN", "PRK", cameo="190")])
    assert value(act, "goldstein_gdelt") == -10.0
    with pytest.raises(UsageError, match=r"'quad_class_plover'; choose one of balance, goldstein_gdelt"):
        value(act, "quad_class_plover")


@pytest.mark.parametrize(
    ("day", "precision", "frequency", "place"),
    [
        ("2020-03-15", "day", "month", 2),
        ("2020-03", "month", "month", 2),
        ("2020-03", "month", "week", None),
        ("2020-03-09", "week", "week", 10),
        ("2020-03-30", "week", "month", None),  # the week ends in April
        ("2020", "year", "quarter", None),
        ("2020-02-01", "quarter", "quarter", 0),
        ("2020", "year", "year", 0),
    ],
)
def test_a_date_lies_in_a_period_only_if_it_does_so_whole(day: str, precision: str, frequency: str, place: int) -> None:
    (act,) = acts([incident(day, "CHN", "PRK", date_precision=precision)])
    calendar = Calendar.of(frequency, [act], since="2020-01-01", until="2020-12-31")  # type: ignore[arg-type]
    assert calendar.index(act) == place


def test_a_calendar_has_no_gap_and_starts_weeks_on_monday() -> None:
    calendar = Calendar.of("week", [], since="2021-01-01", until="2021-01-18")
    assert calendar.starts == (date(2020, 12, 28), date(2021, 1, 4), date(2021, 1, 11), date(2021, 1, 18))
    assert Calendar.of("month", [], since="2019-11", until="2020-02").labels[-1] == "2020-02-01"
    assert len(Calendar.of("day", [])) == 0
    with pytest.raises(UsageError, match="'fortnight'; choose one of day, week"):
        Calendar.of("fortnight", [])  # type: ignore[arg-type]


def test_a_stray_date_does_not_stretch_the_calendar_beyond_what_was_read() -> None:
    stray = incident("2010-05-01", "CHN", "PRK", first_report="2020-02-01")
    directed = acts([stray, *(incident(f"2020-{m:02d}-01", "CHN", "PRK") for m in (1, 3))])
    calendar = Calendar.of("month", directed)
    assert calendar.labels == ("2020-01-01", "2020-02-01", "2020-03-01")
    assert [at for at, _ in calendar.placed(directed)] == [0, 2]
    imported = acts([incident(d, "CHN", "PRK", first_report=None) for d in ("2019-12-31", "2020-02-01")])
    assert len(Calendar.of("month", imported)) == 3


def test_the_order_of_the_input_does_not_matter() -> None:
    made = [incident(f"2020-01-{d:02d}", "CHN", "PRK", n=d) for d in (3, 1, 2)]
    assert acts(made) == acts(made[::-1]) == acts([replace(i) for i in made])


def test_names_are_as_a_sentence_has_them() -> None:
    assert [state_name(c) for c in ("CHN", "PRK", "USA", "IGO:UN", "XXX")] == [
        "China",
        "North Korea",
        "the United States",
        "UN",
        "XXX",
    ]
