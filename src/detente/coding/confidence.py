"""How sure the coder may be: a logistic model over named features, fitted to text that was judged by reading.

The coefficients are data (``data/confidence.yaml``), written by the command that fitted them. There are two models:
``event`` for events found in a text, ``pair`` for answers about a given pair. Each feature is a question with a
number for an answer; the stated confidence is the logistic function of the weighted sum (Platt 1999).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from detente.coding.tree import NOMINAL, Tree
from detente.errors import DataError
from detente.records import Event

__all__ = ["EVENT_FEATURES", "PAIR_FEATURES", "Model", "event_features", "load_models", "pair_features", "stated"]

Model = Mapping[str, float]

EVENT_FEATURES = (
    "actor_pronoun", "actor_description", "actor_owner", "actor_bare", "several_by_pronoun", "recipient_pronoun",
    "recipient_inferred", "no_recipient", "own_side", "distance", "operators", "unknown_complement", "nominal",
    "embedded", "hedged", "negated", "long", "undated", "cooperative", "material", "agency",
)  # fmt: skip
PAIR_FEATURES = (
    "fit", "margin", "contested", "actor", "recipient", "reciprocal", "swapped", "on_path", "inside", "nominal",
    "negated", "hypothetical", "operators", "unknown_complement", "backed_off", "long",
)  # fmt: skip
_INFERRED = frozenset({"recipient:partner", "recipient:within", "recipient:deed", "actor:same-meeting"})
_EMBEDDED = frozenset({"xcomp", "advcl", "acl", "acl:relcl", "ccomp"})
_BLIND = (":unknown]", ":none]")


def event_features(event: Event, tree: Tree, start: int, *, agency: bool) -> dict[str, float]:
    """Answer the questions about an event.

    ``start`` is where its sentence begins in the document; ``agency`` says that a state's own agency published it.
    """
    ways = set(event.rules)
    act = _token(tree, event, "act", start)
    states = {a.state for a in event.actor}
    theirs = {a.state for a in event.recipient}
    by_pronoun = "actor:pronoun" in ways
    answers = {
        "actor_pronoun": by_pronoun,
        "actor_description": "actor:description" in ways,
        "actor_owner": "actor:owner" in ways,
        "actor_bare": bool(ways & {"actor:bare", "actor:place"}),
        "several_by_pronoun": len(states) > 1 and bool(ways & {"actor:pronoun", "actor:description"}),
        "recipient_pronoun": bool(ways & {"recipient:pronoun", "recipient:description"}),
        "recipient_inferred": bool(ways & _INFERRED),
        "no_recipient": not theirs,
        "own_side": bool(states & theirs),
        "distance": _distance(event, tree, act, start),
        "operators": min(2, _operators(event.rules)),
        "unknown_complement": _blind(event.rules),
        "nominal": tree[act].upos in NOMINAL,
        "embedded": tree[act].deprel in _EMBEDDED,
        "hedged": event.status in {"hypothetical", "planned"},
        "negated": event.status == "negated",
        "long": min(1.5, len(tree) / 40),
        "undated": event.date_basis in {"published", "unknown"},
        "cooperative": event.quad_class in {1, 2},
        "material": event.quad_class in {2, 4},
        "agency": agency,
    }
    return {name: float(value) for name, value in answers.items()}


def pair_features(
    features: Sequence[str], rules: Sequence[str], *, fit: float, second: float | None, contested: bool, size: int
) -> dict[str, float]:
    """Answer the questions about an answer for a given pair.

    ``second`` is the fit of the best act of another type, ``contested`` says that there is one at all, ``size`` is
    the number of tokens; no rule at all means that the lexicon had no act that fits.
    """
    answers: dict[str, float] = {
        "fit": fit / 5,
        "margin": min(1.0, (fit - second) / 5) if second is not None else 0.0,
        "contested": contested,
        "operators": min(2, _operators(rules)),
        "unknown_complement": _blind(rules),
        "backed_off": not rules,
        "long": min(1.5, size / 40),
    }
    held = {name: float(name in features) for name in PAIR_FEATURES if name not in answers}
    return {name: float(value) for name, value in answers.items()} | held


def stated(model: Model, features: Mapping[str, float]) -> float:
    """Return the calibrated confidence in (0, 1), rounded to three digits."""
    score = model["intercept"] + sum(model[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 3)


@cache
def load_models() -> Mapping[str, Model]:
    """Read the shipped coefficients: ``event`` and ``pair``. Raises DataError naming all faults."""
    from jsonschema import Draft202012Validator

    where = files("detente") / "data/confidence.yaml"
    raw: dict[str, Any] = yaml.safe_load(where.read_text("utf-8"))
    schema = json.loads((files("detente") / "data/schema/confidence.json").read_text("utf-8"))
    faults = [f"confidence.yaml: {e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(raw)]
    for name, wanted in (("event", EVENT_FEATURES), ("pair", PAIR_FEATURES)):
        given = set(raw.get(name) or ()) - {"intercept"}
        if differing := sorted(given ^ set(wanted)):
            faults.append(
                f"confidence.yaml: {name}: {', '.join(differing)} stand in one of the file and the code, not in both;"
                " fit anew: python benchmarks/confidence.py"
            )
    if faults:
        raise DataError(faults)
    return {name: raw[name] for name in ("event", "pair")}


def _operators(rules: Sequence[str]) -> int:
    return sum(rule.endswith("]") for rule in rules)


def _blind(rules: Sequence[str]) -> bool:
    return any(rule.endswith(_BLIND) for rule in rules)


def _token(tree: Tree, event: Event, role: str, start: int) -> int:
    return next((k for span in event.spans if span.role == role for k in _within(tree, span.start - start)), 0)


def _within(tree: Tree, offset: int) -> list[int]:
    return [i for i, t in enumerate(tree.tokens) if t.start == offset]


def _distance(event: Event, tree: Tree, act: int, start: int) -> float:
    """Arcs between the act and the farther of its parties, beyond the two that are usual."""
    ends = [s.end - start for s in event.spans if s.role in {"actor", "recipient"}]
    heads = [i for i, t in enumerate(tree.tokens) if t.end in ends]
    far = max((tree.distance(k, act) for k in heads), default=2)
    return min(6, max(0, far - 2)) / 3
