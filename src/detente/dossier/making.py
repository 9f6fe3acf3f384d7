"""How the page was made, so that a colleague can make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says

__all__ = ["Making", "Run", "section"]

MOST_RUNS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One run that filled the store."""

    facts: tuple[tuple[str, str], ...] = says("what the store recorded of it, as name and value")


@dataclass(frozen=True, slots=True)
class Making(Section):
    """Versions, inputs and commands. The page holds no date of its own: equal inputs give an equal page."""

    name: ClassVar[str] = "making"
    title: ClassVar[str] = "How this page was made"
    lede: ClassVar[str] = "Equal inputs give an equal page, to the byte."

    version: str = says("version of détente that wrote the page")
    runs: tuple[Run, ...] = says(f"the last {MOST_RUNS} runs that filled the store, newest first")
    n_runs: int = says("all runs")
    commands: tuple[str, ...] = says("the commands that make the page again")
    inputs: tuple[tuple[str, str], ...] = says("how much of what went in, as name and value")


def section(evidence: Evidence) -> Making:
    """Tell how the page came about."""
    a, b = evidence.pair
    commands = (
        "detente read PATH... --store FILE",
        f"detente dossier {a} {b} --store FILE -o {a.lower()}-{b.lower()}.html",
        f"detente events {a} {b} --store FILE --json",
    )
    inputs = (
        ("events of the pair", f"{len(evidence.events):,}"),
        ("other events of the same documents", f"{len(evidence.around):,}"),
        ("rows of coverage (publisher and day)", f"{len(evidence.coverage):,}"),
    )
    newest = tuple(reversed(evidence.runs))[:MOST_RUNS]
    return Making(_version(), tuple(_run(row) for row in newest), len(evidence.runs), commands, inputs)


def _run(row: Mapping[str, object]) -> Run:
    return Run(tuple((key.replace("_", " "), _value(value)) for key, value in row.items() if value is not None))


def _value(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("detente")
    except PackageNotFoundError:
        return "not installed"
