"""HTML pages: trafilatura finds the text, the page's own metadata tell title, publisher and date.

The date is read from what the page declares, not guessed from its words: a guessed date is at times the day
of the copyright notice, and a month may come back as a day that nobody wrote.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from detente.reading import dates, encodings, fields, streams
from detente.reading.options import TEXT_LIMIT, Options
from detente.records import Document, Origin, Rejected

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

__all__ = ["looks_like_html", "read"]

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.I | re.S,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_SILENT: Final = logging.NullHandler()
_MOST_TAGS: Final = 200_000
"""The time that it takes to find the text grows faster than the number of tags."""

# Where pages declare the day of publication, the surest first.
_DATE_NAMES: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publication_date",
    "pubdate",
    "date",
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?:/|\b)")
_JSON_DATE = re.compile(r"\"datePublished\"\s*:\s*(\"(?:[^\"\\]|\\.){1,64}\")")


def looks_like_html(head: bytes) -> bool:
    """Say whether a file begins like an HTML page."""
    return _START.match(head[:4096]) is not None


def read(name: str, blocks: Iterable[bytes], options: Options) -> Iterator[Document | Rejected]:
    """Read one page."""
    origin = Origin(name)
    try:
        text = _characters(streams.whole(blocks))
        if len(text) > TEXT_LIMIT:
            raise ValueError(f"text of {len(text)} characters is over the limit of {TEXT_LIMIT}")
        found = _extracted(text, options)
    except ValueError as fault:
        yield Rejected(origin, str(fault))
    else:
        yield fields.document(found, origin, options)


def _characters(data: bytes) -> str:
    """Decode a page; what it says of its own encoding counts where it is no UTF-8."""
    declared = _CHARSET.search(data[:4096])
    otherwise = declared[1].decode("ascii").lower() if declared else None
    try:
        # Pages that call themselves Latin-1 or ASCII are read as Windows-1252, as browsers do.
        return encodings.decode(data, otherwise=_AS_BROWSERS_DO.get(otherwise or "", otherwise))
    except LookupError:
        return encodings.decode(data)


_AS_BROWSERS_DO: Final = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252") | {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "utf-8": None,
    "utf8": None,
}


def _extracted(text: str, options: Options) -> dict[str, object]:
    import trafilatura

    # What trafilatura logs of a broken page is said by the reason; without a handler it would go to stderr.
    logging.getLogger("trafilatura").addHandler(_SILENT)
    if (tags := text.count("<")) > _MOST_TAGS:
        raise ValueError(f"page of {tags} tags is over the limit of {_MOST_TAGS}")
    tree = trafilatura.load_html(text)
    if tree is None:
        raise ValueError("no HTML that can be parsed")
    dated = _dates(tree)
    page = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = {} if page is None else page if isinstance(page, dict) else page.as_dict()
    if not found.get("text"):
        raise ValueError("no text found in the HTML")
    return {
        "text": _body(found["text"], found.get("title")),
        "title": found.get("title"),
        "publisher": options.publisher or found.get("sitename"),
        "published": _first_valid([*dated, *_in_url(found.get("url"))]),
        "url": found.get("url"),
    }


def _body(text: str, title: str | None) -> str:
    """Part the paragraphs by empty lines, and leave out the title where it stands on top once more."""
    first, _, rest = text.partition("\n")
    kept = rest if title and rest and first.strip() == title.strip() else text
    return kept.replace("\n", "\n\n")


def _dates(tree: HtmlElement) -> list[str]:
    """Return the dates of publication that a page declares, the surest first."""
    declared: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        declared.setdefault(name.strip().lower(), (element.get("content") or "").strip())
    return [
        *_linked_data(tree),
        *(declared[name] for name in _DATE_NAMES if declared.get(name)),
        *(element.get("datetime", "") for element in tree.iter("time") if _is_publication(element)),
    ]


def _linked_data(tree: HtmlElement) -> list[str]:
    scripts = (element.text or "" for element in tree.iter("script") if _is_linked_data(element))
    return [json.loads(found) for script in scripts for found in _JSON_DATE.findall(script)[:1]]


def _is_linked_data(element: HtmlElement) -> bool:
    return (element.get("type") or "").strip().lower() == "application/ld+json"


def _is_publication(element: HtmlElement) -> bool:
    marked = element.get("itemprop", "").lower() == "datepublished" or element.get("pubdate") is not None
    return marked and bool(element.get("datetime"))


def _in_url(url: str | None) -> list[str]:
    return ["-".join(match) for match in _URL_DATE.findall(url or "")[:1]]


def _first_valid(found: list[str]) -> str | None:
    """Return the first date that is one, else the first of all, so that the record is set aside with it."""
    for value in found:
        try:
            if parsed := dates.parse(value):
                return parsed
        except ValueError:
            continue
    return found[0] if found else None
