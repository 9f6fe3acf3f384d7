"""Measures: from relations, dates and incidents to findings, one method a module.

Each method is a pure function: its material, then keyword-only parameters and, where it draws at random, a ``seed``; it
returns a ``Finding`` or a list of them. ``MEASURES`` lists them for the command line; a new one is a module and one
entry here. Modules are imported when they are first used, since statistics libraries take a second to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

if TYPE_CHECKING:
    from detente.measures.changes import changes
    from detente.measures.coincidence import coincidence, scan
    from detente.measures.series import series
    from detente.measures.tempo import tempo
    from detente.records import Finding

__all__ = ["MEASURES", "Measure", "Method", "Option", "changes", "coincidence", "find", "scan", "series", "tempo"]

_HOMES = {
    "coincidence": "coincidence",
    "scan": "coincidence",
    "changes": "changes",
    "series": "series",
    "tempo": "tempo",
}


class Method(Protocol):
    """What a measure is: material and parameters in, findings out, the same each time for the same seed."""

    def __call__(self, *material: Any, **parameters: Any) -> Finding | list[Finding]:
        """Measure."""


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter of a method that the command line offers as ``--name``, dashes for underscores."""

    name: str
    default: Any
    help: str
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A method as the command line offers it.

    ``takes`` says what it is given: ``dates`` (two lists), ``relation`` (one series of a pair), or ``incidents`` (all of
    a store in the period, followed by the states named). ``home`` is ``module:function`` within this package.
    """

    name: str
    summary: str
    takes: Literal["dates", "relation", "incidents"]
    home: str
    options: tuple[Option, ...] = ()

    @property
    def method(self) -> Method:
        """The function itself, imported now."""
        module, _, function = self.home.partition(":")
        return cast("Method", getattr(import_module(f"detente.measures.{module}"), function))


SEED = Option("seed", 1, "Seed of all that is drawn at random.")

MEASURES: tuple[Measure, ...] = (
    Measure(
        "coincidence",
        "Do two kinds of events keep step, more or less often than chance has it?",
        "dates",
        "coincidence:coincidence",
        (SEED,),
    ),
)


def find(name: str) -> Measure:
    """Return the measure of a name; KeyError if there is none."""
    return {measure.name: measure for measure in MEASURES}[name]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        found = getattr(import_module(f"detente.measures.{_HOMES[name]}"), name)
        globals()[name] = found  # a module of the same name would stand here otherwise
        return found
    raise AttributeError(f"module 'detente.measures' has no attribute '{name}'")
