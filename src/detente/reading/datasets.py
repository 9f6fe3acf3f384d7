"""The column maps of published data sets (``data/datasets/*.yaml``) and how a file's first line meets them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from detente.errors import InputError, UsageError

__all__ = ["FORMATS", "Format", "Layout", "load_format"]

FORMATS = ("gdelt1", "gdelt2", "icews", "polecat")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand (1-based, by simplified name) in rows of so many fields."""

    width: int
    columns: Mapping[str, int]

    @classmethod
    def of(cls, names: Sequence[str]) -> Layout:
        """Number the columns; of two with one name the first counts."""
        numbered = [(_simple(name), n) for n, name in enumerate(names, 1)]
        return cls(len(names), dict(reversed(numbered)))


@dataclass(frozen=True, slots=True)
class Format:
    """One data set's column map; ``docs/datasets.md`` tells what each key of the files means."""

    name: str
    family: str
    title: str
    cite: str
    bibtex: str
    fixed: Mapping[int, Layout]
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    either: tuple[str, ...]
    key: tuple[str, ...]
    schemes: Mapping[str, str]
    separator: str
    dates: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]

    @property
    def has_header(self) -> bool:
        """True where the first line names the columns."""
        return not self.fixed

    def places(self, field: str, layout: Layout) -> list[int]:
        """Return the columns of a field that this layout has."""
        names = (_simple(column) for column in self.fields.get(field, ()))
        return [layout.columns[name] for name in names if name in layout.columns]

    def layouts(self, first: str) -> tuple[tuple[Layout, ...], bool]:
        """Return the layouts of a file that begins so, and whether that line is a header.

        Raises InputError, its text the reason alone, for a header that lacks what the format needs.
        """
        cells = first.rstrip("\r\n\t").split("\t")
        if self.has_header:
            return (self._named(cells),), True
        header = _simple(cells[0]) == _simple(self.fields["record"][0])
        return tuple(self.fixed.values()), header

    def _named(self, header: Sequence[str]) -> Layout:
        layout = Layout.of(header)
        lacking = [self.fields[f][0] for f in self.required if not self.places(f, layout)]
        if not any(self.places(f, layout) for f in self.either):
            lacking.append(" or ".join(self.fields[f][0] for f in self.either))
        if lacking:
            among = f"among the {len(header)} of its first line"
            raise InputError(f"no column {', '.join(lacking)} {among}{_looks(header)}")
        return layout

    def misfit(self, layouts: Sequence[Layout], widths: Sequence[int], line: str) -> str:
        """Say why no row of a file fits, and what the file looks like."""
        ours = " or ".join(str(layout.width) for layout in layouts)
        seen = ", ".join(map(str, sorted(set(widths))[:5]))
        cells = line.removesuffix("\t").split("\t")
        return f"rows of {seen} columns between tabs; {self.name} has {ours}{_looks(cells)}"


def _looks(cells: Sequence[str]) -> str:
    """Name the format that a line would fit best, if there is one."""
    names = {_simple(cell) for cell in cells}
    fitting: dict[str, int] = {}
    for name in FORMATS:
        form = load_format(name)
        shared = len(names & {_simple(c) for columns in form.fields.values() for c in columns})
        if len(cells) in form.fixed or shared > 5:
            fitting[name] = shared
    return f"; it looks like {max(fitting, key=lambda name: fitting[name])}" if fitting else ""


def _simple(name: str) -> str:
    """Reduce a column's name to its letters and digits: mangled headers differ in the rest."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def load_format(name: str) -> Format:
    """Return a shipped format by its name; raises UsageError for an unknown one."""
    if name not in FORMATS:
        near = difflib.get_close_matches(name, FORMATS, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise UsageError(f"unknown data set format {name!r}{hint}; choose from {', '.join(FORMATS)}")
    text = (files("detente") / "data" / "datasets" / f"{name}.yaml").read_text("utf-8")
    return _format(yaml.safe_load(text))


def _format(raw: Mapping[str, Any]) -> Format:
    return Format(
        name=raw["name"],
        family=raw["family"],
        title=raw["title"],
        cite=raw["citation"]["key"],
        bibtex=raw["citation"]["bibtex"].strip(),
        fixed={width: Layout.of(names) for width, names in raw["layouts"].items()},
        fields={field: (c,) if isinstance(c, str) else tuple(c) for field, c in raw["fields"].items()},
        required=tuple(raw.get("required", ())),
        either=tuple(raw.get("either", ())),
        key=tuple(raw["key"]),
        schemes=raw["schemes"],
        separator=raw.get("separator", ""),
        dates={field: tuple(forms) for field, forms in raw["dates"].items()},
        missing=tuple(raw["missing"]),
    )
