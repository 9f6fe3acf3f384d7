"""Incidents built by hand from a line of text, in the form in which détente writes them."""

from __future__ import annotations

import re

from detente.records import Actor, Incident, Status

LINE = re.compile(
    r"(?P<date>\S+) (?P<actor>\S+) (?P<type>[A-Z]+)(?:/(?P<mode>\S+))? (?P<recipient>\S+)"
    r"(?: object: (?P<object>.+?))?(?: context: (?P<context>.+))?"
)


def incident(line: str, *, status: Status = "asserted") -> Incident:
    """Build an incident from ``2012-04-13 PRK MOBILIZE/weapons - object: space launch``."""
    found = LINE.fullmatch(line)
    assert found, line
    part = found.groupdict()
    return Incident(
        id=line, date=part["date"], date_precision={4: "year", 7: "month"}.get(len(part["date"]), "day"),  # type: ignore[arg-type]
        actor=_side(part["actor"]), recipient=_side(part["recipient"]), event_type=part["type"], mode=part["mode"],
        status=status, context=tuple((part["context"] or "").split(", ")) if part["context"] else (),
        object=part["object"], quantity=None, promised=None, place=None, cameo=None, quad_class=None,
        event_ids=(), n_reports=1, n_publishers=1, publishers=(), families=(), word="unknown", disagreements=(),
        first_report=None, last_report=None, confidence=0.9,
    )  # fmt: skip


def _side(text: str) -> tuple[Actor, ...]:
    return () if text == "-" else tuple(Actor(code, code, code.split("/")[0]) for code in text.split(","))
