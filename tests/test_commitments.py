"""The register of commitments and what incidents say of it."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import CodeText
from detente.commitments import check, due, expected, load_register, read_register, with_own
from detente.commitments.register import Commitment, Expectation
from detente.errors import DataError
from occurrences import incident

GOLDEN = Path(__file__).parent / "golden/commitments"
REGISTER = {c.id: c for c in load_register()}


def articles(commitment: Commitment, line: str) -> set[str]:
    return {str(f.details["article"]) for f in check([commitment], [incident(line)])}


def cases(name: str) -> list[tuple[str, str]]:
    """Read an entry's golden cases: ``ARTICLE: incident``, ``nothing: ...``, ``expected N: ...``, ``silent N: ...``."""
    lines = (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()
    return [(label, line) for label, _, line in (text.partition(": ") for text in lines)]


def likeness(line: str) -> tuple[object, ...]:
    """Return what may differ between two incidents: day, who, what, to whom, with what."""
    one = incident(line)
    sides = [tuple(sorted(a.state or "" for a in side)) for side in (one.actor, one.recipient)]
    return one.date, sides[0], (one.event_type, one.mode), sides[1], (one.object, one.context)


def apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(likeness(one), likeness(other), strict=True))


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_golden_cases(name: str) -> None:
    told = [row for row in cases(name) if row[0].split()[0] not in ("expected", "silent")]
    for article, line in told:
        found = articles(REGISTER[name], line)
        assert article in found if article != "nothing" else not found, (line, found)


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_each_condition_has_a_case_and_each_article_one_like_it_that_does_not(name: str) -> None:
    entry, told = REGISTER[name], cases(name)
    for article in entry.articles:
        mine = [line for label, line in told if label == article.cite]
        for condition in (*article.touched, *article.met):
            found = [one for line in mine if condition.holds(one := incident(line), entry.parties_on(line[:10]))]
            assert found, f"no case fulfils {condition} of {article.cite}"
        near = [line for label, line in told if label == "nothing" and any(apart(line, one) == 1 for one in mine)]
        assert near or not mine, f"nothing like what touches {article.cite}, but for one thing, touches nothing"


@pytest.mark.parametrize("name", sorted(n for n, c in REGISTER.items() if c.expected))
def test_each_act_that_is_looked_for_has_a_case_and_one_like_it_that_is_not(name: str) -> None:
    entry = REGISTER[name]
    for number, expectation in enumerate(entry.expected, 1):
        alone = replace(entry, expected=(expectation,))
        told = [(label, line) for label, line in cases(name) if label in (f"expected {number}", f"silent {number}")]
        assert {label.split()[0] for label, _ in told} == {"expected", "silent"}, expectation.what
        for label, line in told:
            (day,) = expectation.days(int(line[:4]), int(line[:4]))
            days = [day + timedelta(n) for n in range(-200, 201)]
            quiet = [f for f in check([alone], [incident(line)], days=days) if f.measure == "commitments.silent"]
            at = [f for f in quiet if f.details["date"] == day.isoformat()]
            assert bool(at) is label.startswith("silent"), line


def test_every_entry_tells_where_it_was_verified() -> None:
    for entry in REGISTER.values():
        assert entry.verified_against, entry.id
        assert entry.kind != "resolution" or entry.weight, entry.id


def test_weight_of_resolutions() -> None:
    bound = {c.id for c in REGISTER.values() if c.weight and c.weight.startswith("Chapter VII")}
    assert not bound & {"unsc-825", "unsc-1695"}
    assert {"unsc-1718", "unsc-1874", "unsc-2094", "unsc-2397"} <= bound


def test_signers_of_the_armistice() -> None:
    parties = REGISTER["korea-armistice-1953"].parties_on("1953-07-27")
    assert parties == {"IGO:UN", "PRK", "CHN"}


@pytest.mark.parametrize("status", ["planned", "negated", "hypothetical"])
def test_what_did_not_happen_touches_nothing(status: str) -> None:
    launch = incident("2012-04-13 PRK MOBILIZE/weapons - object: ballistic missile", status=status)  # type: ignore[arg-type]
    assert not check([REGISTER["unsc-1874"]], [launch])


def test_statement_sets_condition_and_incident_side_by_side() -> None:
    line = "2012-04-13 PRK MOBILIZE/weapons - object: missile"
    (found,) = [f for f in check([REGISTER["unsc-1718"]], [incident(line)]) if f.details["article"] == "paragraph 2"]
    assert "touches paragraph 2" in found.statement
    assert "violat" not in found.statement
    assert "does not say of what kind" in found.statement
    assert found.details["incident"] == line
    assert str(found.details["condition"]).startswith("actor PRK, event_type MOBILIZE")
    assert found.incident_ids == (line,)


def test_vague_dates_touch_only_what_held_all_along() -> None:
    assert not articles(REGISTER["unsc-1718"], "2006-10 PRK MOBILIZE/weapons - object: ballistic missile")
    assert articles(REGISTER["unsc-1718"], "2006-11 PRK MOBILIZE/weapons - object: ballistic missile")
    assert not articles(REGISTER["unsc-1718"], "2007 PRK MOBILIZE/weapons - object: ballistic missile")


