"""``detente compare``: two periods of one pair of states, or two pairs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from detente.cli import _open, _out, _pair, _store, findings
from detente.cli.measures import json_option, periods
from detente.errors import UsageError

__all__ = ["compare"]


@click.command()
@click.argument("states", nargs=-1, required=True, metavar="A B [C D]")
@click.option(
    "--period", "spans", multiple=True, metavar="FROM..TO",
    help="A period, e.g. 2011 or 2011-12-17..2012-03; give two to compare one pair with itself.",
)  # fmt: skip
@_store
@periods("month")
@click.option("--indicator", default="count", show_default=True, metavar="NAME", help="What is counted or averaged.")
@click.option("--directed", is_flag=True, help="What the first of a pair does to the second only.")
@click.option("--surrogates", "n_surrogates", default=999, show_default=True, help="How many series to draw.")
@click.option("--seed", default=1, show_default=True, help="Seed of all that is drawn at random.")
@json_option
@_out
def compare(
    states: tuple[str, ...], spans: tuple[str, ...], file: Path, by: str, indicator: str, directed: bool,
    n_surrogates: int, seed: int, as_json: bool, target: str,
) -> None:  # fmt: skip
    """Compare two periods of one pair of states, or two pairs of states.

    detente compare CHN PRK --period 2011 --period 2012, or detente compare CHN PRK RUS PRK.
    """
    from detente.measures import compare as compared

    pairs = [states[:2], states[2:] or states[:2]]
    periods: list[tuple[str | None, str | None]] = [*map(_bounds, spans)] or [(None, None)]
    if len(states) not in (2, 4) or len(periods) > 2 or (len(states) == 2) != (len(periods) == 2):
        raise UsageError(
            "compare two periods of one pair (A B --period 2011 --period 2012) or two pairs (A B C D, with one period"
            f" or none); given are {len(states)} states and {len(spans)} periods"
        )
    with _open(file) as store:
        sides = []
        for pair, (since, until) in zip(pairs, periods * (3 - len(periods)), strict=False):
            _pair(pair)
            kept: dict[str, Any] = {"indicator": indicator, "by": by, "directed": directed}
            sides.append(store.relation(*pair, since=since, until=until, **kept))
    findings.write(compared(*sides, n_surrogates=n_surrogates, seed=seed), as_json, target)


def _bounds(text: str) -> tuple[str, str]:
    first, _, last = text.partition("..")
    day = r"\d{4}(-\d{2}(-\d{2})?)?"
    if not re.fullmatch(day, first) or (last and not re.fullmatch(day, last)):
        raise UsageError(f"'{text}' is no period; write 2011, 2011-12 or 2011-12-17..2012-03-31")
    return first, last or first
