"""From a column map to the one SQL statement that turns the rows of a data set into events.

The text is engine-neutral in structure and written in DuckDB's dialect; the store runs it. It reads the table
``batch`` (see ``rows``), joins the tables of codes (see ``crosswalk.code_tables``), and yields the columns of the
store's events and a ``reason``, which is null for a row that is fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.reading.datasets import Format, Layout

__all__ = ["MACROS", "misfits", "select"]

MACROS = (
    # The parts of an event's id, escaped as records.content_id escapes them.
    r"CREATE OR REPLACE TEMP MACRO escaped(x) AS replace(replace(coalesce(x, ''), '\', '\\'), '|', '\p')",
    # Numbers that some program printed as floats.
    "CREATE OR REPLACE TEMP MACRO whole(x) AS CASE WHEN ends_with(x, '.0') THEN x[:-3] ELSE x END",
    # A cell between quotes, as CSV writers print it.
    """CREATE OR REPLACE TEMP MACRO bare(x) AS CASE WHEN len(x) > 1 AND x[1] = '"' AND x[-1] = '"'
       THEN trim(replace(x[2:-2], '""', '"')) ELSE trim(x) END""",
    "CREATE OR REPLACE TEMP MACRO cut(x) AS CASE WHEN len(x) > 60 THEN x[:60] || '...' ELSE x END",
)
"""Small functions that the statement uses; to be defined once in a session."""

_TEXT = (
    *("record", "date", "published", "code", "label", "event_type", "mode", "context", "source_quad", "source_score"),
    *("actor_code", "actor_name", "actor_country", "actor_group", "recipient_code", "recipient_name"),
    *("recipient_country", "recipient_group", "place_country", "city", "district", "province", "country", "feature"),
    *("latitude", "longitude", "place_precision", "actor_place_precision", "recipient_place_precision", "publisher"),
    *("url", "story", "sentence", "root", "mentions", "sources", "articles", "tone", "added"),
)
_WHOLE = {
    *("record", "date", "published", "code", "source_quad", "root", "mentions", "sources", "articles", "added"),
    *("place_precision", "actor_place_precision", "recipient_place_precision"),
}
_SIDES = ("actor", "recipient")


def select(form: Format, layout: Layout) -> str:
    """Return the statement; its parameter ``$file`` is the name of the file, ``$import`` the import's number."""
    return f"""
    WITH cells AS {"" if _plain_roles(form) else "MATERIALIZED "}(
        SELECT n, special, {", ".join(_cells(form, layout))}
        FROM (SELECT n, contains(line, '|') OR contains(line, '\\') AS special, string_split(line, chr(9)) AS f
              FROM batch WHERE k = {layout.width})
    ), known AS (
        SELECT r.*, {_day(form, "date")} AS day, {_day(form, "published")} AS published_day,
            {_event(form)}, {", ".join(_actor(form, side) for side in _SIDES)}, pl.state AS place_state
        FROM cells r {" ".join(_joins(form, layout))}
    )
    SELECT {_columns(form)}, {_reason(form)} AS reason FROM known"""


def misfits(widths: Sequence[int]) -> str:
    """Return the statement for rows that have another number of fields than any layout."""
    expected = " or ".join(map(str, widths))
    return f"""
    SELECT struct_pack(file := $file, line := n, record := NULL::VARCHAR) AS origin, $import::INTEGER AS "import",
        k::VARCHAR || ' columns, not {expected}' AS reason FROM batch"""


# -- cells: the fields of the column map as text, missing ones null --------------------------------------


def _cells(form: Format, layout: Layout) -> Iterator[str]:
    for field in _TEXT:
        cells = [_cell(form, n) for n in form.places(field, layout)]
        text = f"coalesce({', '.join(cells)})" if len(cells) > 1 else (cells or ["NULL::VARCHAR"])[0]
        yield f"{f'whole({text})' if field in _WHOLE else text} AS {field}"
    yield f"{_joined(form, layout, 'place', ', ')} AS place"
    for side in _SIDES:
        places = form.places(f"{side}_roles", layout)
        yield f"{_joined(form, layout, f'{side}_roles', ';')} AS {side}_roles"
        if _plain_roles(form):
            yield from (f"{_cell(form, n)} AS {side}_role{i}" for i, n in enumerate(places))


