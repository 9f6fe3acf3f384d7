"""Measures: from relations, dates and incidents to findings, one method a module.

Each method is a pure function: its material, then keyword-only parameters and, where it draws at random, a ``seed``; it
returns a ``Finding`` or a list of them. ``MEASURES`` lists them for the command line; a new one is a module and one
entry here. Modules are imported when they are first used, since statistics libraries take a second to load.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from detente.measures.alignment import alignment
from detente.measures.asymmetry import asymmetry
from detente.measures.changes import changes
from detente.measures.coincidence import coincidence
from detente.measures.compare import compare
from detente.measures.lags import scan
from detente.measures.networks import networks
from detente.measures.reciprocity import reciprocity
from detente.measures.series import series
from detente.measures.tempo import response, surprise, tempo
from detente.records import Finding
from detente.relations import Grain

__all__ = [
    "MEASURES",
    "Measure",
    "Method",
    "Option",
    "alignment",
    "asymmetry",
    "changes",
    "coincidence",
    "compare",
    "networks",
    "reciprocity",
    "response",
    "scan",
    "series",
    "surprise",
    "tempo",
]


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

    ``takes`` says what it is given: ``dates`` (two lists), ``relation`` (one series of a pair, by default ``by`` so
    long a period), ``ways`` (two series, one a direction), or ``incidents`` (all of a store in the period, then the
    states that were named).
    """

    name: str
    summary: str
    takes: Literal["dates", "relation", "ways", "incidents"]
    method: Callable[..., Finding | list[Finding]]
    options: tuple[Option, ...] = ()
    by: Grain = "month"


SEED = Option("seed", 1, "Seed of all that is drawn at random.")
SURROGATES = Option("n_surrogates", 999, "How many series to draw under the null.")

MEASURES: tuple[Measure, ...] = (
    Measure(
        "series",
        "How high is the level, does it rise, which way does the arrow point?",
        "relation",
        series,
        (
            Option("window", 0, "Periods that the arrow compares with those before; 0: a year, or half of all."),
            SURROGATES,
            SEED,
        ),
    ),
    Measure(
        "changes",
        "When did the level change, how surely, and on what incidents does it rest?",
        "relation",
        changes,
        (
            Option("shape", "level", "Look for new levels, new slopes, or either.", ("level", "line", "either")),
            Option("resamplings", 99, "How often to cut a resampled series, for stability."),
            Option("n_surrogates", 199, "How many series to draw under the null."),
            SEED,
        ),
    ),
    Measure(
        "coincidence",
        "Do two kinds of events keep step, more or less often than chance has it?",
        "dates",
        coincidence,
        (SEED,),
    ),
    Measure(
        "tempo",
        "Bursts and waits, and what is out of the ordinary: first in months, highest since.",
        "relation",
        tempo,
        (SURROGATES, SEED),
        by="day",
    ),
    Measure(
        "response",
        "How soon are acts of one side followed by acts of the other?",
        "ways",
        response,
        (Option("within", 7, "Days within which an act counts as following."), SURROGATES, SEED),
        by="day",
    ),
    Measure(
        "alignment",
        "Do two states say the same of third ones, who says it first, who harsher?",
        "incidents",
        alignment,
        (SEED,),
    ),
    Measure(
        "networks",
        "Who stands with whom: centre, blocs, balance, and what a pair adds to the region's tension?",
        "incidents",
        networks,
        (SEED,),
    ),
    Measure("reciprocity", "Who begins, and who answers in kind?", "incidents", reciprocity, (SEED,)),
    Measure("asymmetry", "Which of the two depends more on the other?", "incidents", asymmetry, (SEED,)),
)
