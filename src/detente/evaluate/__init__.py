"""Scores the coder against labelled text: ``evaluate("plv", [path])``.

Two kinds of question. *Pair* formats (``plv``, ``aw``, ``penta``) give a sentence and the pair, and the coder
always answers with a label. *Text* formats (``plover-gsr``, ``events``) give nothing but the text, and events
found are matched one to one with the true ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from detente.actors import Actors, load_actors
from detente.coding import Coder
from detente.errors import UsageError
from detente.evaluate.formats import FORMATS, read_events, read_pairs
from detente.evaluate.pairs import quad_of, root_of, score_pairs
from detente.evaluate.results import Evaluation, Prediction
from detente.evaluate.splits import Half, Item, Split, read_split
from detente.evaluate.texts import LEVELS, score_texts
from detente.lexicon import Lexicon, load_lexicon
from detente.parsing import Parser

__all__ = [
    "FORMATS", "LEVELS", "Evaluation", "Half", "Prediction", "Split", "evaluate", "quad_of", "read_split", "root_of",
]  # fmt: skip

_TEXT = ("plover-gsr", "events")


def evaluate(
    kind: str,
    paths: Iterable[Path],
    *,
    split: tuple[Split, Half] | None = None,
    parser: Parser | None = None,
    lexicon: Lexicon | None = None,
    actors: Actors | None = None,
) -> Evaluation:
    """Score the coder on files of one format; counts add up across files.

    ``split`` asks for one half of each file. Raises UsageError, InputError.
    """
    if kind not in FORMATS:
        raise UsageError(f"no format '{kind}'; choose one of {', '.join(FORMATS)}")
    files = list(paths)
    if kind in _TEXT:
        items = _halved({path: list(read_events(kind, path)) for path in files}, split)
        _none_missing(files, len(items))
        parser, lexicon = parser or Parser.load(), lexicon or load_lexicon()
        return score_texts(kind, items, parser, Coder(actors or load_actors(), lexicon))
    pairs = _halved({path: list(read_pairs(kind, path)) for path in files}, split)
    _none_missing(files, len(pairs))
    return score_pairs(kind, pairs, parser or Parser.load(), lexicon or load_lexicon())


def _halved(items: Mapping[Path, list[Item]], split: tuple[Split, Half] | None) -> list[Item]:
    kept = (split[0].keep(found, path, split[1]) if split else found for path, found in items.items())
    return list(chain.from_iterable(kept))


def _none_missing(files: list[Path], n: int) -> None:
    if not n:
        raise UsageError(f"{', '.join(map(str, files)) or 'no file'}: no item to score was found")
