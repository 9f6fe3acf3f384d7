"""Attachments that English grammar rules out and a small model makes all the same, set right.

*Japan condemned the shelling and Rome called for calm*: the model reads *Rome* as a second thing condemned, and leaves
*called* without a subject; in *… the whereabouts of the journalist, the committee said* it takes the committee for the
journalist. A finite verb that follows a noun directly has that noun for its subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.records import Token

__all__ = ["mended"]

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_LOOSE = frozenset({"conj", "advcl", "ccomp", "parataxis", "dep", "root"})  # relations of a clause without its subject
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_BEFORE_VERB = frozenset({"aux", "aux:pass", "advmod", "cop"})
_OPENING = frozenset({"since", "as", "after", "before", "until", "because"})  # prepositions that open clauses too
_JOINING = frozenset({"and", "but", "while"})


def mended(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tree with stolen subjects given back to their verbs (see the module)."""
    for verb in range(1, len(tokens)):
        if tokens[verb].upos == "VERB" and tokens[verb].deprel in _LOOSE:
            tree = _Tree(tokens)
            noun = _stolen(tree, verb)
            if noun is not None:
                tokens = _given_back(tree, noun, verb)
    return tokens


class _Tree:
    """Tokens with their children."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.kids: list[list[int]] = [[] for _ in tokens]
        for i, token in enumerate(tokens):
            if token.head >= 0:
                self.kids[token.head].append(i)

    def up(self, i: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        head, seen = self.tokens[i].head, {i}
        while head >= 0 and head not in seen:
            seen.add(head)
            yield head
            head = self.tokens[head].head

    def ends(self, i: int) -> tuple[int, int]:
        """First and last token of a phrase."""
        first = last = i
        for k in self.kids[i]:
            left, right = self.ends(k)
            first, last = min(first, left), max(last, right)
        return first, last


def _stolen(tree: _Tree, verb: int) -> int | None:
    """The noun right before a finite verb without a subject that was hung from a noun before it."""
    tokens, kids = tree.tokens, tree.kids[verb]
    first = min([verb, *(k for k in kids if tokens[k].deprel in _BEFORE_VERB and k < verb)])
    if first == 0 or tokens[first - 1].upos not in _NOUNS or not _is_finite(tokens, verb, kids):
        return None
    if any(tokens[k].deprel in _SUBJECTS or tokens[k].deprel == "mark" for k in kids):
        return None
    before = [first - 1, *(i for i in tree.up(first - 1) if i < first)]
    noun = next((i for i in before if tokens[i].deprel in {"conj", "appos"} and tokens[i].upos in _NOUNS), None)
    if noun is None or tokens[tokens[noun].head].upos not in _NOUNS or noun in tree.up(verb):
        return None
    start, end = tree.ends(noun)
    if end != first - 1:
        return None
    if verb in tree.up(noun):  # *…, the group said*: the clause of speech stands apart
        return noun if start > 0 and tokens[start - 1].form == "," else None
    above, partner = tokens[verb].head, tokens[noun].head
    beside = tokens[noun].deprel == "conj" and _is_joined(tree, noun)
    return noun if beside and above < partner and above in tree.up(partner) else None


def _is_finite(tokens: Sequence[Token], verb: int, kids: Sequence[int]) -> bool:
    words = [verb, *(k for k in kids if tokens[k].deprel in {"aux", "aux:pass"} and k < verb)]
    return tokens[min(words)].feats.split("|", 1)[0] in _FINITE


def _is_joined(tree: _Tree, noun: int) -> bool:
    """True for *the shelling and Rome*; false for *between the crew and the police*, and where an apposition begins."""
    tokens, partner = tree.tokens, tree.tokens[noun].head
    if tokens[partner].deprel == "appos" or not partner < noun:
        return False
    if any(tokens[k].deprel == "case" and tokens[k].lemma == "between" for k in tree.kids[partner]):
        return False
    return any(tokens[k].deprel == "cc" and tokens[k].lemma in _JOINING for k in tree.kids[noun])


def _given_back(tree: _Tree, noun: int, verb: int) -> tuple[Token, ...]:
    tokens = tree.tokens
    passive = any(tokens[k].deprel == "aux:pass" for k in tree.kids[verb])
    relation = "nsubj:pass" if passive else "nsubj"
    changed, partner = list(tokens), tokens[noun].head
    if verb in tree.up(noun):
        changed[noun] = _moved(tokens[noun], verb, relation)
        return tuple(changed)
    opening = next((k for k in tree.kids[partner] if tokens[k].lemma in _OPENING and k < partner), None)
    if opening is not None:  # *after the rebels and the army **agreed***: both did
        changed[opening] = _moved(tokens[opening], verb, "mark")
        changed[verb] = _moved(tokens[verb], tokens[verb].head, "advcl")
        changed[partner] = _moved(tokens[partner], verb, relation)
        return tuple(changed)
    changed[noun] = _moved(tokens[noun], verb, relation)
    changed[verb] = _moved(tokens[verb], tokens[verb].head, "conj")
    for k in tree.kids[noun]:
        if tokens[k].deprel == "cc":
            changed[k] = _moved(tokens[k], verb, "cc")
    return tuple(changed)


def _moved(token: Token, head: int, deprel: str) -> Token:
    return Token(token.form, token.lemma, token.upos, token.feats, head, deprel, token.start, token.end)
