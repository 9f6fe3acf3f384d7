"""Do two states say the same of third ones, who says it first, and who says it harsher?

Three questions of one panel of stances (see ``stances``), each with a test of its own:

- *alike*: the rank correlation of the two stances in the same period (see ``concord``);
- *first*: the same at lags up to ``max_lag`` either way, the greatest of them against the greatest under the null;
- *harsher*: the mean difference of the stances in periods when both spoke (see ``severity``).

With several third states p-values hold for the family (Westfall & Young 1993). The first finding of each question
pools them; then there is one a third state. A ``voice`` finding is added when it holds (see ``voice``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from detente.measures.concord import alike_and_first
from detente.measures.dyads import Frequency, state_name
from detente.measures.resampling import neighbours
from detente.measures.severity import harsher
from detente.measures.stances import Stances, stances
from detente.measures.voice import voice_of
from detente.records import Finding, Incident

__all__ = ["alignment"]


def alignment(
    incidents: Iterable[Incident],
    a: str,
    b: str,
    *,
    states: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    frequency: Frequency = "month",
    scale: str = "plover_score_goldstein_mean",
    max_lag: int = 3,
    least: int = 12,
    statuses: Collection[str] = ("asserted",),
    n_surrogates: int = 199,
    n_bootstrap: int = 999,
    seed: int = 0,
) -> list[Finding]:
    """Compare what ``a`` and ``b`` do and say toward third states.

    ``states`` names the third states, all without it. ``least`` is the number of periods in which both must have
    spoken of a third state. Returns findings whose ``details["question"]`` is ``alike``, ``first``, ``harsher`` or
    ``voice``; one finding without an estimate says so where there is too little.
    """
    panel = stances(
        incidents, (a, b), states=states, since=since, until=until, frequency=frequency, scale=scale,
        statuses=statuses, least=least,
    )  # fmt: skip
    parameters = {
        "a": a, "b": b, "frequency": frequency, "scale": scale, "max_lag": max_lag, "least": least,
        "since": panel.calendar.labels[0] if len(panel.calendar) else None,
        "until": panel.calendar.labels[-1] if len(panel.calendar) else None,
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap,
    }  # fmt: skip
    if not panel.third:
        return [_too_little(panel, parameters)]
    draws: dict[str, Any] = {
        "n_surrogates": n_surrogates, "n_bootstrap": n_bootstrap, "rng": np.random.default_rng(seed),
    }  # fmt: skip
    made = [
        *alike_and_first(panel, max_lag=max_lag, least=least, **draws),
        *harsher(panel, **draws),
    ]
    spoken = voice_of(panel, **draws)
    if spoken["details"]["holds"]:
        made.append(spoken)
    for fields in made:
        fields["details"]["cautions"] = _cautions(panel)
    return [Finding(measure="alignment", parameters=parameters, seed=seed, **fields) for fields in made]


_CLINGING = 0.8  # correlation of neighbours, estimated a little low, beyond which the tests were not tried


def _cautions(panel: Stances) -> list[str]:
    """Say where stances hang together for longer than the tests were tried on."""
    memory = neighbours(np.vstack([panel.a, panel.b]))
    if memory < _CLINGING:
        return []
    unit = panel.calendar.frequency
    return [
        f"Stances hang together from {unit} to {unit} (correlation {memory:.2f}) for longer than the tests were tried"
        " on: a p-value near 0.05 may be too small; ask for 0.02, or take longer periods."
    ]


def _too_little(panel: Stances, parameters: Mapping[str, Any]) -> Finding:
    a, b = (state_name(s) for s in panel.pair)
    most = max(panel.dropped.values(), default=0)
    unit = parameters["frequency"]
    return Finding(
        "alignment",
        "·".join(panel.pair),
        f"Whether {a} and {b} say the same about others cannot be told: about no third state did both speak in "
        f"{parameters['least']} {unit}s or more (the most is {most}).",
        parameters=parameters,
        details={"question": "alike", "dropped": panel.dropped, "n_joint": panel.n_joint},
    )
