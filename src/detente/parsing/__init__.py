"""Document -> Sentence -> Parse: the only door to spaCy."""

from __future__ import annotations

from detente.parsing.model import DEFAULT_MODEL, Parser, as_seen
from detente.parsing.sentences import MAX_SENTENCE, split
from detente.parsing.universal import to_ud

__all__ = ["DEFAULT_MODEL", "MAX_SENTENCE", "Parser", "as_seen", "split", "to_ud"]
