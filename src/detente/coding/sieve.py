"""Sieve before parse: drop the sentences that cannot yield an event, by their words alone.

A sentence stays when it has a possible actor (a name of the register, a surname met before, a pronoun or a
description that may stand for one) and a possible act (an inflected form of a lexicon word). Both tests are
generous; ``tests/test_sieve.py`` shows that nothing that codes to an event is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from detente.actors import Match
from detente.lexicon import Lexicon

__all__ = ["Sieve", "forms"]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_STANDING_FOR_ACTORS = frozenset(
    "he she him her his it its they them their we us our both north south nation country countries sides side "
    "nations states korea koreas other".split()
)
_VOWELS = "aeiou"
_IRREGULAR: Mapping[str, str] = {
    "arise": "arose arisen", "be": "is are was were been", "bear": "bore borne", "beat": "beaten",
    "become": "became", "begin": "began begun", "behold": "beheld", "bend": "bent", "bet": "bet", "bid": "bade bidden",
    "bind": "bound", "bite": "bit bitten", "bleed": "bled", "blow": "blew blown", "break": "broke broken",
    "breed": "bred", "bring": "brought", "broadcast": "broadcast", "build": "built", "burn": "burnt",
    "burst": "burst", "buy": "bought", "catch": "caught", "choose": "chose chosen", "cling": "clung",
    "come": "came", "cost": "cost", "creep": "crept", "cut": "cut", "deal": "dealt", "dig": "dug", "do": "did done does",
    "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen", "feed": "fed",
    "feel": "felt", "fight": "fought", "find": "found", "flee": "fled", "fling": "flung", "fly": "flew flown flies",
    "forbid": "forbade forbidden", "forget": "forgot forgotten", "forgive": "forgave forgiven",
    "forgo": "forwent forgone", "freeze": "froze frozen", "get": "got gotten", "give": "gave given", "go": "went gone goes",
    "grind": "ground", "grow": "grew grown", "hang": "hung", "have": "had has", "hear": "heard", "hide": "hid hidden",
    "hold": "held", "keep": "kept", "know": "knew known", "lay": "laid", "lead": "led", "leap": "leapt",
    "leave": "left", "lend": "lent", "let": "let", "lie": "lay lain lying", "light": "lit", "lose": "lost",
    "make": "made", "mean": "meant", "meet": "met", "overcome": "overcame", "override": "overrode overridden",
    "oversee": "oversaw overseen", "overthrow": "overthrew overthrown", "pay": "paid", "prove": "proven",
    "put": "put", "quit": "quit", "read": "read", "rebuild": "rebuilt", "ride": "rode ridden", "ring": "rang rung",
    "rise": "rose risen", "run": "ran", "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold",
    "send": "sent", "set": "set", "shake": "shook shaken", "shed": "shed", "shoot": "shot", "show": "shown",
    "shut": "shut", "sing": "sang sung", "sink": "sank sunk", "sit": "sat", "slay": "slew slain", "speak": "spoke spoken",
    "spend": "spent", "split": "split", "spread": "spread", "spring": "sprang sprung", "stand": "stood",
    "steal": "stole stolen", "stick": "stuck", "strike": "struck stricken", "strive": "strove striven",
    "swear": "swore sworn", "sweep": "swept", "take": "took taken", "teach": "taught", "tear": "tore torn",
    "tell": "told", "think": "thought", "throw": "threw thrown", "undergo": "underwent undergone",
    "understand": "understood", "undertake": "undertook undertaken", "uphold": "upheld", "win": "won",
    "wind": "wound", "withdraw": "withdrew withdrawn", "withhold": "withheld", "withstand": "withstood",
    "wring": "wrung", "write": "wrote written", "crisis": "crises", "foot": "feet", "man": "men", "woman": "women",
}  # fmt: skip


class Sieve:
    """Decides from the words of a sentence whether it is worth parsing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @cached_property
    def _acts(self) -> frozenset[str]:
        # a hyphenated head is looked up by its parts as well, because the tokenizer splits at hyphens
        heads = {part for _, head in self._lexicon.vocabulary() for part in (head, *head.split("-"))}
        return frozenset(form for head in heads for form in forms(head))

    def keeps(self, text: str, matches: Sequence[Match], surnames: Iterable[str]) -> bool:
        """True when the sentence may yield an event: it has a possible act and a possible actor."""
        words = [w for raw in _WORD.findall(text) for w in _parts(raw)]
        lowered = {w.lower() for w in words}
        if not lowered & self._acts:
            return False
        return bool(matches) or bool(lowered & _STANDING_FOR_ACTORS) or not set(surnames).isdisjoint(words)


def _parts(raw: str) -> Iterator[str]:
    word = re.sub(r"['’]s?$", "", raw)
    yield word
    if "-" in word or "'" in word or "’" in word:
        yield from (p for p in re.split(r"['’-]", word) if p)


def forms(lemma: str) -> frozenset[str]:
    """All inflected forms that a verb or noun lemma may take, and some that it may not."""
    stems = {lemma}
    out = {lemma, lemma + "s", lemma + "es", lemma + "ed", lemma + "ing", lemma + "d"}
    if lemma.endswith("e"):
        stems.add(lemma[:-1])
        out |= {lemma[:-1] + "ing", lemma[:-1] + "ed"}
    if lemma.endswith("ie"):
        out.add(lemma[:-2] + "ying")
    if lemma.endswith("y"):
        out |= {lemma[:-1] + "ies", lemma[:-1] + "ied"}
    if len(lemma) > 2 and lemma[-1] not in _VOWELS and lemma[-2] in _VOWELS:
        out |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    if lemma.endswith("c"):
        out |= {lemma + "ked", lemma + "king"}
    return frozenset(out | set(_IRREGULAR.get(lemma, "").split()))
