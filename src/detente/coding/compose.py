"""The algebra of action: event words, light verbs and operators composed over a tree into actions.

``compose`` asks every word that can carry an act for its meaning. A light verb hands its meaning to its event
noun; an operator takes the embedded action and returns another, by the table in ``operators.yaml``; what has
been taken in is no act of its own any more. Negation and modality are applied last (``status``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from detente.coding import status
from detente.coding.actions import Action, Known, Matches, column_of
from detente.coding.aims import is_aim, is_norm, is_present, is_slogan
from detente.coding.clauses import FINITE, Slots, noun_slots
from detente.coding.complements import complements
from detente.coding.roles import DIRECTED, Roles
from detente.coding.selection import Selection, doers, is_idiom, own_slots
from detente.coding.tree import VERBAL, Tree
from detente.lexicon import Entry, Lexicon, Result
from detente.records import Status

__all__ = ["compose"]

_REFERRING = frozenset({"AGREE", "SUPPORT", "CONSULT", "COOPERATE"})
# operators that take what they act on for a fact: it stays an event of its own
_FACTIVE = frozenset({"oppose", "apologize"})
_BLOWS = frozenset({"ACCUSE", "COERCE", "SANCTION", "PROTEST", "REJECT", "THREATEN"})
_FIGHTS = frozenset("war firing strike blow battle combat showdown confrontation conflict enemy".split())
_DEPENDENT = frozenset({"xcomp", "advcl", "acl", "conj", "obl", "obj", "nmod"})
_TEMPORAL = frozenset({"after", "before", "since", "because", "when", "while", "as"})
_HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "ACCUSE", "PROTEST", "MOBILIZE"})


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
        self.selection = Selection(tree, lexicon, known, match)
        self.roles = Roles(tree, known, match, self.selection.slots)
        self._memo: dict[int, tuple[Action, ...]] = {}
        self._taken: set[int] = set()
        self._scope: set[int] = set()  # clauses that an operator asks for, plans, threatens or denies

    def all(self, nominals: bool) -> tuple[Action, ...]:
        for i in range(len(self.tree)):
            self.actions(i)
        free = [a for i, found in sorted(self._memo.items()) if i not in self._taken for a in found]
        if nominals:
            return tuple(free)
        # *were killed when jets bombed a school*: of the two acts the jets' is told
        done = {i: [a for a in found if any(map(self.known, a.actor))] for i, found in self._memo.items()}
        told = {i: acts for i, acts in done.items() if i not in self._taken}
        return tuple(a for a in free if self._is_told(a) and not self._repeats(a, told))

    def _is_told(self, action: Action) -> bool:
        """False for aims, for what a treaty or resolution says at all times, for event nouns that only refer."""
        if (
            "purpose" in action.rules
            or is_norm(self.tree, action.act)
            or (not action.nominal and self._is_within(action.act))
        ):
            return False
        if is_aim(self.tree, action.act) or (action.nominal and is_slogan(self.tree, action.act)):
            return False
        if self._is_charge(action.act):
            return False
        return not action.nominal or self._stands(action)

    def _is_within(self, i: int) -> bool:
        """*urged Tehran to opt for **improving** relations*: an infinitive or gerund under what is asked is no fact."""
        node = i
        while self._scope and node >= 0:
            if node in self._scope:
                return True
            if self.tree[node].deprel not in _DEPENDENT or self.tree.xpos(node) in FINITE:
                return False
            if self.tree.mark(node) & _TEMPORAL:
                return False
            node = self.tree.governor(node)
        return False

    def _repeats(self, action: Action, told: Mapping[int, Sequence[Action]]) -> bool:
        """*met him to discuss trade* is one consultation."""
        head, deprel = self.tree.governor(action.act), self.tree[action.act].deprel
        same = [a for a in told.get(head, ()) if a.type == action.type]
        if action.nominal and deprel == "nsubj":  # *an air strike killed the general* is one assault
            return bool(same)
        if (action.mode == "kill" and self.tree.xpos(action.act) == "VBG") or "after" in self.tree.mark(action.act):
            return False  # *shelled the town, killing two*: a blow, and what came of it; *left after meeting him*
        own = bool(self.tree.kids(action.act, "nsubj"))  # *shelled the port as Cairo's ships fired on them*: two doers
        return deprel in {"advcl", "xcomp"} and any(not own or set(a.actor) & set(action.actor) for a in same)

    def _is_charge(self, i: int) -> bool:
        """*jailed him for **spying***: the reason for a blow is the striker's word."""
        head = self.tree.governor(i)
        if self.tree.xpos(i) == "VBG" and self.tree[i].deprel == "conj" and self.tree.xpos(head) == "VBG":
            return self._is_charge(head)
        if self.tree.xpos(i) == "VBG" and self.tree.mark(i) & {"on", "about"}:
            return True  # *talks on easing visa rules*
        if self.tree.xpos(i) != "VBG" or not self.tree.mark(i) & {"for", "over", "of"} or head < 0:
            return False
        owned = any(
            r.startswith("apologize.") for a in self.actions(head) for r in a.rules
        )  # a fact, even if unregretted
        return not owned and any(a.type in _BLOWS for a in self.actions(head))

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
        if not any(self.known(k) for k in action.actor) or status.is_imagined(self.tree, action.act):
            return False
        match = self.match(action.act)
        if match is not None and match.kind == "agent" and not any(self.known(k) for k in action.recipient):
            return False  # *Venezuela's opposition*: those who oppose
        if action.type not in _REFERRING or (action.type == "CONSULT" and self.roles.is_occasion(action.act)):
            return True
        head = self.tree.governor(action.act)
        told = head >= 0 and self.tree[head].lemma == "tell"  # *told the summit that …*: those spoken to
        return (
            head >= 0
            and not told
            and any(e.kind == "report" for _, e in self.lexicon.senses("verbs", self.tree[head].lemma))
        )

    # -- senses ------------------------------------------------------------------------------------------------

    def _first_sense(self, i: int) -> tuple[Action, ...]:
        """The meaning of a word: its best sense that yields an act, an operator over unknown words coming last."""
        kind = self.selection.kind(i)
        if kind is None:
            return ()
        lemma = self.lexicon.lemma(kind, self.tree[i].form, self.tree[i].lemma)
        senses = self.lexicon.senses(kind, lemma)
        if not senses:
            return ()
        slots = noun_slots(self.tree, i) if kind == "nouns" else self.selection.slots(i)
        fitting = [e for others, e in senses if self.selection.fits(i, others, e, slots)]
        operators = [e for e in fitting if e.kind == "operator"]
        clausal = [
            e for e in operators if any(self.tree[k].upos in VERBAL for k in complements(self.tree, i, e, slots))
        ]
        for entry in (*clausal, *fitting):
            found = self._build(i, entry, slots)
            if found or is_idiom(entry):
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
            and self.selection.is_about(i, e.about)
            and self.selection.has_words(i, others, own_slots(e, slots))
            and any(self.known(k) for slot in e.recipient for k in slots.get(slot, ()))
        ]
        senses.sort(key=lambda e: ("TERRITORY" in e.object) != place)
        return tuple(replace(self._event(i, e, slots), rules=(e.id, "relaxed")) for e in senses[:1])

    def _reports(self, i: int, entry: Entry, fitting: Sequence[Entry]) -> bool:
        """*told lawmakers that …* reports, though *told lawmakers to …* demands."""
        told = bool(self.tree.kids(i, "ccomp")) and "that" not in (entry.complement or ("that",))
        return told and any(e.kind == "report" for e in fitting)

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
            duty = self.selection.slots(told)
            bound = tuple(
                k for slot in ("subject", "object") for k in duty.get(slot, ()) if self.known(k) and k not in subject
            )
            self._taken.add(told)
            yield Action("REQUEST", "demand", "asserted", i, subject, bound, ("speech.duty",))

    def _event(self, i: int, entry: Entry, slots: Slots) -> Action:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self.roles.actor(entry, slots, nominal)
        if nominal and entry.subject:  # the thing that acts is named by the class: *the arrival of a submarine*
            actor = (
                tuple(k for k in doers(i, self.tree, entry, slots) if self.selection.is_in((k,), entry.subject))
                or actor
            )
        recipient = self.roles.filled(entry.recipient, slots, besides=actor)
        if entry.type == "ASSAULT" and not actor:
            actor = self.roles.killers(i, self.actions)
        if nominal and entry.reciprocal and not any(self.known(k) for k in actor):
            actor = self.roles.partaking(i) or actor
        if nominal and entry.type == "REQUEST" and self.tree.case(i) in {"at", "on", "upon"} and not recipient:
            recipient = self.roles.granting(i, actor)
        if entry.type in {"REQUEST", "CONCEDE", "THREATEN", "SANCTION"} and not any(self.known(k) for k in recipient):
            recipient = self.roles.asked(i, actor) or recipient
        # *vowed to retaliate against …*, *applied to join NATO*
        if entry.type in {"THREATEN", "REQUEST", "AGREE"} and not any(self.known(k) for k in recipient):
            below = self.tree.kids(i, "xcomp")
            below += [n for k in slots.get("object", ()) for n in self.tree.kids(k, "acl")]  # *voiced hope to …*
            below += [n for k in below for n in self.tree.kids(k, "xcomp")]  # *stands ready to work with Rome*
            recipient = self.roles.around(below, actor) or recipient
        if entry.type in {"REQUEST", "THREATEN"}:
            self._scope.update(k for k in self.tree.kids(i, "xcomp") if "to" in self.tree.mark(k))
        if entry.mode == "visit" and not nominal:  # *arrived in Geneva for a summit with Putin*
            hosts = tuple(n for k in slots.get("for", ()) for n in noun_slots(self.tree, k).get("with", ()))
            recipient = tuple(k for k in hosts if self.known(k) and k not in actor) or recipient
        things = slots.get("object", ())
        if entry.object and not nominal:  # the thing is part of the meaning: *lifted its ban* tells of no ban
            self._taken.update(self.tree.content(k) for k in things if self.selection.is_in((k,), entry.object))
        kind, mode = str(entry.type), entry.mode
        if self.roles.are_joint(mode, actor):
            kind, mode = "COOPERATE", "military"
        return Action(
            kind, mode, "asserted", i, actor, recipient, (entry.id,), entry.context, entry.cameo,
            object=things[0] if things and things[0] not in recipient else None,
            reciprocal=entry.reciprocal, nominal=nominal,
        )  # fmt: skip

    def _light(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        carriers = tuple(k for slot in entry.complement or ("object",) for k in slots.get(slot, ()))
        carriers = carriers or (() if entry.complement else slots.get("predicate", ()))  # misread *voiced dismay*
        for k in carriers:
            for inner in self.actions(self.tree.content(k)) or self.actions(k):  # *a barrage of rockets*
                self._taken.add(inner.act if inner.nominal else k)
                self._taken.add(self.tree.content(k))
                yield self.roles.pooled(i, entry, slots, inner, self.lexicon.entries.get(inner.rules[0]))

    # -- operators ---------------------------------------------------------------------------------------------

    def _operator(self, i: int, entry: Entry, slots: Slots) -> Iterator[Action]:
        nominal = self.tree[i].upos in {"NOUN", "PROPN"}
        actor = self.roles.actor(entry, slots, nominal)
        nodes = tuple(dict.fromkeys(complements(self.tree, i, entry, slots)))
        for node in nodes:
            for inner in self.actions(node):
                doer = inner.actor if "subject" in entry.complement else actor  # *talks between them broke down*
                action = self._applied(i, entry, slots, doer, inner, nominal)
                if action is None:
                    continue
                if entry.operator not in _FACTIVE:
                    self._taken |= {node, inner.act}
                if not (action.act == i and action.type == inner.type and action.status == "asserted"):
                    self._scope.update(nodes)
                yield action

    def _applied(
        self, i: int, entry: Entry, slots: Slots, actor: tuple[int, ...], inner: Action, nominal: bool
    ) -> Action | None:
        if entry.operator == "plan" and status.is_reported(self.tree, inner):
            return None  # *announced that he had met …* reports, it plans nothing
        foreign = entry.operator == "order" and inner.type == "RETREAT" and self.roles.are_foreign(inner.actor, actor)
        # *ordered French troops to leave*: an order is the act only where its giver commands those who do it
        cell, column = self.lexicon.apply("demand" if foreign else str(entry.operator), column_of(inner))
        # what is asked for (*asked Oslo, to end …*) is no aim of the asking
        rules = (f"{entry.id}[{entry.operator}:{column}]", *(r for r in inner.rules if r != "purpose"))
        if cell.keep:
            own = not any(self.known(k) for k in inner.actor) or self.roles.all_are(inner.actor, actor)
            kept = actor if own else inner.actor
            recipient = inner.recipient
            if not any(self.known(k) for k in recipient):  # *resumed its loans [to Mali]*: attached too high
                sense = self.lexicon.entries.get(inner.rules[0])
                outer = tuple(s for s in sense.recipient if s not in {"object", "subject"}) if sense else ()
                recipient = self.roles.filled(outer, slots, besides=kept) or recipient
            tries = entry.operator == "attempt" and inner.type in {"ASSAULT", "COERCE"} and is_present(self.tree, i)
            status_ = "hypothetical" if tries else _status(cell, inner.status)
            return replace(inner, act=i, actor=kept, recipient=recipient, rules=rules, status=status_, nominal=nominal)
        if cell.type is None:
            return None
        if entry.complement == ("subject",):  # *talks between A and B collapsed*: who held them did not agree
            actor = inner.actor
        recipient = self.roles.directed_at(entry, cell, slots, actor, inner)
        if cell.type == "REQUEST" and inner.type in _HOSTILE and recipient and set(recipient) <= set(inner.recipient):
            # *called for sanctions against Moscow*: nobody is asked; it is said against those to be hit
            return Action(
                "ACCUSE", "disapprove", "asserted", i, actor, recipient, (*rules, "appeal.against"), nominal=nominal
            )
        return self._made(i, entry, cell, actor, recipient, rules, inner, nominal)

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
        actor = self.roles.actor(entry, slots, nominal)
        nodes = tuple(dict.fromkeys(complements(self.tree, i, entry, slots)))
        cell, column = self.lexicon.apply(str(entry.operator), "unknown" if nodes else "none")
        if cell.type is None or (not nodes and "own" in entry.complement):
            return  # *wants France to act* promises nothing
        recipient = self.roles.filled(entry.recipient, slots, besides=actor)
        if not any(self.known(k) for k in recipient):
            asked = entry.operator in DIRECTED  # *wants France to act with Oman* asks France
            recipient = self.roles.around(nodes, actor, subject_first=asked) or self.roles.asked(i, actor) or recipient
        if cell.type == "AGREE" and (nominal or not any(self.known(k) for k in recipient)):
            return  # *is determined to win* promises nobody anything
        if cell.type == "AGREE" and any(self.tree[k].lemma in _FIGHTS for n in nodes for k in self.tree.subtree(n)):
            return  # *is ready to experience an all-out war*
        if cell.type == "AGREE" and any(self.tree.case(k) == "against" for k in recipient):
            cell = replace(cell, type="THREATEN", mode=None)  # *is prepared to act against …*
        rules = (f"{entry.id}[{entry.operator}:{column}]",)
        if entry.operator not in _FACTIVE:
            self._scope.update(nodes)
        yield self._made(i, entry, cell, actor, recipient, rules, None, nominal)


def _status(cell: Result, before: Status) -> Status:
    return cell.status or before  # type: ignore[return-value]
