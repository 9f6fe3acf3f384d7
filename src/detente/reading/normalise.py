"""The one form in which a text is stored; every offset of the product points into this form.

What is changed is what carries no meaning: entities, odd blanks, invisible characters, line ends, and the
commas (``, ,``) that archives of the Korean Central News Agency have in place of paragraph ends. Words,
quotation marks and other punctuation stay as they were published.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

__all__ = ["is_blank", "line", "text"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Zero-width, soft hyphen, byte order mark, direction marks, C0 and C1 controls except tab and line feed.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_ODD_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_BLANK_AT_LINE_EDGE = re.compile(r" ?\n ?")
_PARAGRAPH = re.compile(r"\n{3,}")
_NOTHING = frozenset({"nan", "none", "null", "n/a", "na", "[removed]"})

# Runs of blanks and commas are found first and judged after, so that no input takes quadratic time.
_RUN = re.compile(r"[\s,]{3,}")
_PARTED_COMMAS = re.compile(r",\s+,")
_STOP_AND_COMMA = re.compile(r"\.(?P<quote>[\"”’]?)\s*,\s+(?=[\"“‘]?[A-Z])")
_LONGEST_ABBREVIATION: Final = 6
_ABBREVIATIONS: Final = frozenset(
    [
        *("co", "ltd", "inc", "corp", "plc", "bros", "jr", "sr", "dr", "mr", "mrs", "ms", "prof", "st", "mt"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
        *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat"),
        *("gen", "lt", "col", "maj", "capt", "sgt", "adm", "rep", "sen", "gov", "hon", "rev", "pres"),
        *(
            "no",
            "nos",
            "vol",
            "art",
            "sec",
            "fig",
            "pp",
            "ed",
            "eds",
            "etc",
            "al",
            "vs",
            "cf",
            "dept",
            "univ",
        ),
        *("calif", "conn", "mass", "minn", "mich", "wash", "penn", "fla", "ga", "ill", "tex", "va", "md"),
    ]
)


def text(raw: str) -> str:
    """Return the form that is stored: paragraphs parted by one empty line, lines without outer blanks."""
    clean = _ENTITY.sub(lambda match: html.unescape(match[0]), raw) if "&" in raw else raw
    clean = _INVISIBLE.sub("", _LINE_END.sub("\n", _SURROGATE.sub("\ufffd", clean)))
    clean = _paragraphs(clean) if "," in clean else clean
    clean = _BLANK_AT_LINE_EDGE.sub("\n", _ODD_BLANKS.sub(" ", clean))
    return unicodedata.normalize("NFC", _PARAGRAPH.sub("\n\n", clean).strip(" \n,"))


def line(raw: str) -> str:
    """Return a text of one line, such as a title."""
    return " ".join(text(raw).split())


def is_blank(value: str) -> bool:
    """Say whether a text says nothing: empty, or a bare ``NaN``, ``None`` or ``null``."""
    return value.strip().lower() in _NOTHING or not any(character.isalnum() for character in value)


def _paragraphs(clean: str) -> str:
    """Turn the commas that stand for the end of a paragraph into an empty line."""
    return _STOP_AND_COMMA.sub(_after_stop, _RUN.sub(_after_run, clean))


def _after_run(run: re.Match[str]) -> str:
    """End the paragraph at ``, ,``; where a lower-case word goes on it was no more than the end of a line."""
    if not _PARTED_COMMAS.search(run[0]):
        return run[0]
    before, after = run.string[max(0, run.start() - 1) : run.start()], run.string[run.end() : run.end() + 1]
    return " " if after.islower() and before.isalnum() else "\n\n"


def _after_stop(found: re.Match[str]) -> str:
    """End the paragraph at ``Party., The`` and ``talks." ,  The``, not after an abbreviation: ``Ltd., Tokyo``."""
    if found["quote"]:
        return f".{found['quote']}\n\n"
    before = found.string[max(0, found.start() - _LONGEST_ABBREVIATION) : found.start()]
    word = re.split(r"[^\w]", before)[-1].lower()
    initial = len(word) == 1 and word.isalpha()
    return found[0] if initial or word in _ABBREVIATIONS else ".\n\n"
