"""The pictures of the measures: plain data in, SVG out. A section holds the data, so that JSON readers have it too.

Three kinds serve all: *lines* over time with a break where nothing is known, *ranges* (a value with its interval, a row
each), and a *web* of states with blue ties of cooperation and red ones of conflict.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from detente.dossier.charts import COLOURS, FONT, INK, RULE
from detente.dossier.page import says

__all__ = ["Line", "Picture", "Range", "Tie", "draw", "label_of"]

BLUE, RED = COLOURS["material_cooperation"], COLOURS["material_conflict"]
_NOISE = re.compile(r' (?:aria-label|aria-roledescription|role|pointer-events|stroke-miterlimit)="[^"]*"')
_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A series drawn as a line."""

    label: str = says("whose line it is")
    values: tuple[float | None, ...] = says("a value a period, null where nothing is known")


@dataclass(frozen=True, slots=True)
class Range:
    """A value with its interval."""

    label: str = says("what the row is about")
    value: float = says("the estimate")
    low: float | None = says("lower end of the interval, null where there is none")
    high: float | None = says("upper end of the interval")
    chance: float | None = says(
        "what chance alone would give, drawn as a stroke; null where there is no such value", default=None
    )


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two states of a network."""

    a: str = says("name of the one state")
    b: str = says("name of the other")
    weight: float = says("cooperation less conflict")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a measure's picture draws."""

    kind: Literal["lines", "ranges", "web"] = says("how it is drawn")
    text: str = says("what the picture shows, in a sentence, for those who cannot see it")
    unit: str = says("what the numbers mean", default="")
    periods: tuple[str, ...] = says("ISO dates, or numbers, along the time axis of lines", default=())
    lines: tuple[Line, ...] = says("the lines, at most two", default=())
    ranges: tuple[Range, ...] = says("the ranges, from top to bottom", default=())
    zero: float | None = says("the value that means no difference, drawn as a rule", default=None)
    nodes: tuple[str, ...] = says("names of the states of a web, bloc by bloc", default=())
    ties: tuple[Tie, ...] = says("the ties of a web", default=())


def draw(picture: Picture, *, width: int) -> str:
    """Draw a picture as SVG of this width."""
    import altair as alt
    import vl_convert

    made = {"lines": _lines, "ranges": _ranges, "web": _web}[picture.kind](alt, picture, width)
    return _dressed(vl_convert.vegalite_to_svg(made.configure(**_style()).to_dict()), picture)


def _style() -> dict[str, Any]:
    axis = {
        "labelFont": FONT, "labelFontSize": 11, "labelColor": INK, "titleFont": FONT, "titleFontSize": 11,
        "titleColor": INK, "titleFontWeight": "normal", "domain": False, "gridColor": RULE, "tickColor": RULE,
    }  # fmt: skip
    return {"background": "transparent", "view": {"stroke": None}, "axis": axis, "padding": 4}


def _dressed(svg: str, picture: Picture) -> str:
    svg = _NUMBER.sub(r"\1", _NOISE.sub("", svg))
    head, _, rest = svg.partition(">")
    view = re.search(r'viewBox="([^"]+)"', head)
    box = view.group(1) if view else "0 0 700 200"
    return f"<svg viewBox='{box}' role='img' aria-label='{escape(picture.text, quote=True)}'>{rest}"


# -- lines -----------------------------------------------------------------------------------------------


