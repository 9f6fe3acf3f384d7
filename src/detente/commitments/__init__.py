"""Commitments: a register of treaties, resolutions and political documents, and what incidents say of them."""

from __future__ import annotations

from detente.commitments.checking import check, due, expected, met, silent, touched
from detente.commitments.conditions import Condition, describe
from detente.commitments.register import Article, Commitment, Party, chosen, load_register, read_register, with_own

__all__ = [
    "Article",
    "Commitment",
    "Condition",
    "Party",
    "check",
    "chosen",
    "describe",
    "due",
    "expected",
    "load_register",
    "met",
    "read_register",
    "silent",
    "touched",
    "with_own",
]
