"""Events out of a store, in the forms that others read: Parquet, CSV, ICEWS's columns, PLOVER's JSON, dyad panels.

Each form is one SQL statement that the store writes straight into a file; ``docs/datasets.md`` names the columns.
A form that cannot tell a plan or a denial from an act (ICEWS's, the panel) holds asserted events alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from detente.actors import load_actors, registers
from detente.crosswalk import load_cameo, load_scale
from detente.errors import UsageError
from detente.incidents.coverage import Period, share_covered, spells
from detente.ontology import EVENT_TYPES, load_ontology
from detente.reading.datasets import FORMATS, load_format
from detente.store import Selection, Store
from detente.store.selection import Unit

__all__ = ["FORMS", "PERIODS", "Unit", "cite", "export", "export_panel"]

FORMS = ("parquet", "csv", "icews", "plover-json")
PERIODS: tuple[Period, ...] = ("day", "month", "year")

_NONE = Selection()
_ASSERTED: tuple[str, list[Any]] = ("e.status = 'asserted'", [])
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement with a hole for the chosen events, the options of COPY, and the look-up tables it joins."""

    select: str
    options: str
    tables: Callable[[], Tables] = dict


def export(store: Store, form: str, path: Path, selection: Selection = _NONE) -> int:
    """Write the selected events to a file in one of ``FORMS``; return the number of rows."""
    if form not in FORMS:
        raise UsageError(f"no form '{form}'; choose one of {', '.join(FORMS)}")
    chosen = _SHAPES[form]
    where, values = selection.where(*([_ASSERTED] if form == "icews" else []))
    events = (
        "SELECT e.*, s.text AS sentence, s.ordinal FROM events e LEFT JOIN sentences s ON s.id = e.sentence_id" + where
    )
    return store.copy(chosen.select.format(events=events), values, path, chosen.options, chosen.tables())


# -- the forms -------------------------------------------------------------------------------------------

_PARQUET = 'SELECT * EXCLUDE ("import", ordinal) FROM ({events})'

_CODE = "CASE WHEN x.state = '' THEN x.id WHEN x.sector = '' THEN x.state ELSE x.state || '/' || x.sector END"
_CSV = f"""
SELECT id, date, date_precision, date_basis,
    array_to_string(list_transform(actor, lambda x: {_CODE}), ';') AS actor,
    array_to_string(list_transform(recipient, lambda x: {_CODE}), ';') AS recipient,
    array_to_string(list_transform(actor, lambda x: x.id), ';') AS actor_id,
    array_to_string(list_transform(recipient, lambda x: x.id), ';') AS recipient_id,
    event_type, mode, status, array_to_string(context, ';') AS context, object, quantity, promised, place, cameo,
    quad_class, source_quad, source_score, speaker.id AS speaker, publisher, published, confidence, sentence,
    origin.file AS file, origin.line AS line, origin.record AS record, array_to_string(rules, ';') AS rules,
    document_id, sentence_id, dataset
FROM ({{events}})"""

# ICEWS has one source and one target a row. An event of several has a row for each pair; where all act together, for
# each ordered pair of them.
_PAIRED = """
paired AS (
    SELECT e.*, a, b FROM ({events}) e,
        unnest(CASE WHEN len(actor) = 0 THEN [NULL] ELSE actor END) AS s(a),
        unnest(CASE WHEN len(recipient) > 0 THEN recipient
            WHEN len(list_filter(actor, lambda x: x.id <> a.id)) > 0 THEN list_filter(actor, lambda x: x.id <> a.id)
            ELSE [NULL] END) AS t(b)
)"""


def _icews_side(side: str, actor: str, title: str) -> str:
    return f"""
    coalesce({actor}.name, 'NA') AS "{title} Name",
    coalesce(CASE WHEN dataset = 'icews' THEN raw.{side}_roles ELSE nullif({actor}.sector, '') END, 'NA')
        AS "{title} Sectors",
    coalesce(CASE WHEN dataset = 'icews' THEN raw.{side}_country ELSE {side}_state.name END, 'NA')
        AS "{title} Country","""


def _number(value: str) -> str:
    return f"regexp_replace({value}::VARCHAR, '\\.0$', '')"


