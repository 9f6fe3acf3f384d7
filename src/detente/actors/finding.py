"""Finds names in text: an Aho–Corasick pass, then word boundaries, case, context, and longest first.

The text is folded (accents, quotes, dashes, blanks) before the pass; offsets always count characters of the
text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

from detente.actors.names import Sense, best, fold

__all__ = ["Context", "Found", "Matcher"]

_RUN = re.compile(r" {2,}|[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_GAP = re.compile(r"[\W_]")
_WORD = re.compile(r"[^\W\d_][\w'-]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A name's place in the text, and the sense chosen."""

    start: int
    end: int
    sense: Sense


@dataclass(frozen=True, slots=True)
class Context:
    """What tells a country from its namesakes (``masks.yaml``)."""

    given_names: frozenset[str]
    surnames: frozenset[str]
    forenames: frozenset[str]
    near: Mapping[str, re.Pattern[str]]
    shouted: frozenset[str]


class Matcher:
    """Every spelling compiled into one automaton; ``find`` is pure and safe to share between threads.

    The automaton runs over the text with all but letters and digits blanked, and its keys begin and end with a
    blank: so each hit stands at word boundaries, and only its case and punctuation are left to compare.
    """

    def __init__(self, senses: Iterable[Sense], context: Context) -> None:
        self.senses: dict[str, list[Sense]] = {}
        for sense in senses:
            self.senses.setdefault(sense.form.lower(), []).append(sense)
        self.context = context
        forms: dict[str, list[str]] = {}
        for form in self.senses:
            forms.setdefault(_key(form), []).append(form)
        self._automaton = ahocorasick.Automaton()
        for key, spelt in forms.items():
            self._automaton.add_word(key, (len(key), tuple(spelt)))
        self._automaton.make_automaton()

    def find(self, text: str, *, on: str | None = None, writer: str | None = None) -> list[Found]:
        """Return the names in a text, longest first where they overlap, sorted by their start."""
        folded, offsets = _squeeze(fold(text))
        hits = sorted(self._hits(folded), key=lambda hit: (hit[0] - hit[1], hit[0]))
        page = _Page(folded, frozenset(start for start, _, _ in hits), self.context)
        free = bytearray(b"1" * len(folded))
        found: list[Found] = []
        for start, end, form in hits:
            if b"0" in free[start:end]:
                continue
            if sense := self._sense(page, start, end, form, on, writer):
                free[start:end] = b"0" * (end - start)
                found.append(Found(start, end, sense))
        kept = sorted((f for f in found if f.sense.kind != "mask"), key=lambda f: f.start)
        if offsets is None:
            return kept
        return [Found(offsets[f.start], offsets[f.end - 1] + 1, f.sense) for f in kept]

    def _hits(self, folded: str) -> list[tuple[int, int, str]]:
        low = _lower(folded)
        return [
            (start, start + len(form), form)
            for last, (length, forms) in self._automaton.iter(f" {_GAP.sub(' ', low)} ")
            for form in forms
            if low.startswith(form, start := last + 1 - length)
        ]

    def _sense(self, page: _Page, start: int, end: int, form: str, on: str | None, writer: str | None) -> Sense | None:
        written = page.text[start:end]
        fitting = [s for s in self.senses[form] if _cased(s.form, written)]
        sense = best(fitting, on=on, writer=writer)
        return sense if sense and page.allows(start, end, sense) else None


def _key(form: str) -> str:
    key = f" {_GAP.sub(' ', form)}"
    return key if key.endswith(" ") else f"{key} "


def _cased(form: str, written: str) -> bool:
    """True if every capital of the form is a capital in the text (``US`` is no ``us``, ``CHINA`` is China)."""
    return form == written or all(w == f for f, w in zip(form, written, strict=True) if f.isupper())


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _squeeze(folded: str) -> tuple[str, list[int] | None]:
    """Drop invisible characters and repeated blanks; the offsets lead back, None if nothing was dropped."""
    kept: list[int] = []
    at = 0
    for run in _RUN.finditer(folded):
        kept.extend(range(at, run.start() + run.group().startswith(" ")))
        at = run.end()
    if not at:
        return folded, None
    kept.extend(range(at, len(folded)))
    return "".join(map(folded.__getitem__, kept)), kept


class _Page:
    """A text with what its context rules need, computed on demand: few names are ambiguous."""

    def __init__(self, text: str, starts: frozenset[int], context: Context) -> None:
        self.text = text
        self.starts = starts
        self.context = context

    def allows(self, start: int, end: int, sense: Sense) -> bool:
        """Say whether the words around a name leave it its meaning."""
        name, rules = sense.form, self.context
        if sense.kind in ("mask", "agent", "person"):
            return True
        if name in rules.shouted and self._shouts():
            return False
        if name in rules.surnames and self._word_before(start) in rules.given_names:
            return False
        if name in rules.forenames and self._surname_follows(end):
            return False
        pattern = rules.near.get(name)
        return pattern is None or not pattern.search(self.text)

    def _shouts(self) -> bool:
        return self.text.upper() == self.text and len(_WORD.findall(self.text)) > 3

    def _word_before(self, start: int) -> str:
        match = re.search(r"([\w.-]+) (?:[A-Z]\.? )?$", self.text[max(0, start - 30) : start])
        return match.group(1) if match else ""

    def _surname_follows(self, end: int) -> bool:
        """True if a capitalised word that is no known name follows, in a text that does not capitalise all."""
        match = re.match(r" ([A-Z][\w'-]+)", self.text[end : end + 40])
        return match is not None and end + 1 not in self.starts and not self._headline()

    def _headline(self) -> bool:
        words = [w for w in _WORD.findall(self.text) if len(w) > 2 and w not in _SMALL]
        return len(words) > 3 and all(w[0].isupper() for w in words)


_SMALL = frozenset({"and", "but", "for", "from", "into", "nor", "off", "over", "the", "with"})
