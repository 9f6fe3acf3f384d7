"""Charts drawn to SVG when the page is made: Altair writes the specification, vl-convert draws it offline.

Altair and vl-convert take a second to load, so they are imported when the first chart is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from detente.dossier.series import Panel, Period, Series
from detente.dossier.words import KINDS, count

__all__ = ["COLOURS", "alternative", "panel_svg"]

# Blue against orange and red: the pairs stay apart under each common colour blindness, and in grey the
# deeds are darker than the words. dossier.css maps these very values to lighter ones on a dark screen.
COLOURS = {
    "material_cooperation": "#1f4e79",
    "verbal_cooperation": "#86b3d8",
    "verbal_conflict": "#efa860",
    "material_conflict": "#b23a1e",
    "appeal": "#8b8577",
}
INK, RULE, GAP = "#5f5b53", "#d9d4c7", "#eceae4"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
# vl-convert resolves a link against this address; on our page a link is a mere anchor.
_BASE = re.compile(r'<a xlink:href="[^"#]*#([^"]+)"[^>]*>')
# Vega names each mark by its raw data; the links and the description say it in words.
_NOISE = re.compile(r' (?:aria-label|aria-roledescription|role|pointer-events|stroke-miterlimit)="[^"]*"')
_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


def alternative(panel: Panel) -> str:
    """Say in a sentence what the chart of a panel shows, for those who cannot see it."""
    total = {k: sum(getattr(p, k) for p in panel.periods) for k in KINDS}
    parts = ", ".join(f"{n} {KINDS[k]}" for k, n in total.items())
    gaps = sum(p.blank for p in panel.periods)
    known = f"{count(len(panel.periods), 'period')}, {gaps} of them not read" if gaps else "all periods read"
    return f"{panel.label}: {parts} ({known}). The table below gives every number."


def panel_svg(series: Series, panel: Panel, *, width: int, key: str) -> str:
    """Draw one direction: cooperation above the line, conflict below, appeals in a strip beneath."""
    import altair as alt
    import vl_convert

    high, low = max(series.high, 1), max(series.low, 1)
    height = min(240, max(110, 14 * (high + low)))
    y = alt.Y("y0:Q", scale=alt.Scale(domain=[-low, high], nice=False), axis=_count_axis(alt))
    appealed = any(p.appeal for p in panel.periods)
    most = max(p.appeal for other in series.panels for p in other.periods)
    gaps, bars = _gaps(alt, series, panel, axis=not appealed), _bars(alt, panel, axis=not appealed)
    main = alt.layer(gaps, bars.encode(y=y), _line(alt).encode(y=y))
    strips = [main.properties(width=width, height=height)]
    if appealed:
        strips.append(_appeals(alt, panel, most=most).properties(width=width, height=14))
    chart = alt.vconcat(*strips, spacing=6).resolve_scale(x="shared").configure(**_style())
    return _dressed(vl_convert.vegalite_to_svg(chart.to_dict()), panel, key)


def _style() -> dict[str, Any]:
    axis = {"labelFont": FONT, "labelFontSize": 11, "labelColor": INK, "domain": False, "title": None}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**axis, "gridColor": RULE, "tickColor": RULE},
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    }


def _count_axis(alt: Any) -> Any:
    return alt.Axis(
        labelExpr="abs(datum.value)", tickMinStep=1, tickCount=5, ticks=False, grid=True, gridDash=[1, 3],
        minExtent=48, maxExtent=48, format="d",
    )  # fmt: skip


def _time(alt: Any, panel: Panel, field: str, *, axis: bool) -> Any:
    span = [panel.periods[0].start, panel.periods[-1].end]
    scale = alt.Scale(type="utc", domain=[f"{day}T00:00:00Z" for day in span], nice=False)
    shown = alt.Axis(grid=False, labelFlush=False, labelOverlap=True, **_date_format(panel))
    return alt.X(f"{field}:T", scale=scale, axis=shown if axis else None)


def _date_format(panel: Panel) -> dict[str, Any]:
    if len(panel.periods[0].key) == 10:
        return {"format": "%d %b", "tickCount": 6}
    many = panel.periods[-1].key[:4] != panel.periods[0].key[:4]
    months = len(panel.periods[0].key) == 7 and len(panel.periods) <= 24
    if many and not months:
        return {"format": "%Y", "tickCount": {"interval": "year", "step": 1}}
    return {"format": "%b %Y", "tickCount": 6}


def _stack(period: Period) -> Iterator[dict[str, Any]]:
    """Pile deeds on the line and words beyond them, up for cooperation and down for conflict."""
    for sign, kinds in (
        (1, ("material_cooperation", "verbal_cooperation")),
        (-1, ("material_conflict", "verbal_conflict")),
    ):
        at = 0
        for kind in kinds:
            n = sign * getattr(period, kind)
            if n:
                yield {**_at(period), "kind": kind, "y0": at, "y1": at + n}
            at += n


def _at(period: Period) -> dict[str, Any]:
    return {
        "start": f"{period.start}T00:00:00Z",
        "end": f"{period.end}T00:00:00Z",
        "href": f"#{period.anchor}",
    }


def _bars(alt: Any, panel: Panel, *, axis: bool) -> Any:
    rows = [row for p in panel.periods for row in _stack(p)]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None)
    base = alt.Chart(alt.Data(values=rows)).mark_rect(xOffset=0.5, x2Offset=-0.5)
    return base.encode(x=_time(alt, panel, "start", axis=axis), x2="end:T", y2="y1:Q", color=colour, href="href:N")


def _gaps(alt: Any, series: Series, panel: Panel, *, axis: bool) -> Any:
    rows = [{"start": f"{g.start}T00:00:00Z", "end": f"{g.end}T00:00:00Z"} for g in series.gaps]
    base = alt.Chart(alt.Data(values=rows)).mark_rect(color=GAP)
    return base.encode(x=_time(alt, panel, "start", axis=axis), x2="end:T")


def _line(alt: Any) -> Any:
    return alt.Chart(alt.Data(values=[{"y0": 0}])).mark_rule(color=INK, strokeWidth=1)


def _appeals(alt: Any, panel: Panel, *, most: int) -> Any:
    rows = [{**_at(p), "middle": _middle(p), "n": p.appeal} for p in panel.periods if p.appeal]
    base = alt.Chart(alt.Data(values=rows)).mark_circle(color=COLOURS["appeal"], opacity=1)
    size = alt.Size("n:Q", scale=alt.Scale(domain=[0, max(most, 4)], range=[0, 150]), legend=None)
    dots = base.encode(x=_time(alt, panel, "middle", axis=True), size=size, href="href:N")
    name = {"text": "appeals", "align": "right", "fontSize": 11, "font": FONT, "color": INK}
    word = alt.Chart(alt.Data(values=[{}])).mark_text(**name).encode(x=alt.value(-7))
    return alt.layer(dots, word)


def _middle(period: Period) -> str:
    from datetime import date

    first, last = date.fromisoformat(period.start), date.fromisoformat(period.end)
    return f"{(first + (last - first) / 2).isoformat()}T00:00:00Z"


def _dressed(svg: str, panel: Panel, key: str) -> str:
    """Make the drawing a picture with a title, its bars links with a name, its size the page's to choose."""
    rows = {p.anchor: p for p in panel.periods}
    svg = _BASE.sub(lambda m: _link(rows[m.group(1)]), svg)
    svg = _NUMBER.sub(r"\1", _NOISE.sub("", svg))
    head, _, rest = svg.partition(">")
    view = re.search(r'viewBox="([^"]+)"', head)
    box = view.group(1) if view else "0 0 720 200"
    title = f"<title id='t-{key}'>{escape(panel.label)}</title>"
    desc = f"<desc id='d-{key}'>{escape(alternative(panel))}</desc>"
    return f"<svg viewBox='{box}' role='group' aria-labelledby='t-{key} d-{key}'>{title}{desc}{rest}"


def _link(period: Period) -> str:
    parts = [f"{getattr(period, k)} {words}" for k, words in KINDS.items() if getattr(period, k)]
    said = escape(f"{period.label}: {', '.join(parts)}")
    return f"<a href='#{escape(period.anchor)}'><title>{said}</title>"
