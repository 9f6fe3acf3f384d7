"""The contract of a page: dataclasses whose every field says what it holds.

``SECTIONS`` in the package builds one small dataclass a section; ``DossierPage`` carries them. The same
object is rendered as HTML and written as JSON, and ``field_table`` writes the table of docs/dossier.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

__all__ = ["DossierPage", "Link", "Phrase", "Section", "field_table", "says", "to_json"]


def says(text: str, *, machine: bool = False, **options: Any) -> Any:
    """Declare a dataclass field with the help text that the documentation shows.

    ``machine``: a plain number or code for readers of the JSON, which the HTML says in other words.
    """
    return field(metadata={"help": text, "machine": machine}, **options)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence: plain text, perhaps a figure to stress, perhaps a link to its evidence."""

    text: str = says("the words")
    figure: bool = says("true where the words are a figure that the page stresses", default=False)
    href: str | None = says("an anchor on this page (`#e-...`) that shows the evidence", default=None)


@dataclass(frozen=True, slots=True)
class Link:
    """A pointer from a number to an event of the record."""

    id: str = says("id of the event; its row has the anchor `#e-` + id")
    label: str = says("day and act in a few words")


@dataclass(frozen=True, slots=True)
class Section:
    """Base of all sections; ``name`` is anchor, JSON key and template (``dossier/<name>.html``) in one."""

    name: ClassVar[str]
    title: ClassVar[str]
    lede: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class DossierPage:
    """All that a dossier says, ready to be rendered or served as JSON."""

    a: str = says("code of the first state, as the user gave it (`CHN`)")
    b: str = says("code of the second state")
    name_a: str = says("English name of the first state")
    name_b: str = says("English name of the second state")
    period: str = says("first to last day read, in words; empty when no coverage is recorded")
    fingerprint: str = says("hash of all that the page was made from: same fingerprint, same page")
    sections: tuple[Section, ...] = says("the sections in reading order, one dataclass each")


def to_json(page: DossierPage) -> str:
    """Write the page's context as one JSON object, sections keyed by name."""
    row = {f.name: getattr(page, f.name) for f in fields(page) if f.name != "sections"}
    row["sections"] = {s.name: {"title": s.title, **asdict(s)} for s in page.sections}
    return json.dumps(row, ensure_ascii=False, indent=1)


def field_table(*classes: type) -> str:
    """Write the Markdown tables of these classes' fields, as docs/dossier.md shows them."""
    return "\n".join(line for cls in classes for line in _class_lines(cls))


def _class_lines(cls: type) -> Iterator[str]:
    section = issubclass(cls, Section)
    yield f"### `{cls.name}`: {cls.title}" if section else f"### {cls.__name__}"  # type: ignore[attr-defined]
    yield from ("", (cls.__doc__ or "").strip().splitlines()[0], "")
    if fields(cls):
        yield from ("| field | holds |", "|---|---|")
        yield from (f"| `{f.name}` | {f.metadata['help']} |" for f in fields(cls))
        yield ""
