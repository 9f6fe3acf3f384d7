"""The migration that makes room for imported events: where they come from, their raw codes, and the files read.

``events`` loses its primary key: an index over a hundred million ids costs more than all other writing, and both
ways in (``Store.put``, ``imports``) keep ids unique without it.
"""

from __future__ import annotations

__all__ = ["EVENT_COLUMNS", "TABLES"]

_RAW = """STRUCT(
    actor_code VARCHAR, actor_country VARCHAR, actor_roles VARCHAR,
    recipient_code VARCHAR, recipient_country VARCHAR, recipient_roles VARCHAR,
    code VARCHAR, label VARCHAR, mode VARCHAR, context VARCHAR, story VARCHAR, sentence VARCHAR, url VARCHAR,
    added VARCHAR, city VARCHAR, district VARCHAR, province VARCHAR, country VARCHAR, place_country VARCHAR,
    place_state VARCHAR, feature VARCHAR, latitude DOUBLE, longitude DOUBLE, tone DOUBLE,
    root INTEGER, mentions INTEGER, sources INTEGER, articles INTEGER,
    place_precision INTEGER, actor_place_precision INTEGER, recipient_place_precision INTEGER
)"""

EVENT_COLUMNS = ("dataset", "import", "source_score", "raw")
"""The columns of ``events`` that no record has: they are null for what was coded from text."""

TABLES = f"""
CREATE TABLE events_without_key AS FROM events;
DROP TABLE events;
ALTER TABLE events_without_key RENAME TO events;
ALTER TABLE events ADD COLUMN dataset VARCHAR;
ALTER TABLE events ADD COLUMN "import" INTEGER;
ALTER TABLE events ADD COLUMN source_score DOUBLE;
ALTER TABLE events ADD COLUMN raw {_RAW};

CREATE TABLE imports (
    id INTEGER, dataset VARCHAR, family VARCHAR, file VARCHAR, digest VARCHAR, recipe VARCHAR, run INTEGER,
    "rows" BIGINT, events BIGINT, rejected BIGINT, finished TIMESTAMP
);
"""
