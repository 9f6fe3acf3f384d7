"""Is a text in English? Only English is coded, and a text in another language would be coded wrongly.

A language identifier errs on texts full of names (*Wang Yi met Pak Myong Ho in Beijing*), so names are taken
out first, and its word alone sets no text aside. English prose shows itself by its small words; a text in
Latin script that is too short to tell is given the benefit of the doubt.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["code", "detect"]

_SAMPLE: Final = 2_000
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_UNKNOWN: Final = frozenset({"", "nan", "none", "null", "und", "unknown"})
# Frequent English words that are not frequent in another language in Latin script as well.
_ENGLISH: Final = frozenset(
    re.findall(
        "[a-z]+",
        "the of and to with that was were is are has have had been by its it for from his her he she they "
        "their this which who will would not said on at as be but after between over",
    )
)
_ENOUGH: Final = 0.15
_SHORT: Final = 20
_SURE: Final = 0.9
# The languages of the world's press; the identifier's rarer ones mostly collect English full of names.
_PRESS: Final = re.compile(
    "am|ar|az|be|bg|bn|bs|ca|cs|da|de|el|en|es|et|eu|fa|fi|fr|gl|he|hi|hr|hu|hy|id|it|ja|ka|kk|km|ko|ky|lo"
    "|lt|lv|mk|mn|ms|my|ne|nl|no|pl|ps|pt|ro|ru|si|sk|sl|sq|sr|sv|sw|ta|te|th|tr|ug|uk|ur|uz|vi|zh"
)


def code(declared: object) -> str | None:
    """Return the two-letter code of a declared language (``en-US``, ``eng``, ``English``), if it is one."""
    if not isinstance(declared, str):
        return None
    name = re.split(r"[-_]", declared.strip().lower())[0]
    if name in _UNKNOWN:
        return None
    return name if re.fullmatch("[a-z]{2}", name) else _looked_up(name)


@functools.lru_cache(maxsize=64)
def _looked_up(name: str) -> str | None:
    import pycountry

    try:
        found = pycountry.languages.lookup(name)
    except LookupError:
        return None
    return str(getattr(found, "alpha_2", name))


def detect(text: str) -> str:
    """Return the language of a text, ``en`` where it cannot be told from English."""
    words = _WORD.findall(text[:_SAMPLE])
    if not _is_latin(words):
        return _identified(text[:_SAMPLE])[0]
    # Words with a capital are names for the most part, except where nothing else is there.
    plain = [word for word in words if word.islower()] or [word.lower() for word in words]
    english = sum(word in _ENGLISH for word in plain)
    if english >= _ENOUGH * len(plain):
        return "en"
    best, probability = _identified(" ".join(plain))
    return "en" if len(plain) < _SHORT and (english or probability < _SURE) else best


def _is_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return 2 * len(_LATIN.findall(letters)) >= len(letters)


def _identified(sample: str) -> tuple[str, float]:
    language, probability = _identifier().classify(sample)
    return str(language), float(probability)


@functools.cache
def _identifier() -> LanguageIdentifier:
    """Load the model once; it is a constant, and loading takes most of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([name for name in identifier.labels if _PRESS.fullmatch(name)])
    return identifier
