"""The labelled texts that the field uses, read into items: what is asked, and what is true.

Only the columns named here are read: other systems' predictions that travel in the same files (``*_L1``,
``*_L2``, ``silver_*``) are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.errors import UsageError
from detente.evaluate.cells import Spans, json_array, json_lines, located, table

__all__ = ["FORMATS", "PairItem", "TextItem", "TrueEvent", "read_events", "read_pairs", "unmark"]

_MARK = re.compile(r"(</?[st]>)")
# Irregular codes of the PLOVER gold standard file and their ISO form
_IRREGULAR = {
    "JAP": "JPN", "ROM": "ROU", "SPN": "ESP", "GER": "DEU", "GMY": "DEU", "UK": "GBR", "UKG": "GBR", "US": "USA",
    "PAL": "PSE", "KOS": "XKX", "ROK": "KOR", "SKO": "KOR", "NKO": "PRK", "TWN": "TWN", "UN": "IGO:UN",
    "UNO": "IGO:UN", "IGOUNO": "IGO:UN", "EU": "IGO:EU", "EEC": "IGO:EU", "IGOEEC": "IGO:EU",
    "IGOEUREEC": "IGO:EU", "NATO": "IGO:NATO", "NTO": "IGO:NATO", "IGONTO": "IGO:NATO", "IGOWSTNTO": "IGO:NATO",
}  # fmt: skip
# Names of types in the first edition of PLOVER
_FORMER = {
    "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "ENGAGE": "COOPERATE",
    "PROVIDE_AID": "AID", "PROVIDE-AID": "AID",
}  # fmt: skip
FORMATS = ("plv", "aw", "penta", "plover-gsr", "events")


@dataclass(frozen=True, slots=True)
class PairItem:
    """A sentence with a given pair; ``gold`` and ``gold_quad`` are None where the file does not say."""

    uid: str
    row: int
    text: str
    source: Spans
    target: Spans
    gold: str | None
    gold_quad: str | None


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """An event as the file has it: state codes on both sides, a type, a status."""

    actor: frozenset[str]
    recipient: frozenset[str]
    event_type: str
    status: str = "asserted"


@dataclass(frozen=True, slots=True)
class TextItem:
    """A text with nothing given, and the events that are in it."""

    uid: str
    row: int
    text: str
    published: str | None
    publisher: str | None
    events: tuple[TrueEvent, ...]


def unmark(marked: str) -> tuple[str, Spans, Spans]:
    """Take ``<s>…</s>`` and ``<t>…</t>`` out of a sentence; returns the text and both sides' spans."""
    text, opened = "", {"s": -1, "t": -1}
    spans: dict[str, list[tuple[int, int]]] = {"s": [], "t": []}
    for part in _MARK.split(marked):
        if part in {"<s>", "<t>"}:
            opened[part[1]] = len(text)
        elif part in {"</s>", "</t>"}:
            spans[part[2]].append((opened[part[2]], len(text)))
        else:
            text += part
    return text, tuple(spans["s"]), tuple(spans["t"])


def read_pairs(kind: str, path: Path) -> Iterator[PairItem]:
    """Read a file of marked pairs: ``plv``, ``aw`` or ``penta``."""
    readers: dict[str, Callable[[Path], Iterator[PairItem]]] = {"plv": _plv, "aw": _aw, "penta": _penta}
    return readers[kind](path)


def read_events(kind: str, path: Path) -> Iterator[TextItem]:
    """Read a file of texts with their events: ``plover-gsr`` or ``events``."""
    return _merged(_gsr(path)) if kind == "plover-gsr" else _events(path)


# -- pairs ----------------------------------------------------------------------------------------------------


def _plv(path: Path) -> Iterator[PairItem]:
    for number, row in table(path):
        gold, quad = row.get("gold_root"), row.get("gold_penta") or row.get("gold_quad")
        yield _pair(path, number, row, (gold or "").strip().upper() or None, _digit(quad))


def _aw(path: Path) -> Iterator[PairItem]:
    # 1 is conflict: the rows so marked are attacks, deaths and arrests, those with 0 meetings and payments.
    labels = {"1": "conflict", "0": "cooperation", "conflict": "conflict", "cooperation": "cooperation"}
    for number, row in table(path):
        given = (row.get("gold_binary") or "").strip().lower()
        yield _pair(path, number, row, labels.get(_digit(given) or given), None)


