"""The algebra of action: event words, light verbs and operators composed over a tree into actions.

``compose`` asks every word that can carry an act for its meaning. A light verb hands its meaning to its event
noun; an operator takes the embedded action and returns another, by the table in ``operators.yaml``; what has
been taken in is no act of its own any more. Negation and modality are applied last (``status``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from detente.coding import status
from detente.coding.clauses import Slots, noun_slots, verb_slots
from detente.coding.tree import NOMINAL, Tree
from detente.lexicon import Entry, Lexicon, Result
from detente.records import Actor, Status

__all__ = ["Action", "Known", "compose"]

Known = Callable[[int], tuple[Actor, ...]]
_KINDS = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives"}
# verbs that say of an event noun only that it happened: *talks took place*
_HAPPENING = frozenset(
    {"take", "occur", "happen", "begin", "start", "open", "continue", "resume", "follow", "end", "conclude"}
)
_FACTIVE_DETERMINERS = frozenset({"no", "any"})


@dataclass(frozen=True, slots=True)
class Action:
    """A composed act over token indices: who may be behind the indices is for ``mentions`` to say."""

    type: str
    mode: str | None
    status: Status
    act: int
    actor: tuple[int, ...]
    recipient: tuple[int, ...]
    rules: tuple[str, ...]
    context: tuple[str, ...] = ()
    cameo: str | None = None
    promised: str | None = None
    object: int | None = None
    reciprocal: bool = False
    nominal: bool = False


def compose(tree: Tree, lexicon: Lexicon, known: Known) -> tuple[Action, ...]:
    """Return the actions of a sentence, in the order of their words."""
    composer = _Composer(tree, lexicon, known)
    return composer.all()


class _Composer:
    def __init__(self, tree: Tree, lexicon: Lexicon, known: Known) -> None:
        self.tree, self.lexicon, self.known = tree, lexicon, known
        self._memo: dict[int, tuple[Action, ...]] = {}
        self._taken: set[int] = set()

    def all(self) -> tuple[Action, ...]:
        for i in range(len(self.tree)):
            self.actions(i)
        free = [a for i, found in sorted(self._memo.items()) if i not in self._taken for a in found]
        return tuple(a for a in free if not a.nominal or self._stands(a))

    def actions(self, i: int) -> tuple[Action, ...]:
        if i not in self._memo:
            self._memo[i] = ()  # a word met again while its own meaning is sought has none
            self._memo[i] = tuple(status.qualify(self.tree, i, a) for a in self._first_sense(i))
        return self._memo[i]

    def _stands(self, action: Action) -> bool:
        """An event noun is an act of its own only where its doer is named in its phrase (*Seoul's drills*)."""
        return any(self.known(k) for k in action.actor)

    # -- senses ------------------------------------------------------------------------------------------------

    def _first_sense(self, i: int) -> tuple[Action, ...]:
        token = self.tree[i]
        kind = _KINDS.get(token.upos)
        if kind is None or token.deprel in {"aux", "aux:pass", "cop", "case", "flat"}:
            return ()
        if kind == "adjectives" and token.deprel in {"amod", "compound"}:
            return ()
        if token.upos == "PROPN" and token.deprel in {"compound", "flat", "nmod:poss"}:
            return ()
        slots = noun_slots(self.tree, i) if kind == "nouns" else self._predicate_slots(i)
        for others, entry in self.lexicon.senses(kind, token.lemma):
            if self._fits(i, others, entry, slots):
                found = self._build(i, entry, slots)
                if found:
                    return found
                if entry.kind == "report":
                    return ()
        return ()

    def _predicate_slots(self, i: int) -> Slots:
        """A verb's slots, with what a misattached object keeps: *impose sanctions [on X]*."""
        slots = dict(verb_slots(self.tree, i))
        for obj in slots.get("object", ()):
            for slot, fillers in noun_slots(self.tree, obj).items():
                if slot not in {"object", "subject", "modifier"}:
                    slots.setdefault(slot, fillers)
        return slots

    def _fits(self, i: int, others: Sequence[str], entry: Entry, slots: Slots) -> bool:
        return (
            self._has_words(i, others)
            and self._is_in(slots.get("object", ()), entry.object)
            and self._is_in(slots.get("subject", ()), entry.subject)
            and (not entry.needs or any(n in slots for n in entry.needs))
            and not any(n in slots for n in entry.unless)
        )

    def _has_words(self, i: int, others: Sequence[str]) -> bool:
        if not others:
            return True
        if self.tree[i].upos in {"NOUN", "PROPN", "ADJ"}:
            return " ".join((*others, self.tree[i].lemma)) in self.tree.phrase(i, len(others) + 1)
        near = {self.tree[k].lemma for k in self.tree.kids(i) if self.tree[k].deprel != "punct"}
        near |= {
            self.tree[c].lemma
            for k in self.tree.kids(i, "obl", "obl:agent", "advmod", "advcl")
            for c in self.tree.kids(k, "case", "mark")
        }
        near |= {
            self.tree[k].lemma
            for obj in self.tree.kids(i, "obj", "obl")
            for k in self.tree.kids(obj, "amod", "compound")
        }
        near |= {t.lemma for t in self.tree.tokens[i + 1 : i + 3]} if len(others) == 1 else set()
        return all(word in near for word in others)

    def _is_in(self, fillers: Iterable[int], classes: Sequence[str]) -> bool:
        if not classes:
            return True
        members = self.lexicon.members(classes)
        return any(p in members for k in fillers for p in self.tree.phrase(self.tree.content(k)))

    # -- meanings ----------------------------------------------------------------------------------------------

    def _build(self, i: int, entry: Entry, slots: Slots) -> tuple[Action, ...]:
        if entry.kind == "event":
            return (self._event(i, entry, slots),)
        if entry.kind == "light":
            return tuple(self._light(i, entry, slots))
        if entry.kind == "operator":
            return tuple(self._operator(i, entry, slots))
        return ()

    def _event(self, i: int, entry: Entry, slots: Slots) -> Action:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self._actor_of(entry, slots, nominal)
        recipient = self._filled(entry.recipient, slots, besides=actor)
        things = slots.get("object", ())
        return Action(
            str(entry.type), entry.mode, "asserted", i, actor, recipient, (entry.id,), entry.context, entry.cameo,
            object=things[0] if things and things[0] not in recipient else None,
            reciprocal=entry.reciprocal, nominal=nominal,
        )  # fmt: skip

    def _actor_of(self, entry: Entry, slots: Slots, nominal: bool) -> tuple[int, ...]:
        if entry.reciprocal and any(self.known(k) for k in slots.get("between", ())):
            return slots["between"]
        wanted = (*entry.actor, "modifier") if nominal and "subject" in entry.actor else entry.actor
        if nominal and "object" not in entry.recipient and "of" not in entry.recipient:
            wanted = (*wanted, "object")  # *the visit of President Xi*
        return self._filled(wanted, slots)

    def _filled(self, wanted: Iterable[str], slots: Slots, besides: Sequence[int] = ()) -> tuple[int, ...]:
        """Fillers of the first wanted slot that stands for an actor; else of the first that is filled at all."""
        first: tuple[int, ...] = ()
        for slot in wanted:
            fillers = tuple(
                k
                for k in slots.get("object" if slot == "of" and "of" not in slots else slot, ())
                if k not in besides
            )
            if any(self.known(k) for k in fillers):
                return tuple(k for k in fillers if self.known(k))
            first = first or fillers
        return () if any(self.tree[k].upos not in NOMINAL for k in first) else first

    def _light(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        carriers = slots.get("subject" if entry.complement == ("subject",) else "object", ())
        for k in carriers:
            for inner in self.actions(self.tree.content(k)):
                self._taken.add(inner.act if inner.nominal else k)
                self._taken.add(self.tree.content(k))
                yield self._pooled(i, entry, slots, inner)

    def _pooled(self, i: int, entry: Entry, slots: Slots, inner: Action) -> Action:
        """Pool the arguments of a light verb and its noun; the verb's subject comes before the noun's own."""
        sense = self.lexicon.entries.get(inner.rules[0])
        actor = self._filled(entry.actor, slots) or inner.actor
        if inner.reciprocal and not any(self.known(k) for k in actor):
            actor = slots.get("between", ()) or inner.actor
        own = entry.recipient if entry.recipient != ("object",) else ()
        recipient = self._filled(own, slots, besides=actor) if own else ()
        if not any(self.known(k) for k in recipient):
            recipient = inner.recipient if any(self.known(k) for k in inner.recipient) else recipient
        if not any(self.known(k) for k in recipient) and sense is not None:
            outer = tuple(s for s in (*sense.recipient, "iobject") if s != "object")
            recipient = self._filled(outer, slots, besides=actor) or recipient
        recipient = tuple(k for k in recipient if k not in actor)
        return replace(
            inner, act=i, actor=actor, recipient=recipient, rules=(entry.id, *inner.rules), nominal=False
        )

    # -- operators ---------------------------------------------------------------------------------------------

    def _operator(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self._actor_of(entry, slots, nominal)
        nodes = tuple(dict.fromkeys(self._complements(i, entry, slots)))
        met = False
        for node in nodes:
            for inner in self.actions(node):
                met = True
                action = self._applied(i, entry, slots, actor, inner, nominal)
                if action is not None:
                    self._taken.add(node)
                    self._taken.add(inner.act)
                    yield action
        if not met:
            yield from self._blind(i, entry, slots, actor, nodes, nominal)

    def _complements(self, i: int, entry: Entry, slots: Slots) -> Iterator[int]:
        for kind in entry.complement or ("to", "that", "object"):
            for k in self._complement(i, kind, slots):
                yield from self.tree.conjuncts(k)

    def _complement(self, i: int, kind: str, slots: Slots) -> Iterator[int]:
        tree = self.tree
        if kind == "object":
            yield from (tree.content(k) for k in slots.get("object", ()))
        elif kind == "to":
            for k in tree.kids(i, "xcomp", "advcl", "acl", "ccomp"):
                if "to" in tree.mark(k) and tree.xpos(k) in {"VB", "VBN", "VBG", "JJ", "NN"}:
                    yield k
        elif kind == "that":
            yield from (k for k in tree.kids(i, "ccomp", "acl", "parataxis") if tree.xpos(k) != "VBG")
        elif kind == "ing":
            yield from (k for k in tree.kids(i, "xcomp", "ccomp") if tree.xpos(k) == "VBG")
        else:
            yield from (tree.content(k) for k in slots.get(kind, ()))
            yield from (k for k in tree.kids(i, "advcl", "acl", "xcomp", "ccomp") if kind in tree.mark(k))

    def _applied(
        self, i: int, entry: Entry, slots: Slots, actor: tuple[int, ...], inner: Action, nominal: bool
    ) -> Action | None:
        cell, column = self.lexicon.apply(str(entry.operator), _column(inner))
        rules = (f"{entry.id}[{entry.operator}:{column}]", *inner.rules)
        if cell.keep:
            kept = actor if not any(self.known(k) for k in inner.actor) else inner.actor
            return replace(
                inner, act=i, actor=kept, rules=rules, status=_status(cell, inner.status), nominal=nominal
            )
        if cell.type is None:
            return None
        recipient = self._recipient(entry, cell, slots, actor, inner)
        return self._made(i, entry, cell, actor, recipient, rules, inner, nominal)

    def _recipient(
        self, entry: Entry, cell: Result, slots: Slots, actor: tuple[int, ...], inner: Action
    ) -> tuple[int, ...]:
        besides = (*actor, inner.act)
        own = self._filled((s for s in entry.recipient), slots, besides=besides)
        if (
            any(self.known(k) for k in own)
            and cell.recipient == "own"
            and not set(own) & set(self._complements_of(slots, entry))
        ):
            return own
        agents = tuple(k for k in inner.actor if k not in actor and self.known(k))
        theirs = tuple(k for k in inner.recipient if k not in actor and self.known(k))
        if cell.recipient == "agent" or (
            cell.recipient == "own"
            and str(entry.operator) in {"demand", "appeal", "force", "permit", "forbid", "help"}
        ):
            return agents or theirs or own
        return theirs or agents or (own if cell.recipient == "own" else ())

    @staticmethod
    def _complements_of(slots: Slots, entry: Entry) -> tuple[int, ...]:
        return slots.get("object", ()) if entry.complement == ("object",) else ()

    def _made(
        self, i: int, entry: Entry, cell: Result, actor: tuple[int, ...], recipient: tuple[int, ...],
        rules: tuple[str, ...], inner: Action | None, nominal: bool,
    ) -> Action:  # fmt: skip
        return Action(
            str(cell.type), cell.mode or entry.mode, _status(cell, "asserted"), i, actor, recipient, rules,
            inner.context if inner else entry.context, entry.cameo,
            promised=inner.type if inner and cell.promised else None,
            object=inner.object if inner else None,
            reciprocal=entry.reciprocal or bool(inner and inner.reciprocal and str(cell.type) in {"AGREE", "REJECT"}),
            nominal=nominal,
        )  # fmt: skip

    def _blind(
        self,
        i: int,
        entry: Entry,
        slots: Slots,
        actor: tuple[int, ...],
        nodes: tuple[int, ...],
        nominal: bool,
    ) -> Iterator[Action]:
        """An operator over words that are no event words: *threatened to act against Seoul* is a threat all the same."""
        column = "unknown" if nodes else "none"
        cell, column = self.lexicon.apply(str(entry.operator), column)
        if cell.type is None:
            return
        recipient = self._filled(entry.recipient, slots, besides=actor)
        if not any(self.known(k) for k in recipient):
            recipient = self._around(nodes, actor) or recipient
        self._taken.update(nodes)
        rules = (f"{entry.id}[{entry.operator}:{column}]",)
        yield self._made(i, entry, cell, actor, recipient, rules, None, nominal)

    def _around(self, nodes: Iterable[int], actor: tuple[int, ...]) -> tuple[int, ...]:
        """Actors named about a complement whose own word is unknown: its object, its phrases, its subject."""
        for node in nodes:
            slots = (
                noun_slots(self.tree, node)
                if self.tree[node].upos in NOMINAL
                else self._predicate_slots(node)
            )
            for slot in sorted(slots, key=lambda s: (s != "object", s == "subject", s)):
                found = tuple(
                    k for k in slots[slot] if k not in actor and self.known(k) and slot not in {"in", "on"}
                )
                if found:
                    return found
        return ()


def _column(inner: Action) -> str:
    """An operator sees a negated cooperative act as a refusal, a negated hostile one as restraint."""
    if inner.status != "negated":
        return inner.type
    cooperative = inner.type in {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
    return "REJECT" if cooperative else "RETREAT"


def _status(cell: Result, before: Status) -> Status:
    return cell.status or before  # type: ignore[return-value]
