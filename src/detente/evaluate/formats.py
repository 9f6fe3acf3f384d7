"""The labelled texts that the field uses, read into items: what is asked, and what is true.

Only the columns named here are read: other systems' predictions that travel in the same files (``*_L1``,
``*_L2``, ``silver_*``) are not.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import InputError, UsageError

__all__ = ["FORMATS", "PairItem", "TextItem", "TrueEvent", "read_events", "read_pairs", "unmark"]

Spans = tuple[tuple[int, int], ...]
_MARK = re.compile(r"(</?[st]>)")
# Irregular codes of the PLOVER gold standard file and their ISO form
_IRREGULAR = {"JAP": "JPN", "ROM": "ROU", "SPN": "ESP", "GER": "DEU", "UK": "GBR", "PAL": "PSE", "KOS": "XKX"}
FORMATS = ("plv", "aw", "penta", "plover-gsr", "events")


@dataclass(frozen=True, slots=True)
class PairItem:
    """A sentence with a given pair; ``gold`` and ``gold_quad`` are None where the file does not say."""

    uid: str
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
    reader: dict[str, Callable[[Path], Iterator[PairItem]]] = {"plv": _plv, "aw": _aw, "penta": _penta}
    return reader[kind](path)


def read_events(kind: str, path: Path) -> Iterator[TextItem]:
    """Read a file of texts with their events: ``plover-gsr`` or ``events``."""
    return _gsr(path) if kind == "plover-gsr" else _events(path)


def _table(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            missing = set(needed) - set(rows.fieldnames or ())
            if missing:
                raise UsageError(
                    f"{path}: no column {', '.join(sorted(missing))}; it has {', '.join(rows.fieldnames or ())}"
                )
            yield from enumerate(rows, 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _plv(path: Path) -> Iterator[PairItem]:
    for number, row in _table(path, "marked_sentence"):
        text, source, target = unmark(row["marked_sentence"])
        source = source or tuple(_find(text, row.get("source")))
        target = target or tuple(_find(text, row.get("target")))
        gold, quad = row.get("gold_root") or row.get("root"), row.get("gold_penta") or row.get("quad")
        yield PairItem(
            row.get("uid") or row.get("sentence_id") or str(number),
            text,
            source,
            target,
            gold or None,
            quad or None,
        )


def _aw(path: Path) -> Iterator[PairItem]:
    for number, row in _table(path, "marked_sentence"):
        text, source, target = unmark(row["marked_sentence"])
        gold = {"1": "cooperation", "0": "conflict"}.get(row.get("gold_binary") or "")
        yield PairItem(row.get("uid") or str(number), text, source, target, gold, None)


def _penta(path: Path) -> Iterator[PairItem]:
    for number, row in _json_lines(path):
        named = {s["role"]: tuple(_find(row["text"], s["text"])) for s in row.get("spans") or ()}
        gold = str(row["penta"]) if "penta" in row else None
        yield PairItem(str(number), row["text"], named.get("source", ()), named.get("target", ()), gold, gold)


def _find(text: str, phrase: str | None) -> Iterator[tuple[int, int]]:
    start = text.find(phrase) if phrase else -1
    if start >= 0 and phrase:
        yield start, start + len(phrase)


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, json.loads(line)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{number}: invalid JSON: {error.msg}") from error


def _gsr(path: Path) -> Iterator[TextItem]:
    try:
        records = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON: {error}") from error
    for number, row in enumerate(records):
        if not isinstance(row, dict) or not row.get("text") or not row.get("event"):
            continue  # the first record is documentation
        event = TrueEvent(_codes(row.get("source")), _codes(row.get("target")), str(row["event"]).upper())
        yield TextItem(str(row.get("id", number)), row["text"], _iso(row.get("date")), None, (event,))


def _codes(side: object) -> frozenset[str]:
    if not isinstance(side, list):
        return frozenset()
    codes = (str(a.get("code") or "") for a in side if isinstance(a, Mapping))
    return frozenset(_IRREGULAR.get(c, c) for c in codes if c)


def _iso(date: object) -> str | None:
    text = re.sub(r"\D", "", str(date or ""))
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) >= 8 else None


def _events(path: Path) -> Iterator[TextItem]:
    for number, row in _json_lines(path):
        true = tuple(
            TrueEvent(
                _states(e.get("actor")),
                _states(e.get("recipient")),
                e["event_type"],
                e.get("status", "asserted"),
            )
            for e in row.get("events", ())
        )
        yield TextItem(str(row.get("id", number)), row["text"], row.get("published"), row.get("publisher"), true)


def _states(side: Iterable[Mapping[str, str]] | None) -> frozenset[str]:
    return frozenset(a["state"] for a in side or () if a.get("state"))
