"""The page of one meeting: its accounts side by side, as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.readouts.claims import JOINT, Claim
from detente.readouts.comparison import Comparison, Order, Share
from detente.readouts.meetings import Changed
from detente.readouts.terms import Terms

__all__ = ["MeetingPage", "order_in_words", "render"]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """All that the page says: a title, the comparisons, and set phrases that came or went."""

    title: str
    subtitle: str
    comparisons: tuple[Comparison, ...]
    changed: tuple[Changed, ...] = ()


def render(page: MeetingPage, terms: Terms) -> str:
    """Write the page; all text from documents is escaped."""
    return _environment().get_template("readouts.html").render(page=page, terms=terms)


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("detente", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(css=_css, order_in_words=order_in_words, voiced=_voiced, told=_told)
    return env


def _css(name: str) -> Markup:
    env = _environment()
    source, _, _ = env.loader.get_source(env, name) if env.loader else ("", None, None)
    return Markup(source)


def _voiced(claim: Claim) -> str:
    return "both sides" if claim.voice == (JOINT,) else ", ".join(claim.voice)


def _told(topics: Sequence[tuple[Share, Share]]) -> list[tuple[Share, Share]]:
    """Return the topics that either text has, the most told first."""
    rows = [pair for pair in topics if pair[0].hits or pair[1].hits]
    return sorted(rows, key=lambda pair: (-(pair[0].share + pair[1].share), pair[0].topic))


def order_in_words(order: Order) -> str:
    """Say what the order of the shared claims is."""
    if order.tau is None or order.interval is None or order.p_value is None:
        return f"{order.n} shared claims: too few to speak of an order."
    low, high = order.interval
    return (
        f"Order of the {order.n} shared claims: Kendall's τ = {order.tau:.2f} "
        f"(95% interval {low:.2f} to {high:.2f}; p = {order.p_value:.2g} against no order; 1 is the same order)."
    )
