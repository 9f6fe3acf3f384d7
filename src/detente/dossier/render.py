"""From a page's context to HTML: Jinja2 with autoescape, styles and charts inside the one file."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.dossier import charts, pictures
from detente.dossier.measures import Item, picture
from detente.dossier.page import DossierPage
from detente.dossier.series import Panel, Series
from detente.dossier.words import KINDS, count, the

__all__ = ["render"]

# A chart is drawn twice, for a desk and for a phone: letters keep their size on both.
WIDTHS = {"wide": 700, "narrow": 330}


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("detente", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["number"] = lambda n: f"{n:,}"
    env.filters.update(counted=count, the=the)
    env.globals.update(KINDS=KINDS, draw=_draw, draw_measure=_draw_measure, alternative=charts.alternative, css=_css)
    env.globals.update(picture=_picture)
    return env


def render(page: DossierPage) -> str:
    """Write the page as one self-contained HTML file."""
    return _environment().get_template("dossier.html").render(page=page)


def _css() -> Markup:
    env = _environment()
    source, _, _ = env.loader.get_source(env, "dossier.css") if env.loader else ("", None, None)
    return Markup(source)


def _draw(series: Series, panel: Panel) -> Markup:
    """Draw a panel in both widths. What charts.py returns is markup of its own making, texts escaped."""
    drawn = []
    for name, width in WIDTHS.items():
        svg = charts.panel_svg(series, panel, width=width, key=f"{name}-{panel.direction}")
        drawn.append(f"<div class='{name}'>{svg}</div>")
    return Markup("".join(drawn))


def _picture(drawn: pictures.Picture) -> Markup:
    """Draw a measure's picture in both widths; pictures.py escapes its texts."""
    return Markup("".join(f"<div class='{n}'>{pictures.draw(drawn, width=w)}</div>" for n, w in WIDTHS.items()))


def _draw_measure(item: Item) -> Markup:
    """Draw a measure's picture; it is made of numbers and dates alone."""
    return Markup(picture(item))