_ICEWS = f"""
WITH {_PAIRED}
SELECT coalesce(origin.record, p.id) AS "Event ID", coalesce(date, 'NA') AS "Event Date",
    {_icews_side("actor", "a", "Source")}
    coalesce(CASE WHEN dataset = 'icews' THEN raw.label END, c.label, 'NA') AS "Event Text",
    coalesce(CASE WHEN dataset = 'icews' THEN raw.code END, c.code, 'NA') AS "CAMEO Code",
    coalesce(CASE WHEN dataset = 'icews' THEN {_number("source_score")} ELSE {_number("c.intensity")} END, 'NA')
        AS "Intensity",
    {_icews_side("recipient", "b", "Target")}
    coalesce(raw.story, document_id, 'NA') AS "Story ID",
    coalesce(raw.sentence, (ordinal + 1)::VARCHAR, 'NA') AS "Sentence Number",
    coalesce(publisher, 'NA') AS "Publisher",
    coalesce(raw.city, 'NA') AS "City", coalesce(raw.district, 'NA') AS "District",
    coalesce(CASE WHEN dataset = 'icews' THEN raw.province END, 'NA') AS "Province",
    coalesce(raw.country, place_state.name, 'NA') AS "Country",
    coalesce({_number("raw.latitude")}, 'NA') AS "Latitude", coalesce({_number("raw.longitude")}, 'NA') AS "Longitude"
FROM paired p
LEFT JOIN cameo_codes c ON c.code = coalesce(p.cameo, (SELECT root FROM cameo_roots r WHERE r.type = p.event_type))
LEFT JOIN state_names actor_state ON actor_state.state = a.state
LEFT JOIN state_names recipient_state ON recipient_state.state = b.state
LEFT JOIN state_names place_state ON place_state.state = raw.place_state"""


def _side(name: str, actors: str) -> str:
    return (
        f"list_transform({actors}, lambda x: struct_pack(code := x.state, sector := x.sector, actor := x.id,"
        f' "text" := x.name)) AS "{name}"'
    )


_PLOVER = f"""
SELECT id, date, {_side("source", "actor")}, {_side("target", "recipient")}, event_type AS event, mode, context, status,
    quad_class AS quad, cameo, place AS placename, sentence AS text, publisher, published AS "publicationDate",
    dataset, origin FROM ({{events}})"""


def _icews_tables() -> Tables:
    intensity = load_scale("goldstein_icews")
    codes = [{"code": c.code, "label": c.label, "intensity": intensity.get(c.code)} for c in load_cameo().values()]
    roots = [{"type": t.name, "root": f"{t.cameo_root}0"} for t in load_ontology().types.values()]
    return {"cameo_codes": codes, "cameo_roots": roots, "state_names": _names()}


def _names() -> list[dict[str, str]]:
    """Name each state as its present or last period does, in words that the import understands."""
    actors = load_actors()
    known = {row["iso3"] for _, row in registers.read_rows(registers.shipped("states.csv"))}
    return [{"state": state, "name": actors.state(state).name} for state in sorted(known)]


_SHAPES = {
    "parquet": _Form(_PARQUET, "FORMAT parquet, COMPRESSION zstd"),
    "csv": _Form(_CSV, "FORMAT csv, HEADER"),
    "icews": _Form(_ICEWS, "FORMAT csv, HEADER, DELIMITER '\t', QUOTE ''", _icews_tables),
    "plover-json": _Form(_PLOVER, "FORMAT json, ARRAY true"),
}

# -- dyad panels -----------------------------------------------------------------------------------------

_LENGTH = {"day": 10, "month": 7, "year": 4}


def export_panel(
    store: Store,
    path: Path,
    *,
    unit: Unit = "events",
    by: Period = "month",
    selection: Selection = _NONE,
    balanced: bool = False,
) -> int:
    """Write a row for each directed dyad and period with counts by type and quad class; return how many rows.

    Where all act together each ordered pair of them counts. ``covered`` is the share of the period's days of which
    something was read. ``balanced`` adds the periods without an event: 0 where they are covered, else NULL.
    """
    if by not in PERIODS:
        raise UsageError(f"no period '{by}'; choose one of {', '.join(PERIODS)}")
    if unit == "incidents" and (selection.dataset or selection.publisher):
        raise UsageError("incidents are of no one data set or publisher; use --of events with these conditions")
    where, values = selection.where(_ASSERTED, unit=unit)
    sql = panel_sql(unit, where, _LENGTH[by], pair=selection.pair, balanced=balanced)
    options = "FORMAT parquet, COMPRESSION zstd" if path.name.endswith(".parquet") else "FORMAT csv, HEADER"
    values = [*values, *(selection.pair or ()), *reversed(selection.pair or ())]
    return store.copy(sql, values, path, options, {"periods": _periods(store, unit, by)})


def panel_sql(
    unit: Unit, where: str, length: int, *, pair: tuple[str, str] | None = None, balanced: bool = False
) -> str:
    """Return the statement of a panel: one pass over the events, and after it only over their sums.

    The pass writes the states of a side in one cell; the few cells that hold several are spread when all is summed.
    """
    source = "coalesce(e.dataset, 'text')" if unit == "events" else "'incidents'"
    between = " AND (actor, recipient) IN ((?, ?), (?, ?))" if pair else ""
    return f"""
    WITH cells AS (
        SELECT {source} AS dataset, {_states("actor")}, {_states("recipient")}, left(e.date, {length}) AS period,
            count(*) AS n, {", ".join(f"count(*) FILTER ({test}) AS {name}" for name, test in _COUNTED.items())}
        FROM {unit} e{where} AND len(e.actor) > 0 AND len(e.actor) + len(e.recipient) > 1  -- one alone is no pair
        GROUP BY ALL
    ), dyads AS (
        SELECT * FROM cells WHERE NOT {_SEVERAL}
        UNION ALL
        SELECT cells.* REPLACE (a AS actor, r AS recipient) FROM cells,
            unnest(list_distinct({_split("actor")})) AS s(a),
            unnest(list_distinct({_split("actor")} || {_split("recipient")})) AS t(r) WHERE {_SEVERAL}
    ), panel AS (
        SELECT dataset, actor, recipient, period, {", ".join(f"sum({c})::BIGINT AS {c}" for c in _COUNTS)} FROM dyads
        WHERE actor <> recipient AND actor <> '' AND recipient <> '' AND len(period) = {length}{between}
        GROUP BY ALL
    )
    {_BALANCED if balanced else _SPARSE}"""


