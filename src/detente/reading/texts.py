"""Plain text and Markdown: one file is one text, perhaps with a few lines on top that say whence it comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from detente.reading import encodings, fields, streams
from detente.reading.options import Options
from detente.records import Document, Origin, Rejected

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["markdown", "plain", "single"]

# The names that people write above a dispatch, and the fields they are.
_NAMES: Final = {
    "title": "title",
    "headline": "title",
    "published": "published",
    "date": "published",
    "publisher": "publisher",
    "source": "publisher",
    "url": "url",
    "link": "url",
    "language": "language",
    "lang": "language",
    "id": "id",
}
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]+(\S.*)")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT: Final = 10_000
_MARKUP = re.compile(r"[\[*_`<|]")
_MOST_MARKUP: Final = 50_000
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_WRAPPED_WIDTHS: Final = range(40, 140)


def plain(name: str, blocks: Iterable[bytes], options: Options) -> Iterator[Document | Rejected]:
    """Read one plain text; it may begin with header lines (``Title: ...``) down to the first empty line."""
    found = single(name, blocks)
    if isinstance(found, Rejected):
        yield found
        return
    head, body = _header(found)
    yield fields.document({**head, "text": _unwrapped(body)}, Origin(name), options)


def markdown(name: str, blocks: Iterable[bytes], options: Options) -> Iterator[Document | Rejected]:
    """Read one Markdown text: front matter and first heading as metadata, the words without the markup."""
    found = single(name, blocks)
    if isinstance(found, Rejected):
        yield found
        return
    head, body = _front_matter(found)
    # The time that it takes to parse emphasis and links grows faster than their number.
    if (signs := len(_MARKUP.findall(body))) > _MOST_MARKUP:
        reason = f"text with {signs} signs of markup is over the limit of {_MOST_MARKUP}"
        yield Rejected(Origin(name), reason)
        return
    title, words = _words(body)
    yield fields.document({"title": title, **head, "text": words}, Origin(name), options)


def single(name: str, blocks: Iterable[bytes]) -> str | Rejected:
    """Return the characters of a file that is one text, line ends as line feeds."""
    try:
        text = encodings.decode(streams.whole(blocks))
    except ValueError as fault:
        return Rejected(Origin(name), str(fault))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _header(text: str) -> tuple[dict[str, object], str]:
    """Part header lines from the text."""
    block, _, body = text.lstrip("\n").partition("\n\n")
    pairs = _pairs(block)
    return (pairs, body) if pairs else ({}, text)


def _pairs(block: str) -> dict[str, object]:
    """Read ``Name: value`` lines; no line may be of another form, and the first name must be one of ours."""
    matches = [_HEADER_LINE.fullmatch(line.strip()) for line in block.split("\n")]
    named = [(match[1].lower(), match[2].strip("\"' ")) for match in matches if match]
    if len(named) < len(matches) or named[0][0] not in _NAMES:
        return {}
    return _known(dict(named))


def _known(pairs: Mapping[str, object]) -> dict[str, object]:
    return {_NAMES[name]: value for name, value in pairs.items() if name in _NAMES}


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    match = _FRONT_MATTER.match(text[:_LONGEST_FRONT])
    if match is None:
        return _header(text)
    return _known(_mapping(match[1])), text[match.end() :]


def _mapping(block: str) -> dict[str, object]:
    """Read front matter as YAML; a title with a colon in it is no YAML, so simple lines are read as well."""
    import yaml

    try:
        loaded = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError):
        lines = (line.partition(":") for line in block.split("\n"))
        return {name.strip().lower(): value.strip(" \"'") for name, colon, value in lines if colon}
    return {str(name).lower(): value for name, value in loaded.items()} if isinstance(loaded, dict) else {}


def _unwrapped(text: str) -> str:
    """Join the lines of paragraphs that were wrapped at a fixed width; other line ends mean something."""
    paragraphs = re.split(r"(\n[ \t]*\n\s*)", text)
    return "".join(_joined(part) if part.strip() else part for part in paragraphs)


def _joined(paragraph: str) -> str:
    """Join a paragraph's lines where each is as full as it could be: the next word would not have fitted."""
    lines = [line.rstrip() for line in paragraph.split("\n")]
    width = max(map(len, lines))
    if len(lines) < 2 or width not in _WRAPPED_WIDTHS:
        return paragraph
    pairs = list(pairwise(lines))
    full = all(len(line) + 1 + len(after.split()[0]) > width for line, after in pairs if after.strip())
    flows = any(not _SENTENCE_END.search(line) for line, _ in pairs)
    return " ".join(lines) if full and flows else paragraph


def _words(text: str) -> tuple[str, str]:
    """Return the first heading, where the text begins with one, and the words of the rest by paragraphs."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).parse(text)
    parts = [(before.tag, _inline(token).strip()) for before, token in pairwise(tokens) if token.type == "inline"]
    title = parts.pop(0)[1] if parts and parts[0][0] == "h1" else ""
    return title, "\n\n".join(words for _, words in parts)


def _inline(token: Token) -> str:
    """Join the words of a block; pictures and raw HTML have none, a soft line end is a blank."""
    ends = {"softbreak": " ", "hardbreak": "\n"}
    spoken = ("text", "code_inline", "text_special")
    children = token.children or []
    return "".join(ends.get(part.type, part.content if part.type in spoken else "") for part in children)
