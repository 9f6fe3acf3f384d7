"""The register of people: well-formed, free of contradictions, and in agreement with the archigos data set."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from detente.actors import load_actors, registers
from detente.actors.names import fold
from detente.ontology import load_ontology

Row = Mapping[str, str]
PATH = registers.shipped("people.csv")
ARCHIGOS = Path(__file__).parents[2] / "shared/data/registers/archigos.csv"
SLACK = timedelta(days=31)

# Names in one word: whole names, each borne by one person of the news.
ONE_WORD = {"Akihito", "Naruhito", "Suharto", "Sugiono", "Prachanda", "Hemedti", "Hemeti", "Nasir-ul-Mulk"}
# Two persons of one name in office at once; the date and the office tell them apart only in part.
NAMESAKES = {"kim yong il", "ri yong ho"}
# Offices that one person holds at a time.
SINGLE = {
    "president", "king", "emperor", "prime minister", "premier", "chancellor", "foreign minister", "vice president",
    "defence minister", "secretary of state", "defence secretary", "foreign secretary", "national security adviser",
    "external affairs minister", "unification minister", "chief cabinet secretary", "chief of the general staff",
    "chairman of the Joint Chiefs of Staff", "treasury secretary", "permanent representative to the United Nations",
    "secretary-general", "general secretary of the Communist Party of China",
}  # fmt: skip

COVERED = set(
    """
    AFG AGO ARE ARG ARM AUS AUT AZE BEL BEN BGD BHR BLR BOL BRA BRN BWA CAN CHL CHN CIV CMR COD COG COL CUB CYP CZE
    DEU DJI DNK DZA EGY ERI ESP ETH FIN FRA GBR GEO GHA GNQ GRC HRV HTI HUN IDN IND IRL IRN IRQ ISR ITA JOR JPN KAZ
    KEN KGZ KHM KOR KWT LAO LBN LBY LKA LTU LUX MAR MDV MEX MLI MMR MNG MOZ MYS NAM NGA NIC NLD NOR NZL OMN PAK PAN
    PER PHL POL PRK PRT QAT RUS RWA SAU SCG SDN SEN SGP SLE SOM SRB SSD SUN SVK SWE SYR TCD THA TKM TLS TUN TUR TWN
    TZA UGA UKR URY USA UZB VEN VNM XKX YEM YUG ZAF ZMB ZWE
    """.split()
)
# Leaders of archigos whom the register leaves out, and spells that it dates otherwise, by archigos' own ids.
LEFT_OUT = {
    "BLR-1994-1": "acting for two days",
    "GRC-1995": "a minister who stood in for the ill prime minister, who stayed in office",
    "GRG-1992-1": "one of several heads of a military council",
    "IRQ-2003-1": "a general of the invading coalition",
    "IRQ-2003-2": "a general of the invading coalition",
    "KUW-1990": "the Iraqi occupation",
    "LIB-2013-1": "a deputy who stood in for four weeks",
    "ETM-2008-1": "stood in for the wounded president",
}
DATED_OTHERWISE = {
    "AZE-1993": "the son's premiership in the father's last weeks counts there",
    "BNG-1990": "an acting president yields to the prime minister there",
    "CAM-1985": "the sharing of power under the UN transition is not counted there",
    "CAM-1997": "second prime minister from 1993, sole ruler there from July 1997",
    "CHN-1997": "counted from the death of Deng Xiaoping",
    "ETM-2007": "a recovery from an attack interrupts the presidency there",
    "ETM-2008-2": "the same",
    "GRC-1993": "the prime minister's illness ends his rule there",
    "HAI-2011": "the record ends with 2014",
    "ISR-2001": "the prime minister's stroke ends his rule there",
    "KOS-2008": "counted from independence",
    "KUW-1978": "the occupation interrupts the emir's rule there",
    "KUW-1991": "the same",
    "LIB-2011": "counted from the fall of Tripoli",
    "NIG-2007": "the president's illness ends his rule there",
    "NOR-1997": "a sick leave interrupts the premiership there",
    "NOR-1998-2": "the same",
    "PAK-2008-2": "the prime minister counts as leader from 2013",
    "RUS-1991": "counted from the failed coup, not from the inauguration",
    "SAU-1982": "the regency ends the king's rule there",
    "SYR-2000": "counted from the father's death, not from the inauguration",
    "UKR-1990": "the chairmanship of the Supreme Soviet counts there",
    "VEN-1989": "the suspension of the president is not counted there",
    "VEN-1993": "the same",
    "VEN-1999": "archigos has the year of the death wrong",
    "VEN-2012": "the same",
    "ZAM-2002": "the president's stroke ends his rule there",
    "ZAM-2008": "the time as acting president counts there",
}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE = read(PATH)


def names(row: Row) -> list[str]:
    return [name for name in (row["name"], *row["variants"].split(";")) if name]


def bounds(partial: str) -> tuple[date, date]:
    """Return the first and the last day of a partial date."""
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return date(year, month or 1, 1), after - timedelta(days=1)


def overlap(one: Row, other: Row) -> bool:
    """Tell whether two offices surely overlapped, as far as their dates are known."""
    ends = [bounds(row["to"])[0] if row["to"] else date.max for row in (one, other)]
    starts = [bounds(row["from"])[1] for row in (one, other)]
    return starts[0] < ends[1] and starts[1] < ends[0]


def grouped(rows: list[Row], *columns: str) -> Iterator[list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[c] for c in columns)].append(row)
    yield from groups.values()


def test_it_obeys_its_schema() -> None:
    registers.check(PATH, registers.SCHEMAS["people.csv"])
    assert {row["sector"] for row in PEOPLE} <= set(load_ontology().sectors)


def test_states_and_organisations_are_those_of_the_other_registers() -> None:
    known = {row["iso3"] for row in read(registers.shipped("states.csv"))}
    known |= {row["id"] for row in registers.read_yaml(registers.shipped("organisations.yaml"))}
    assert {row["state"] for row in PEOPLE} <= known
    assert {row["id"].split("/")[0] for row in PEOPLE} <= known


def test_every_office_begins_before_it_ends_on_days_that_exist() -> None:
    for row in PEOPLE:
        assert row["from"], row
        assert not row["to"] or bounds(row["from"])[0] <= bounds(row["to"])[1], row


def test_sources_are_named() -> None:
    for row in PEOPLE:
        assert re.fullmatch(r"archigos(; end recalled)?|recalled(; archigos differs: .+)?", row["source"]), row


def test_an_id_has_one_name_and_one_set_of_variants_in_a_state() -> None:
    for rows in grouped(PEOPLE, "id", "state"):
        assert len({(row["name"], row["variants"]) for row in rows}) == 1, rows
    for rows in grouped(PEOPLE, "id", "office", "from"):
        assert len(rows) == 1, rows


def test_no_bare_surname_is_a_name() -> None:
    assert {name for row in PEOPLE for name in names(row) if " " not in name} <= ONE_WORD


def test_nobody_serves_two_states_at_once() -> None:
    for rows in grouped(PEOPLE, "id"):
        for one, other in combinations(rows, 2):
            assert one["state"] == other["state"] or not overlap(one, other), (one, other)


def test_an_office_is_held_by_one_person_at_a_time() -> None:
    for rows in grouped([row for row in PEOPLE if row["office"] in SINGLE], "state", "office"):
        for one, other in combinations(rows, 2):
            assert one["id"] == other["id"] or not overlap(one, other), (one, other)


def test_a_name_means_one_person_in_office_on_any_day() -> None:
    bearers: dict[str, list[Row]] = defaultdict(list)
    for row in PEOPLE:
        for name in names(row):
            bearers[fold(name).lower().replace("-", " ")].append(row)
    for name, rows in bearers.items():
        for one, other in combinations(rows, 2):
            assert one["id"] == other["id"] or name in NAMESAKES or not overlap(one, other), (one, other)


@pytest.mark.parametrize(
    ("name", "on", "state", "office"),
    [
        ("Kim Jong-un", "2018-06-12", "PRK", "president of the State Affairs Commission"),
        ("Choi Son-hui", "2022-12-01", "PRK", "foreign minister"),
        ("Pak Myong-ho", "2023-12-18", "PRK", "vice foreign minister"),
        ("Wang Yi", "2023-12-18", "CHN", "foreign minister"),
        ("Wu Dawei", "2006-12-18", "CHN", "vice foreign minister"),
        ("Ban Ki-moon", "2005-01-01", "KOR", "foreign minister"),
        ("Ban Ki-moon", "2010-01-01", "IGO:UN", "secretary-general"),
        ("George Bush", "1991-01-17", "USA", "president"),
        ("Abe Shinzo", "2017-01-01", "JPN", "prime minister"),
        ("Volodymyr Zelensky", "2022-03-01", "UKR", "president"),
    ],
)
def test_the_actors_find_them(name: str, on: str, state: str, office: str) -> None:
    person = load_actors().person(name, on)
    assert person is not None
    assert (person.actor.state, person.office) == (state, office)


def tokens(name: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", fold(name).lower())) - {"bin", "ibn", "the", "king", "abdul"}


def is_named(leader: str, row: Row) -> bool:
    """Tell whether a leader of archigos, often a surname in another spelling, may be this person."""
    ours = {token for name in names(row) for token in tokens(name)}
    return any(SequenceMatcher(None, a, b).ratio() >= 0.75 for a in tokens(leader) for b in ours)


def near(partial: str, day: str) -> bool:
    first, last = bounds(partial)
    return first - SLACK <= date.fromisoformat(day) <= last + SLACK


def verdict(spell: Row, rows: list[Row]) -> str:
    """Say how the register stands to one spell of archigos: ``agrees``, ``differs`` or ``absent``."""
    mine = [row for row in rows if is_named(spell["leader"], row)]
    if not mine:
        return "absent"
    begins = spell["startdate"] < "1990" or any(near(row["from"], spell["startdate"]) for row in mine)
    lasting = spell["enddate"] == "2015-12-31"  # archigos ends there
    ends = any(
        (lasting and (row["to"] or "9") > "2015-12-30") or (row["to"] and near(row["to"], spell["enddate"]))
        for row in mine
    )
    return "agrees" if begins and ends else "differs"


def iso_codes() -> dict[int, set[str]]:
    codes: dict[int, set[str]] = defaultdict(set)
    for row in read(registers.shipped("states.csv")):
        if row["gw"]:
            codes[int(row["gw"])].add(row["iso3"])
    return codes


@pytest.fixture(scope="module")
def spells() -> list[tuple[Row, list[Row]]]:
    """Pair each spell of a covered state's leader since 1990 with the state's rows."""
    if not ARCHIGOS.exists():
        pytest.skip(f"the development data is not there: {ARCHIGOS.name}")
    codes = iso_codes()
    recent = [row for row in read(ARCHIGOS) if row["enddate"] >= "1990"]
    paired = [(row, codes[int(float(row["gwcode"]))]) for row in recent]
    return [(row, [p for p in PEOPLE if p["state"] in iso]) for row, iso in paired if iso & COVERED]


@pytest.mark.shared
def test_leaders_agree_with_archigos_but_for_what_is_explained(spells: list[tuple[Row, list[Row]]]) -> None:
    verdicts = {spell["obsid"]: verdict(spell, rows) for spell, rows in spells}
    assert len(verdicts) > 600
    assert {key for key, found in verdicts.items() if found == "absent"} == set(LEFT_OUT)
    assert {key for key, found in verdicts.items() if found == "differs"} == set(DATED_OTHERWISE)


@pytest.mark.shared
def test_rows_that_name_archigos_have_its_dates(spells: list[tuple[Row, list[Row]]]) -> None:
    for row in (row for row in PEOPLE if row["source"].startswith("archigos") and row["state"] in COVERED):
        own = [s for s, rows in spells if row in rows and is_named(s["leader"], row)]
        assert any(
            near(row["from"], s["startdate"])
            and ("recalled" in row["source"] or not row["to"] or near(row["to"], s["enddate"]))
            for s in own
        ), row
