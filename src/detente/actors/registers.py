"""Reads the files of ``data/actors`` and checks them, each fault with its file and line.

Tables are CSV (one row, one state or office; ``;`` parts the values of a cell), everything nested is YAML.
Loading does not validate, because the shipped files are checked by the tests: ``check`` does, and is run on
a file that a user brings.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from detente.errors import DataError, InputError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["LISTS", "SCHEMAS", "check", "lines", "read_rows", "read_yaml", "repeated", "shipped"]

SCHEMAS: Mapping[str, str] = {
    "states.csv": "actors_states.json",
    "people.csv": "actors_people.json",
    "organisations.yaml": "actors_organisations.json",
    "bodies.yaml": "actors_organisations.json",
    "groups.yaml": "actors_organisations.json",
    "seats.yaml": "actors_names.json",
    "places.yaml": "actors_names.json",
    "variants.yaml": "actors_names.json",
    "agents.yaml": "actors_agents.json",
    "publishers.yaml": "actors_publishers.json",
    "masks.yaml": "actors_masks.json",
}
"""Each shipped file and the JSON Schema that it obeys."""

LISTS = frozenset({"names", "adjectives", "people", "person", "capital", "variants"})
"""The CSV columns whose cells hold several values."""


def shipped(name: str) -> Path:
    """Return the path of a shipped register."""
    return Path(str(files("detente") / "data" / "actors" / name))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text: {error.reason} at byte {error.start}") from error


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, row) of a CSV register; empty cells are left out, list columns are split at ``;``."""
    reader = csv.DictReader(io.StringIO(_text(path)), restkey="surplus cells")
    for row in reader:
        yield reader.line_num, {key: _cell(key, value) for key, value in row.items() if value}


def _cell(column: str, value: str) -> str | list[str]:
    if column not in LISTS or not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(";") if part.strip()]


def read_yaml(path: Path) -> Any:
    """Read a YAML register; dates stay text (``2021-08-15``), because they may be partial."""
    try:
        return yaml.load(_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError([f"{path.name}:{line}: is not YAML: {error.problem}"]) from error


class _Loader(yaml.CSafeLoader):
    """The safe loader without its guesses at numbers, dates and words such as ``NO`` (Norway)."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def check(path: Path, schema: str) -> None:
    """Raise DataError with every fault of a register against the named schema of ``data/schema``."""
    text = (files("detente") / "data" / "schema" / schema).read_text("utf-8")
    from jsonschema import Draft202012Validator  # here, for it is slow to import and needed by checks alone

    validator = Draft202012Validator(json.loads(text))
    faults = _csv_faults if path.suffix == ".csv" else _yaml_faults
    if found := list(faults(path, validator)):
        raise DataError(found)


def _csv_faults(path: Path, validator: Draft202012Validator) -> Iterator[str]:
    for line, row in read_rows(path):
        for error in validator.iter_errors(row):
            column = "".join(f"column {part}: " for part in list(error.path)[:1])
            yield f"{path.name}:{line}: {column}{error.message}"


def _yaml_faults(path: Path, validator: Draft202012Validator) -> Iterator[str]:
    content = read_yaml(path)
    root = yaml.compose(_text(path), Loader=_Loader)
    for error in validator.iter_errors(content):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{path.name}:{_line(root, list(error.absolute_path))}: {where}: {error.message}"


def repeated(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, key) of each key that stands twice in one mapping: YAML takes the last and says nothing."""
    open_: list[yaml.Node | None] = [yaml.compose(_text(path), Loader=_Loader)]
    while open_:
        node = open_.pop()
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if str(key.value) in keys:
                    yield key.start_mark.line + 1, str(key.value)
                keys.add(str(key.value))
                open_.append(value)
        elif isinstance(node, yaml.SequenceNode):
            open_ += node.value


def lines(path: Path) -> Callable[[list[str | int]], int]:
    """Return a function that tells the line at which a path of keys and indices stands in a YAML file."""
    root = yaml.compose(_text(path), Loader=_Loader)
    return lambda where: _line(root, where)


def _line(node: yaml.Node | None, path: list[str | int]) -> int:
    """Follow a path of keys and indices down a YAML tree; the line is that of the deepest node met."""
    line = node.start_mark.line + 1 if node else 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(part)]
        if node is None:
            break
        line = node.start_mark.line + 1
    return line