def _lines(alt: Any, picture: Picture, width: int) -> Any:
    dated = len(picture.periods[0]) == 10 if picture.periods else False
    rows = list(_points(picture, dated))
    labels = [line.label for line in picture.lines]
    x = (
        alt.X("at:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, grid=False, labelFlush=False, tickCount=6))
        if dated
        else alt.X(
            "at:Q", axis=alt.Axis(title=None, grid=False, tickMinStep=1, format="d"), scale=alt.Scale(nice=False)
        )
    )
    y = alt.Y("value:Q", axis=alt.Axis(title=picture.unit or None, gridDash=[1, 3], tickCount=5, ticks=False))
    colour = alt.Color("line:N", scale=alt.Scale(domain=labels, range=[BLUE, RED][: len(labels)]), legend=None)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, color=colour, detail="run:N")
    layers = [base.mark_line(strokeWidth=1.6), base.mark_circle(size=14, opacity=1)]
    if picture.zero is not None:
        layers.insert(0, alt.Chart(alt.Data(values=[{"value": picture.zero}])).mark_rule(color=INK).encode(y="value:Q"))
    return alt.layer(*layers).properties(width=width - 70, height=min(220, max(120, width // 3)))


def _points(picture: Picture, dated: bool) -> Iterator[dict[str, Any]]:
    """Yield the known points; ``run`` grows at each gap, so that no line is drawn over it."""
    for line in picture.lines:
        run = 0
        for at, value in zip(picture.periods, line.values, strict=True):
            if value is None:
                run += 1
                continue
            place: str | float = f"{at}T00:00:00Z" if dated else float(at)
            yield {"at": place, "value": value, "line": line.label, "run": f"{line.label} {run}"}


# -- ranges ----------------------------------------------------------------------------------------------


def _ranges(alt: Any, picture: Picture, width: int) -> Any:
    rows = [
        {"label": label_of(r.label), "value": r.value, "low": r.value if r.low is None else r.low,
         "high": r.value if r.high is None else r.high, "chance": r.chance}
        for r in picture.ranges
    ]  # fmt: skip
    order = [row["label"] for row in rows]
    y = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, ticks=False, labelLimit=150, labelPadding=8))
    axis = alt.Axis(title=picture.unit or None, gridDash=[1, 3], tickCount=5)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    bar = base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    dot = base.mark_circle(color=BLUE, size=60, opacity=1).encode(x="value:Q")
    layers = [bar, dot]
    if any(r.chance is not None for r in picture.ranges):
        tick = base.transform_filter("datum.chance !== null").mark_tick(color=INK, thickness=2, size=16)
        layers.append(tick.encode(x="chance:Q"))
    if picture.zero is not None:
        layers.insert(0, alt.Chart(alt.Data(values=[{"value": picture.zero}])).mark_rule(color=INK).encode(x="value:Q"))
    return alt.layer(*layers).properties(width=width - 180, height=28 * len(rows))


def label_of(text: str, most: int = 24) -> str:
    """Cut a label that would push the picture aside."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


# -- webs ------------------------------------------------------------------------------------------------


def _web(alt: Any, picture: Picture, width: int) -> Any:
    side = min(width - 20, 460)
    place = _ring(picture.nodes)
    most = max((abs(t.weight) for t in picture.ties), default=1.0)
    ties = [
        {"x": place[t.a][0], "y": place[t.a][1], "x2": place[t.b][0], "y2": place[t.b][1],
         "kind": "friends" if t.weight > 0 else "foes", "width": 0.6 + 3.4 * math.sqrt(abs(t.weight) / most)}
        for t in sorted(picture.ties, key=lambda t: abs(t.weight))
    ]  # fmt: skip
    scale = alt.Scale(domain=[-1.35, 1.35], nice=False)
    x = alt.X("x:Q", scale=scale, axis=None)
    y = alt.Y("y:Q", scale=scale, axis=None)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["friends", "foes"], range=[BLUE, RED]), legend=None)
    size = alt.StrokeWidth("width:Q", scale=None, legend=None)
    drawn = alt.Chart(alt.Data(values=ties)).mark_rule(opacity=0.75)
    states = [
        {"x": px, "y": py, "lx": 1.13 * px, "ly": 1.1 * py, "name": label_of(n, 16)} for n, (px, py) in place.items()
    ]
    base = alt.Chart(alt.Data(values=states))
    dots = base.mark_circle(color=INK, size=70, opacity=1).encode(x=x, y=y)
    names = [
        base.transform_filter(test)
        .mark_text(font=FONT, fontSize=11, color=INK, align=align)
        .encode(x=alt.X("lx:Q", scale=scale, axis=None), y=alt.Y("ly:Q", scale=scale, axis=None), text="name:N")
        for test, align in (("datum.x > 0.2", "left"), ("datum.x < -0.2", "right"), ("abs(datum.x) <= 0.2", "center"))
    ]
    lines = drawn.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", color=colour, strokeWidth=size)
    return alt.layer(lines, dots, *names).properties(width=side, height=side * 0.8)


def _ring(nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    step = 2 * math.pi / max(len(nodes), 1)
    return {n: (round(math.sin(i * step), 4), round(math.cos(i * step), 4)) for i, n in enumerate(nodes)}
