"""Word patterns: ``denuclear*``, ``lips and teeth``; case does not matter, British and American spellings are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from detente.errors import UsageError

__all__ = ["any_of", "expression"]

# Each pair: what a spelling looks like in a pattern already escaped, and the expression for all its spellings.
_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=\w)i[sz](?=(?:e|ed|es|ing|ation|ations)\b)", "i[sz]"),
        (r"(?<=\w)y[sz](?=(?:e|ed|es|ing)\b)", "y[sz]"),
        (r"\b(neighb|harb|lab|fav|behavi|endeav|hon|col|rum|arm)ou?r", r"\1ou?r"),
        (r"\b(defen|offen|licen|preten)[cs]e", r"\1[cs]e"),
        (r"\bcent(?:re|er)(s?)\b", r"cent(?:re|er)\1"),
        (r"\bprogram(?:me)?(s?)\b", r"program(?:me)?\1"),
    )
)
_CUT = re.compile(r"(?<=\w[iy])[sz]$")


@lru_cache(None)
def expression(pattern: str) -> str:
    r"""Write a pattern as a regular expression that Python and RE2 both read.

    Raises UsageError for one without a letter.

    >>> expression("lips and teeth")
    '(?i)\\blips[\\s-]+and[\\s-]+teeth\\b'
    """
    words = re.split(r"[\s-]+", pattern.strip())
    if not any(re.search(r"[^\W_]{2}", word) for word in words):
        raise UsageError(f"'{pattern}' is no wording to look for; write at least two letters, e.g. \"denuclear*\"")
    joined = r"[\s-]+".join(map(_word, words))
    return rf"(?i)\b{joined}\b"


def _word(word: str) -> str:
    *open_, last = (re.escape(part).replace("'", "['’]") for part in word.replace("’", "'").split("*"))
    # Before a star the ending that tells a spelling is not there: "denucleariz*" stands for both.
    return r"\w*".join([*(_CUT.sub("[sz]", _spelled(part)) for part in open_), _spelled(last)])


def _spelled(part: str) -> str:
    for spelling, replacement in _SPELLINGS:
        part = spelling.sub(replacement, part, count=1)
    return part


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns into one expression that finds any of them, longer ones first."""
    ordered = sorted(patterns, key=lambda p: (-len(p), p))
    return re.compile("|".join(expression(p).removeprefix("(?i)") for p in ordered), re.IGNORECASE)