def _penta(path: Path) -> Iterator[PairItem]:
    for number, row in json_lines(path):
        named: dict[str, Spans] = {"source": (), "target": ()}
        for span in row.get("spans") or ():
            for side in ("source", "target") if span["role"] == "reciprocal" else (span["role"],):
                named[side] = (*named.get(side, ()), *located(row["text"], span["text"]))
        if row.get("marked_sentence"):
            _, named["source"], named["target"] = unmark(row["marked_sentence"])
        gold = _digit(row.get("penta"))
        yield PairItem(_uid(row, number), number, row["text"], named["source"], named["target"], gold, gold)


def _pair(path: Path, number: int, row: Mapping[str, str], gold: str | None, quad: str | None) -> PairItem:
    """Take sentence and pair from a row: from the marks where they are, else by looking for the two phrases."""
    marked = row.get("marked_sentence") or row.get("sentence")
    if not marked:
        raise UsageError(
            f"{path}: row {number} has neither marked_sentence nor sentence; the columns are "
            f"{', '.join(filter(None, row))}"
        )
    text, source, target = unmark(marked)
    source = source or located(text, row.get("source"))
    target = target or located(text, row.get("target"))
    return PairItem(_uid(row, number), number, text, source, target, gold, quad)


def _uid(row: Mapping[str, Any], number: int) -> str:
    return str(row.get("uid") or row.get("id") or number)


def _digit(value: object) -> str | None:
    """Read a class that is a number, however written (``3``, ``3.0``)."""
    found = re.fullmatch(r"\s*(\d)(?:\.0*)?\s*", "" if value is None else str(value))
    return found.group(1) if found else None


# -- texts ----------------------------------------------------------------------------------------------------


def _gsr(path: Path) -> Iterator[TextItem]:
    for number, row in enumerate(json_array(path)):
        kind = str(row.get("event") or "").strip().upper() if isinstance(row, dict) else ""
        if not kind or not row.get("text") or " " in kind:
            continue  # the first record is documentation
        event = TrueEvent(_codes(row.get("source")), _codes(row.get("target")), _FORMER.get(kind, kind))
        yield TextItem(_uid(row, number), number, str(row["text"]), _iso(row.get("date")), None, (event,))


def _merged(items: Iterator[TextItem]) -> Iterator[TextItem]:
    """Records of one text are one item with several events."""
    by_text: dict[str, TextItem] = {}
    for item in items:
        before = by_text.get(item.text)
        by_text[item.text] = replace(before, events=(*before.events, *item.events)) if before else item
    yield from by_text.values()


def _codes(side: object) -> frozenset[str]:
    found = [side] if isinstance(side, Mapping) else side if isinstance(side, list) else []
    codes = (str(a.get("code") or "").strip().upper() for a in found if isinstance(a, Mapping))
    return frozenset(_country(c) for c in codes if c)


def _country(code: str) -> str:
    """Read a code of country, or of country with a sector behind it (``USAGOV``)."""
    known = _IRREGULAR.get(code)
    return known or (_IRREGULAR.get(code[:3], code[:3]) if code.isalpha() and not code.startswith("IGO") else code)


def _iso(date: object) -> str | None:
    text = re.sub(r"\D", "", str(date or ""))
    valid = len(text) >= 8 and "01" <= text[4:6] <= "12" and "01" <= text[6:8] <= "31"
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if valid else None


def _events(path: Path) -> Iterator[TextItem]:
    for number, row in json_lines(path):
        true = tuple(
            TrueEvent(
                _states(e.get("actor")), _states(e.get("recipient")), str(e["event_type"]).upper(),
                str(e.get("status") or "asserted"),
            )
            for e in row.get("events") or ()
        )  # fmt: skip
        yield TextItem(
            _uid(row, number), number, row["text"], row.get("published") or None, row.get("publisher") or None, true
        )


def _states(side: object) -> frozenset[str]:
    """States of one side, given as {state, sector} or as bare codes."""
    found = side if isinstance(side, list) else [side] if side else []
    codes = (a.get("state") if isinstance(a, Mapping) else a for a in found)
    return frozenset(str(c) for c in codes if c)
