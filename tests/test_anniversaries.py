"""Days that matter to a pair."""

from __future__ import annotations

from datetime import date

import pytest

from detente.anniversaries import ahead, anniversary, around, is_round, load_days, of_pair
from occurrences import incident

RELATIONS = next(d for d in load_days() if d.id == "chn-prk-relations")


def test_round_years_and_days_ahead() -> None:
    coming = {c.anniversary.id: c for c in ahead(of_pair(load_days(), ("CHN", "PRK")), date(2023, 12, 19))}
    relations = coming["chn-prk-relations"]
    assert (relations.day, relations.years, relations.round) == (date(2024, 10, 6), 75, True)
    assert not coming["armistice"].round
    assert "usa-chn-relations" not in coming


@pytest.mark.parametrize(("years", "is_it"), [(0, False), (4, False), (5, True), (75, True)])
def test_round(years: int, is_it: bool) -> None:
    assert is_round(years) is is_it


def test_what_happened_around_before() -> None:
    known = [incident(f"{day} CHN CONSULT/message PRK") for day in ("2011-10-04", "2011-11-04", "2024-10-06", "2011")]
    assert [o.date for o in around(RELATIONS, known, before=date(2023, 12, 19))] == ["2011-10-04"]


def test_leap_days() -> None:
    assert anniversary("2012-02-29", 2013) == date(2013, 2, 28)
    assert anniversary("2012-02-29", 2016) == date(2016, 2, 29)
