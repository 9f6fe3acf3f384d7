"""Readouts in the dossier: both sides' accounts of their last meeting, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detente.dossier.desk import Told
from detente.dossier.evidence import Evidence
from detente.dossier.page import Section, says
from detente.dossier.words import count, day_words, listed
from detente.readouts import Claim, order_in_words

__all__ = ["Accounts", "Both", "section"]

MOST = 12


@dataclass(frozen=True, slots=True)
class Both:
    """A claim that both accounts have."""

    a: str = says("the sentence of the first account")
    b: str = says("the sentence of the second")
    differ: tuple[str, ...] = says("on what they differ: number, degree or attribution, with the words of each")


@dataclass(frozen=True, slots=True)
class Accounts(Section):
    """The last meeting as each side told it."""

    name: ClassVar[str] = "accounts"
    title: ClassVar[str] = "Two accounts of one meeting"
    lede: ClassVar[str] = (
        "What both sides' outlets say of the last meeting that both reported, and what one alone says."
    )

    meeting: str = says("who met, when and where; empty where there is none")
    label_a: str = says("who tells the first account")
    label_b: str = says("who tells the second")
    both: tuple[Both, ...] = says(f"up to {MOST} claims that both have, those that differ first")
    n_both: int = says("all claims that both have")
    only_a: tuple[str, ...] = says(f"up to {MOST} sentences of the first account alone")
    n_only_a: int = says("all of them")
    only_b: tuple[str, ...] = says(f"up to {MOST} sentences of the second account alone")
    n_only_b: int = says("all of them")
    order: str = says("whether the two tell it in one order")
    changed: tuple[str, ...] = says("set phrases of each side that are new or gone since the meeting before")
    command: str = says("the command that writes the page of this meeting alone")
    why: str = says("why no meeting is shown; empty where one is")


def section(evidence: Evidence) -> Accounts:
    """Show the last meeting that outlets of both reported, or say why there is none."""
    told = evidence.desk.told if evidence.desk else None
    if told is None or not told.page.comparisons:
        return Accounts("", "", "", (), 0, (), 0, (), 0, "", (), "", _why(evidence))
    found = told.page.comparisons[0]
    pairs = sorted(found.both, key=lambda p: not p.differences)
    return Accounts(
        meeting=f"{told.page.title}, {day_words(told.meeting.incident.date)}",
        label_a=found.a.label,
        label_b=found.b.label,
        both=tuple(
            Both(
                found.a.claims[p.link.a].text,
                found.b.claims[p.link.b].text,
                tuple(f"{d.kind}: {d.a} ↔ {d.b}" for d in p.differences),
            )
            for p in pairs[:MOST]
        ),
        n_both=len(found.both),
        only_a=_texts(found.only_a),
        n_only_a=len(found.only_a),
        only_b=_texts(found.only_b),
        n_only_b=len(found.only_b),
        order=order_in_words(found.order),
        changed=tuple(_changes(told)),
        command=f"detente readouts --store FILE --meeting {told.meeting.incident.id} -o meeting.html",
        why="",
    )


def _texts(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    return tuple(c.text for c in claims[:MOST])


def _changes(told: Told) -> list[str]:
    out = []
    for changed in told.page.changed:
        if changed.before is None:
            out.append(f"{changed.state}: no earlier meeting that both reported.")
            continue
        for name, rows in (("new", changed.new), ("gone", changed.gone)):
            words = listed([f"“{text}”" for text, _ in rows[:8]])
            out.append(f"{changed.state}, {name} since {day_words(changed.before)}: {words or 'none'}.")
    return out


def _why(evidence: Evidence) -> str:
    """Tell what is missing: the store, texts of one side, or a meeting that both told."""
    if evidence.desk is None:
        return "Not shown: the page was made from records alone, without their texts."
    a, b = evidence.pair
    outlets = evidence.desk.outlets
    read = listed([f"{count(outlets.get(s, 0), 'text')} of outlets of {evidence.the(s)}" for s in (a, b)])
    if not all(outlets.get(s) for s in (a, b)):
        return f"Not shown: the store has {read}; an account of each side is needed."
    return f"Not shown: no meeting was found that outlets of both reported, among {read}."
