"""Sieve before parse: drop the sentences that cannot yield an event, by their words alone.

A sentence stays when it has a possible actor (a name of the register, a surname met before, a pronoun or a
description that may stand for one, or an act of custody, which a state does though nobody is named) and a possible
act (an inflected form of a lexicon word). Both tests are generous; ``tests/test_sieve_corpus.py`` shows on real stories
that nothing that codes to an event is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from detente.actors import Match
from detente.lexicon import Lexicon, forms

__all__ = ["CUSTODY", "MANY", "MEETINGS", "Sieve"]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
# *the talks* may stand for those who hold them
MEETINGS = frozenset("talk talks meeting meetings summit consultations negotiations dialogue visit".split())
MANY = frozenset("thousand thousands hundred hundreds dozen dozens".split())  # *thousands rallied*: a crowd
CUSTODY = frozenset({"arrest", "sentence", "deport"})  # modes of acts that a state does though nobody is named
_STANDING_FOR_ACTORS = (MEETINGS | MANY) | frozenset(
    "he she him her his it its they them their we us our both north south nation country countries sides side "
    "nations states korea koreas other pair duo".split()
)


class Sieve:
    """Decides from the words of a sentence whether it is worth parsing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @cached_property
    def _acts(self) -> frozenset[str]:
        # a hyphenated head is looked up by its parts as well, because the tokenizer splits at hyphens
        return self._forms({part for _, head in self._lexicon.vocabulary() for part in (head, *head.split("-"))})

    @cached_property
    def _custody(self) -> frozenset[str]:
        # all words of a verb must be there (*take into **custody***), so the longest, which is the rarest, will do
        verbs = (verb for entry in self._lexicon.entries.values() if entry.mode in CUSTODY for verb in entry.verbs)
        return self._forms({max(verb.split(), key=len) for verb in verbs})

    def _forms(self, heads: Iterable[str]) -> frozenset[str]:
        irregular = self._lexicon.irregular
        return frozenset(form for head in heads for form in forms(head, irregular.get(head, ())))

    def keeps(self, text: str, matches: Sequence[Match], person: Callable[[str], object]) -> bool:
        """True when the sentence may yield an event: it has a possible act and a possible actor."""
        words = [w for raw in _WORD.findall(text) for w in _parts(raw)]
        lowered = {w.lower() for w in words}
        if not lowered & self._acts:
            return False
        if matches or lowered & _STANDING_FOR_ACTORS or lowered & self._custody:
            return True
        return any(word[0].isupper() and person(word) is not None for word in words)


def _parts(raw: str) -> Iterator[str]:
    word = re.sub(r"['’]s?$", "", raw)
    yield word
    if "-" in word or "'" in word or "’" in word:
        yield from (p for p in re.split(r"['’-]", word) if p)