def _cell(form: Format, n: int) -> str:
    if not form.has_header:
        return f"nullif(f[{n}], '')"
    missing = ", ".join(map(_quoted, ("", *form.missing)))
    return f"CASE WHEN bare(f[{n}]) IN ({missing}) THEN NULL ELSE bare(f[{n}]) END"


def _joined(form: Format, layout: Layout, field: str, separator: str) -> str:
    cells = [_cell(form, n) for n in form.places(field, layout)]
    if len(cells) < 2:
        return cells[0] if cells else "NULL::VARCHAR"
    return f"nullif(concat_ws('{separator}', {', '.join(cells)}), '')"


def _day(form: Format, field: str) -> str:
    if field not in form.dates:
        return "NULL::DATE"
    return f"try_strptime({field}, [{', '.join(map(_quoted, form.dates[field]))}])::DATE"


# -- codes: joined to our own --------------------------------------------------------------------------


def _plain_roles(form: Format) -> bool:
    """True where each column holds one role; else a cell holds a list of them."""
    return not form.separator


def _joins(form: Format, layout: Layout) -> Iterator[str]:
    if "event_type" in form.fields:
        yield "LEFT JOIN code_types e ON e.type = upper(r.event_type)"
    else:
        yield "LEFT JOIN code_events e ON e.written = r.code LEFT JOIN code_labels l ON l.label = lower(r.label)"
    yield f"LEFT JOIN {_states(form, 'place')} pl ON pl.code = {_folded(form, 'place', 'r.place_country')}"
    for side in _SIDES:
        s = side[0]
        country = _folded(form, "country", f"r.{side}_country")
        yield f"LEFT JOIN {_states(form, 'country')} {s}_s ON {s}_s.code = {country}"
        key = f"r.{side}_group" if form.schemes["group"] == "cameo" else f"lower(r.{side}_name)"
        yield f"LEFT JOIN (FROM code_groups WHERE scheme = '{form.schemes['group']}') {s}_g ON {s}_g.code = {key}"
        if not _plain_roles(form):
            yield f"LEFT JOIN ({_listed(form)}) {s}_r0 ON {s}_r0.raw = r.{side}_roles"
            continue
        for i in range(len(form.places(f"{side}_roles", layout))):
            yield (
                f"LEFT JOIN (FROM code_roles WHERE scheme = '{form.schemes['role']}') {s}_r{i}"
                f" ON {s}_r{i}.code = r.{side}_role{i}"
            )


def _states(form: Format, what: str) -> str:
    return f"(SELECT code, nullif(state, '') AS state FROM code_states WHERE scheme = '{form.schemes[what]}')"


def _folded(form: Format, what: str, column: str) -> str:
    return f"lower({column})" if form.schemes[what] == "name" else column


def _listed(form: Format) -> str:
    """Resolve each distinct list of roles once: the role of the lowest rank wins, then the first."""
    every = " UNION ".join(f"SELECT {side}_roles AS raw FROM cells" for side in _SIDES)
    return f"""
        SELECT raw, arg_min(c.sector, c.rank * 1000 + position) AS sector FROM (
            SELECT raw, unnest(parts) AS part, unnest(range(len(parts))) AS position
            FROM (SELECT raw, {_parts(form, "raw")} AS parts FROM ({every}))
        ) JOIN code_roles c ON c.scheme = '{form.schemes["role"]}' AND lower(c.code) = lower(trim(part))
        WHERE c.sector IS NOT NULL GROUP BY raw"""


def _parts(form: Format, column: str) -> str:
    return f"regexp_split_to_array(translate({column}, '[]''\"', ''), {_quoted(f'{form.separator}|;')})"


def _event(form: Format) -> str:
    if "event_type" in form.fields:
        parts = f"list_transform({_parts(form, 'r.context')}, lambda x: lower(trim(x)))"
        contexts = f"list_filter({parts}, lambda x: x <> '')"
        return f"""NULL::VARCHAR AS cameo, e.type AS our_type, lower(r.mode) AS our_mode,
            coalesce({contexts}, []) AS our_context, e.quad_class AS our_quad"""
    sides = {"cameo": "cameo", "our_type": "event_type", "our_mode": "mode", "our_quad": "quad_class"}
    chosen = (f"CASE WHEN e.cameo IS NULL THEN l.{c} ELSE e.{c} END AS {name}" for name, c in sides.items())
    return f"{', '.join(chosen)}, coalesce(e.context, l.context, []) AS our_context"


