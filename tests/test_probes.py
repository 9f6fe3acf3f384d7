"""Robustness probes: thousands of generated cases in one pass of the parser, a floor for each probe.

``pytest -rP tests/test_probes.py`` prints the rates and some failures; ``python tests/gate.py`` raises the floors.
"""

from __future__ import annotations

import pytest

from detente.actors import Actors
from detente.coding import Coder
from detente.lexicon import Lexicon
from detente.parsing import Parser
from gate import Rate, floors, probes
from probes import PROBES

SHOWN = 5


@pytest.fixture(scope="module")
def rates(coder: Coder, parser: Parser, actors: Actors, lexicon: Lexicon) -> dict[str, Rate]:
    return probes(coder, parser, actors, lexicon)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROBES)
def test_a_probe_holds_as_often_as_before(name: str, rates: dict[str, Rate]) -> None:
    rate, floor = rates[name], floors()[f"probe.{name}"]
    print(f"{name}: {(PROBES[name].__doc__ or '').strip()} {rate}")
    for text, faults in list(rate.faults.items())[:SHOWN]:
        print(f"  {text}\n    {'; '.join(faults)}")
    assert rate.n >= 200, "a probe has hundreds of trials"
    assert rate.share >= floor, f"{rate}, the floor is {floor}; if that is meant: python tests/gate.py --lower"
