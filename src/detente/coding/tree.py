"""A parse seen as a tree: children, conjuncts, prepositions, spans. Every question the grammar asks of a parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from detente.records import Parse, Token

__all__ = ["NOMINAL", "VERBAL", "Tree"]

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})
_PHRASAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "VERB", "PUNCT"})
# *a number of missiles*, *dozens of troops*: the noun that matters stands in the of-phrase
_QUANTITIES = frozenset(
    "number series range group dozen hundred thousand million billion couple lot majority kind type sort part all most "
    "some many several one two three any none each both total member variety volley salvo barrage pair set round wave "
    "amount piece batch handful score tens ton tons tonne tonnes shipment truckload".split()
)
_SUMS = frozenset("dollar euro pound yen yuan rouble ruble franc rupee million billion worth $ €".split())
_COMPOUND = {"out of": "from", "along with": "besides", "together with": "besides"}


class Tree:
    """A parse with its children indexed. Token indices are positions in ``parse.tokens``."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.tokens: tuple[Token, ...] = parse.tokens
        kids: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head >= 0:
                kids[token.head].append(i)
        self._kids = kids
        self._deprels = [t.deprel for t in self.tokens]

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    def kids(self, index: int, *deprels: str) -> list[int]:
        """Children of a token, all or those with one of these relations."""
        kids = self._kids[index]
        if not deprels or not kids:
            return list(kids)
        deprel = self._deprels
        return [k for k in kids if deprel[k] in deprels]

    def governor(self, index: int) -> int:
        """The head's index, -1 for the root."""
        return self.tokens[index].head

    @cached_property
    def _depths(self) -> tuple[int, ...]:
        return tuple(len(list(self.ancestors(i))) for i in range(len(self)))

    def ancestors(self, index: int) -> Iterator[int]:
        """Governors from the nearest up; safe on a malformed tree."""
        seen = {index}
        head = self.tokens[index].head
        while head >= 0 and head not in seen:
            seen.add(head)
            yield head
            head = self.tokens[head].head

    def distance(self, a: int, b: int) -> int:
        """Number of arcs between two tokens."""
        up = [a, *self.ancestors(a)]
        other = [b, *self.ancestors(b)]
        for steps, node in enumerate(other):
            if node in up:
                return steps + up.index(node)
        return len(up) + len(other)

    def conjuncts(self, index: int) -> list[int]:
        """The token and its nominal or verbal conjuncts, in order.

        An apposition that has a conjunct itself is the second member of a list (*Argentina, Brazil and Cuba*).
        """
        listed = [
            n
            for a in self.kids(index, "appos")
            if self.tokens[a].upos == "PROPN" == self.tokens[index].upos and self.kids(a, "conj")
            for n in (a, *self.kids(a, "conj"))
        ]
        return [index, *listed, *self.kids(index, "conj")]

    def case(self, index: int) -> str:
        """The preposition that marks a nominal (``with``, ``against`` …), '' for none; of several the last.

        *Out of* is *from*; *along with* introduces no partner of the act.
        """
        marks = [k for k in self.kids(index, "case") if self.tokens[k].upos != "PART"]
        if not marks and self.tokens[index].deprel == "conj":
            return self.case(self.tokens[index].head)
        words = [self.tokens[k].lemma for k in marks]
        return _COMPOUND.get(" ".join(words[-2:]), words[-1]) if words else ""

    def mark(self, index: int) -> set[str]:
        """Subordinators of a clause: *if, that, to, because* …"""
        return {self.tokens[k].lemma for k in self.kids(index, "mark", "case")}

    def subtree(self, index: int) -> list[int]:
        """All tokens under one, itself included, sorted."""
        found, queue = {index}, [index]
        while queue:
            for k in self._kids[queue.pop()]:
                if k not in found:
                    found.add(k)
                    queue.append(k)
        return sorted(found)

    def content(self, index: int) -> int:
        """Look through a quantity: *a number of missiles* is about missiles."""
        if self.tokens[index].lemma in _QUANTITIES | _SUMS or self.tokens[index].upos == "NUM":
            sums = self.tokens[index].lemma in _SUMS  # *130 million dollars in aid*
            inner = [k for k in self.kids(index, "nmod", "obl") if self.case(k) in ({"of", "in"} if sums else {"of"})]
            if inner and inner[0] > index:
                return self.content(inner[0])
        return index

    def phrase(self, index: int, width: int = 3) -> list[str]:
        """Lemma phrases that end in a token, longest first: *ballistic missile test*, *missile test*, *test*."""
        words = [self.tokens[index].lemma]
        i = index - 1
        while i >= 0 and len(words) < width and self.tokens[i].upos in _PHRASAL:
            if self.tokens[i].form != "-":  # *cease-fire* is *cease fire*
                words.insert(0, self.tokens[i].lemma)
            elif i == 0 or self.tokens[i - 1].end != self.tokens[i].start:
                break
            i -= 1
        return [" ".join(words[k:]) for k in range(len(words))]

    def has_feature(self, index: int, feature: str) -> bool:
        """True when a morphological feature (``VerbForm=Inf``) or a treebank tag (``VBG``) is on a token."""
        return feature in self.tokens[index].feats.split("|")

    def xpos(self, index: int) -> str:
        """The treebank tag, when the parser gives one (the first item of ``feats``)."""
        return self.tokens[index].feats.split("|", 1)[0]
