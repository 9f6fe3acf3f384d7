"""Incidents with a planted answer, for documentation, tests and benchmarks.

Equal seeds make equal incidents. The states are real codes so that sentences read well; what they do here is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.crosswalk import load_scale
from detente.ontology import load_ontology
from detente.records import Actor, Incident, content_id

__all__ = [
    "STATES",
    "autoregressive",
    "camps_signs",
    "clustered",
    "daily",
    "incident",
    "random_signs",
    "speaking",
    "tied",
]

Floats = NDArray[np.float64]
SCALE = "plover_score_goldstein_mean"


def incident(
    day: str | None, actor: str, recipient: str = "", event_type: str = "CONSULT", *, n: int = 0, **changes: Any
) -> Incident:
    """Return an asserted incident; ``actor`` and ``recipient`` are codes with blanks between them."""
    doers, done_to = (tuple(Actor(s, s, s) for s in codes.split()) for codes in (actor, recipient))
    fields: dict[str, Any] = {
        "id": content_id(day, actor, recipient, event_type, n), "date": day, "date_precision": "day", "actor": doers,
        "recipient": done_to, "event_type": event_type, "mode": None, "status": "asserted", "context": (),
        "object": None, "quantity": None, "promised": None, "place": None, "cameo": None,
        "quad_class": load_ontology().quad_class(event_type), "event_ids": (), "n_reports": 1, "n_publishers": 1,
        "publishers": (), "families": (), "word": "unknown", "disagreements": (), "first_report": day,
        "last_report": day, "confidence": 0.9,
    }  # fmt: skip
    return Incident(**{**fields, **changes})


def autoregressive(rng: np.random.Generator, n: int, *, phi: float, rows: int = 1) -> Floats:
    """Return rows of AR(1) series of variance one, begun in their own distribution."""
    noise = rng.standard_normal((rows, n))
    made = np.empty((rows, n))
    made[:, 0] = noise[:, 0]
    for t in range(1, n):
        made[:, t] = phi * made[:, t - 1] + np.sqrt(1 - phi**2) * noise[:, t]
    return made


def speaking(
    actor: str,
    third: Sequence[str],
    levels: Floats,
    *,
    first: str = "2000-01",
    present: NDArray[np.bool_] | None = None,
) -> list[Incident]:
    """Return one act a month toward each third state, of the type whose score lies nearest to the level (+-9)."""
    scores = {kind: score for kind, score in load_scale(SCALE).items() if kind != "REQUEST"}
    kinds, values = list(scores), np.array(list(scores.values()))
    nearest = np.abs(levels[:, :, None] - values).argmin(axis=2)
    made = []
    for i, state in enumerate(third):
        spoken = [t for t in range(levels.shape[1]) if present is None or present[i, t]]
        made += [incident(month(first, t), actor, state, kinds[nearest[i, t]]) for t in spoken]
    return made


def month(first: str, t: int) -> str:
    """Return the fifteenth of the month that lies ``t`` months after ``first`` (``2000-01``)."""
    months = 12 * int(first[:4]) + int(first[5:7]) - 1 + t
    return f"{months // 12}-{months % 12 + 1:02d}-15"


def daily(
    days: Iterable[int], actor: str, recipient: str, event_type: str, *, first: str = "2015-01-01"
) -> list[Incident]:
    """Return one act on each of these days, counted from ``first``."""
    start = date.fromisoformat(first)
    return [
        incident((start + timedelta(days=int(d))).isoformat(), actor, recipient, event_type, n=i)
        for i, d in enumerate(days)
    ]


def clustered(rng: np.random.Generator, n_days: int, *, bursts: float, size: float, spread: float) -> list[int]:
    """Return the days of a Neyman-Scott process: bursts at random, each with a Poisson number of acts."""
    made: list[int] = []
    for centre in rng.uniform(0, n_days, rng.poisson(bursts)):
        made += [int(d) for d in centre + rng.exponential(spread, rng.poisson(size)) if d < n_days]
    return sorted(made)


def tied(sign: NDArray[np.int8], states: Sequence[str], *, year: int = 2020, acts: int = 2) -> list[Incident]:
    """Return incidents of one year that give a network these signs: some acts a tie, in both directions."""
    made = []
    for i, j in zip(*np.nonzero(sign), strict=True):
        if i < j:
            kind = "SUPPORT" if sign[i, j] > 0 else "ACCUSE"
            for k in range(acts):
                ends = (states[i], states[j]) if k % 2 else (states[j], states[i])
                made.append(incident(f"{year}-{k % 12 + 1:02d}-10", *ends, kind, n=k))
    return made


def random_signs(rng: np.random.Generator, n: int, *, density: float, hostile: float) -> NDArray[np.int8]:
    """Return ties at random with signs at random."""
    upper = np.triu(rng.random((n, n)) < density, 1) * np.where(rng.random((n, n)) < hostile, -1, 1)
    return np.asarray(upper + upper.T, dtype=np.int8)


def camps_signs(rng: np.random.Generator, sizes: Sequence[int], *, density: float, noise: float) -> NDArray[np.int8]:
    """Return friends within camps and foes between, a share ``noise`` of the ties turned."""
    camp = np.repeat(np.arange(len(sizes)), sizes)
    planted = np.where(camp[:, None] == camp[None, :], 1, -1)
    n = camp.size
    turned = np.where(rng.random((n, n)) < noise, -1, 1)
    upper = np.triu((rng.random((n, n)) < density) * planted * turned, 1)
    return np.asarray(upper + upper.T, dtype=np.int8)


STATES = tuple("CHN PRK KOR JPN USA RUS MNG VNM IND GBR FRA DEU AUS CAN PHL THA IDN MYS SGP LAO".split())
