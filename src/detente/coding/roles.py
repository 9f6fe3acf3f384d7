"""Who plays which role in an act: the slots that an entry names, filled with phrases that stand for somebody.

The slots are syntactic (``clauses``), the roles are the doer and whoever the act is directed at. Of several slots the
first that stands for a state goes before one that stands for a bare office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from detente.coding.actions import Action, Known, Matches
from detente.coding.clauses import Slots, is_passive, noun_slots
from detente.coding.tree import NOMINAL, VERBAL, Tree
from detente.lexicon import Entry, Result

__all__ = ["DIRECTED", "Roles"]

# operators whose result is directed at whoever is to act
DIRECTED = frozenset({"demand", "appeal", "order", "force", "permit", "forbid", "help"})

_SAID = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "REJECT", "THREATEN"})
_TEMPORAL = frozenset({"when", "after", "as", "while"})


class Roles:
    """Fills the roles of the acts of one sentence; ``slots`` gives a predicate's slots."""

    def __init__(self, tree: Tree, known: Known, match: Matches, slots: Callable[[int], Slots]) -> None:
        self.tree, self.known, self.match, self.slots = tree, known, match, slots

    def actor(self, entry: Entry, slots: Slots, nominal: bool) -> tuple[int, ...]:
        """Who does the act that an entry tells of."""
        if entry.reciprocal and any(self.known(k) for k in slots.get("between", ())):
            return slots["between"]
        wanted = (*entry.actor, "modifier") if nominal and "subject" in entry.actor else entry.actor
        if nominal and entry.type in _SAID and "from" not in entry.recipient:
            wanted = (*wanted, "from")  # *a protest from Tokyo, pleas from Oslo*
        if nominal and "object" not in entry.recipient and "of" not in entry.recipient:
            wanted = (*wanted, "object")  # *the visit of President Xi*
        if nominal and entry.type == "ASSAULT" and not slots.keys() & {"subject", "on", "against"}:
            # *the Yonphyong shelling, the Baghdad bombing*: a town before the noun is what was hit
            slots = {**slots, "modifier": tuple(k for k in slots.get("modifier", ()) if not self._is_town(k))}
        return self.filled(wanted, slots)

    def _is_town(self, k: int) -> bool:
        match = self.match(k)
        return match is not None and match.kind in {"city", "seat"}

    def filled(self, wanted: Iterable[str], slots: Slots, besides: Sequence[int] = ()) -> tuple[int, ...]:
        """Fillers of the first wanted slot that stands for an actor; else of the first that is filled at all."""
        first: tuple[int, ...] = ()
        bare: tuple[int, ...] = ()
        for slot in wanted:
            name = "object" if slot == "of" and "of" not in slots else slot
            fillers = tuple(k for k in slots.get(name, ()) if k not in besides)
            others = tuple(k for k in fillers if self.known(k) and not self.are(k, besides))
            if any(a.state for k in others for a in self.known(k)):
                return others
            bare = bare or others  # *expelled diplomats from Poland*: a state goes before a bare office
            first = first or fillers
        if bare:
            return bare
        return () if any(self.tree[k].upos not in NOMINAL for k in first) else first

    def are(self, k: int, others: Sequence[int]) -> bool:
        """True when a phrase stands for nobody but those (*gave **its** backing to …*)."""
        ids = {a.id for o in others for a in self.known(o)}
        return bool(ids) and all(a.id in ids for a in self.known(k))

    def all_are(self, tokens: Sequence[int], others: Sequence[int]) -> bool:
        """True where each of some phrases stands for nobody but those others."""
        return bool(tokens) and all(self.are(k, others) for k in tokens)

    def are_foreign(self, doers: Sequence[int], actor: Sequence[int]) -> bool:
        """True where all who are to act are known for another state's than those who order it."""
        theirs, mine = ({a.state for k in side for a in self.known(k) if a.state} for side in (doers, actor))
        return bool(theirs and mine) and not theirs & mine

    def asked(self, i: int, actor: Sequence[int]) -> tuple[int, ...]:
        """*demanded that Oslo hand over the man*: who is to act in the clause is asked."""
        return tuple(
            k
            for clause in self.tree.kids(i, "ccomp", "xcomp")
            for k in self.slots(clause).get("subject", ())
            if k not in actor and self.known(k) and not self.are(k, actor)
        )

    def around(self, nodes: Iterable[int], actor: tuple[int, ...], *, subject_first: bool = False) -> tuple[int, ...]:
        """Actors named about a complement whose own word is unknown: its object, its phrases, its subject."""
        for node in nodes:
            slots = noun_slots(self.tree, node) if self.tree[node].upos in NOMINAL else self.slots(node)
            for slot in sorted(slots, key=lambda s: ((s == "subject") != subject_first, s != "object", s)):
                found = tuple(k for k in slots[slot] if k not in actor and self.known(k) and slot not in {"in", "on"})
                if found:
                    return found
        return ()

    def are_joint(self, mode: str | None, actor: Iterable[int]) -> bool:
        """Forces of two states that exercise together cooperate (PLOVER, COOPERATE)."""
        return mode == "exercise" and len({a.state for k in actor for a in self.known(k)}) > 1

    def directed_at(
        self, entry: Entry, cell: Result, slots: Slots, actor: tuple[int, ...], inner: Action
    ) -> tuple[int, ...]:
        """Whom the result is directed at: the operator's own slot, or the parties of the embedded action."""
        doers = {a.state for k in actor for a in self.known(k)}

        within = all(a.sector not in {"", "GOV"} for k in actor for a in self.known(k))  # *protesters demanded …*
        ids = {a.id for k in actor for a in self.known(k)}

        def others(tokens: Iterable[int]) -> tuple[int, ...]:
            return tuple(
                k
                for k in tokens
                if k not in actor and any(a.state not in doers or (within and a.id not in ids) for a in self.known(k))
            )

        embedded = cell.recipient == "embedded"
        own = () if embedded else self.filled(entry.recipient, slots, besides=(*actor, inner.act))
        if any(self.known(k) for k in own) and not any(inner.act == self.tree.content(k) for k in own):
            return own
        agents, theirs = others(inner.actor), others(inner.recipient)
        if cell.recipient == "agent" and own:
            return agents or own  # *accused the group of siding with Rome* does not accuse Rome
        if cell.recipient == "agent" or entry.operator in DIRECTED:
            return agents or theirs or own
        return theirs or agents or own

    def killers(self, i: int, actions: Callable[[int], Iterable[Action]]) -> tuple[int, ...]:
        """*were killed when jets bombed the town*: nobody else is named, so whose blow it was killed them."""
        if not is_passive(self.tree, i):
            return ()
        blows = (a for k in self.tree.kids(i, "advcl") if self._is_of_a_time(k) for a in actions(k))
        return next((b.actor for b in blows if b.type == "ASSAULT" and any(self.known(k) for k in b.actor)), ())

    def _is_of_a_time(self, clause: int) -> bool:
        return any(self.tree[m].lemma.lower() in _TEMPORAL for m in self.tree.kids(clause, "mark", "advmod"))

    def granting(self, i: int, actor: Sequence[int]) -> tuple[int, ...]:
        """*At Syria's request, Russia has sent jets*: who acts at a request was asked."""
        head = next((n for n in self.tree.ancestors(i) if self.tree[n].upos in VERBAL), -1)
        asked = self.slots(head).get("subject", ()) if head >= 0 else ()
        return tuple(k for k in asked if self.known(k) and k not in actor)

    def partaking(self, i: int) -> tuple[int, ...]:
        """*sent troops after scuffles with the guards*: whose clause tells of the clash took part in it."""
        head = self.tree.governor(i)
        if self.tree[i].deprel != "obl" or head < 0 or not self.tree.case(i) or "with" not in noun_slots(self.tree, i):
            return ()
        return tuple(k for k in self.slots(head).get("subject", ()) if self.known(k))

    def is_occasion(self, i: int) -> bool:
        """*said after talks with …, agreed at a meeting in …*: a meeting that an act is dated by has been held."""
        return self.tree[i].deprel == "obl" and self.tree.case(i) in {"after", "at", "during", "following"}

    def pooled(self, i: int, entry: Entry, slots: Slots, inner: Action, sense: Entry | None) -> Action:
        """Pool the arguments of a light verb and its noun; the verb's subject goes first. ``sense`` is the noun's."""
        actor = self.filled(entry.actor, slots) or inner.actor
        if inner.reciprocal and not any(self.known(k) for k in actor):
            actor = slots.get("between", ()) or inner.actor
        own = entry.recipient if entry.recipient != ("object",) else ()
        recipient = self.filled(own, slots, besides=actor) if own else ()
        if not any(self.known(k) for k in recipient):
            recipient = inner.recipient if any(self.known(k) for k in inner.recipient) else recipient
        if not any(self.known(k) for k in recipient) and sense is not None:
            outer = tuple(s for s in (*sense.recipient, "iobject") if s != "object")
            recipient = self.filled(outer, slots, besides=actor) or recipient
        if not recipient and sense is not None and "modifier" in sense.recipient and inner.nominal:
            recipient = tuple(k for k in inner.actor if not self.are(k, actor))  # *made a **DPRK** visit*
        recipient = tuple(k for k in recipient if k not in actor)
        if self.are_joint(inner.mode, actor):
            inner = replace(inner, type="COOPERATE", mode="military")
        return replace(inner, act=i, actor=actor, recipient=recipient, rules=(entry.id, *inner.rules), nominal=False)
