"""On what two claims that are one differ: a number, the degree, whose word it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from detente.readouts.claims import JOINT, Claim
from detente.readouts.figures import differing
from detente.readouts.terms import Degree

__all__ = ["Difference", "Kind", "differences"]

Kind = Literal["number", "degree", "attribution"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its kind, and what each side has, as a person would say it."""

    kind: Kind
    a: str
    b: str


def differences(a: Claim, b: Claim) -> tuple[Difference, ...]:
    """Return all on which two aligned claims differ."""
    return (*_numbers(a, b), *_degree(a, b), *_attribution(a, b))


def _numbers(a: Claim, b: Claim) -> Iterator[Difference]:
    seen: set[str] = set()
    for one, other in differing(a.figures, b.figures):
        if one.text not in seen and other.text not in seen:
            seen |= {one.text, other.text}
            yield Difference("number", one.text, other.text)


def _degree(a: Claim, b: Claim) -> Iterator[Difference]:
    """Compare on each ladder that both stand on; where they share none, there is nothing to compare.

    One verb against another says more than an adverb: of several ladders the widest gap is told.
    """
    others = {d.ladder: d for d in b.degrees}
    gaps = [(abs(d.rung - others[d.ladder].rung), d, others[d.ladder]) for d in a.degrees if d.ladder in others]
    wide = [gap for gap in gaps if gap[0] >= 1]
    if wide:
        _, one, other = max(wide, key=lambda gap: gap[0])
        yield Difference("degree", _said(one), _said(other))


def _said(degree: Degree) -> str:
    verb, *moves = degree.words
    return " + ".join([verb, *moves])


def _attribution(a: Claim, b: Claim) -> Iterator[Difference]:
    """Two known voices differ; or one text tells on its own what the other has someone say."""
    if a.voice and b.voice:
        differ = set(a.voice) != set(b.voice)
    else:
        differ = a.told != b.told and not any(c.voice and c.voice != (JOINT,) and not c.told for c in (a, b))
    if differ:
        yield Difference("attribution", _voices(a), _voices(b))


def _voices(claim: Claim) -> str:
    if not claim.voice:
        return "someone quoted" if claim.told else "the text itself"
    return "both sides" if claim.voice == (JOINT,) else " and ".join(claim.voice)
