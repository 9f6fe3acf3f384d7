"""Write docs/cli.md from the commands' own help, so that the page cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from detente.cli import main

PAGE = Path(__file__).with_name("cli.md")
WIDTH = 100

INTRODUCTION = """\
# The command line

Written by `make docs` from `detente COMMAND --help`; do not edit it here.

Standard output carries the result, standard error all messages. Exit codes: 0 done, 1 the work failed (a missing
file, a locked store, a full disk), 2 the call is wrong, 130 interrupted. A record that cannot be used is never
fatal: it is set aside with its reason, counted on standard error and, by `detente read`, kept in the store.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, the group first."""
    yield "detente", main
    for name, command in sorted(main.commands.items()):
        yield f"detente {name}", command
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=name)
            for part in command.list_commands(context):
                found = command.get_command(context, part)
                assert found is not None
                yield f"detente {name} {part}", found


def page() -> str:
    """Return the page: an introduction and the help of every command."""
    sections = (f"## {name}\n\n```\n{_help(name, command)}\n```\n" for name, command in commands())
    return "\n".join((INTRODUCTION, *sections))


def _help(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"])
    return command.get_help(context)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.parent.name}/{PAGE.name} written")