# -- due and silent --------------------------------------------------------------------------------------


def test_due_anniversary_of_relations() -> None:
    found = due([REGISTER["chn-prk-relations-1949"]], date(2023, 12, 19))
    assert [(f.details["date"], f.estimate, f.details["round"]) for f in found] == [("2024-10-06", 75.0, True)]


def test_due_renewal_and_expiry() -> None:
    assert "renewal" in {f.details["kind"] for f in due([REGISTER["chn-prk-1961"]], date(2041, 1, 1))}
    expiry = [f for f in due([REGISTER["chn-rus-2001"]], date(2026, 6, 1)) if f.details["kind"] == "expiry"]
    assert [f.details["date"] for f in expiry] == ["2027-02-28"]


def year_days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range(365)]


def test_silence_needs_coverage_and_absence() -> None:
    entry = REGISTER["chn-prk-relations-1949"]
    assert [f.measure for f in check([entry], [], days=year_days(2011))] == ["commitments.silent"]
    assert not check([entry], [], days=[date(2011, 1, 1), date(2011, 12, 31)])
    message = incident("2011-10-06 CHN CONSULT/message PRK")
    assert not check([entry], [message], days=year_days(2011))


def test_silence_of_what_comes_every_twenty_years() -> None:
    entry = replace(REGISTER["chn-prk-1961"], expected=REGISTER["chn-prk-1961"].expected[1:])
    assert [str(d) for d in entry.expected[0].days(1950, 2030)] == ["1981-07-11", "2001-07-11", "2021-07-11"]
    assert not check([entry], [], days=year_days(2011))
    (found,) = check([entry], [], days=year_days(2021))
    assert found.measure == "commitments.silent" and "renewal" in found.statement
    renewed = incident("2021-07 CHN AGREE PRK")  # a month within the window is taken as come
    assert not check([entry], [renewed], days=year_days(2021))


def test_silence_of_a_yearly_drill_and_a_mandate_that_ended() -> None:
    drill = replace(REGISTER["usa-kor-1953"], expected=REGISTER["usa-kor-1953"].expected[1:])
    assert [f.measure for f in check([drill], [], days=year_days(2018))] == ["commitments.silent"]
    held = incident("2017-08-21 KOR MOBILIZE/exercise -")
    assert not check([drill], [held], days=year_days(2017))
    panel = REGISTER["unsc-1874"]
    assert [len(list(panel.expected[0].days(y, y))) for y in (2012, 2013, 2024, 2025)] == [0, 1, 1, 0]


def test_a_window_over_the_new_year_and_what_is_ahead() -> None:
    turn = Expectation("a message", "01-01", 3, REGISTER["chn-prk-relations-1949"].expected[0].when)
    entry = replace(REGISTER["chn-prk-relations-1949"], expected=(turn,))
    both = [*year_days(2011), date(2012, 1, 1)]
    assert [f.details["date"] for f in check([entry], [], days=both)] == ["2011-01-01", "2012-01-01"]
    assert not check([entry], [incident("2010-12-30 CHN CONSULT/message PRK")], days=year_days(2011)[:30])
    ahead = expected([REGISTER["chn-prk-1961"]], date(2021, 1, 1), horizon=365)
    assert [f.details["date"] for f in ahead] == ["2021-07-11", "2021-07-11"]
    assert {"each year", "every 20 years"} == {f.statement.rpartition(", ")[2].rstrip(".") for f in ahead}


# -- registers that are refused --------------------------------------------------------------------------

BAD = """\
- id: bad-one
  kind: treaty
  titel: A treaty
  title: A treaty
  parties: [{state: CHN}, {state: SSD}, {state: XXQ}]
  signed: "1961-02-30"
  status: in force
  source: none
  verified_against: recalled
  articles:
    - cite: article 1
      type: defence
      says: something
      touched: [{actor: third, event_type: ATTACK, mode: shouting, object: laser}]
- id: bad-one
  kind: pact
  title: Another
  parties: [{state: SSD}]
  signed: "1961-07-11"
  in_force: "1960-01-01"
  status: in force
  source: none
  verified_against: recalled
  articles: [{cite: article 1, type: defence, says: something}]
- id: third-one
  kind: treaty
  title: A third
  parties: [{state: CHN}]
  signed: "1961-07-11"
  status: in force
  source: none
  verified_against: recalled
  articles: [{cite: article 1, type: defence, says: something}]
  expected:
    - {what: a review, day: "02-30", within: "5", every: "5", when: [{event_type: CONSULT}]}
"""


