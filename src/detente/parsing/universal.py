"""ClearNLP labels -> Universal Dependencies v2 (de Marneffe et al. 2021): content words govern function words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from detente.records import Token

__all__ = ["RULES", "to_ud"]

_RENAMED = {
    "ROOT": "root", "dobj": "obj", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass",
    "relcl": "acl:relcl", "poss": "nmod:poss", "prt": "compound:prt", "neg": "advmod", "npadvmod": "obl:tmod",
    "predet": "det:predet", "preconj": "cc:preconj", "complm": "mark", "intj": "discourse", "quantmod": "advmod",
    "meta": "dep", "nmod": "nmod", "oprd": "xcomp", "acomp": "xcomp", "attr": "xcomp", "dative": "iobj",
    "agent": "case", "prep": "case", "pobj": "obl", "pcomp": "advcl", "": "dep",
}  # fmt: skip
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X", "DET"})
_GOVERNING_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_VERBAL = frozenset({"VERB", "AUX"})
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_MAY_BE_PREPOSITION = frozenset({"ADP", "SCONJ", "PART", "VERB", "ADV", "ADJ"})
_COMPLEMENTS = frozenset({"pobj", "pcomp"})
_PREDICATES = frozenset({"acomp", "attr"})


class _Rows:
    """A tree being rebuilt: heads and relations change, words do not."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.heads = [t.head for t in tokens]
        self.deprels = [t.deprel for t in tokens]

    def children(self, head: int, deprels: frozenset[str] | None = None) -> list[int]:
        return [i for i, h in enumerate(self.heads) if h == head and (deprels is None or self.deprels[i] in deprels)]

    def attach(self, i: int, head: int, deprel: str) -> None:
        self.heads[i], self.deprels[i] = head, deprel

    def adopt(self, children: Iterable[int], head: int) -> None:
        for k in children:
            self.heads[k] = head


def to_ud(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Convert a ClearNLP tree to UD v2. Works on any well-formed tree and never makes a cycle."""
    rows = _Rows(tuple(tokens))
    for rule in RULES:
        rule(rows)
    return tuple(_relabelled(rows))


def _relabelled(rows: _Rows) -> Iterator[Token]:
    for t, head, deprel in zip(rows.tokens, rows.heads, rows.deprels, strict=True):
        infinitive = deprel == "aux" and t.upos == "PART"  # its *to*
        label = "mark" if infinitive else _RENAMED.get(deprel, deprel)
        if head == t.head and label == t.deprel:
            yield t
        else:
            yield Token(t.form, t.lemma, t.upos, t.feats, head, label, t.start, t.end)


def _prepositions(rows: _Rows) -> None:
    """*met -> with -> him* becomes *met -> him -> with*: the noun is the dependant, the preposition its case."""
    for i in reversed(range(len(rows.tokens))):
        if rows.deprels[i] not in _PREPOSITIONS or rows.tokens[i].upos not in _MAY_BE_PREPOSITION:
            continue
        inner = rows.children(i, _COMPLEMENTS)
        if inner:
            _turn_over(rows, i, inner[0])


def _turn_over(rows: _Rows, adposition: int, noun: int) -> None:
    clause = _is_clause(rows, noun)
    rows.attach(noun, rows.heads[adposition], _oblique(rows, adposition, noun))
    rows.attach(adposition, noun, "mark" if clause else "case")
    rows.adopt((k for k in rows.children(adposition) if k != noun), noun)


def _is_clause(rows: _Rows, noun: int) -> bool:
    return rows.deprels[noun] == "pcomp" and rows.tokens[noun].upos in _VERBAL


def _oblique(rows: _Rows, adposition: int, noun: int) -> str:
    head = rows.heads[adposition]
    nominal = head >= 0 and rows.tokens[head].upos in _GOVERNING_NOUNS
    if _is_clause(rows, noun):
        return "acl" if nominal else "advcl"
    if rows.deprels[adposition] == "agent":
        return "obl:agent"
    if head >= 0 and rows.deprels[head] == "prep":
        return "pobj"  # *according to X*, *from under X*: the outer preposition is turned over next
    return "nmod" if nominal else "obl"


def _copulas(rows: _Rows) -> None:
    """*is -> critical* becomes *critical -> is*: the predicate governs, *be* is its copula."""
    for i, verb in enumerate(rows.tokens):
        if verb.lemma != "be" or verb.upos not in _VERBAL or rows.deprels[i] in {"aux", "auxpass"}:
            continue
        predicates = [k for k in rows.children(i, _PREDICATES) if rows.tokens[k].upos in _NOMINAL]
        if not predicates or rows.children(i, frozenset({"expl"})):
            continue
        predicate = predicates[0]
        rows.attach(predicate, rows.heads[i], rows.deprels[i])
        rows.attach(i, predicate, "cop")
        rows.adopt(rows.children(i), predicate)


def _conjuncts(rows: _Rows) -> None:
    """All conjuncts hang from the first; the coordinator belongs to the conjunct that follows it."""
    heads, deprels = rows.heads, rows.deprels
    for i, deprel in enumerate(deprels):
        if deprel == "conj" and heads[i] >= 0 and deprels[heads[i]] == "conj":
            first = heads[i]
            seen = {i}
            while deprels[first] == "conj" and heads[first] >= 0 and first not in seen:
                seen.add(first)
                first = heads[first]
            if first not in seen:
                heads[i] = first
    for i, deprel in enumerate(deprels):
        if deprel == "cc":
            first = heads[heads[i]] if deprels[heads[i]] == "conj" else heads[i]
            later = [k for k in rows.children(first, frozenset({"conj"})) if k > i]
            if later:
                heads[i] = later[0]


# In this order: each rule reads what the one before has made.
RULES: tuple[Callable[[_Rows], None], ...] = (_prepositions, _copulas, _conjuncts)
