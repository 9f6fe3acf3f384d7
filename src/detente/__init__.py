"""détente: who did what to whom, when, on whose word, and how relations between states change.

Names are imported when they are first used, so that ``import detente`` costs nothing; the README shows them at work.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Actor": "records",
    "Coder": "coding",
    "DetenteError": "errors",
    "Document": "records",
    "Event": "records",
    "Origin": "records",
    "Parser": "parsing",
    "Store": "store",
    "code": "coding",
    "load_actors": "actors",
    "load_lexicon": "lexicon",
    "load_ontology": "ontology",
    "split": "parsing",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"detente.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'detente' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
