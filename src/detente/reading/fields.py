"""From the fields of one record to a Document, or the reason why not: every format ends here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.reading import dates, language, normalise
from detente.reading.options import FIELDS, TEXT_LIMIT, Options
from detente.records import Document, Origin, Rejected

__all__ = ["document", "missing_text", "pick"]

_MOST_NAMES = 12


def pick(row: Mapping[str, object], options: Options) -> dict[str, object]:
    """Choose a Document's fields from a record, under the names that the caller gave them."""
    columns = ((name, options.column(name)) for name in FIELDS)
    return {name: row[column] for name, column in columns if column in row}


def missing_text(present: Iterable[str], options: Options, *, kind: str) -> str:
    """Say that the text is not there, what is, and what to do about it."""
    names = [str(name)[:40] for name in present]
    shown = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    have = f"it has {shown}; say which with --map text=NAME" if shown else "it has none"
    return f"no {kind} '{options.column('text')}' for the text: {have}"


def document(fields: Mapping[str, object], origin: Origin, options: Options) -> Document | Rejected:
    """Build a Document from its fields; a record that cannot be used is set aside with the reason."""
    record = _word(fields.get("id"))
    origin = Origin(origin.file, origin.line, record or origin.record)
    try:
        return _document(fields, origin, options)
    except ValueError as fault:
        return Rejected(origin, str(fault))


def _document(fields: Mapping[str, object], origin: Origin, options: Options) -> Document:
    text = _text(fields.get("text"))
    declared = language.code(fields.get("language"))
    return Document.make(
        text,
        origin=origin,
        title=normalise.line(_word(fields.get("title")) or ""),
        publisher=normalise.line(_word(fields.get("publisher")) or "") or options.publisher,
        published=_published(fields.get("published")) or options.published,
        url=_word(fields.get("url")),
        language=_language(text, declared, options),
    )


def _text(value: object) -> str:
    if value is None or value != value:
        raise ValueError("empty text")
    if not isinstance(value, str):
        raise ValueError(f"the text is no words but a {_KINDS.get(type(value), type(value).__name__)}")
    if len(value) > TEXT_LIMIT:
        raise ValueError(f"text of {len(value)} characters is over the limit of {TEXT_LIMIT}")
    text = "" if normalise.is_blank(value) else normalise.text(value)
    if normalise.is_blank(text):
        raise ValueError("empty text")
    return text


_KINDS = {
    dict: "object",
    list: "list",
    int: "number",
    float: "number",
    bool: "truth value",
    bytes: "binary value",
}


def _published(value: object) -> str | None:
    try:
        return dates.parse(value)
    except ValueError as fault:
        raise ValueError(f"published: {fault}") from None


def _language(text: str, declared: str | None, options: Options) -> str:
    if not options.language_check:
        return declared or "en"
    found = declared if declared not in (None, "en") else language.detect(text)
    if found != "en":
        raise ValueError(f"language {found}")
    return "en"


def _word(value: object) -> str | None:
    """Return a scalar as a string; absent, empty, NaN and nested values are None."""
    if value is None or value != value or isinstance(value, bool | dict | list | bytes):
        return None
    # A surrogate on its own could not be stored as UTF-8.
    word = str(value).strip().encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return None if word.lower() in {"", "nan", "none", "null"} else word
