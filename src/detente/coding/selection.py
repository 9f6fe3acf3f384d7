"""Which sense of a word fits its place: the words, slots and classes of things that a lexicon's entry asks for.

A sense is chosen by selectional restriction (Katz and Fodor 1963): *launch* a missile, an offensive or an inquiry
are three acts, told apart by the class of the object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from detente.coding.actions import Known, Matches
from detente.coding.clauses import Slots, is_time, noun_slots, verb_slots
from detente.coding.tree import NOMINAL, Tree
from detente.lexicon import Entry, Lexicon
from detente.records import Token

__all__ = ["Selection", "doers", "is_idiom", "own_slots"]

_KINDS = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives"}
# prepositions that direct an act at somebody, wherever a small model hangs them
_DIRECTIONS = frozenset({"against", "toward", "towards"})
_ADDRESSES = _DIRECTIONS | {"to", "with"}
_COMPANY = frozenset({"with", "from", "between"})
_LEADS = frozenset({"as", "at", "for", "in", "into", "on", "to", "under"})
_TERMS = frozenset(
    "term odd odds loggerhead loggerheads fire touch league step blow alliance coalition partnership".split()
)
_HUMAN = frozenset({"PEOPLE", "PERSON", "CITIZEN", "SOLDIERS"})
_LOADS = frozenset({"shipment", "truckload"})  # amounts that are things of their own
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
    "REBEL": frozenset({"REB", "UAF", "CRM"}),
    "CITIZEN": frozenset({"CVL", "EDU", "LAB", "JRN", "OPP", "REL", "BUS", "NGO"}),
}
_PLURAL_STATES = frozenset({"States", "Philippines", "Netherlands", "Emirates", "Maldives", "Nations", "Seychelles"})


_STANDING = frozenset("station base house locate quarter garrison".split())


class Selection:
    """Questions about the fit of an entry to a word of one sentence."""

    def __init__(self, tree: Tree, lexicon: Lexicon, known: Known, match: Matches) -> None:
        self.tree, self.lexicon, self.known, self.match = tree, lexicon, known, match
        self._slots: dict[int, Slots] = {}
        self._near: dict[int, frozenset[str]] = {}

    def slots(self, i: int) -> Slots:
        """A verb's slots, with what a misattached object keeps: *impose sanctions [on X]*."""
        if i not in self._slots:
            self._slots[i] = self._widened(i)
        return self._slots[i]

    def _widened(self, i: int) -> Slots:
        slots = dict(verb_slots(self.tree, i))
        for noun in slots.get("predicate", ()):  # *became a member [of X]*
            slots.setdefault("of", noun_slots(self.tree, noun).get("object", ()))
        for obj in slots.get("object", ()):
            for slot, fillers in noun_slots(self.tree, obj).items():
                if slot not in {"subject", "modifier"}:
                    slots.setdefault("of" if slot == "object" else slot, fillers)
            for inner in noun_slots(self.tree, obj).get("object", ()):  # *a message of greeting [to X]*
                for slot, fillers in noun_slots(self.tree, inner).items():
                    if slot in _ADDRESSES or slot == "from":
                        slots.setdefault(slot, fillers)
        for adjunct in self.tree.kids(i, "obl"):  # *took to the streets [against X]*
            joins = self._is_term(adjunct)
            mutual = self.lexicon.members(["TALKS", "AGREEMENT"]) & {self.tree[adjunct].lemma}
            for slot, fillers in noun_slots(self.tree, adjunct).items():
                # *walked out of talks [with X]*
                if slot in _DIRECTIONS or (joins and slot in _COMPANY) or (mutual and slot == "with"):
                    slots.setdefault(slot, fillers)
        for obj in slots.get("object", ()) if "to" not in slots else ():  # *gave Oslo weapons*: not Oslo's
            given = tuple(k for k in self.tree.kids(obj, "compound", "nmod") if self._is_given(k, obj))
            if given:
                slots.setdefault("iobject", given)
        return slots

    def _is_term(self, k: int) -> bool:
        """*came to terms, took part in talks, is at odds [with X]*: a noun that is part of what the verb says."""
        lemma, case = self.tree[k].lemma, self.tree.case(k)
        return (
            self.tree[k].upos == "NOUN"
            and case in _LEADS
            and (lemma in _TERMS or bool(self.lexicon.senses("nouns", lemma)))
        )

    def _is_given(self, k: int, thing: int) -> bool:
        """A state's plain name run into the thing that it is given."""
        plain = self.tree[k].upos == "PROPN" and not self.tree.kids(k, "case") and k == thing - 1
        return plain and not self.tree.kids(thing, "det") and any(not a.sector for a in self.known(k))

    def kind(self, i: int) -> str | None:
        """The part of the lexicon that a word's senses stand in; None for a word that can carry no act here."""
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
        if token.upos == "VERB" and token.form[0].isupper() and self._is_titled(i):
            return None  # *the Committee for **Supporting** Reform*
        if token.deprel == "acl" and token.lemma in _STANDING and self.tree.xpos(i) == "VBN":
            return None  # *a soldier **stationed** in Oslo*: where he is, not what was done
        return kind

    def _is_titled(self, i: int) -> bool:
        """True for a capital inside a sentence that is not all in capitals or in the style of a headline."""
        words = [t.form for t in self.tree.tokens if t.form.isalpha() and len(t.form) > 3]
        large = sum(w[0].isupper() for w in words)
        return i > 0 and self.tree[i - 1].form.isalpha() and 5 * large < 4 * len(words)

    def fits(self, i: int, others: Sequence[str], entry: Entry, slots: Slots) -> bool:
        """True where all that an entry asks for stands about the word."""
        if entry.kind == "operator" and self.tree[i].upos == "PROPN":
            return False  # *the Jogye **Order***: a body's name asks for nothing
        return (
            (not others or self.has_words(i, others, slots if len(others) > 1 else own_slots(entry, slots)))
            and self.is_in(slots.get("object", ()), entry.object)
            and self.is_in(doers(i, self.tree, entry, slots), entry.subject)
            and (not entry.needs or any(n in slots or self._marks(i, n) for n in entry.needs))
            and not any(n in slots for n in entry.unless)
            and self.is_about(i, entry.about)
        )

    def _marks(self, i: int, word: str) -> bool:
        """*called **for** the army to withdraw*: the preposition introduces a clause."""
        return any(word in self.tree.mark(k) for k in self.tree.kids(i, "advcl", "acl", "ccomp", "xcomp"))

    def is_about(self, i: int, classes: Sequence[str]) -> bool:
        """True where a word of some classes stands in the act's own clause, or none is asked for."""
        if not classes:
            return True
        members = self.lexicon.members(classes)
        return any(p in members for k in self.tree.subtree(i) if not self._is_in_name(k) for p in self.tree.phrase(k))

    def _is_in_name(self, k: int) -> bool:
        """*the National **Defence** Commission*: a word inside a longer name says nothing of the act."""
        match = self.match(k)
        return match is not None and " " in match.text and match.kind != "agent"

    def has_words(self, i: int, others: Sequence[str], slots: Slots = MappingProxyType({})) -> bool:
        """True where the other words of a sense (*break **off***) stand with the word."""
        if not others:
            return True
        if self.tree[i].upos in {"NOUN", "PROPN", "ADJ"}:
            return " ".join((*others, self.tree[i].lemma)) in self.tree.phrase(i, len(others) + 1)
        if i not in self._near:
            self._near[i] = self._beside(i)
        near = self._near[i]
        if len(others) > 1:
            return all(word in near or word in slots for word in others)
        word = others[0]
        return word in near or word in slots or any(t.lemma == word for t in self._following(i))

    def _beside(self, i: int) -> frozenset[str]:
        """Lemmas that a small model may have meant for parts of a verb."""
        tree = self.tree
        # a date is no part of a phrase: *gave him a mandate after **days** of doubt*
        near = {
            tree[k].lemma for k in tree.kids(i) if tree[k].deprel != "punct" and not (is_time(tree, k) and tree.case(k))
        }
        near |= {tree[c].lemma for k in tree.kids(i, "advmod", "advcl") for c in tree.kids(k, "mark")}
        # of a compound preposition (*pulled **out** of*) all but the last word may be the verb's own particle
        near |= {tree[c].lemma for k in tree.kids(i, "obl") for c in tree.kids(k, "case")[:-1]}
        near |= {tree[k].lemma for obj in tree.kids(i, "obj", "obl") for k in tree.kids(obj, "amod", "compound")}
        # *ordered the commissioner **to leave***: an infinitive hung from the object is the verb's
        infinitives = (k for obj in tree.kids(i, "obj", "iobj") for k in tree.kids(obj, "acl", "acl:relcl"))
        near |= {tree[k].lemma for k in infinitives if "to" in tree.mark(k)}
        return frozenset(near)

    def _following(self, i: int) -> Iterator[Token]:
        """The two next words, which a small model may have hung elsewhere.

        *Called **on** Tuesday* and *took place **in** Rome* have no particle.
        """
        for n, token in enumerate(self.tree.tokens[i + 1 : i + 3]):
            if token.deprel != "case" or (n == 0 and not is_time(self.tree, token.head)):
                yield token

    def is_in(self, fillers: Iterable[int], classes: Sequence[str]) -> bool:
        """True where one of the fillers belongs to one of the classes, or no class is asked for."""
        if not classes:
            return True
        members = self.lexicon.members(classes)
        if any(p in members for k in fillers for p in self._kinds(self.tree.content(k))):
            return True
        if any(p in members for k in fillers if self.tree[k].lemma in _LOADS for p in self.tree.phrase(k)):
            return True  # *halted shipments of cement*
        people = (k for k in fillers if not self._is_thing(k))
        if _HUMAN & set(classes) and any(self.tree[k].upos == "NUM" and not self.tree.kids(k) for k in fillers):
            return True  # *killing 34*
        if _HUMAN & set(classes) and any(self._is_somebody(k) for k in fillers):
            return True
        if "PERSON" in classes and any(a.sector or a.id in _PAIR for k in people for a in self.known(k)):
            return True
        if "PEOPLE" in classes and any(a.sector for k in fillers if self.tree[k].upos == "PRON" for a in self.known(k)):
            return True  # *took him in*
        return any(self._is_kind(self.tree.content(k), c) for k in fillers for c in classes if c in _BY_SECTOR)

    def _is_somebody(self, k: int) -> bool:
        """*a Ghanaian*: a people's name with an article is one of them."""
        named = self.match(k) is not None and bool(self.known(k)) and self.tree[k].form[:1].isupper()
        return named and any(self.tree[d].lemma in {"a", "an", "another"} for d in self.tree.kids(k, "det"))

    def _kinds(self, k: int) -> list[str]:
        """What a phrase says that its thing is; before a name stands its kind (*the missile Hwasong-18*)."""
        titled = self.tree[k].upos == "PROPN" and k > 0 and self.tree[k - 1].upos == "NOUN"
        kinds = self.tree.phrase(k - 1) if titled and self.tree[k - 1].deprel == "compound" else []
        return self.tree.phrase(k) + kinds

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
        if name in {"TROOPS", "SOLDIERS"} and self.is_in((k,), ("WARSHIP", "AIRCRAFT", "WEAPON", "WARPLANE")):
            return False
        if name == "GOVERNMENT" and self.tree.xpos(k) in {"NNS", "NNPS"} and self.tree[k].form not in _PLURAL_STATES:
            return False  # *thousands of Iraqis*: a people, not its government
        return any(a.sector in _BY_SECTOR[name] and not a.state.startswith("IGO:") for a in actors)


def own_slots(entry: Entry, slots: Slots) -> Slots:
    """The filled slots that an entry speaks of: *gave it **in** a vote* gives in to nobody."""
    own = {*entry.actor, *entry.recipient, *entry.needs, *entry.complement}
    return {slot: fillers for slot, fillers in slots.items() if slot in own}


def doers(i: int, tree: Tree, entry: Entry, slots: Slots) -> tuple[int, ...]:
    """The subject; for a noun without one whose *of*-phrase is its doer (*the arrival of a submarine*), that."""
    if slots.get("subject") or tree[i].upos not in NOMINAL or "object" in entry.recipient:
        return slots.get("subject", ())
    return (*slots.get("modifier", ()), *slots.get("object", ()))


def is_idiom(entry: Entry) -> bool:
    """*Released a statement, psychological warfare, a storm hit*: words that mean no act together."""
    phrase = any(" " in noun for noun in entry.nouns) or any(verb.count(" ") > 1 for verb in entry.verbs)
    return entry.kind == "report" and (phrase or bool(entry.object or entry.about or entry.subject))
