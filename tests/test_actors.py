"""Names in text: boundaries, case, namesakes, dates, writers; and the registers themselves."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.actors import Actors, Match, check_registers, load_actors, registers
from detente.actors.names import distance, fold, plural_of, spellings
from detente.errors import DataError, InputError, UsageError
from detente.ontology import load_ontology
from detente.records import Actor

SHARED = Path(__file__).parents[2] / "shared" / "data" / "registers"
PEOPLE = """id,name,variants,state,sector,office,rank,from,to,source
FRA/a_dupont,Alain Dupont,A. Dupont,FRA,GOV,foreign minister,minister,2001-05-01,2004-03-30,invented
FRA/a_dupont,Alain Dupont,,FRA,LEG,senator,,2010,,invented
PRK/kim_test_il,Kim Test Il,,PRK,GOV,vice foreign minister,vice_minister,2019,,invented
"""


@pytest.fixture(scope="module")
def actors() -> Actors:
    return load_actors()


@pytest.fixture(scope="module")
def with_people(tmp_path_factory: pytest.TempPathFactory) -> Actors:
    path = tmp_path_factory.mktemp("people") / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    return Actors.load(path)


def states(actors: Actors, text: str, *, on: str | None = None, publisher: str | None = None) -> list[str]:
    found = actors.find(text, on=on, publisher=publisher)
    return [m.actor.state for m in found if m.kind in ("state", "adjective", "demonym")]


def one(actors: Actors, text: str, *, on: str | None = None, publisher: str | None = None) -> Match:
    (match,) = actors.find(text, on=on, publisher=publisher)
    return match


# --- the registers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", registers.SCHEMAS)
def test_every_register_obeys_its_schema(name: str) -> None:
    registers.check(registers.shipped(name), registers.SCHEMAS[name])


def test_faults_of_all_registers_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"seats.yaml": "actors_publishers.json", "states.csv": "actors_people.json"}
    monkeypatch.setattr(registers, "SCHEMAS", wrong)
    with pytest.raises(DataError) as caught:
        check_registers()
    assert {fault.split(":")[0] for fault in caught.value.faults} == set(wrong)


def rows(name: str) -> list[dict[str, object]]:
    path = registers.shipped(name)
    return [row for _, row in registers.read_rows(path)] if name.endswith(".csv") else registers.read_yaml(path)


def test_every_state_code_and_sector_used_is_known(actors: Actors) -> None:
    known = {s.iso3 for s in actors._states}
    for name in registers.SCHEMAS:
        if name in ("agents.yaml", "masks.yaml") or not registers.shipped(name).exists():
            continue
        for row in rows(name):
            for state in (row.get("state"), row.get("writer")):
                assert state is None or ":" in str(state) or state in known, (name, row)
            for spell in row.get("members", []):  # type: ignore[attr-defined]
                assert set(spell["states"]) <= known, (name, row["id"])
    assert set(rows("agents.yaml")) <= set(load_ontology().sectors)


def test_ids_are_given_once_and_belong_to_their_state() -> None:
    seen: dict[object, dict[str, object]] = {}
    for name in ("organisations.yaml", "bodies.yaml", "groups.yaml", "publishers.yaml"):
        for row in rows(name):
            if "id" not in row or "writer" in row:
                continue
            assert row["id"] not in seen, (name, row, seen[row["id"]])
            seen[row["id"]] = row


def test_periods_run_forward() -> None:
    for name in ("states.csv", "people.csv", "groups.yaml", "variants.yaml", "organisations.yaml"):
        if not registers.shipped(name).exists():
            continue
        for row in rows(name):
            spells = [row, *row.get("periods", []), *row.get("members", [])]  # type: ignore[misc]
            for spell in spells:
                since, until = spell.get("from"), spell.get("to")
                assert not (since and until) or since[:4] <= until[:4], row


def test_a_fault_is_reported_with_its_line_and_all_faults_together(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE.replace("GOV", "GUV").replace("2010", "soon"), "utf-8")
    with pytest.raises(DataError) as caught:
        Actors.load(path)
    lines = [fault.split(":")[:2] for fault in caught.value.faults]
    assert lines == [["people.csv", "2"], ["people.csv", "3"], ["people.csv", "4"]]
    assert "GUV" in caught.value.faults[0] and "soon" in caught.value.faults[1]


def test_a_yaml_fault_names_the_line_of_the_row(tmp_path: Path) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text('- {id: "IGO:A", name: A}\n- id: "IGO:B"\n  name: B\n  sector: XXX\n', "utf-8")
    with pytest.raises(DataError, match=r"organisations.yaml:4: 1/sector: 'XXX'"):
        registers.check(path, "actors_organisations.json")
    path.write_text("- {id: [\n", "utf-8")
    with pytest.raises(DataError, match=r"organisations.yaml:\d+: is not YAML"):
        registers.check(path, "actors_organisations.json")


def test_a_register_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Actors.load(tmp_path / "absent.csv")
    (tmp_path / "latin.csv").write_bytes("id,name\nFRA/x,Élysée\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        Actors.load(tmp_path / "latin.csv")


# --- states --------------------------------------------------------------------------------------------------


def test_the_united_nations_have_193_members_and_two_observers(actors: Actors) -> None:
    now = actors.states()
    assert sum(s.status == "member" for s in now) == 193
    assert {s.iso3 for s in now if s.status == "observer"} == {"PSE", "VAT"}
    assert {"TWN", "XKX"} <= {s.iso3 for s in now}
    assert len(actors.members("IGO:UN", "2024-01-01")) == 193
    assert "CHE" not in actors.members("IGO:UN", "2000-01-01")


@pytest.mark.parametrize("state", load_actors().states(), ids=lambda s: s.iso3)
def test_every_state_is_found_by_every_name_adjective_and_capital(actors: Actors, state: object) -> None:
    for name in (state.name, *state.names):  # type: ignore[attr-defined]
        match = one(actors, f"On Monday {name}, it is said, agreed.")
        assert (match.kind, match.actor.state) == ("state", state.iso3), name  # type: ignore[attr-defined]
    for name in state.adjectives:  # type: ignore[attr-defined]
        assert one(actors, f"a {name} vessel").actor.state == state.iso3, name  # type: ignore[attr-defined]
    for name in state.capitals:  # type: ignore[attr-defined]
        match = one(actors, f"nothing new, {name}, is known")
        assert (match.kind, match.actor.id) == ("seat", f"{state.iso3}:GOV"), name  # type: ignore[attr-defined]
        assert match.place == state.capitals[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Germany", "1985", "DEU"),
        ("East Germany", "1985", "DDR"),
        ("the Soviet fleet", "1985", "SUN"),
        ("Yugoslavia", "1999-04", "YUG"),
        ("Serbia and Montenegro", "2005", "SCG"),
        ("Czechoslovakia", "1968", "CSK"),
        ("South Vietnam", "1972", "VDR"),
        ("South Yemen", "1986", "YMD"),
        ("Yemen", "1986", "YEM"),
        ("Zaire", "1990", "COD"),
        ("Congo", "1990", "COG"),
        ("Congo", "2020", "COD"),
        ("Burma", "1988", "MMR"),
        ("Swaziland", None, "SWZ"),
    ],
)
def test_historic_names_by_date(actors: Actors, text: str, on: str | None, expected: str) -> None:
    assert states(actors, text, on=on) == [expected]


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Moscow", "1985-06", "SUN:GOV"),
        ("Moscow", "1991-12-25", "SUN:GOV"),
        ("Moscow", "1991-12-26", "RUS:GOV"),
        ("the Kremlin", "1962", "SUN:GOV"),
        ("the Kremlin", None, "RUS:GOV"),
        ("Belgrade", "1999", "YUG:GOV"),
        ("Belgrade", "2004", "SCG:GOV"),
        ("Belgrade", "2010", "SRB:GOV"),
        ("Prague", "1989", "CSK:GOV"),
        ("the Blue House", "2010", "KOR:GOV"),
        ("the Pentagon", None, "USA:MIL"),
        ("Capitol Hill", None, "USA:LEG"),
        ("Saigon", "1970", "VDR:GOV"),
        ("Saigon", "1990", "VNM/saigon"),
    ],
)
def test_seats_stand_for_those_who_sit_there_at_the_time(
    actors: Actors, text: str, on: str | None, expected: str
) -> None:
    assert one(actors, text, on=on).actor.id == expected


def test_a_state_is_looked_up_by_code_and_date(actors: Actors) -> None:
    assert actors.state("prk").name == "North Korea"
    assert (actors.state("DEU").cow, actors.state("DEU", on="1980").cow) == ("255", "260")
    assert actors.state("SUN").until == "1991-12-25"
    with pytest.raises(UsageError, match=r"'PKR'.*PRK \(North Korea\)"):
        actors.state("PKR")
    with pytest.raises(UsageError, match=r"CHN \(China\)"):
        actors.state("china")


# --- boundaries, case, typography ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a turkey and fine china",
        "tell us, or ask who is it",
        "the chad hung, the japan peeled",
        "Chinatown and Russiagate",
        "a Nigerish tale",
        "the Sudanic belt",
        "an Omanesque polishing",
        "assadist",
        "Indianaland",
    ],
)
def test_words_that_only_look_like_states(actors: Actors, text: str) -> None:
    assert states(actors, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CHINA WARNS S. KOREA OVER U.S. DRILLS", ["CHN", "KOR", "USA"]),
        ("China’s and Laos' and Iran's envoys", ["CHN", "LAO", "IRN"]),
        ("U.S.-led, Russian-backed, pro-Iranian, China-DPRK", ["USA", "RUS", "IRN", "CHN", "PRK"]),
        ("North\u00a0Korea and South  Korea and North\nKorea", ["PRK", "KOR", "PRK"]),
        ("N. Korea, N.Korean, D.P.R.K.", ["PRK", "PRK", "PRK"]),
        ("a Sino-Japanese treaty", ["CHN", "JPN"]),
        ("Côte d’Ivoire, Türkiye, São Tomé and Príncipe", ["CIV", "TUR", "STP"]),
        ("the U.S., the US, the USA and America", ["USA"] * 4),
        ("Niger, Nigeria, a Nigerien and a Nigerian town", ["NER", "NGA", "NER", "NGA"]),
        ("Guinea, Guinea-Bissau, Equatorial Guinea, Papua New Guinea", ["GIN", "GNB", "GNQ", "PNG"]),
        ("Republic of Congo and DR Congo", ["COG", "COD"]),
        ("People's Republic of China; Republic of China", ["CHN", "TWN"]),
        ("Dominica and the Dominican Republic", ["DMA", "DOM"]),
    ],
)
def test_spellings(actors: Actors, text: str, expected: list[str]) -> None:
    assert states(actors, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Michael Jordan met Chad Smith", []),
        ("Jordan and Chad signed", ["JOR", "TCD"]),
        ("Jordan King Abdullah left", ["JOR"]),
        ("a rally in Atlanta, Georgia, on Monday", []),
        ("Georgia, Ukraine and Moldova applied", ["GEO", "UKR", "MDA"]),
        ("ships in the South China Sea and the Sea of Japan", []),
        ("on the Korean Peninsula and the Indian Ocean", []),
        ("New Mexico and American Samoa", []),
        ("Latin American and African-American voices", []),
        ("the Turkey sandwich", []),
        ("Guinea pigs", []),
        ("the Vietnam War", []),
    ],
)
def test_namesakes(actors: Actors, text: str, expected: list[str]) -> None:
    assert states(actors, text) == expected


def test_outlets_and_states_of_one_name(actors: Actors) -> None:
    assert one(actors, "The Washington Post wrote").actor == Actor(
        "USA/washington_post", "Washington Post", "USA", "JRN"
    )
    assert one(actors, "China Daily wrote").kind == "publisher"
    assert actors.find("a bill in Washington state") == ()
    assert one(actors, "Washington said").actor.id == "USA:GOV"


def test_words_in_capitals_are_no_abbreviations(actors: Actors) -> None:
    assert [m.text for m in actors.find("SO WHO IS TO BLAME FOR THIS?")] == []
    assert one(actors, "The WHO warned").actor.id == "IGO:WHO"


# --- who writes ----------------------------------------------------------------------------------------------


def test_korea_is_the_writers_own(actors: Actors) -> None:
    assert states(actors, "Korea will win", publisher="KCNA") == ["PRK"]
    assert states(actors, "Korea will win", publisher="Rodong Sinmun") == ["PRK"]
    assert states(actors, "Korea will win", publisher="Reuters") == ["KOR"]
    assert states(actors, "the Korean people") == ["KOR"]


def test_pyongyangs_words_for_others(actors: Actors) -> None:
    text = "the puppet forces of south Korea and the U.S. imperialists"
    found = actors.find(text, publisher="KCNA")
    assert [m.actor.id for m in found] == ["KOR:MIL", "KOR", "USA:GOV"]
    assert [m.actor.id for m in actors.find(text)] == [":MIL", "KOR", "USA:GOV"]


def test_publishers_by_name_and_host(actors: Actors) -> None:
    for name in ("KCNA", "kcna", "Korean Central News Agency", "http://www.kcna.kp/en/article", "PRK/kcna"):
        outlet = actors.publisher(name)
        assert outlet and (outlet.id, outlet.state, outlet.state_agency) == ("PRK/kcna", "PRK", True)
    reuters, people, times = (actors.publisher(n) for n in ("Reuters", "People's Daily", "globaltimes.cn"))
    assert reuters and not reuters.state_agency
    assert people and times and people.family == times.family
    assert actors.publisher("The Daily Nobody") is None
    assert actors.publisher(None) is None


# --- bodies, groups, offices ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "sector"), [("1994", "REB"), ("2000", "GOV"), ("2010-05-01", "REB"), ("2022", "GOV"), (None, "GOV")]
)
def test_the_taliban_rebel_or_rule_by_date(actors: Actors, on: str | None, sector: str) -> None:
    assert one(actors, "the Taliban", on=on).actor == Actor("AFG/taliban", "Taliban", "AFG", sector)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Congress passed it", "USA/congress"),
        ("In Congress, it passed", "USA/congress"),
        ("Brazil's Congress passed it", ":LEG"),
        ("the Brazilian Congress passed it", ":LEG"),
        ("the Congress of Deputies passed it", ":LEG"),
        ("the National People's Congress passed it", "CHN/npc"),
        ("the Senate passed it", "USA/senate"),
        ("the Philippine Senate passed it", ":LEG"),
    ],
)
def test_a_body_that_many_states_have(actors: Actors, text: str, expected: str) -> None:
    ids = [m.actor.id for m in actors.find(text) if m.actor.sector == "LEG"]
    assert ids[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO", ("IGO:NATO", "IGO:NATO", "IGO")),
        ("the U.N. Security Council", ("IGO:UN/security_council", "IGO:UN", "IGO")),
        ("the IAEA", ("IGO:IAEA", "IGO:IAEA", "IGO")),
        ("the Red Cross", ("NGO:ICRC", "NGO:ICRC", "NGO")),
        ("Hamas", ("PSE/hamas", "PSE", "REB")),
        ("the Islamic State group", ("UAF:IS", "UAF:IS", "UAF")),
        ("the PLA", ("CHN/pla", "CHN", "MIL")),
        ("the State Department", ("USA/state_department", "USA", "GOV")),
        ("the Knesset", ("ISR/knesset", "ISR", "LEG")),
        ("the FSB", ("RUS/fsb", "RUS", "SPY")),
        ("the Workers’ Party of Korea", ("PRK/wpk", "PRK", "PTY")),
        ("Gaza", ("PSE/gaza", "PSE", "")),
        ("Crimea", ("UKR/crimea", "UKR", "")),
        ("Hiroshima", ("JPN/hiroshima", "JPN", "")),
        ("Shenyang", ("CHN/shenyang", "CHN", "")),
    ],
)
def test_bodies_and_places(actors: Actors, text: str, expected: tuple[str, str, str]) -> None:
    actor = one(actors, text).actor
    assert (actor.id, actor.state, actor.sector) == expected


def test_members_over_time(actors: Actors) -> None:
    assert "GBR" in actors.members("IGO:EU", "2020-01-31")
    assert "GBR" not in actors.members("IGO:EU", "2020-02-01")
    assert len(actors.members("IGO:EU", "2024")) == 27
    assert [len(actors.members("IGO:NATO", year)) for year in ("1950", "1990", "2005", "2025")] == [12, 16, 26, 32]
    assert len(actors.members("IGO:ASEAN", "2010")) == 10
    assert actors.members("IGO:WARSAW_PACT", "2000") == frozenset()


@pytest.mark.parametrize(
    ("text", "sector", "rank", "plural"),
    [
        ("the foreign minister", "GOV", "minister", False),
        ("Vice Foreign Minister", "GOV", "vice_minister", False),
        ("PRESIDENT", "GOV", "head_of_state", False),
        ("spokeswomen", "GOV", "spokesperson", True),
        ("secretaries of state", "GOV", "minister", True),
        ("the coast guard", "MIL", None, False),
        ("troops", "MIL", None, True),
        ("lawmakers", "LEG", "working_level", True),
        ("policemen", "COP", "working_level", True),
        ("state media", "JRN", None, True),
        ("protesters", "CVL", None, True),
        ("the opposition", "OPP", None, False),
        ("gunmen", "UAF", None, True),
        ("refugees", "REF", None, True),
    ],
)
def test_agents(actors: Actors, text: str, sector: str, rank: str | None, plural: bool) -> None:
    match = one(actors, text)
    assert (match.kind, match.actor.id, match.actor.state) == ("agent", f":{sector}", "")
    assert (match.rank, match.plural) == (rank, plural)


@pytest.mark.parametrize("text", ["state-run pressure", "partying all night", "navyblue"])
def test_agents_keep_to_word_boundaries(actors: Actors, text: str) -> None:
    assert actors.find(text) == ()


def test_every_agent_has_a_known_sector_and_several_hundred_there_are(actors: Actors) -> None:
    agents = {s for senses in actors._matcher.senses.values() for s in senses if s.kind == "agent"}
    assert {s.actor.sector for s in agents} <= set(load_ontology().sectors)
    assert len({s.actor.name for s in agents}) > 800


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("lawmaker", "lawmakers"),
        ("policeman", "policemen"),
        ("human", "humans"),
        ("ministry of defence", "ministries of defence"),
        ("embassy", "embassies"),
        ("attorney", "attorneys"),
        ("judge", "judges"),
        ("church", "churches"),
        ("schoolchild", "schoolchildren"),
    ],
)
def test_plurals(noun: str, plural: str) -> None:
    assert plural_of(noun) == plural


# --- persons -------------------------------------------------------------------------------------------------


def test_a_person_is_what_the_date_makes_of_them(with_people: Actors) -> None:
    minister = one(with_people, "Alain Dupont spoke", on="2003-01-01")
    assert (minister.kind, minister.rank, minister.actor.sector) == ("person", "minister", "GOV")
    assert one(with_people, "A. Dupont", on="2004").rank == "minister"
    between = one(with_people, "ALAIN DUPONT", on="2007-01-01")
    assert (between.rank, between.actor) == (None, Actor("FRA/a_dupont", "Alain Dupont", "FRA", ""))
    assert one(with_people, "Alain Dupont", on="2015").actor.sector == "LEG"
    assert one(with_people, "Alain Dupont").actor.sector == "LEG"


def test_a_persons_office_is_looked_up(with_people: Actors) -> None:
    person = with_people.person("alain dupont", "2002-02")
    assert person and (person.office, person.rank, person.since) == ("foreign minister", "minister", "2001-05-01")
    assert with_people.person("Nobody Known", "2002") is None


def test_korean_names_in_their_spellings(with_people: Actors) -> None:
    for text in ("Kim Test Il", "Kim Test-il", "KIM TEST IL", "Kim Test\u2010il"):
        assert one(with_people, text, on="2020").actor.id == "PRK/kim_test_il", text
    assert with_people.find("kim test il", on="2020") == ()
    assert list(spellings("Ban Example", "KOR")) == ["Ban Example"]


# --- properties ----------------------------------------------------------------------------------------------

_FORMS = sorted(load_actors().vocabulary())
_PIECES = st.one_of(
    st.sampled_from(_FORMS),
    st.sampled_from(_FORMS).map(str.upper),
    st.sampled_from(_FORMS).map(str.title),
    st.sampled_from([" ", "  ", "-", ", ", "’s ", ". ", "\u00a0", "\u00ad", "\u200b", "İ", "ß", "ﬁ", "\n", "_"]),
    st.text(max_size=5),
)
_TEXTS = st.lists(_PIECES, max_size=12).map("".join)
_DATES = st.one_of(st.none(), st.dates(date(1946, 1, 1), date(2030, 1, 1)).map(str))


@given(_TEXTS, _DATES, st.sampled_from([None, "KCNA", "Reuters"]))
@example("İİ China  and \u00adRus\u00adsia", None, None)
def test_matches_are_slices_that_never_overlap(text: str, on: str | None, publisher: str | None) -> None:
    found = load_actors().find(text, on=on, publisher=publisher)
    at = 0
    for match in found:
        assert at <= match.start < match.end
        assert text[match.start : match.end] == match.text
        at = match.end
    assert found == load_actors().find(text, on=on, publisher=publisher)


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    for given_, folded in zip(text, fold(text), strict=True):
        if "a" <= folded.lower() <= "z" and given_ != folded:
            assert unicodedata.category(given_).startswith("L")


@given(st.sampled_from(_FORMS))
def test_every_form_of_the_vocabulary_is_known_to_the_matcher(form: str) -> None:
    assert form == form.lower() == fold(form)


def test_distance_of_partial_dates() -> None:
    assert distance("2019-03", "2021", "2021-12-31") == 0
    assert distance("2019-03", "2021", "2019") == 0
    assert distance("2019-03", "2021", "2022-01-01") == 1
    assert distance(None, None, "1900") == 0
    assert distance("2019", None, None) == 0 < distance("2010", "2012", None)


# --- against the registers of the discipline -----------------------------------------------------------------


def register(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs ../shared/data/registers/{name}")
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("field", "file", "column", "end"),
    [("cow", "cow_states.csv", "ccode", "endyear"), ("gw", "gw_states.csv", "gwcode", "enddate")],
)
def test_codes_agree_with_the_state_systems(actors: Actors, field: str, file: str, column: str, end: str) -> None:
    since_1966 = {str(int(float(r[column]))) for r in register(file) if int(re.sub(r"\D.*", "", r[end])) >= 1966}
    ours = {getattr(s, field) for s in actors._states} - {None}
    assert ours - since_1966 == set()
    # the system's own split cases: none may be missing but those that we name otherwise
    assert since_1966 - ours == set()


@pytest.mark.shared
def test_states_begin_when_the_state_system_says(actors: Actors) -> None:
    begins = {str(int(float(r["gwcode"]))): r["startdate"] for r in register("gw_states.csv")}
    late = {s for s in actors._states if s.gw in begins and s.since and begins[s.gw] >= "1960"}
    assert len(late) > 70
    off = [(s.iso3, s.since, begins[s.gw]) for s in late if s.gw and s.since[:4] != begins[s.gw][:4]]  # type: ignore[index]
    # the register dates these three by recognition, ours by their declaration of independence
    assert {iso3 for iso3, _, _ in off} == {"HRV", "LTU", "SVN"}, off