def _states(side: str) -> str:
    several = f"array_to_string(list_transform(e.{side}, lambda x: x.state), {_MARK})"
    return f"CASE WHEN len(e.{side}) = 1 THEN e.{side}[1].state ELSE {several} END AS {side}"


def _split(side: str) -> str:
    return f"string_split({side}, {_MARK})"


_MARK = "chr(31)"  # ASCII's unit separator stands in no state's code
_SEVERAL = f"(recipient = '' OR contains(actor, {_MARK}) OR contains(recipient, {_MARK}))"
_COUNTED = {f"quad{q}": f"e.quad_class = {q}" for q in range(1, 5)} | {
    name.lower(): f"e.event_type = '{name}'" for name in EVENT_TYPES
}
_COUNTS = ("n", *_COUNTED)
_SPARSE = (
    f"SELECT p.dataset, p.actor, p.recipient, p.period, s.covered, {', '.join(f'p.{c}' for c in _COUNTS)}"
    " FROM panel p LEFT JOIN periods s ON s.dataset = p.dataset AND s.period = p.period"
    " ORDER BY p.dataset, p.actor, p.recipient, p.period"
)
_BALANCED = (
    "SELECT d.dataset, d.actor, d.recipient, s.period, s.covered, "
    + ", ".join(f"coalesce(p.{c}, CASE WHEN s.covered > 0 THEN 0 END) AS {c}" for c in _COUNTS)
    + " FROM (SELECT DISTINCT dataset, actor, recipient FROM panel) d JOIN periods s ON s.dataset = d.dataset"
    " LEFT JOIN panel p ON p.dataset = d.dataset AND p.actor = d.actor AND p.recipient = d.recipient"
    " AND p.period = s.period ORDER BY ALL"
)


def _periods(store: Store, unit: Unit, by: Period) -> list[dict[str, Any]]:
    """Return the covered share of each period from the first to the last day that was read, by data set."""
    read = {"text": store.coverage()}
    for row in store.dataset_coverage():
        name = row["dataset"]
        day = {"publisher": name, "day": row["day"], "documents": row["events"]}
        read.setdefault(name, []).append(day)
    if unit == "incidents":
        read = {"incidents": [row for rows in read.values() for row in rows]}
    return [
        {"dataset": name, "period": period, "covered": share}
        for name, rows in read.items()
        for period, share in _shares(rows, by).items()
    ] or [{"dataset": "", "period": "", "covered": 0.0}]


def _shares(rows: Sequence[Mapping[str, Any]], by: Period) -> dict[str, float]:
    found = spells(rows)
    if not found:
        return {}
    first, last = min(s.first for s in found), max(s.last for s in found)
    # Whole periods are judged: one that was read for three days is not wholly covered.
    first = {"day": first, "month": first.replace(day=1), "year": first.replace(month=1, day=1)}[by]
    return share_covered(found, by, since=first, until=_period_end(last, by))


def _period_end(day: date, by: Period) -> date:
    if by == "day":
        return day
    if by == "year" or day.month == 12:
        return day.replace(month=12, day=31)
    return date.fromordinal(day.replace(month=day.month + 1, day=1).toordinal() - 1)


# -- citations -------------------------------------------------------------------------------------------


def cite(store: Store) -> str:
    """Return a BibTeX entry for each data set inside a store, with what the store holds of it, and one for détente."""
    inside: dict[str, list[str]] = {}
    for row in store.datasets():
        if row["dataset"] not in FORMATS:
            continue
        form = load_format(row["dataset"])
        held = f"% {form.title}: {row['events']:,} events of {row['files']:,} files, {row['first']} to {row['last']}"
        inside.setdefault(form.bibtex, []).append(held)
    ours = _SOFTWARE.format(version=version("detente"))
    return "\n\n".join("\n".join((*held, entry)) for entry, held in {**inside, ours: []}.items()) + "\n"


_SOFTWARE = """@software{{detente,
  title = {{{{d\\'etente}}: who did what to whom, when, on whose word}},
  author = {{{{The d\\'etente developers}}}},
  version = {{{version}}}
}}"""