def _actor(form: Format, side: str) -> str:
    s = side[0]
    roles = [f"{s}_r{i}.sector" for i in range(3 if _plain_roles(form) else 1)]
    sector = f"coalesce({', '.join(roles)}, CASE WHEN {s}_g.id IS NOT NULL THEN 'IGO' END, '')"
    state = f"coalesce({s}_g.state, {s}_s.state)"
    plain = f"CASE WHEN {sector} = '' THEN {state} ELSE {state} || ':' || {sector} END"
    written = f"coalesce(r.{side}_code, r.{side}_name)"
    return f"""
        {s}_s.state AS {side}_state,
        CASE WHEN {written} IS NULL THEN [] ELSE [struct_pack(
            id := coalesce({s}_g.id, {plain}, {written}),
            name := coalesce(r.{side}_name, r.{side}_code), state := coalesce({state}, ''), sector := {sector})] END
            AS {side}"""


# -- the columns of an event -----------------------------------------------------------------------------

_RAW = {
    **{name: name for name in ("actor_code", "actor_country", "actor_roles")},
    **{name: name for name in ("recipient_code", "recipient_country", "recipient_roles")},
    **{name: name for name in ("code", "label", "mode", "context", "story", "sentence", "url", "added")},
    **{name: name for name in ("city", "district", "province", "country", "place_country", "place_state", "feature")},
    **{name: f"TRY_CAST({name} AS DOUBLE)" for name in ("latitude", "longitude", "tone")},
    **{name: f"TRY_CAST({name} AS INTEGER)" for name in ("root", "mentions", "sources", "articles")},
    **{f"{p}place_precision": f"TRY_CAST({p}place_precision AS INTEGER)" for p in ("", "actor_", "recipient_")},
}


def _columns(form: Format) -> str:
    host = "CASE WHEN contains(url, '://') THEN split_part(url, '/', 3) ELSE url END"
    publisher = f"CASE WHEN starts_with({host}, 'www.') THEN ({host})[5:] ELSE {host} END"
    rules = "[]::VARCHAR[]" if "event_type" in form.fields else "['cameo_plover']"
    columns = {
        "id": _id(form),
        "origin": "struct_pack(file := $file, line := n, record := record)",
        "date": "day::VARCHAR",
        "date_precision": "'day'",
        "date_basis": "'data set'",
        "actor": "actor",
        "recipient": "recipient",
        "event_type": "our_type",
        "mode": "our_mode",
        "status": "'asserted'",
        "context": "our_context",
        "place": "place",
        "cameo": "cameo",
        "quad_class": "our_quad",
        "source_quad": "source_quad",
        "publisher": f"coalesce(publisher, {publisher})",
        "published": "published_day::VARCHAR",
        "spans": "[]",
        "rules": rules,
        "confidence": "0.5",
        "dataset": _quoted(form.name),
        "import": "$import",
        "source_score": "TRY_CAST(source_score AS DOUBLE)",
        "raw": f"struct_pack({', '.join(f'{name} := {value}' for name, value in _RAW.items())})",
    }
    return ", ".join(f'{value} AS "{name}"' for name, value in columns.items())


def _id(form: Format) -> str:
    """Hash what identifies the event, as ``records.content_id`` does: family, own id, day, actors, act."""
    columns = {"date": "day::VARCHAR", "code": "cameo", "event_type": "our_type", "mode": "our_mode"}
    key = [columns.get(field, field) for field in form.key]
    plain = " || '|' || ".join(f"coalesce({column}, '')" for column in key)
    escaped = " || '|' || ".join(f"escaped({column})" for column in key)
    return f"sha256('{form.family}|' || CASE WHEN special THEN {escaped} ELSE {plain} END)[:20]"


def _reason(form: Format) -> str:
    code = "event_type" if "event_type" in form.fields else "code"
    typed = "our_type" if code == "event_type" else "cameo"
    shown = f"coalesce(cut(coalesce({code}, label)), 'missing')"
    meant = "PLOVER type" if code == "event_type" else "CAMEO code"
    return f"""CASE
        WHEN record IS NULL THEN 'no event id'
        WHEN day IS NULL THEN 'date is no day: ' || coalesce(cut(date), 'missing')
        WHEN {typed} IS NULL THEN 'no {meant}: ' || {shown} END"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
