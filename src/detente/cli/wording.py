"""``detente wording``."""
import click


def register(main: click.Group) -> None:
    """Add the command."""
