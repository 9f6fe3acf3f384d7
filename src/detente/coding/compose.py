"""The algebra of action: event words, light verbs and operators composed over a tree into actions.

``compose`` asks every word that can carry an act for its meaning. A light verb hands its meaning to its event
noun; an operator takes the embedded action and returns another, by the table in ``operators.yaml``; what has
been taken in is no act of its own any more. Negation and modality are applied last (``status``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from detente.actors import Match
from detente.coding import status
from detente.coding.clauses import Slots, is_time, joins_above, noun_slots, verb_slots
from detente.coding.tree import NOMINAL, VERBAL, Tree
from detente.lexicon import Entry, Lexicon, Result
from detente.records import Actor, Status, Token

__all__ = ["Action", "Known", "compose"]

Known = Callable[[int], tuple[Actor, ...]]
Matches = Callable[[int], Match | None]
_KINDS = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives"}


_REFERRING = frozenset({"AGREE", "SUPPORT", "CONSULT", "COOPERATE"})
_TEXTS = frozenset("resolution treaty pact agreement accord law constitution article charter convention".split())
# operators whose result is directed at whoever is to act
_DIRECTED = frozenset({"demand", "appeal", "order", "force", "permit", "forbid", "help"})
# operators that take what they act on for a fact: it stays an event of its own
_FACTIVE = frozenset({"oppose", "apologize"})
# prepositions that direct an act at somebody, wherever a small model hangs them
_DIRECTIONS = frozenset({"against", "toward", "towards"})
_PAIR = frozenset({"S", "T"})  # a given pair's members may be persons
# classes that the sectors of the register fill as well as the words of ``objects.yaml``
_BY_SECTOR: Mapping[str, frozenset[str]] = {
    "ANYBODY": frozenset(),
    "ORGANIZATION": frozenset({"IGO"}),
    "GOVERNMENT": frozenset({"", "GOV"}),
    "PROTESTER": frozenset({"CVL", "EDU", "LAB"}),
    "TROOPS": frozenset({"MIL"}),
    "SOLDIERS": frozenset({"MIL"}),
    "POLICE": frozenset({"COP"}),
    "FIGHTER": frozenset({"", "GOV", "MIL", "REB", "UAF", "COP", "CRM", "OPP", "CVL"}),
    "PEOPLE": frozenset({"CVL", "EDU", "LAB", "JRN", "OPP", "REL", "MIL", "COP", "REF", "NGO", "LEG", "MED", "CRM"}),
    "CITIZEN": frozenset({"CVL", "EDU", "LAB", "JRN", "OPP", "REL", "BUS", "NGO"}),
}
_PLURAL_STATES = frozenset({"States", "Philippines", "Netherlands", "Emirates", "Maldives", "Nations", "Seychelles"})
_HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "ACCUSE", "PROTEST", "MOBILIZE"})


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


def compose(
    tree: Tree,
    lexicon: Lexicon,
    known: Known,
    *,
    nominals: bool = False,
    relaxed: bool = False,
    match: Matches = lambda i: None,
) -> tuple[Action, ...]:
    """Return the actions of a sentence, in the order of their words.

    An event noun is an act of its own only where its doer is named in its phrase (*Seoul's drills*), unless
    ``nominals`` asks for all of them. ``relaxed`` lets a verb none of whose senses fits (*captured Soledar*: is
    that a town?) have its best sense all the same, with ``relaxed`` among the rules. ``match`` gives the register's
    name or title that covers a word.
    """
    return _Composer(tree, lexicon, known, match, relaxed).all(nominals)


class _Composer:
    def __init__(self, tree: Tree, lexicon: Lexicon, known: Known, match: Matches, relaxed: bool = False) -> None:
        self.tree, self.lexicon, self.known, self.match, self.relaxed = tree, lexicon, known, match, relaxed
        self._memo: dict[int, tuple[Action, ...]] = {}
        self._taken: set[int] = set()

    def all(self, nominals: bool) -> tuple[Action, ...]:
        for i in range(len(self.tree)):
            self.actions(i)
        free = [a for i, found in sorted(self._memo.items()) if i not in self._taken for a in found]
        if nominals:
            return tuple(free)
        told = {i: {a.type for a in found} for i, found in self._memo.items() if i not in self._taken}
        return tuple(a for a in free if self._is_told(a) and not self._repeats(a, told))

    def _is_told(self, action: Action) -> bool:
        """False for aims, for what a treaty or resolution says at all times, for event nouns that only refer."""
        if "purpose" in action.rules or self._is_norm(action):
            return False
        return not action.nominal or self._stands(action)

    def _repeats(self, action: Action, told: Mapping[int, set[str]]) -> bool:
        """*met him to discuss trade* is one consultation."""
        head = self.tree.governor(action.act)
        return self.tree[action.act].deprel in {"advcl", "xcomp"} and action.type in told.get(head, ())

    def _is_norm(self, action: Action) -> bool:
        """*Resolutions forbid North Korea …*: a text's standing rule in the present tense is no event."""
        present = self.tree.xpos(action.act) in {"VBZ", "VBP"}
        if present and self.tree[action.act].deprel == "advcl" and self.tree.mark(action.act) & {"as", "while", "when"}:
            return True  # *as they work together*: what goes on at the time, not what was done
        texts = [k for k in self.tree.kids(action.act, "nsubj") if self.tree[k].lemma.rstrip("s") in _TEXTS]
        return bool(texts) and (present or self.tree.xpos(action.act) == "VB")

    def actions(self, i: int) -> tuple[Action, ...]:
        if i not in self._memo:
            self._memo[i] = ()  # a word met again while its own meaning is sought has none
            self._memo[i] = tuple(status.qualify(self.tree, i, a) for a in self._first_sense(i))
        return self._memo[i]

    def _stands(self, action: Action) -> bool:
        """An event noun is an act of its own where its doer is named in its phrase (*Seoul's drills*).

        Nouns of cooperation refer more often than they tell (*cooperation between the two has deepened*): they
        stand only where a reporting verb puts them forward (*highlighted Beijing's commitment*).
        """
        if not any(self.known(k) for k in action.actor):
            return False
        match = self.match(action.act)
        if match is not None and match.kind == "agent" and not any(self.known(k) for k in action.recipient):
            return False  # *Venezuela's opposition*: those who oppose
        if action.type not in _REFERRING:
            return True
        head = self.tree.governor(action.act)
        return head >= 0 and any(e.kind == "report" for _, e in self.lexicon.senses("verbs", self.tree[head].lemma))

    # -- senses ------------------------------------------------------------------------------------------------

    def _first_sense(self, i: int) -> tuple[Action, ...]:
        """The meaning of a word: its best sense that yields an act, an operator over unknown words coming last."""
        kind = self._kind(i)
        if kind is None:
            return ()
        slots = noun_slots(self.tree, i) if kind == "nouns" else self._predicate_slots(i)
        lemma = self.lexicon.lemma(kind, self.tree[i].form, self.tree[i].lemma)
        fitting = [e for others, e in self.lexicon.senses(kind, lemma) if self._fits(i, others, e, slots)]
        clausal = [e for e in fitting if e.kind == "operator" and self._embeds_clause(i, e, slots)]
        for entry in (*clausal, *fitting):
            found = self._build(i, entry, slots)
            if found or _is_idiom(entry):
                return found
        for entry in fitting:
            if entry.kind == "operator" and not self._reports(i, entry, fitting):
                found = tuple(self._blind(i, entry, slots))
                if found:
                    return found
        return self._relaxed(i, kind, lemma, slots) if self.relaxed else ()

    def _relaxed(self, i: int, kind: str, lemma: str, slots: Slots) -> tuple[Action, ...]:
        """The sense of a verb over a known object whose class of things is not said; a place goes before a thing."""
        objects = slots.get("object", ())
        if kind != "verbs":
            return ()
        place = all(self.tree[k].upos == "PROPN" for k in objects)
        senses = [
            e
            for others, e in self.lexicon.senses(kind, lemma)
            if e.kind == "event"
            and e.object
            and self._has_words(i, others, _own_slots(e, slots))
            and any(self.known(k) for slot in e.recipient for k in slots.get(slot, ()))
        ]
        senses.sort(key=lambda e: ("TERRITORY" in e.object) != place)
        return tuple(replace(self._event(i, e, slots), rules=(e.id, "relaxed")) for e in senses[:1])

    def _reports(self, i: int, entry: Entry, fitting: Sequence[Entry]) -> bool:
        """*told lawmakers that …* reports, though *told lawmakers to …* demands."""
        told = bool(self.tree.kids(i, "ccomp")) and "that" not in (entry.complement or ("that",))
        return told and any(e.kind == "report" for e in fitting)

    def _embeds_clause(self, i: int, entry: Entry, slots: Slots) -> bool:
        """An operator over a clause (*called on Minsk to free …*) goes before any plain sense of its word."""
        return any(self.tree[k].upos in VERBAL for k in self._complements(i, entry, slots))

    def _kind(self, i: int) -> str | None:
        token = self.tree[i]
        match = self.match(i)
        if match is not None and " " in match.text:
            return None  # *riot police*, *attack helicopter*: a part of a name is no act
        kind = _KINDS.get(token.upos)
        if token.deprel in {"aux", "aux:pass", "cop", "case", "flat"}:
            return None
        if kind in {"verbs", "adjectives"} and token.deprel in {"amod", "compound"}:
            return None  # *visiting ministers, occupied land*: a property of the thing, no act told
        if token.upos == "PROPN" and token.deprel in {"compound", "flat", "nmod:poss"}:
            return None
        return kind

    def _predicate_slots(self, i: int) -> Slots:
        """A verb's slots, with what a misattached object keeps: *impose sanctions [on X]*."""
        slots = dict(verb_slots(self.tree, i))
        for obj in slots.get("object", ()):
            for slot, fillers in noun_slots(self.tree, obj).items():
                if slot not in {"subject", "modifier"}:
                    slots.setdefault("of" if slot == "object" else slot, fillers)
        for adjunct in self.tree.kids(i, "obl"):  # *took to the streets [against X]*
            for slot, fillers in noun_slots(self.tree, adjunct).items():
                if slot in _DIRECTIONS:
                    slots.setdefault(slot, fillers)
        return slots

    def _fits(self, i: int, others: Sequence[str], entry: Entry, slots: Slots) -> bool:
        return (
            self._has_words(i, others, slots if len(others) > 1 else _own_slots(entry, slots))
            and self._is_in(slots.get("object", ()), entry.object)
            and self._is_in(_doers(i, self.tree, entry, slots), entry.subject)
            and (not entry.needs or any(n in slots or self._marks(i, n) for n in entry.needs))
            and not any(n in slots for n in entry.unless)
            and self._is_about(i, entry.about)
        )

    def _marks(self, i: int, word: str) -> bool:
        """*called **for** the army to withdraw*: the preposition introduces a clause."""
        return any(word in self.tree.mark(k) for k in self.tree.kids(i, "advcl", "acl", "ccomp", "xcomp"))

    def _is_about(self, i: int, classes: Sequence[str]) -> bool:
        if not classes:
            return True
        members = self.lexicon.members(classes)
        return any(p in members for k in self.tree.subtree(i) for p in self.tree.phrase(k))

    def _has_words(self, i: int, others: Sequence[str], slots: Slots = MappingProxyType({})) -> bool:
        if not others:
            return True
        if self.tree[i].upos in {"NOUN", "PROPN", "ADJ"}:
            return " ".join((*others, self.tree[i].lemma)) in self.tree.phrase(i, len(others) + 1)
        near = {self.tree[k].lemma for k in self.tree.kids(i) if self.tree[k].deprel != "punct"} | set(slots)
        near |= {self.tree[c].lemma for k in self.tree.kids(i, "advmod", "advcl") for c in self.tree.kids(k, "mark")}
        # of a compound preposition (*pulled **out** of*) all but the last word may be the verb's own particle
        near |= {self.tree[c].lemma for k in self.tree.kids(i, "obl") for c in self.tree.kids(k, "case")[:-1]}
        near |= {
            self.tree[k].lemma
            for obj in self.tree.kids(i, "obj", "obl")
            for k in self.tree.kids(obj, "amod", "compound")
        }
        near |= {t.lemma for t in self._following(i)} if len(others) == 1 else set()
        return all(word in near for word in others)

    def _following(self, i: int) -> Iterator[Token]:
        """The two next words, which a small model may have hung elsewhere.

        *Called **on** Tuesday* and *took place **in** Rome* have no particle.
        """
        for n, token in enumerate(self.tree.tokens[i + 1 : i + 3]):
            if token.deprel != "case" or (n == 0 and not is_time(self.tree, token.head)):
                yield token

    def _is_in(self, fillers: Iterable[int], classes: Sequence[str]) -> bool:
        if not classes:
            return True
        members = self.lexicon.members(classes)
        if any(p in members for k in fillers for p in self.tree.phrase(self.tree.content(k))):
            return True
        people = (k for k in fillers if not self._is_thing(k))
        if "PERSON" in classes and any(a.sector or a.id in _PAIR for k in people for a in self.known(k)):
            return True
        return any(self._is_kind(self.tree.content(k), c) for k in fillers for c in classes if c in _BY_SECTOR)

    def _is_thing(self, k: int) -> bool:
        """*Welcomed the minister's **decision***: a common noun that is no class of persons, whoever is named in it."""
        return self.tree[k].upos == "NOUN" and not self.lexicon.members(["PEOPLE"]) & set(self.tree.phrase(k))

    def _is_kind(self, k: int, name: str) -> bool:
        """True where the register knows an actor for one of a class: NATO is an ORGANIZATION, marines are TROOPS."""
        if name == "ANYBODY":
            return bool(self.known(k)) and (self.match(k) is not None or self.tree[k].upos in {"PROPN", "PRON"})
        if self.match(k) is None:
            return False  # a thing that belongs to somebody is not somebody
        actors = self.known(k)
        if name == "ORGANIZATION":
            return any(a.state.startswith("IGO:") for a in actors)
        if name in {"TROOPS", "SOLDIERS"} and self._is_in((k,), ("WARSHIP", "AIRCRAFT", "WEAPON", "WARPLANE")):
            return False
        if name == "GOVERNMENT" and self.tree.xpos(k) in {"NNS", "NNPS"} and self.tree[k].form not in _PLURAL_STATES:
            return False  # *thousands of Iraqis*: a people, not its government
        return any(a.sector in _BY_SECTOR[name] and not a.state.startswith("IGO:") for a in actors)

    # -- meanings ----------------------------------------------------------------------------------------------

    def _build(self, i: int, entry: Entry, slots: Slots) -> tuple[Action, ...]:
        if entry.kind == "event":
            return (self._event(i, entry, slots),)
        if entry.kind == "light":
            return tuple(self._light(i, entry, slots))
        if entry.kind == "operator":
            return tuple(self._operator(i, entry, slots))
        return tuple(self._demanded(i, slots))

    def _demanded(self, i: int, slots: Slots) -> Iterator[Action]:
        """*Seoul said that Pyongyang must return to talks*: what is said to be another's duty is demanded."""
        subject = tuple(k for k in slots.get("subject", ()) if self.known(k))
        for told in self.tree.kids(i, "ccomp", "parataxis") if subject else ():
            if not status.is_duty(self.tree, told):
                continue
            duty = self._predicate_slots(told)
            bound = tuple(
                k for slot in ("subject", "object") for k in duty.get(slot, ()) if self.known(k) and k not in subject
            )
            self._taken.add(told)
            yield Action("REQUEST", "demand", "asserted", i, subject, bound, ("speech.duty",))

    def _event(self, i: int, entry: Entry, slots: Slots) -> Action:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self._actor_of(entry, slots, nominal)
        if nominal and entry.subject:  # the thing that acts is named by the class: *the arrival of a submarine*
            actor = tuple(k for k in _doers(i, self.tree, entry, slots) if self._is_in((k,), entry.subject)) or actor
        recipient = self._filled(entry.recipient, slots, besides=actor)
        if entry.type in {"REQUEST", "CONCEDE"} and not any(self.known(k) for k in recipient):
            recipient = self._asked(i, actor) or recipient
        # *vowed to retaliate against …*, *applied to join NATO*
        if entry.type in {"THREATEN", "REQUEST"} and not any(self.known(k) for k in recipient):
            recipient = self._around(self.tree.kids(i, "xcomp"), actor) or recipient
        things = slots.get("object", ())
        if entry.object and not nominal:  # the thing is part of the meaning: *lifted its ban* tells of no ban
            self._taken.update(self.tree.content(k) for k in things if self._is_in((k,), entry.object))
        kind, mode = str(entry.type), entry.mode
        if self._is_joint(mode, actor):
            kind, mode = "COOPERATE", "military"
        return Action(
            kind, mode, "asserted", i, actor, recipient, (entry.id,), entry.context, entry.cameo,
            object=things[0] if things and things[0] not in recipient else None,
            reciprocal=entry.reciprocal, nominal=nominal,
        )  # fmt: skip

    def _is_joint(self, mode: str | None, actor: Iterable[int]) -> bool:
        """Forces of two states that exercise together cooperate (PLOVER, COOPERATE)."""
        return mode == "exercise" and len({a.state for k in actor for a in self.known(k)}) > 1

    def _asked(self, i: int, actor: Sequence[int]) -> tuple[int, ...]:
        """*demanded that Oslo hand over the man*: who is to act in the clause is asked."""
        return tuple(
            k
            for clause in self.tree.kids(i, "ccomp", "xcomp")
            for k in self._predicate_slots(clause).get("subject", ())
            if k not in actor and self.known(k) and not self._are(k, actor)
        )

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
        bare: tuple[int, ...] = ()
        for slot in wanted:
            name = "object" if slot == "of" and "of" not in slots else slot
            fillers = tuple(k for k in slots.get(name, ()) if k not in besides)
            others = tuple(k for k in fillers if self.known(k) and not self._are(k, besides))
            if any(a.state for k in others for a in self.known(k)):
                return others
            bare = bare or others  # *expelled diplomats from Poland*: a state goes before a bare office
            first = first or fillers
        if bare:
            return bare
        return () if any(self.tree[k].upos not in NOMINAL for k in first) else first

    def _are(self, k: int, others: Sequence[int]) -> bool:
        """True when a phrase stands for nobody but those (*gave **its** backing to …*)."""
        ids = {a.id for o in others for a in self.known(o)}
        return bool(ids) and all(a.id in ids for a in self.known(k))

    def _all_are(self, tokens: Sequence[int], others: Sequence[int]) -> bool:
        return bool(tokens) and all(self._are(k, others) for k in tokens)

    def _light(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        carriers = tuple(k for slot in entry.complement or ("object",) for k in slots.get(slot, ()))
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
        if self._is_joint(inner.mode, actor):
            inner = replace(inner, type="COOPERATE", mode="military")
        return replace(inner, act=i, actor=actor, recipient=recipient, rules=(entry.id, *inner.rules), nominal=False)

    # -- operators ---------------------------------------------------------------------------------------------

    def _operator(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self._actor_of(entry, slots, nominal)
        for node in dict.fromkeys(self._complements(i, entry, slots)):
            for inner in self.actions(node):
                action = self._applied(i, entry, slots, actor, inner, nominal)
                if action is None:
                    continue
                if entry.operator not in _FACTIVE:
                    self._taken |= {node, inner.act}
                yield action

    def _complements(self, i: int, entry: Entry, slots: Slots) -> Iterator[int]:
        for kind in entry.complement or ("to", "that", "object"):
            for k in self._complement(i, kind, slots):
                yield from (n for n in self.tree.conjuncts(k) if n == k or not joins_above(self.tree, n, k))

    def _complement(self, i: int, kind: str, slots: Slots) -> Iterator[int]:
        tree = self.tree
        if kind == "object":
            yield from (tree.content(k) for k in slots.get("object", ()))
        elif kind == "to":
            for k in tree.kids(i, "xcomp", "advcl", "acl", "ccomp"):
                if "to" in tree.mark(k) and tree.xpos(k) in {"VB", "VBN", "VBG", "JJ", "NN"}:
                    yield k
        elif kind == "own":  # *wants to mediate*
            other = set(self._complement(i, "other", slots))
            yield from (k for k in self._complement(i, "to", slots) if k not in other)
        elif kind == "other":  # *wants France to mediate*: the clause has a subject of its own
            for k in self._complement(i, "to", slots):
                if tree.kids(k, "nsubj", "nsubj:pass") or (tree[k].deprel == "xcomp" and slots.get("object")):
                    yield k
        elif kind == "that":
            yield from (k for k in tree.kids(i, "ccomp", "acl", "parataxis") if tree.xpos(k) != "VBG")
        elif kind == "ing":
            yield from (k for k in tree.kids(i, "xcomp", "ccomp") if tree.xpos(k) == "VBG")
            # *ruled out recognising …*: behind a particle a small model takes the object for an adjunct
            yield from (k for k in tree.kids(i, "advcl") if tree.xpos(k) == "VBG" and tree.kids(i, "compound:prt"))
        else:
            yield from (tree.content(k) for k in slots.get(kind, ()))
            yield from (k for k in tree.kids(i, "advcl", "acl", "xcomp", "ccomp") if kind in tree.mark(k))

    def _applied(
        self, i: int, entry: Entry, slots: Slots, actor: tuple[int, ...], inner: Action, nominal: bool
    ) -> Action | None:
        if entry.operator == "plan" and self._is_reported(inner):
            return None  # *announced that he had met …* reports, it plans nothing
        cell, column = self.lexicon.apply(str(entry.operator), _column(inner))
        # what is asked for (*asked Oslo, to end …*) is no aim of the asking
        rules = (f"{entry.id}[{entry.operator}:{column}]", *(r for r in inner.rules if r != "purpose"))
        if cell.keep:
            own = not any(self.known(k) for k in inner.actor) or self._all_are(inner.actor, actor)
            kept = actor if own else inner.actor
            recipient = inner.recipient
            if not any(self.known(k) for k in recipient):  # *resumed its loans [to Mali]*: attached too high
                sense = self.lexicon.entries.get(inner.rules[0])
                outer = tuple(s for s in sense.recipient if s not in {"object", "subject"}) if sense else ()
                recipient = self._filled(outer, slots, besides=kept) or recipient
            return replace(
                inner,
                act=i,
                actor=kept,
                recipient=recipient,
                rules=rules,
                status=_status(cell, inner.status),
                nominal=nominal,
            )
        if cell.type is None:
            return None
        recipient = self._recipient(entry, cell, slots, actor, inner)
        if cell.type == "REQUEST" and inner.type in _HOSTILE and recipient and set(recipient) <= set(inner.recipient):
            # *called for sanctions against Moscow*: nobody is asked; it is said against those to be hit
            return Action(
                "ACCUSE", "disapprove", "asserted", i, actor, recipient, (*rules, "appeal.against"), nominal=nominal
            )
        return self._made(i, entry, cell, actor, recipient, rules, inner, nominal)

    def _is_reported(self, inner: Action) -> bool:
        future = any(rule.startswith("future.") for rule in inner.rules)
        return not future and self.tree[inner.act].deprel == "ccomp" and "to" not in self.tree.mark(inner.act)

    def _recipient(
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
        own = () if embedded else self._filled(entry.recipient, slots, besides=(*actor, inner.act))
        if any(self.known(k) for k in own) and not any(inner.act == self.tree.content(k) for k in own):
            return own
        agents, theirs = others(inner.actor), others(inner.recipient)
        if cell.recipient == "agent" or entry.operator in _DIRECTED:
            return agents or theirs or own
        return theirs or agents or own

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

    def _blind(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        """An operator over words that are no event words: *threatened to act against Seoul*."""
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self._actor_of(entry, slots, nominal)
        nodes = tuple(dict.fromkeys(self._complements(i, entry, slots)))
        cell, column = self.lexicon.apply(str(entry.operator), "unknown" if nodes else "none")
        if cell.type is None:
            return
        recipient = self._filled(entry.recipient, slots, besides=actor)
        if not any(self.known(k) for k in recipient):
            asked = entry.operator in _DIRECTED  # *wants France to act with Oman* asks France
            recipient = self._around(nodes, actor, subject_first=asked) or self._asked(i, actor) or recipient
        if cell.type == "AGREE" and not any(self.known(k) for k in recipient):
            return  # *is determined to win* promises nobody anything
        if cell.type == "AGREE" and any(self.tree.case(k) == "against" for k in recipient):
            cell = replace(cell, type="THREATEN", mode=None)  # *is prepared to act against …*
        rules = (f"{entry.id}[{entry.operator}:{column}]",)
        yield self._made(i, entry, cell, actor, recipient, rules, None, nominal)

    def _around(self, nodes: Iterable[int], actor: tuple[int, ...], *, subject_first: bool = False) -> tuple[int, ...]:
        """Actors named about a complement whose own word is unknown: its object, its phrases, its subject."""
        for node in nodes:
            slots = noun_slots(self.tree, node) if self.tree[node].upos in NOMINAL else self._predicate_slots(node)
            for slot in sorted(slots, key=lambda s: ((s == "subject") != subject_first, s != "object", s)):
                found = tuple(k for k in slots[slot] if k not in actor and self.known(k) and slot not in {"in", "on"})
                if found:
                    return found
        return ()


def _is_idiom(entry: Entry) -> bool:
    """*Released a statement, psychological warfare*: words that mean no act together."""
    return entry.kind == "report" and (bool(entry.object) or any(" " in noun for noun in entry.nouns))


def _own_slots(entry: Entry, slots: Slots) -> Slots:
    """The filled slots that an entry speaks of: *gave it **in** a vote* gives in to nobody."""
    own = {*entry.actor, *entry.recipient, *entry.needs, *entry.complement}
    return {slot: fillers for slot, fillers in slots.items() if slot in own}


def _column(inner: Action) -> str:
    """An operator sees a negated cooperative act as a refusal, a negated hostile one as restraint."""
    if inner.status != "negated":
        return inner.type
    cooperative = inner.type in {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
    return "REJECT" if cooperative else "RETREAT"


def _status(cell: Result, before: Status) -> Status:
    return cell.status or before  # type: ignore[return-value]


def _doers(i: int, tree: Tree, entry: Entry, slots: Slots) -> tuple[int, ...]:
    """The subject; for a noun without one whose *of*-phrase is its doer (*the arrival of a submarine*), that."""
    if slots.get("subject") or tree[i].upos not in NOMINAL or "object" in entry.recipient:
        return slots.get("subject", ())
    return (*slots.get("modifier", ()), *slots.get("object", ()))
