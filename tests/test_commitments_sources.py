"""The register of commitments against what others hold: ATOP's obligations, state systems, files with the facts."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from detente.actors import load_actors
from detente.anniversaries import load_days
from detente.commitments import Commitment, load_register
from detente.commitments.spans import first_day, last_day

REGISTER = {c.id: c for c in load_register()}
VERIFIED = Path(__file__).parent / "gold/verified.csv"

# -- obligations -----------------------------------------------------------------------------------------

KINDS = {
    "defence": "atop_defense",
    "offence": "atop_offense",
    "neutrality": "atop_neutral",
    "non-aggression": "atop_nonagg",
    "consultation": "atop_consul",
}
YEARS = range(1990, 2019)
# (entry, directed pair or * for all, obligation, who has it): why the two differ.
DIFFERENT = {
    ("chn-prk-1961", "*", "consultation", "ours"): "ATOP codes none, though article IV has the parties consult",
    ("rus-prk-2000", "*", "non-aggression", "ATOP"): "from 2008 on: the Treaty of Amity and Cooperation in Southeast"
    " Asia, to which the DPRK acceded in that year; no obligation of the treaty of 2000",
    ("usa-jpn-1960", "JPN USA", "defence", "ours"): "article V covers attacks in the territories under Japan's"
    " administration: ATOP codes no defence owed by Japan, the register types articles and not directions",
    ("nato-1949", "*", "neutrality", "ATOP"): "treaties between two members, older than their membership",
    ("csto-1992", "*", "neutrality", "ATOP"): "treaties of Russia with Kyrgyzstan, Tajikistan and Kazakhstan",
}


@cache
def atop(path: Path) -> Mapping[tuple[int, int, int], frozenset[str]]:
    with path.open(encoding="utf-8") as stream:
        return {
            (int(float(r["ccode1"])), int(float(r["ccode2"])), int(float(r["year"]))): frozenset(
                kind for kind, column in KINDS.items() if r[column].startswith("1")
            )
            for r in csv.DictReader(stream)
        }


def obligations(entry: Commitment) -> frozenset[str]:
    return frozenset(a.type for a in entry.articles) & KINDS.keys()


def pairs(entry: Commitment) -> Iterator[tuple[str, str, int]]:
    """Yield the directed pairs of parties of each year that both cover."""
    for year in YEARS:
        on = [day for month in range(1, 13) if entry.holds_on(day := f"{year}-{month:02}-15")]
        states = {p for day in on for p in entry.parties_on(day) if not p.startswith("IGO:")}
        yield from ((a, b, year) for a, b in permutations(sorted(states), 2))


COVERED = sorted(name for name, entry in REGISTER.items() if obligations(entry) and any(pairs(entry)))


def test_what_atop_can_judge() -> None:
    assert {"chn-prk-1961", "chn-rus-2001", "usa-kor-1953", "nato-1949", "csto-1992"} <= set(COVERED)
    assert {name for name, *_ in DIFFERENT} <= set(COVERED)


@pytest.mark.shared
@pytest.mark.parametrize("name", COVERED)
def test_obligations_agree_with_atop(shared: Path, name: str) -> None:
    entry, table = REGISTER[name], atop(shared / "registers/atop_alliance.csv")
    ours, differing = obligations(entry), defaultdict(list)
    for a, b, year in pairs(entry):
        theirs = table[int(load_actors().state(a).cow or 0), int(load_actors().state(b).cow or 0), year]
        for kind in ours ^ theirs:
            who = "ours" if kind in ours else "ATOP"
            keys = {(name, f"{a} {b}", kind, who), (name, "*", kind, who)}
            if not keys & DIFFERENT.keys():
                differing[kind, who].append(f"{a} {b} {year}")
    assert not differing


@pytest.mark.shared
def test_the_differences_are_still_there(shared: Path) -> None:
    """A difference that ATOP no longer has needs no excuse."""
    table = atop(shared / "registers/atop_alliance.csv")
    for name, pair, kind, who in DIFFERENT:
        entry, found = REGISTER[name], False
        for a, b, year in pairs(entry):
            theirs = table[int(load_actors().state(a).cow or 0), int(load_actors().state(b).cow or 0), year]
            found |= pair in ("*", f"{a} {b}") and (kind in theirs) is (who == "ATOP")
        assert found, (name, pair, kind)


@pytest.mark.shared
def test_neutrality_of_members_is_older_than_their_membership(shared: Path) -> None:
    table, cow = atop(shared / "registers/atop_alliance.csv"), load_actors()
    together = {(a, b): year for a, b, year in reversed(list(pairs(REGISTER["nato-1949"])))}  # their first year
    for (a, b), first in together.items():
        codes = int(cow.state(a).cow or 0), int(cow.state(b).cow or 0)
        if any("neutrality" in table[(*codes, y)] for y in range(first, 2019)):
            assert any("neutrality" in table.get((*codes, y), ()) for y in range(1990, first)), (a, b)


# -- parties ---------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_parties_are_in_the_state_system_when_they_join(shared: Path) -> None:
    with (shared / "registers/gw_states.csv").open(encoding="utf-8") as stream:
        spans = defaultdict(list)
        for row in csv.DictReader(stream):
            spans[str(int(float(row["gwcode"])))].append((row["startdate"], row["enddate"]))
    for entry in REGISTER.values():
        for party in entry.parties:
            on = party.since or entry.signed
            if party.state.startswith("IGO:") or on > "2017":  # the file ends in 2017
                continue
            code = load_actors().state(party.state, on=on).gw
            assert any(s <= last_day(on) and first_day(on) <= e for s, e in spans[str(code)]), (entry.id, party)


# -- files that tell the facts ---------------------------------------------------------------------------


def verified() -> list[dict[str, str]]:
    lines = [line for line in VERIFIED.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def known() -> dict[str, str]:
    return {c.id: c.verified_against for c in REGISTER.values()} | {
        f"{d.id}": d.verified_against for d in load_days() if d.id not in REGISTER
    }


def test_what_is_verified_names_its_file_and_what_is_recalled_has_none() -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for row in verified():
        files[row["entry"]].add(Path(row["file"]).name)
    assert files.keys() <= known().keys()
    for name, said in known().items():
        for file in files[name]:
            assert file in said, (name, file)
        assert bool(files[name]) or said == "recalled" or said.startswith("atop_alliance.csv"), name


def test_the_page_names_what_is_recalled() -> None:
    page = (VERIFIED.parents[2] / "docs/commitments.md").read_text("utf-8")
    recalled = sorted(c.id for c in REGISTER.values() if c.verified_against == "recalled")
    said = re.search(r"Of (\d+) entries (\d+) are `recalled`.*?last column\): (.*?)\.", page, re.S)
    assert said and (int(said[1]), int(said[2])) == (len(REGISTER), len(recalled))
    assert re.split(r",\s+", said[3]) == recalled


@cache
def kcna(path: Path) -> Mapping[str, str]:
    """Return all stories of each day as one text, with single blanks."""
    days: dict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            days[row["date"]].append(str(row["story"]))
    return {day: re.sub(r"(?:\s|, ,)+", " ", "\n".join(texts)) for day, texts in days.items()}


@cache
def cns(path: Path) -> Mapping[str, str]:
    days: dict[str, list[str]] = defaultdict(list)
    for part in json.loads(path.read_text("utf-8"))["timeBins"]:
        for row in part["data"]:
            days[row["date"]].append(row["description"])
    return {day: "\n".join(texts) for day, texts in days.items()}


def words_of(path: Path, day: str) -> str:
    """Return what a file says of a day."""
    if path.name.startswith("kcna"):
        return kcna(path).get(day, "")
    if path.name.startswith("cns"):
        return cns(path).get(day, "")
    text = path.read_text("mac_roman" if path.name.startswith("csis") else "utf-8").replace("\r", "\n")
    return "\n".join(line for line in text.split("\n") if day in line) if day else text


@pytest.mark.shared
@pytest.mark.parametrize("row", verified(), ids=lambda r: f"{r['entry']} {r['date']}")
def test_the_words_stand_in_the_file(shared: Path, row: dict[str, str]) -> None:
    assert re.search(row["words"], words_of(shared / row["file"], row["date"])), row
