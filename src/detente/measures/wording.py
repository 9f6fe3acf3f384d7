"""Periods, days and numbers as a sentence has them."""

from __future__ import annotations

from datetime import date

from detente.ontology import EVENT_TYPES
from detente.relations import Grain, Series, is_amount

__all__ = ["day", "during", "level", "number", "of", "period", "upper"]

_MONTHS = "January February March April May June July August September October November December".split()


def day(when: date) -> str:
    """Write ``17 December 2011``."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def period(start: date, by: Grain) -> str:
    """Name a period: ``March 2012``, ``the week of 5 March 2012``, ``2012``."""
    return {
        "day": day(start),
        "week": f"the week of {day(start)}",
        "month": f"{_MONTHS[start.month - 1]} {start.year}",
        "quarter": f"the {('first', 'second', 'third', 'fourth')[(start.month - 1) // 3]} quarter of {start.year}",
        "year": str(start.year),
    }[by]


def number(value: float) -> str:
    """Write a number with about three digits."""
    return (
        f"{value:.0f}"
        if float(value).is_integer() or abs(value) >= 100
        else f"{value:.2g}"
        if abs(value) < 1
        else f"{value:.1f}"
    )


def of(relation: Series) -> str:
    """Say what a series counts: ``CONSULT incidents of CHN-PRK``, ``mean goldstein of CHN>PRK``."""
    if relation.indicator == "count":
        return f"incidents of {relation.name}"
    if relation.indicator in EVENT_TYPES:
        return f"{relation.indicator} incidents of {relation.name}"
    if is_amount(relation.indicator):
        return f"{relation.indicator.replace('_', ' ')} of {relation.name}"
    return f"incidents of {relation.indicator.replace('_', ' ')} of {relation.name}"


def level(relation: Series, amount: str, counts: bool) -> str:
    """Say how high a series is: ``incidents of CHN-PRK number 2 a month``, ``mean goldstein of CHN-PRK is 3.1``."""
    if counts:
        return f"{of(relation)} number {amount}"
    return f"{of(relation)} is {amount.replace(f' a {relation.by}', '')}"


def during(start: date, by: Grain) -> str:
    """Say when: ``on 17 December 2011``, ``in March 2012``."""
    return f"{'on' if by == 'day' else 'in'} {period(start, by)}"


def upper(text: str) -> str:
    """Begin a sentence: the first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
