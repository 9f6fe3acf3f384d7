"""Every exception that détente raises on purpose.

    DetenteError                 the base: its text says what is wrong, where, the choices, the next step
    ├── UsageError               the call is off (bad option, unknown state code): exit code 2
    ├── InputError               a file cannot be read at all (missing, no permission, truncated archive)
    ├── DataError                a data file of ours or the user's breaks its schema; carries *all* faults
    ├── StoreError               the store cannot be opened, is locked by another process, or the disk is full
    └── ModelError               the parser's model is missing or unfit

A single bad record is no exception: it becomes a ``Rejected`` row with its reason (see ``records``).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["DataError", "DetenteError", "InputError", "ModelError", "StoreError", "UsageError"]


class DetenteError(Exception):
    """Base of all errors meant for a person's eyes; ``exit_code`` is what the command line returns."""

    exit_code = 1


class UsageError(DetenteError):
    """The caller asked for something that does not exist or does not fit together."""

    exit_code = 2


class InputError(DetenteError):
    """A whole input (file, archive, folder) cannot be read."""


class DataError(DetenteError):
    """A data file is malformed; ``faults`` lists every fault found, each as ``file:line: what``."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class StoreError(DetenteError):
    """The store cannot be opened, read or written."""


class ModelError(DetenteError):
    """The parsing model is missing or cannot do what is asked of it."""
