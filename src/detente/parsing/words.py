"""What is known of a word by its form, tag and relation: part of speech, morphology, lemma; worked out once.

spaCy's attribute ruler and lemmatizer take a third of the time of a parse, and tell the same of the same word again
and again. Here they see each word once, and their answer is remembered. The ruler's rules look at one word and its
relation, but for *there is*, whose verb depends on the expletive before it (so it is part of the key), and for
seven spellings of colloquial pairs (*gonna, y'all*), whose lemmas are then those of the words by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from detente.records import Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

__all__ = ["Words"]

_KNOWING = ("attribute_ruler", "lemmatizer")
_MOST = 200_000  # words remembered, some 60 MB; then the memory begins anew

_EXPLETIVE = (False, "there", "EX", "expl")
Key = tuple[int, int, int, bool]  # spaCy's numbers for form, tag and relation; whether an expletive stands before


class _Word(NamedTuple):
    form: str
    lemma: str
    upos: str
    feats: str
    deprel: str


@dataclass(frozen=True, slots=True)
class Words:
    """The memory, with the components of a pipeline that fill it."""

    nlp: Language
    components: tuple[str, ...]
    known: dict[Key, _Word] = field(default_factory=dict)

    @classmethod
    def of(cls, nlp: Language) -> Words:
        """Take the components that know words one by one out of a pipeline; none, where it knows them in context."""
        factories = {name: nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
        in_context = {"morphologizer", "trainable_lemmatizer"} & set(factories.values())
        names = () if in_context else tuple(name for name, factory in factories.items() if factory in _KNOWING)
        nlp.disable_pipes(*names)
        return cls(nlp, names)

    def tokens(self, docs: Sequence[Doc]) -> Iterator[list[Token]]:
        """Yield the tokens of parsed texts, with ClearNLP relations; heads are indices, -1 at the root."""
        tables = [_rows(doc) for doc in docs]
        if not self.components:
            yield from (_tokens([_word(token) for token in doc], rows) for doc, rows in zip(docs, tables, strict=True))
            return
        keys = [self._keys(rows) for rows in tables]
        wanted = frozenset(chain.from_iterable(keys))
        if len(self.known) > _MOST:
            self.known.clear()
        self._learn(wanted - self.known.keys())
        for mine, rows in zip(keys, tables, strict=True):
            yield _tokens([self.known[key] for key in mine], rows)

    def _keys(self, rows: Sequence[Sequence[int]]) -> list[Key]:
        expletive = self.nlp.vocab.strings["expl"]
        befores = (False, *(row[2] == expletive for row in rows))
        return [(row[0], row[1], row[2], before) for row, before in zip(rows, befores, strict=False)]

    def _learn(self, keys: Iterable[Key]) -> None:
        """Show the components all new words in one made-up text.

        They stand in alphabetical order, so that no two make a pair that the ruler looks for; those that an
        expletive precedes come last, each behind one.
        """
        from spacy.tokens import Doc

        strings = self.nlp.vocab.strings
        found = sorted((before, strings[form], strings[tag], strings[rel]) for form, tag, rel, before in keys)
        words = list(chain.from_iterable((_EXPLETIVE, word) if word[0] else (word,) for word in found))
        if not words:
            return
        _, forms, tags, relations = (list(column) for column in zip(*words, strict=True))
        doc = Doc(self.nlp.vocab, words=forms, tags=tags, deps=relations)
        for name in self.components:
            doc = self.nlp.get_pipe(name)(doc)
        for token, word in zip(doc, words, strict=True):
            if word is not _EXPLETIVE:
                self.known[token.orth, token.tag, token.dep, word[0]] = _word(token)


def _tokens(words: Sequence[_Word], rows: Sequence[Sequence[int]]) -> list[Token]:
    return [
        Token(w.form, w.lemma, w.upos, w.feats, i + head if head else -1, w.deprel, start, start + length)
        for i, (w, (_, _, _, head, start, length)) in enumerate(zip(words, rows, strict=True))
    ]


def _rows(doc: Doc) -> list[list[int]]:
    """Return form, tag, relation, offset of the head, start and length of each token."""
    from spacy.attrs import DEP, HEAD, IDX, LENGTH, ORTH, TAG

    columns = doc.to_array([ORTH, TAG, DEP, HEAD, IDX, LENGTH])
    rows: list[list[int]] = columns.tolist()
    for row in rows:  # the array is unsigned, and a head before its word has a negative offset
        row[3] -= (row[3] >> 63) << 64
    return rows


def _word(token: SpacyToken) -> _Word:
    feats = f"{token.tag_}|{token.morph}" if token.has_morph() else token.tag_
    return _Word(token.text, token.lemma_.lower(), token.pos_, feats, token.dep_)
