"""Confidence: fitted on what is known, stated in (0, 1), explained by named features, its data checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conftest import CodeText
from detente.coding.confidence import EVENT_FEATURES, PAIR_FEATURES, load_models, pair_features, stated
from detente.errors import InputError
from detente.evaluate.calibration import cross_validated, fit
from detente.evaluate.judged import key_of, read_verdicts
from detente.evaluate.scores import calibration

VERDICTS = Path(__file__).parent / "gold" / "judged.csv"


def drawn(n: int, weights: dict[str, float], intercept: float) -> tuple[list[dict[str, float]], list[bool]]:
    """Draw verdicts from a known model."""
    rng = np.random.default_rng(7)
    rows = [{name: float(rng.random() < 0.5) for name in weights} for _ in range(n)]
    score = np.array([intercept + sum(weights[k] * v for k, v in row.items()) for row in rows])
    return rows, [bool(b) for b in rng.random(n) < 1 / (1 + np.exp(-score))]


def test_a_known_model_is_recovered() -> None:
    rows, right = drawn(20_000, {"a": 1.5, "b": -2.0}, 0.3)
    model = fit(rows, right, ("a", "b"), penalty=0.01)
    assert model == pytest.approx({"intercept": 0.3, "a": 1.5, "b": -2.0}, abs=0.12)


def test_a_penalty_shrinks_and_a_constant_feature_gets_nothing() -> None:
    rows, right = drawn(200, {"a": 1.5}, 0.0)
    rows = [row | {"constant": 1.0} for row in rows]
    loose, tight = (fit(rows, right, ("a", "constant"), penalty=p) for p in (0.01, 100.0))
    assert abs(tight["a"]) < abs(loose["a"]) and loose["constant"] == pytest.approx(0, abs=1e-6)


def test_cross_validated_statements_are_calibrated_and_keep_groups_together() -> None:
    rows, right = drawn(3000, {"a": 1.5, "b": -2.0}, 0.3)
    said = cross_validated(rows, right, ("a", "b"), [i // 3 for i in range(3000)], penalty=1.0)
    found = calibration(said, right)
    assert found.ece < 0.04 and found.brier_skill > 0.1 and found.auroc > 0.65
    one_group = cross_validated(rows[:60], right[:60], ("a", "b"), ["x"] * 30 + ["y"] * 30, penalty=1.0)
    assert len(one_group) == 60


def test_the_shipped_coefficients_fit_the_features() -> None:
    models = load_models()
    assert set(models["event"]) == {"intercept", *EVENT_FEATURES}
    assert set(models["pair"]) == {"intercept", *PAIR_FEATURES}


def test_what_speaks_against_an_event_lowers_its_confidence(code_text: CodeText) -> None:
    plain = code_text("On Monday France condemned Spain.")[0].confidence
    pronoun = code_text("On Monday France spoke at length. It condemned Spain.")[-1].confidence
    assert 0 < pronoun < plain < 1


def test_a_pair_without_an_act_is_trusted_least() -> None:
    model = load_models()["pair"]
    nothing = pair_features((), (), fit=0, second=None, contested=False, size=20)
    clear = pair_features(("actor", "recipient"), ("condemn",), fit=7, second=None, contested=False, size=20)
    assert stated(model, nothing) < 0.3 < stated(model, clear)


def test_verdicts_are_complete_and_find_their_events_again(code_text: CodeText) -> None:
    verdicts = read_verdicts(VERDICTS)
    assert len(verdicts) == 845 and len({v.key for v in verdicts}) > 835
    assert all(bool(v.cause) != v.right for v in verdicts), "every error has a cause"
    event = code_text("France condemned Spain.")[0]
    assert key_of(event)[1:] == (7, "ACCUSE", "FRA", "ESP", "asserted")


def test_a_faulty_verdict_is_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    head = "corpus,document_id,act_start,act_end,actor,event_type,recipient,status,right,cause\n"
    file.write_text(f"{head}kcna,d,1,2,FRA,ACCUSE,-,asserted,perhaps,\n", "utf-8")
    with pytest.raises(InputError, match=r"v\.csv:2: .*0 or 1"):
        read_verdicts(file)
