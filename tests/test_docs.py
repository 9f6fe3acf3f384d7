"""The documents say what the program does: pages made from it are up to date, and the README's session runs."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import duckdb
import pytest

from detente.cli import main
from detente.store import Store

ROOT = Path(__file__).parent.parent


def _reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_has_help_and_stands_in_the_docs(name: str) -> None:
    command, page = main.commands[name], (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert command.help, f"detente {name} has no help"
    section = page.partition(f"\n## detente {name}\n")[2].partition("\n## ")[0]
    assert section, f"docs/cli.md does not name detente {name}; run: make docs"
    for option in (p for p in command.params if isinstance(p, click.Option)):
        assert option.help, f"detente {name} {option.opts[0]} has no help"
        assert set(option.opts) <= set(re.findall(r"(?<!\S)--?[a-z-]+", section)), f"{option.opts}: run: make docs"


def test_the_page_on_the_command_line_is_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == _reference().page(), "run: make docs"


def test_the_page_on_the_store_names_every_table_view_and_column(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "store.md").read_text("utf-8")
    Store.open(tmp_path / "s.duckdb").close()
    with duckdb.connect(tmp_path / "s.duckdb", read_only=True) as connection:
        sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        columns = connection.execute(sql).fetchall()
    assert columns
    for table, column in columns:
        section = page.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
        assert section, f"docs/store.md has no section on {table}"
        assert f"`{column}`" in section, f"docs/store.md does not name {table}.{column}"


# -- the README, run as one session ----------------------------------------------------------------------

_NOT_RUN = re.compile(r"^(?:make|git|cd)\b|# not run$")


def _blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def _console_lines() -> list[str]:
    lines = (m for block in _blocks("console") for m in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE))
    return [line for line in lines if not _NOT_RUN.search(line)]


def test_the_readmes_session_runs_line_by_line_then_its_python(tmp_path: Path) -> None:
    lines, scripts = _console_lines(), _blocks("python")
    assert lines, "README.md shows no command"
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "out").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    session = ["set -e", *(f"echo {_quoted(line)} >&2\n{line}" for line in lines)]
    commands = [["bash", "-c", "\n".join(session)], *([sys.executable, "-c", script] for script in scripts)]
    for command in commands:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{command[-1]}\n{done.stderr}"


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "'\\''") + "'"
