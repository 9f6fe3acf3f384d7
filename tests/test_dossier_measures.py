"""The dossier's sections of measures: each says its sentence, draws its picture, and says how sure it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from detente.dossier import alignment, answers, ballots, region
from detente.dossier.evidence import Evidence
from detente.dossier.measures import Measured
from detente.dossier.measures import section as measures_section
from detente.dossier.page import DossierPage, Section, to_json
from detente.dossier.pictures import Line, Picture, Range, Tie, draw
from detente.dossier.render import render
from detente.dossier.told import chance_words, sure_words
from detente.measures import alignment as find_alignment
from detente.measures import asymmetry, coincidence, compare, networks, reciprocity, response, tempo, votes
from detente.measures.dates import dates
from detente.measures.examples import STATES, autoregressive, camps_signs, daily, speaking, tied
from detente.measures.planted import bursts, relation
from detente.records import Finding, Incident

PAIR = ("CHN", "PRK")
SECTIONS = (alignment.section, region.section, answers.section, ballots.section)


@cache
def material() -> tuple[Incident, ...]:
    """Stances of both toward three states, accusations between the two that are answered, and two camps."""
    rng = np.random.default_rng(1)
    base = -3 + 2.5 * autoregressive(rng, 60, phi=0.4, rows=3)
    third = ("USA", "KOR", "JPN")
    said = sorted(rng.choice(1500, 90, replace=False).tolist())
    camps = tied(camps_signs(rng, (4, 4), density=1.0, noise=0.05), STATES, year=2003)
    return (
        *speaking("CHN", third, base), *speaking("PRK", third, 1.8 * base),
        *daily(said, "CHN", "PRK", "ACCUSE", first="2000-01-01"),
        *daily([d + 2 for d in said], "PRK", "CHN", "ACCUSE", first="2000-01-01"), *camps,
    )  # fmt: skip


@cache
def evidence() -> Evidence:
    cast = {s: {str(i): (i // k) % 3 for i in range(120)} for s, k in (("CHN", 3), ("PRK", 4))}
    dates = {str(i): f"{2000 + i // 30}-11-01" for i in range(120)}
    findings: list[Finding] = [
        *find_alignment(material(), *PAIR, n_surrogates=99, n_bootstrap=99),
        *networks(material(), *PAIR, n_surrogates=99, n_bootstrap=99, n_seeds=5),
        *reciprocity(material(), *PAIR, n_surrogates=99, n_bootstrap=99),
        asymmetry(material(), *PAIR, n_surrogates=99, n_bootstrap=99),
        *votes.votes(votes.Ballots(cast, dates), *PAIR, n_surrogates=99, n_bootstrap=99),
    ]
    return Evidence.of((), pair=PAIR, findings=findings, incidents=material())


def page(*sections: Section) -> str:
    return render(DossierPage("CHN", "PRK", "China", "North Korea", "", "0", sections))


def test_each_section_says_its_sentences_draws_and_names_incidents() -> None:
    made = {s.name: s for s in (section(evidence()) for section in SECTIONS)}
    html = page(*made.values())
    for name in ("alignment", "region", "answers", "ballots"):
        part = html.partition(f'<section id="{name}"')[2].partition("</section>")[0]
        assert part.count("<svg") >= 2 and "If chance alone were at work" in part, name
    assert "move together in what they say about" in html and "answers in kind" in html
    assert "North Korea says more severely what China says too" in html
    assert re.search(r"<li>\d+ \w+ 200\d: (China|North Korea)", html)


def test_the_page_is_the_same_again_and_has_no_script_nor_network() -> None:
    one, two = (page(*(section(evidence()) for section in SECTIONS)) for _ in range(2))
    assert one == two
    assert "<script" not in one and not re.findall(r'(?:src|href)="https?:', one)


def test_json_holds_the_data_of_the_pictures() -> None:
    made = alignment.section(evidence())
    text = to_json(DossierPage("CHN", "PRK", "China", "North Korea", "", "0", (made,)))
    assert '"kind": "lines"' in text and '"rank correlation: 0' in text
    assert made.closest and made.closest.picture and len(made.closest.picture.lines) == 2


@pytest.mark.parametrize("section", SECTIONS)
def test_without_findings_a_section_says_that_nothing_was_measured(section: object) -> None:
    empty = section(Evidence.of((), pair=PAIR))  # type: ignore[operator]
    html = page(empty)
    assert '<p class="note">' in html and "<svg" not in html


def test_what_cannot_be_told_is_said_and_not_drawn() -> None:
    few = reciprocity(material()[:0], *PAIR)
    html = page(answers.section(Evidence.of((), pair=PAIR, findings=few)))
    assert html.count("cannot be told") == 5 and "<svg" not in html


def test_how_sure_is_said_in_cases_of_a_hundred() -> None:
    assert chance_words(0.005).endswith("fewer than 1 of 100 cases.")
    assert chance_words(0.01).endswith("about 1 case of 100.")
    assert chance_words(0.3).endswith("about 30 cases of 100; that is too often to build on it.")
    assert sure_words(Finding("x", "y", "z", 1.0)).startswith("It is a description")
    assert "nothing is drawn" in sure_words(Finding("x", "y", "z"))


@pytest.mark.parametrize("width", [700, 330])
def test_pictures_escape_what_they_write(width: int) -> None:
    hostile = "<script>&'\""
    for picture in (
        Picture("lines", hostile, hostile, periods=("2020-01-01", "2020-02-01"), lines=(Line(hostile, (1.0, None)),)),
        Picture("lines", hostile, periods=("2001", "2002"), lines=(Line("a", (0.1, 0.2)), Line("b", (0.3, None)))),
        Picture(
            "ranges", hostile, hostile, ranges=(Range(hostile, 0.5, 0.1, 0.9), Range("b", 0.2, None, None)), zero=0.0
        ),
        Picture("web", hostile, nodes=(hostile, "b", "c"), ties=(Tie(hostile, "b", 2.0), Tie("b", "c", -1.0))),
    ):
        svg = draw(picture, width=width)
        assert svg.startswith("<svg viewBox=") and "<script" not in svg
        assert draw(picture, width=width) == svg


def beside_chance() -> Evidence:
    """Measure what was planted of days and months: bursts, replies, a busier half, meetings after tests."""
    rng = np.random.default_rng(3)
    asked = bursts(20, 1500, rng)
    days = [np.bincount(d, minlength=1500)[:1500].tolist() for d in (asked, np.minimum(asked + 2, 1499))]
    ways = [relation(d, by="day", name=n) for d, n in zip(days, ("CHN>PRK", "PRK>CHN"), strict=True)]
    halves = [relation(rng.poisson(m, 24).tolist(), by="month", name=n) for m, n in ((2, "CHN-PRK"), (6, "CHN-PRK"))]
    halves[1] = replace(halves[1], first=date(2012, 1, 1), last=date(2013, 12, 31))
    sides = [
        dates(name, [str(date(2010, 1, 1) + timedelta(days=int(d))) for d in np.flatnonzero(chosen)])
        for name, chosen in (("CHN-PRK CONSULT", days[1]), ("PRK MOBILIZE", days[0]))
    ]
    found = {
        "tempo": tempo(ways[0], n_surrogates=99)[:1],
        "response": response(*ways, n_surrogates=99),
        "compare": [compare(*halves, n_surrogates=99)],
        "coincidence": [coincidence(*sides, n_surrogates=99)],
    }
    return Evidence.of((), pair=PAIR, measured=[Measured(k, tuple(f), "", None, {}) for k, f in found.items()])


def test_what_was_found_is_drawn_beside_what_chance_gives() -> None:
    made = measures_section(beside_chance())
    html = page(made)
    assert [item.key for item in made.items] == ["tempo", "response", "compare", "coincidence"]
    assert all(item.picture and item.picture.ranges and item.sure for item in made.items)
    assert html.count("a dot outside it") == 3 and "the rule at 1 means no difference" in html
    part = html.partition('<section id="measures"')[2].partition("</section>")[0]
    assert part.count("<svg") == 2 * len(made.items), "for a desk and for a phone"
    assert "CHN" not in part and "waiting_times" not in part, "states and nulls have names in a sentence"
    assert "of China and North Korea (meetings and calls)" in part and "China acted upon North Korea" in part


def write(path: Path) -> None:
    """Write a page with these sections, to be looked at."""
    path.write_text(page(*(section(evidence()) for section in SECTIONS)), "utf-8")