def test_every_fault_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(BAD, "utf-8")
    with pytest.raises(DataError) as caught:
        read_register(path)
    text = str(caught.value)
    for said in (
        "mine.yaml:3: bad-one: unknown key 'titel'; choose from",
        "'1961-02-30' is no date",
        "unknown state code 'XXQ'",
        "unknown event type 'ATTACK'; choose from AGREE",
        "unknown mode 'shouting'",
        "unknown object 'laser'; choose from artillery, ballistic_missile",
        "'pact' is unknown; choose from treaty, resolution, political document",
        "in_force 1960-01-01 lies before signed 1961-07-11",
        "party SSD did not exist on 1961-07-11",
        "the id is taken by mine.yaml:1",
        "third-one: '02-30' is no day of every year; write 10-06",
        "third-one: `every` counts from a year; add `since`",
    ):
        assert said in text, text
    assert all(fault.startswith("mine.yaml:") for fault in caught.value.faults)


SHIPPED = """\
- id: unsc-1718
  kind: treaty
  title: A treaty
  title: A treaty
  parties: [{state: CHN, until: "1950"}, {state: "IGO:NOPE"}]
  signed: "1961-07-11"
  suspended: "1960"
  status: ended
  source: none
  verified_against: recalled
  articles:
    - {cite: article 1, type: attack, says: x, touched: [{actor: "IGO:NOPE", event_type: ASSAULT, mode: meet}]}
    - {cite: article 1, type: defence, says: x, touched: []}
  expected:
    - {what: x, day: "05-01", within: "400", since: "2020", until: "2010", when: [{event_type: CONSULT}]}
- [not, an, entry]
- {id: bare}
"""


def test_faults_that_cross_keys_and_files(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(SHIPPED, "utf-8")
    with pytest.raises(DataError) as caught:
        with_own(path)
    for said in (
        "own.yaml:1: unsc-1718: the id is taken by security_council.yaml:",
        "own.yaml:4: unsc-1718: key 'title' stands twice",
        "own.yaml:5: unsc-1718: until 1950 lies before 1961-07-11, when it became a party",
        "unknown organisation 'IGO:NOPE', or one whose members are not known; choose from IGO:AES",
        "own.yaml:7: unsc-1718: suspended 1960 lies before signed 1961-07-11",
        "own.yaml:8: unsc-1718: status 'ended' needs the date 'ended'",
        "own.yaml:12: unsc-1718: articles/0/type: 'attack' is unknown; choose from defence, offence",
        "own.yaml:12: unsc-1718: unknown mode 'meet' of ASSAULT; choose from abduct",
        "own.yaml:12: unsc-1718: actor: unknown organisation 'IGO:NOPE'",
        "own.yaml:13: unsc-1718: 'article 1' stands twice",
        "own.yaml:13: unsc-1718: articles/1/touched: is empty",
        "own.yaml:15: unsc-1718: until 2010 lies before since 2020",
        "own.yaml:15: unsc-1718: within 400 days on either side, every day counts",
        "own.yaml:16: register: ['not', 'an', 'entry'] is not keys with values",
        "own.yaml:17: bare: lacks kind, title, parties, signed, status, source, verified_against, articles",
    ):
        assert said in str(caught.value), (said, str(caught.value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty; a register is a list of entries"),
        ("just words", "'just words' is no list"),
        ("id: a", "{'id': 'a'} is no list"),
        ("- id: a\n\tkind: treaty", "2: is not YAML"),
    ],
)
def test_files_that_are_no_register(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError, match=re.escape(said)):
        with_own(tmp_path / "own.yaml")


# -- from texts -------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_the_essay(shared: Path, code_text: CodeText) -> None:
    text = (shared / "corpora/essay_2023-12.txt").read_text("utf-8")
    events = code_text(text, published="2023-12-19", publisher="Brussels Morning")
    found = check(load_register(), events)
    touched = {f.subject for f in found if f.measure == "commitments.touched"}
    assert {"unsc-1718", "unsc-1874", "unsc-2094", "unsc-2397"} <= touched
    assert "chn-prk-1961" in {f.subject for f in found if f.measure == "commitments.met"}
    assert "2024-10-06" in {f.details["date"] for f in due(load_register(), date(2023, 12, 19))}


def test_an_example_dispatch(code_text: CodeText) -> None:
    text = (GOLDEN.parents[2] / "examples/dispatches/2022-03-24_yonhap_icbm.txt").read_text("utf-8")
    found = check(load_register(), code_text(text, published="2022-03-24", publisher="Yonhap"))
    assert {"unsc-1718", "unsc-1874", "unsc-2397"} <= {f.subject for f in found}


@pytest.mark.shared
def test_the_launch_of_april_2012_as_kcna_tells_it(shared: Path, code_text: CodeText) -> None:
    with gzip.open(shared / "corpora/kcna_2011_2012_fulltext.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream if '"2012-04-13"' in line]
    (text,) = {r["story"] for r in rows if "failed to enter its preset orbit" in str(r["story"])}
    found = check(load_register(), code_text(text, published="2012-04-13", publisher="KCNA"))
    touched = {f.subject: f.details["date"] for f in found if f.measure == "commitments.touched"}
    assert touched.get("unsc-1718") == touched.get("unsc-1874") == "2012-04-13"
