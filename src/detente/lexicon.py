"""What words mean: the lexicon's entries and the operator table, validated and compiled.

The files are YAML, one entry a word sense (``data/lexicon/en``; the format stands in its README). Loading
reports every fault of every file at once, each with file and line.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from detente.errors import DataError
from detente.ontology import Ontology, load_ontology, quad_name

__all__ = ["Entry", "Lexicon", "Result", "forms", "load_lexicon"]

_SPECIAL = {"operators.yaml", "objects.yaml", "irregular.yaml"}
_VOWELS = "aeiou"
_KIND_ORDER = {"operator": 0, "light": 1, "event": 2, "report": 3}
_WORD_KINDS = ("verbs", "nouns", "adjectives")


@dataclass(frozen=True, slots=True)
class Result:
    """A cell of the operator table: a new type, or the embedded action kept (perhaps with another status)."""

    type: str | None = None
    mode: str | None = None
    keep: bool = False
    status: str | None = None
    promised: bool = False
    recipient: str = "own"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense of some words. ``kind`` is event, operator, light or report; the README tells of the rest."""

    id: str
    kind: str
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    type: str | None
    mode: str | None
    context: tuple[str, ...]
    cameo: str | None
    operator: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    object: tuple[str, ...]
    subject: tuple[str, ...]
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    about: tuple[str, ...]
    reciprocal: bool
    complement: tuple[str, ...]
    example: str
    expect: str
    place: str

    @property
    def exactness(self) -> int:
        """How much an entry asks for: conditions on things weigh more than conditions on slots."""
        return (
            3 * bool(self.object)
            + 3 * bool(self.about)
            + 2 * bool(self.subject)
            + 2 * bool(self.needs)
            + bool(self.unless)
            + 9 * (self.kind == "report" and bool(self.subject))  # whatever a storm or a striker hits, it is no act
        )


