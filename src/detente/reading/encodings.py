"""What characters bytes stand for, and whether they stand for characters at all."""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import Final

__all__ = ["decode", "fallback", "is_binary"]

_WIDE_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_TEXT: Final = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
)
_CONTROLS: Final = bytes({*range(32)} - {*b"\t\n\r\x0b\x0c\x1a\x1b"}) + b"\x7f"
_MOST_CONTROLS: Final = 0.02
_SAMPLE: Final = 200_000
# What English prose uses beyond ASCII: quotation marks, dashes, and the letters of western names.
_WESTERN: Final = frozenset("‘’“”„–—…•·°£€§©®«»½¼\u00a0áàâäãåçéèêëíìîïñóòôöõøúùûüýßæœÁÅÇÉÖÜŠš")
_PLAUSIBLE: Final = 0.9
_MOST_FOREIGN: Final = 0.15


def is_binary(head: bytes) -> bool:
    """Say whether the head of a file is something other than text: it has NULs or many control bytes."""
    if head.startswith(_WIDE_MARKS):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.startswith(_NOT_TEXT) or b"\x00" in head or controls > _MOST_CONTROLS * len(head)


def decode(data: bytes, *, otherwise: str | None = None) -> str:
    """Decode a text: by its byte order mark, as UTF-8, else as ``otherwise``, else by what it looks like.

    Raises ValueError where no encoding fits.
    """
    if data.startswith(_WIDE_MARKS[:2]):
        return data.decode("utf-32", "replace")
    if data.startswith(_WIDE_MARKS[2:]):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(otherwise or _guessed(data[:_SAMPLE]), "replace")


def fallback(head: bytes) -> str | None:
    """Return the encoding of a file of lines by its first block; None where this is UTF-8 or unknown."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        with suppress(ValueError):
            return _guessed(head[:_SAMPLE])
    return None


def _guessed(sample: bytes) -> str:
    return _damaged(sample) or _western(sample) or _detected(sample)


def _damaged(sample: bytes) -> str | None:
    """Recognise UTF-8 with a few bad bytes in it, such as a sequence cut in two by another program."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    return "utf-8" if good > 3 * bad else None


def _western(sample: bytes) -> str | None:
    """Choose between Windows' and the old Mac's western encoding where nearly all bytes are ASCII.

    Detectors look at the shape of words, and a few curly quotes in an English text tell them too little.
    """
    foreign = bytes(byte for byte in sample if byte > 127)
    if len(foreign) > _MOST_FOREIGN * len(sample):
        return None
    shares = {name: _share(foreign, name) for name in ("cp1252", "mac_roman")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _PLAUSIBLE else None


def _share(foreign: bytes, encoding: str) -> float:
    characters = foreign.decode(encoding, "replace")
    return sum(character in _WESTERN for character in characters) / max(1, len(characters))


def _detected(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise ValueError("encoding not recognised; save the file as UTF-8")
    return best.encoding
