"""What an evaluation says: every answer beside the truth, and the figures that sum them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from detente.evaluate import scores
from detente.evaluate.matching import Matched

__all__ = ["Evaluation", "Prediction"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One answer, beside the truth where the file has it.

    ``label`` is the answer in the classes of the format; ``gold`` is None where the file does not say, ``right``
    where nothing can be compared. Sides and status are those of events found in a text (``-`` is nobody).
    """

    uid: str
    root: str
    quad: str
    label: str
    confidence: float
    rules: tuple[str, ...]
    gold: str | None
    text: str
    right: bool | None = None
    sides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is said of a run: figures by name, scores by class, the confusion table, every answer."""

    kind: str
    n: int
    figures: dict[str, scores.Interval]
    classes: tuple[scores.ClassScore, ...]
    confusion: dict[tuple[str, str], int]
    coverage: float
    predictions: tuple[Prediction, ...]
    calibration: scores.Calibration | None = None
    matched: tuple[Matched, ...] = field(default=())

    def summary(self) -> dict[str, Any]:
        """Everything but the single answers, as plain data for a program."""
        return {
            "format": self.kind,
            "n": self.n,
            "labelled": sum(p.gold is not None for p in self.predictions),
            "coverage": self.coverage,
            "figures": {name: asdict(value) for name, value in self.figures.items()},
            "classes": [asdict(c) for c in self.classes],
            "confusion": [
                {"gold": gold, "predicted": said, "n": n} for (gold, said), n in sorted(self.confusion.items())
            ],
            "calibration": asdict(self.calibration) if self.calibration else None,
        }
