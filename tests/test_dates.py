"""Dates in words: what each kind of expression means on a given day, and what is no date at all."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding.dates import Dated, default, expressions, is_historical

PUBLISHED = "2023-12-19"  # a Tuesday


def dates_of(sentence: str, published: str | None = PUBLISHED, previous: str | None = None) -> list[str | None]:
    return [d.date for d in expressions(sentence, published, previous)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "It fired missiles on Sunday night and again on Monday.",
            "2023-12-17 day weekday, 2023-12-18 day weekday",
        ),
        ("A spokesman said Tuesday.", "2023-12-19 day weekday"),
        ("They met last Tuesday.", "2023-12-12 day weekday"),
        ("They met on Thursday last week.", "2023-12-14 day weekday"),
        ("They trained from Monday to Friday.", "2023-12-18 day weekday"),
        ("China protested after Monday's launch.", "2023-12-18 day weekday"),
        (
            "China will host talks on Friday, the ministry said on Monday.",
            "2023-12-22 day weekday, 2023-12-18 day weekday",
        ),
        ("The talks on Friday will focus on trade.", "2023-12-22 day weekday"),
        (
            "He met the envoy yesterday and left last night.",
            "2023-12-18 day relative, 2023-12-18 day relative",
        ),
        ("It tested a missile at the beginning of the month.", "2023-12 month relative"),
        ("It tested a missile earlier this month.", "2023-12 month relative"),
        ("They signed it late last year.", "2022 year relative"),
        ("They met last week and will meet next week.", "2023-12-11 week relative, 2023-12-25 week relative"),
        ("They met two weeks ago.", "2023-12-04 week relative"),
        ("They met three days ago.", "2023-12-16 day relative"),
        ("They clashed over the weekend.", "2023-12-16 week relative"),
        ("They met on 18 December.", "2023-12-18 day inferred"),
        ("They met on Dec. 22.", "2023-12-22 day inferred"),
        ("They met on December 30.", "2022-12-30 day inferred"),
        ("They will meet on January 5.", "2024-01-05 day inferred"),
        ("They met on December 18, 2022.", "2022-12-18 day explicit"),
        ("They met on Monday, December 18.", "2023-12-18 day inferred"),
        ("They drilled on 18-20 December.", "2023-12-18 day inferred"),
        ("They drilled from December 28, 2022 on.", "2022-12-28 day explicit"),
        ("They drilled from 28 November to 3 December.", "2023-11-28 day inferred"),
        ("It fell on April 15, Juche 101 (2012).", "2012-04-15 day explicit"),
        ("They met in March.", "2023-03 month inferred"),
        ("They will meet in March.", "2024-03 month inferred"),
        ("They met in March 2019.", "2019-03 month explicit"),
        ("They met in January and March 2019.", "2019-01 month explicit, 2019-03 month explicit"),
        ("They met in March last year.", "2022-03 month relative"),
        ("They signed it in 1961.", "1961 year explicit"),
        ("They signed the Agreement of 1992.", "1992 year explicit"),
        ("They recalled the 2018 Singapore summit.", "2018 year explicit"),
        ("It will open in early 2024.", "2024 year explicit"),
        ("Trade grew in the first quarter of 2022.", "2022-01 quarter explicit"),
        ("Trade grew in the first quarter.", "2023-01 quarter inferred"),
        ("Trade grew in the first half of 2021.", "2021 year explicit"),
        ("They met in the last week of November.", "2023-11-24 week inferred"),
        ("Famine struck in the 1990s.", "None unknown decade"),
    ],
)
def test_an_expression_is_resolved(sentence: str, expected: str) -> None:
    found = expressions(sentence, PUBLISHED)
    assert ", ".join(f"{d.date} {d.precision} {d.basis}" for d in found) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "It has grown since 2017.",
        "The drill lasts until Friday.",
        "It must comply by the end of the year.",
        "Trade doubled in the past three years.",
        "They will report within two weeks.",
        "They marked the 75th anniversary of the army.",
        "It sent 1,050 troops and 2,000 tonnes.",
        "It sent a force of 2000 troops.",
        "It violates resolutions 1718 (2006), 1874 (2009) and 2270.",
        "A treaty was signed in 1718.",
        "Theresa May may march; the Sun asked Mon leaders a Second time.",
        "Bloody Sunday was recalled by the Sunday Times.",
        "They upheld the June 15 joint declaration.",
        "Patrols leave every Monday.",
        "It came two days after the test.",
        "On 3/4/2023 nobody knows the month.",
        "On 30 February nothing happened.",
    ],
)
def test_what_is_no_date(sentence: str) -> None:
    assert expressions(sentence, PUBLISHED) == ()


@pytest.mark.parametrize(
    ("sentence", "previous", "expected"),
    [
        ("The following day they left.", "2017-04-30", "2017-05-01"),
        ("A week later they left.", "2017-04-30", "2017-05-01"),
        ("The next month they left.", "2017-12", "2018-01"),
        ("The same day they left.", "2017-12-31", "2017-12-31"),
        ("Three days earlier they left.", "2017-01-02", "2016-12-30"),
        ("The following day they left.", "2017-04", None),
        ("The following day they left.", None, None),
    ],
)
def test_counting_from_the_date_before(sentence: str, previous: str | None, expected: str | None) -> None:
    assert dates_of(sentence, previous=previous) == [expected]


def test_a_date_in_the_sentence_comes_before_the_one_of_the_last_event() -> None:
    assert dates_of("He arrived on Sunday and left the following day.", previous="2001-01-01")[-1] == "2023-12-18"


def test_no_day_is_counted_from_a_week() -> None:
    assert dates_of("Last week they met and a day later they left.") == ["2023-12-11", None]


@pytest.mark.parametrize("published", [None, "2023-12", "2023", "no date", "9999-99-99"])
def test_without_a_day_of_publication_only_stated_years_are_known(published: str | None) -> None:
    sentence = "On Monday, yesterday, in March, on 5 May and last year they met as in 1961."
    assert dates_of(sentence, published) == [None, None, None, None, None, "1961"]
    assert {d.basis for d in expressions(sentence, published)} == {"unknown", "explicit"}


def test_the_day_of_publication_is_the_default() -> None:
    assert default("2023-12-19T08:00:00Z") == Dated("2023-12-19", "day", "published", -1, -1, "")
    assert default("2023-12") == Dated("2023-12", "month", "published", -1, -1, "")
    assert default(None) == default("soon") == Dated(None, "unknown", "unknown", -1, -1, "")


@pytest.mark.parametrize(
    ("words", "historical"),
    [
        ("on 19 September 2023", False),
        ("on 20 September 2023", False),
        ("on 18 September 2023", True),
        ("in September 2023", False),
        ("in August 2023", True),
        ("in 2023", False),
        ("in 2022", True),
        ("in the 1990s", True),
        ("in the 2020s", False),
        ("decades ago", True),
        ("next year", False),
    ],
)
def test_history_begins_ninety_days_back(words: str, historical: bool) -> None:
    (dated,) = expressions(f"They met {words}.", "2023-12-18")
    assert is_historical(dated, "2023-12-18") is historical


def test_history_needs_a_date_of_publication() -> None:
    (dated,) = expressions("They met in 1961.", None)
    assert not is_historical(dated, None)


VOCABULARY = """
on in last next this the of by Monday Sunday March May Dec. 18 31 2023 1961 2,000 week year days ago earlier
later following day quarter first - , ( ) ' yesterday will said since 99 999 Juche resolution weekend 20٢٢
"""
words = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(), st.lists(words).map(" ".join)), st.one_of(st.none(), st.dates().map(str), st.text()))
def test_any_text_is_survived_and_offsets_hold(sentence: str, published: str | None) -> None:
    found = expressions(sentence, published, published)
    assert all(sentence[d.start : d.end] == d.text for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all((d.date is None) == (d.precision == "unknown") for d in found)
    assert all(is_historical(d, published) in (True, False) for d in found)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    st.sampled_from(["They met on {}.", "They will meet on {}.", "They met last {}.", "They meet next {}."]),
)
def test_a_weekday_is_that_weekday_within_a_week(published: date, weekday: str, frame: str) -> None:
    (dated,) = expressions(frame.format(weekday), str(published))
    resolved = date.fromisoformat(str(dated.date))
    assert resolved.strftime("%A") == weekday
    assert abs((resolved - published).days) <= 7
    assert (resolved - published).days <= 0 or "will" in frame or "next" in frame