@dataclass(frozen=True)
class Lexicon:
    """The compiled lexicon. ``digest`` identifies its content; coded rows are stored beside it."""

    entries: Mapping[str, Entry]
    operators: Mapping[str, Mapping[str, Result]]
    classes: Mapping[str, frozenset[str]]
    irregular: Mapping[str, tuple[str, ...]]
    ontology: Ontology
    digest: str

    @cached_property
    def by_head(self) -> Mapping[tuple[str, str], tuple[tuple[tuple[str, ...], Entry], ...]]:
        """Senses by (part of speech, head lemma): pairs of the other words required and the entry, best first."""
        table: dict[tuple[str, str], list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
        for entry in self.entries.values():
            for kind in _WORD_KINDS:
                for phrase in getattr(entry, kind):
                    head, others = _headed(kind, phrase)
                    table[kind, head].append((others, entry))
        return {key: tuple(sorted(senses, key=_best_first)) for key, senses in table.items()}

    def senses(self, kind: str, lemma: str) -> tuple[tuple[tuple[str, ...], Entry], ...]:
        """Return the senses of a lemma as ``verbs``, ``nouns`` or ``adjectives``; the most exact come first."""
        return self.by_head.get((kind, lemma), ())

    def apply(self, operator: str, event_type: str | None) -> tuple[Result, str]:
        """Look an embedded action up in an operator's row; returns the cell and the name of its column."""
        row = self.operators[operator]
        for column in _columns(self.ontology, event_type):
            if column in row:
                return row[column], column
        return Result(), "default"

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """Expand object classes (CAPITALS) and literal lemmas to the set of lemmas and phrases meant."""
        return self._members(tuple(names))

    @cached_property
    def _members(self) -> Callable[[tuple[str, ...]], frozenset[str]]:
        return cache(
            lambda names: frozenset(_spaced(m) for n in names for m in (self.classes[n] if n.isupper() else (n,)))
        )

    @cached_property
    def _lemma_of(self) -> Mapping[tuple[str, str], str]:
        return {
            (kind, form): head
            for kind, head in sorted(self.by_head, reverse=True)
            for form in forms(head, self.irregular.get(head, ()))
            if form.endswith("s") or (kind == "verbs" and form != head + "d") or head.endswith("e") or form == head
        }

    def lemma(self, kind: str, form: str, lemma: str) -> str:
        """Return the lexicon's lemma of a word: the parser's, or where that is no entry the one its form comes from.

        Small models lemmatise by rule and turn *staged* into *stag*.
        """
        longer, shape = lemma + "e", form.lower()
        if (kind, longer) in self.by_head and shape in {longer + "s", longer + "d", lemma + "ing"}:
            return longer  # *hopes* is no form of *hop*, which would double its consonant
        if (kind, lemma) in self.by_head:
            return lemma
        return self._lemma_of.get((kind, form.lower()), lemma)

    def vocabulary(self) -> Iterator[tuple[str, str]]:
        """Every (kind, head lemma) that may carry an act: what the sieve looks for."""
        return iter(self.by_head)


def _headed(kind: str, phrase: str) -> tuple[str, tuple[str, ...]]:
    """Split a phrase into its head and the other words: a verb stands first, a noun or adjective last."""
    if kind == "verbs":
        first, *rest = phrase.lower().split()
        *before, head = first.split("-")  # *test-fired* is *fired* with *test* beside it
        return head, (*before, *rest)
    words = _spaced(phrase.lower()).split()
    return words[-1], tuple(words[:-1])


def _spaced(phrase: str) -> str:
    """Part a phrase as the tokenizer does, which splits at hyphens: *cease-fire* is two words, headed by *fire*."""
    return phrase.replace("-", " ")


def _best_first(sense: tuple[tuple[str, ...], Entry]) -> tuple[int, int, int, str]:
    """Longer phrases first, then the more exact; among equals operators and light verbs before plain event words."""
    others, entry = sense
    return (-len(others), -entry.exactness, _KIND_ORDER[entry.kind], entry.id)


def _columns(ontology: Ontology, event_type: str | None) -> tuple[str, ...]:
    if event_type in {None, "unknown", "none"}:
        return (event_type or "unknown", "default")
    meant = ontology.types[str(event_type)]
    side = "cooperation" if meant.cooperative else "conflict"
    return (meant.name, quad_name(meant.quad_class), side, "default")


# -- loading --------------------------------------------------------------------------------------------------


@cache
def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read, check and compile a lexicon folder (the shipped English one by default); raises DataError."""
    root = folder or Path(str(files("detente") / "data/lexicon/en"))
    ontology = load_ontology()
    operators, classes = _operators(root), _classes(root)
    faults: list[str] = []
    entries: dict[str, Entry] = {}
    for path in sorted(root.glob("*.yaml")):
        if path.name not in _SPECIAL:
            _read_file(path, entries, faults)
    faults += [f for e in entries.values() for f in _check(e, ontology, operators, classes)]
    if faults:
        raise DataError(faults)
    return Lexicon(entries, operators, classes, _irregular(root), ontology, _digest(root))


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _operators(root: Path) -> dict[str, dict[str, Result]]:
    raw = yaml.safe_load((root / "operators.yaml").read_text("utf-8"))["operators"]
    return {name: {column: Result(**cell) for column, cell in row.items()} for name, row in raw.items()}


def _irregular(root: Path) -> dict[str, tuple[str, ...]]:
    raw = yaml.load((root / "irregular.yaml").read_text("utf-8"), Loader=_Loader)
    return {lemma: tuple(forms) for lemma, forms in raw.items()}


def _classes(root: Path) -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = yaml.safe_load((root / "objects.yaml").read_text("utf-8"))

    def expand(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in seen or name not in raw:
            raise DataError([f"objects.yaml: class '+{name}' is unknown or names itself; known: {', '.join(raw)}"])
        own = {m for m in raw[name] if not m.startswith("+")}
        taken = (expand(m[1:], seen | {name}) for m in raw[name] if m.startswith("+"))
        return frozenset(own).union(*taken)

    return {name: expand(name, frozenset()) for name in raw}


class _Loader(yaml.CSafeLoader):
    """YAML whose only booleans are true and false: the prepositions *on* and *off* stay words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _read_file(path: Path, entries: dict[str, Entry], faults: list[str]) -> None:
    try:
        text = path.read_text("utf-8")
        rows = yaml.load(text, Loader=_Loader) or []
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        faults.append(f"{path.name}: not YAML: {error}")
        return
    lines = [child.start_mark.line + 1 for child in node.value] if node is not None else []
    known = len(faults)
    errors = _validator().iter_errors(rows)
    faults += [f"{path.name}:{_line(lines, e.absolute_path)}: {e.message}" for e in errors]
    if len(faults) > known:
        return
    for row, line in zip(rows, lines, strict=True):
        entry = _entry(row, f"{path.name}:{line}")
        if entry.id in entries:
            faults.append(f"{entry.place}: id '{entry.id}' stands already at {entries[entry.id].place}")
        entries[entry.id] = entry


def _line(lines: list[int], where: Iterable[Any]) -> int:
    first = next(iter(where), None)
    return lines[first] if isinstance(first, int) and first < len(lines) else 1


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    schema = json.loads((files("detente") / "data/schema/lexicon.json").read_text("utf-8"))
    return Draft202012Validator(schema)


def _entry(row: Mapping[str, Any], place: str) -> Entry:
    kind = "operator" if "operator" in row else "light" if "light" in row else "report" if "report" in row else "event"

    def words(key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(row[key]) if key in row else default

    return Entry(
        row["id"], kind, words("verbs"), words("nouns"), words("adjectives"), row.get("type"), row.get("mode"),
        words("context"), row.get("cameo"), row.get("operator"), words("actor", ("subject",)),
        words("recipient", ("object",)), words("object"), words("subject"), words("needs"), words("unless"),
        words("about"), "reciprocal" in row, words("complement"), row["example"], row["expect"], place,
    )  # fmt: skip


def _check(entry: Entry, ontology: Ontology, operators: Mapping[str, Any], classes: Mapping[str, Any]) -> Iterator[str]:
    head = f"{entry.place}: entry '{entry.id}'"
    if not (entry.verbs or entry.nouns or entry.adjectives):
        yield f"{head} has no words; give verbs, nouns or adjectives"
    if entry.kind == "event" and entry.type not in ontology.types:
        yield f"{head} names type '{entry.type}'; choose one of {', '.join(ontology.types)}"
    elif entry.mode and entry.type and entry.mode not in ontology.types[entry.type].modes:
        yield f"{head} names mode '{entry.mode}'; {entry.type} has {', '.join(ontology.types[entry.type].modes)}"
    if entry.operator and entry.operator not in operators:
        yield f"{head} names operator '{entry.operator}'; choose one of {', '.join(operators)}"
    for context in set(entry.context) - ontology.contexts:
        yield f"{head} names context '{context}'; choose one of {', '.join(sorted(ontology.contexts))}"
    for name in (*entry.object, *entry.subject, *entry.about):
        if name.isupper() and name not in classes:
            yield f"{head} names class '{name}'; choose one of {', '.join(classes)} or write a lemma in lower case"


def forms(lemma: str, irregular: Iterable[str] = ()) -> frozenset[str]:
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
    return frozenset(out | set(irregular))
