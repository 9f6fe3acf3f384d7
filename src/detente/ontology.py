"""PLOVER's types, modes, contexts and sectors, read from ``data/ontology``.

The tables are versioned data; the published sources that each follows are named in the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

__all__ = ["EVENT_TYPES", "EventType", "Ontology", "load_ontology", "quad_name"]

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

QuadName = Literal["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
_QUADS: tuple[QuadName, ...] = (
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
)


@dataclass(frozen=True, slots=True)
class EventType:
    """One of PLOVER's sixteen types; ``quad_class`` counts from 1 (verbal cooperation) to 4."""

    name: str
    gloss: str
    quad_class: int
    cameo_root: str
    modes: tuple[str, ...]

    @property
    def cooperative(self) -> bool:
        """True for the two cooperative quad classes."""
        return self.quad_class <= 2


@dataclass(frozen=True, slots=True)
class Ontology:
    """The whole ontology: ``types`` by name, the known contexts, sector codes with their glosses."""

    types: Mapping[str, EventType]
    contexts: frozenset[str]
    sectors: Mapping[str, str]

    def quad_class(self, event_type: str) -> int:
        """Return the quad class (1 to 4) of a type; raises KeyError for an unknown one."""
        return self.types[event_type].quad_class


def quad_name(quad_class: int) -> QuadName:
    """Name a quad class: 1 is ``verbal_cooperation``, 4 is ``material_conflict``."""
    return _QUADS[quad_class - 1]


@cache
def load_ontology() -> Ontology:
    """Read the shipped ontology."""
    text = (files("detente") / "data/ontology/plover.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    types = {
        name: EventType(name, row["gloss"], row["quad_class"], row["cameo_root"], tuple(row["modes"]))
        for name, row in raw["types"].items()
    }
    return Ontology(types, frozenset(raw["contexts"]), dict(raw["sectors"]))
