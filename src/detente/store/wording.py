"""The store asked for words: sentences that hold an expression, and how many texts hold a phrase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

__all__ = ["WordingStore"]


class _Engine(Protocol):
    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]: ...


class WordingStore(_Engine):
    """What a store knows of wording; ``Store`` inherits it."""

    def sentences_with(
        self, expression: str, *, since: str | None = None, until: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Return sentences in which a regular expression (RE2) is found, by date of publication, undated last.

        Each is a row of ``sentence_id``, ``document_id``, ``text``, ``publisher``, ``published`` and ``speakers``: the
        states on whose word an event of the sentence rests.
        """
        tests = {
            "regexp_matches(s.text, ?)": [expression],
            "d.published >= left(?, len(d.published))": since and [since],
            "left(d.published, len(?)) <= ?": until and [until, until],
        }
        wanted = {test: values for test, values in tests.items() if values}
        sql = (
            "SELECT s.id AS sentence_id, s.document_id, s.text, d.publisher, d.published,"
            " coalesce((SELECT list(DISTINCT e.speaker.state ORDER BY e.speaker.state) FROM events e"
            " WHERE e.sentence_id = s.id AND e.speaker.state <> ''), []) AS speakers"
            " FROM sentences s JOIN documents d ON d.id = s.document_id"
            f" WHERE {' AND '.join(wanted)} ORDER BY d.published NULLS LAST, d.id, s.ordinal"
        )
        return self._rows(sql, [v for values in wanted.values() for v in values])

    def texts_holding(self, phrases: Iterable[str], publishers: Iterable[str]) -> dict[str, int]:
        """Count for each phrase, in small letters, the texts of these publishers that hold it word for word."""
        sql = (
            "WITH texts AS (SELECT ' ' || regexp_replace(lower(text), '[^\\w''’-]+', ' ', 'g') || ' ' AS text"
            " FROM documents WHERE publisher IN (SELECT unnest(?))),"
            " asked AS (SELECT unnest(?) AS phrase)"
            " SELECT phrase, count(*) AS n FROM asked"
            " JOIN texts ON contains(text, ' ' || phrase || ' ') GROUP BY phrase"
        )
        return {row["phrase"]: row["n"] for row in self._rows(sql, [list(publishers), list(phrases)])}
