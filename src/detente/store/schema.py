"""The tables and views of a store, as migrations: entry n takes a store of version n to version n + 1.

Views for SQL: ``event_actors`` (a row per event, role and actor), ``dyads`` (a row per event and ordered
pair of states) and ``coverage`` (what was read, by publisher and day). No entry that was released is ever
edited: append one.
"""

from __future__ import annotations

from detente.store import copying, imported, incidents

__all__ = ["MIGRATIONS"]

_ORIGIN = "STRUCT(file VARCHAR, line BIGINT, record VARCHAR)"
_ACTOR = "STRUCT(id VARCHAR, name VARCHAR, state VARCHAR, sector VARCHAR)"

_FIRST = f"""
CREATE TABLE meta (schema_version INTEGER);
INSERT INTO meta VALUES (0);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY, version VARCHAR, lexicon VARCHAR, model VARCHAR,
    started TIMESTAMP, finished TIMESTAMP,
    documents BIGINT, sentences BIGINT, events BIGINT, rejected BIGINT
);
CREATE TABLE documents (
    id VARCHAR PRIMARY KEY, "text" VARCHAR, title VARCHAR, publisher VARCHAR, published VARCHAR,
    url VARCHAR, "language" VARCHAR, origin {_ORIGIN}, run INTEGER
);
CREATE TABLE sentences (
    id VARCHAR PRIMARY KEY, document_id VARCHAR, ordinal INTEGER,
    start INTEGER, "end" INTEGER, "text" VARCHAR
);
CREATE TABLE events (
    id VARCHAR PRIMARY KEY, origin {_ORIGIN}, document_id VARCHAR, sentence_id VARCHAR,
    "date" VARCHAR, date_precision VARCHAR, date_basis VARCHAR,
    actor {_ACTOR}[], recipient {_ACTOR}[], event_type VARCHAR, mode VARCHAR, status VARCHAR,
    context VARCHAR[], "object" VARCHAR, quantity VARCHAR, promised VARCHAR, place VARCHAR, cameo VARCHAR,
    quad_class INTEGER, source_quad VARCHAR, speaker {_ACTOR}, publisher VARCHAR, published VARCHAR,
    spans STRUCT("role" VARCHAR, start INTEGER, "end" INTEGER)[], rules VARCHAR[], confidence DOUBLE
);
CREATE TABLE rejected (origin {_ORIGIN}, reason VARCHAR, run INTEGER);

CREATE VIEW event_actors AS
    SELECT e.id AS event_id, 'actor' AS "role", a.id AS actor_id, a.name, a.state, a.sector
    FROM events e, unnest(e.actor) AS t(a)
    UNION ALL
    SELECT e.id, 'recipient', a.id, a.name, a.state, a.sector FROM events e, unnest(e.recipient) AS t(a)
    UNION ALL
    SELECT e.id, 'speaker', e.speaker.id, e.speaker.name, e.speaker.state, e.speaker.sector
    FROM events e WHERE e.speaker IS NOT NULL;

-- A pair of states in every order in which one acts upon the other or, ``together``, beside the other.
CREATE VIEW dyads AS
    SELECT DISTINCT a.event_id, a.state AS actor, b.state AS recipient, b.role = 'actor' AS together
    FROM event_actors a JOIN event_actors b ON a.event_id = b.event_id
    WHERE a.role = 'actor' AND b.role IN ('actor', 'recipient') AND a.state <> b.state;

CREATE VIEW coverage AS
    SELECT d.publisher, d.published AS "day", count(*) AS documents, coalesce(sum(e.n), 0)::BIGINT AS events
    FROM documents d
    LEFT JOIN (SELECT document_id, count(*) AS n FROM events GROUP BY document_id) e
        ON e.document_id = d.id
    GROUP BY ALL;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, incidents.TABLES, imported.TABLES, incidents.SCOPES, copying.TABLES)
