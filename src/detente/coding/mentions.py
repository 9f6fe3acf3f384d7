"""Which actors a noun phrase stands for: names, offices with their state, pronouns, descriptions.

A mention says how it was resolved: ``name``, ``office`` (a common noun with its state in the phrase), ``owner``
(the thing belongs to a state: *a U.S. submarine*), ``surname``, ``pronoun``, ``description`` (*the ministry, both
sides*), ``place`` (a state taken from the clause's place). Each way has a prior confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.actors import Match
from detente.coding.clauses import clause_subject, verb_slots
from detente.coding.discourse import Memory, last_word
from detente.coding.tree import NOMINAL, VERBAL, Tree
from detente.records import Actor, Mention

__all__ = ["CONFIDENCE", "Mentions"]

CONFIDENCE = {
    "name": 1.0,
    "office": 0.97,
    "surname": 0.9,
    "owner": 0.85,
    "description": 0.75,
    "pronoun": 0.7,
    "place": 0.6,
    "bare": 0.5,
}
_NAMES = frozenset({"state", "demonym", "organisation", "person", "seat", "publisher"})
_QUALIFIERS = frozenset({"state", "adjective", "demonym", "seat", "city", "organisation"})
_OF_STATE = frozenset({"of", "for", "in", "from", "at", "within", "across", "inside", "under"})
_PERSONAL = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
_NEUTRAL = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_OWN = frozenset({"our", "we", "us", "ours"})
_BOTH = frozenset(
    {
        "country",
        "side",
        "nation",
        "state",
        "neighbor",
        "neighbour",
        "ally",
        "leader",
        "government",
        "party",
        "people",
        "korea",
        "power",
        "minister",
        "capital",
    }
)
_THE_STATE = frozenset({"nation", "country", "state", "republic", "regime", "kingdom"})
_GOVERNING = frozenset(
    "government regime authority administration ministry president leader army military police spokesman spokesperson "
    "spokeswoman official premier minister parliament leadership".split()
)
_TOWARDS = frozenset({"to", "with", "against", "from", "for", "toward", "towards"})
_GROUPS = frozenset({"group", "alliance", "bloc", "organisation", "organization", "union", "cartel"})
_MUTUAL = frozenset({"bilateral", "mutual", "reciprocal"})
_DIRECTIONS = {"north": "PRK", "south": "KOR"}
_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout"})
Found = tuple[tuple[Actor, ...], str]
_NOBODY: Found = ((), "")


class Mentions:
    """The actors behind each noun phrase of one sentence, given its names and the document's memory."""

    def __init__(self, tree: Tree, matches: Sequence[Match], memory: Memory, start: int = 0) -> None:
        self.tree, self.memory, self.start = tree, memory, start
        self._match = _by_token(tree, matches)
        self._memo: dict[int, Found] = {}

    def actors(self, i: int) -> tuple[Actor, ...]:
        """Actors that the phrase headed by token ``i`` stands for; empty when nobody is known."""
        return self.found(i)[0]

    def found(self, i: int) -> Found:
        """The actors and how they were found."""
        if i not in self._memo:
            self._memo[i] = _NOBODY  # a phrase cannot be resolved through itself
            self._memo[i] = self._resolve(i)
        return self._memo[i]

    def partners(self, act: int, thing: int | None, besides: frozenset[str]) -> tuple[Actor, ...]:
        """The other side of *bilateral*, *mutual* or *the two countries'* within an act's own phrase."""
        near = {
            k
            for node in (act, *([thing] if thing is not None else ()))
            for k in self.tree.subtree(node)
            if abs(k - node) <= 8
        }
        if not any(self.tree[k].lemma in _MUTUAL or self._pair(k)[0] for k in near):
            return ()
        third = tuple(s for s in besides if not self.memory.knows(s, self.start))
        pair = self.memory.pair(self._at(act), besides=third)
        if third:
            return pair
        return tuple(a for a in pair if a.state not in besides) if any(a.state in besides for a in pair) else ()

    def within(self, i: int, besides: frozenset[str]) -> tuple[Actor, ...]:
        """Actors of other states named inside a phrase: *commitment to its relations with North Korea*."""
        for k in self.tree.subtree(i):
            match = self._match.get(k)
            if k == i or match is None or match.kind not in _NAMES | {"adjective"} or not match.actor.state:
                continue
            if match.actor.state not in besides and all(self.tree[n].upos not in VERBAL for n in self._up(k, i)):
                return (match.actor,)
        return ()

    def match(self, i: int) -> Match | None:
        """The name or title of the register that covers a token."""
        return self._match.get(i)

    def place(self, i: int) -> Actor | None:
        """The state of a place that a token names (*Nairobi*, *Mali*), alone or in an apposition or an *of*-phrase."""
        own = self._match.get(i)
        if own is not None and own.kind == "agent":
            return None  # *at U.S. troops*: no place
        for k in (i, *self.tree.kids(i, "appos", "nmod", "flat", "compound")):
            match = self._match.get(k)
            town = self.tree[k].deprel == "compound" and k != i  # *Entebbe airport*, but *a U.S. base*
            if match is not None and match.kind in ({"city", "seat"} if town else {"state", "city", "seat"}):
                return match.actor
        return None

    def mention(self, i: int) -> Mention:
        """The mention as a record: the phrase's core tokens, its actors, and how far to trust them."""
        actors, how = self.found(i)
        core = [k for k in self.tree.subtree(i) if k <= i and i - k < 8 and self._in_core(k, i)]
        return Mention(min(core, default=i), i + 1, i, actors, how, CONFIDENCE.get(how, 0.5))

    def _in_core(self, k: int, i: int) -> bool:
        return all(
            n == i or self.tree[n].deprel in {"compound", "amod", "nmod:poss", "case", "det", "flat", "nmod", "appos"}
            for n in (k, *self._up(k, i))
        )

    def _up(self, k: int, i: int) -> Iterator[int]:
        for node in self.tree.ancestors(k):
            if node == i:
                return
            yield node

    # -- the ways ----------------------------------------------------------------------------------------------

    def _resolve(self, i: int) -> Found:
        for way in (
            self._pronoun,
            self._pair,
            self._name,
            self._surname,
            self._office,
            self._apposed,
            self._description,
            self._owned,
        ):
            found = way(i)
            if found[0]:
                return found
        return _NOBODY

    def _name(self, i: int) -> Found:
        match = self._match.get(i)
        if match is None or match.kind not in _NAMES | {"city", "adjective"}:
            return _NOBODY
        if match.kind == "adjective" and self.tree[i].upos not in NOMINAL | {"ADJ"}:
            return _NOBODY
        if match.kind == "demonym" and not any(self.tree[k].lemma == "the" for k in self.tree.kids(i, "det")):
            return (_of(match.actor, "CVL", match.actor.name),), "name"  # *a Syrian, thousands of Iraqis*: people
        return (match.actor,), "owner" if match.kind == "city" else "name"

    def _office(self, i: int) -> Found:
        """*China's foreign minister Wang Yi*, *North Korean vice minister Pak Myong Ho*, *police in Kenya*."""
        agent = self._agent(i)
        if agent is None:
            return _NOBODY
        for k in self.tree.kids(i, "appos", "flat", "compound"):
            match = self._match.get(k)
            if match is not None and match.kind == "person":
                return (match.actor,), "name"
        states = self._states_of(i)
        sector = agent.actor.sector
        return tuple(_of(s, sector, agent.actor.name) for s in states), "office"

    def _agent(self, i: int) -> Match | None:
        """The common noun for an office or body that heads the phrase or stands before an unknown name."""
        match = self._match.get(i)
        if match is not None:
            return match if match.kind == "agent" else None
        if self.tree[i].upos == "PROPN":
            for k in self.tree.kids(i, "compound", "nmod", "flat", "amod"):
                inner = self._match.get(k)
                if inner is not None and inner.kind == "agent":
                    return inner
        return None

    def _apposed(self, i: int) -> Found:
        """*Pak Myong Ho, the vice minister for North Korea*: the apposition tells whose man he is."""
        for k in self.tree.kids(i, "appos", "acl"):
            if self.tree[k].upos in NOMINAL:
                actors, how = self.found(k)
                if actors and how in {"name", "office", "description"}:
                    return actors, "office"
        if self.tree[i].deprel == "appos" and self.tree[i].upos == "PROPN":
            return _NOBODY
        return _NOBODY

    def _surname(self, i: int) -> Found:
        token = self.tree[i]
        if i in self._match:
            return _NOBODY
        person = (
            self.memory.person(token.form) if token.upos in {"PROPN", "NOUN"} and token.form[:1].isupper() else None
        )
        return ((person,), "surname") if person else _NOBODY

    def _pronoun(self, i: int) -> Found:
        word = self.tree[i].form.lower()
        if self.tree[i].upos not in {"PRON", "DET"}:
            return _NOBODY
        if word in _PERSONAL:
            found = self._first(self._subjects(i), "person")
            return (
                found
                if found[0]
                else self._some(self.memory.last_person(self._at(i), besides=self._rivals(i)), "pronoun")
            )
        if word in _NEUTRAL:
            rivals = self._clause_states(i)
            if rivals:
                return self._some(self.memory.last_state(self._at(i), besides=rivals), "pronoun")
            found = self._first(self._subjects(i), "state")
            return found if found[0] else self._some(self.memory.last_state(self._at(i)), "pronoun")
        if word in _PLURAL and self.tree[i].deprel != "nmod:poss":
            found = self._first(self._subjects(i), "any")
            return found if found[0] else (self.memory.several(self._at(i)), "pronoun")
        if word in _PLURAL:
            found = self._first(self._subjects(i), "any")
            return found if found[0] else self._some(self.memory.last_state(self._at(i)), "pronoun")
        if word in _OWN and self.memory.publisher_state:
            state = self.memory.publisher_state
            return (Actor(state, state, state),), "pronoun"
        if word in {"each", "both"} or (word == "other" and i and self.tree[i - 1].lemma == "each"):
            return self.memory.pair(self._at(i)), "description"
        return _NOBODY

    def _pair(self, i: int) -> Found:
        """*the two countries, both sides, the two Koreas*."""
        if self.tree[i].lemma not in _BOTH and not self._is_bare_two(i):
            return _NOBODY
        if self.tree[i].lemma == "korea" and self._text(i - 3, i) == "north and south":
            return tuple(Actor(s, s, s) for s in ("PRK", "KOR")), "name"
        words = {self.tree[k].lemma for k in self.tree.kids(i, "nummod", "det", "cc:preconj", "amod", "det:predet")}
        if not words & {"two", "both"}:
            return _NOBODY
        if self.tree[i].lemma == "korea":
            return tuple(Actor(s, s, s) for s in ("PRK", "KOR")), "name"
        if self._states_of(i):
            return _NOBODY
        return self.memory.pair(self._at(i), besides=self._newcomers(i)), "description"

    def _is_bare_two(self, i: int) -> bool:
        """*The two discussed trade*, *both rejected the finding*."""
        token = self.tree[i]
        return token.form.lower() in {"two", "both"} and token.deprel in {"nsubj", "nsubj:pass", "obj"}

    def _text(self, start: int, end: int) -> str:
        return " ".join(t.form.lower() for t in self.tree.tokens[max(0, start) : end])

    def _newcomers(self, i: int) -> tuple[str, ...]:
        """States that a third party brings in: *China welcomed the deal between the two countries*.

        A subject above that the document had not named before its sentence is not one of *both sides*.
        """
        above = (k for n in self.tree.ancestors(i) for k in self.tree.kids(n, "nsubj", "nsubj:pass") if k != i)
        actors = (a for k in above if self.tree[k].upos != "PRON" for a in self.actors(k))
        return tuple(a.state for a in actors if a.state and not self.memory.knows(a.state, self.start))

    def _description(self, i: int) -> Found:
        """*the North*, *the nation*, *the ministry*: what the document has spoken of before."""
        token = self.tree[i]
        if (
            not any(self.tree[k].lemma in {"the", "this", "that"} for k in self.tree.kids(i, "det"))
            and token.lemma not in _DIRECTIONS
        ):
            return self._placed(i)
        if token.form in {"North", "South"} and self.memory.speaks_of_korea():
            state = _DIRECTIONS[token.lemma]
            return (Actor(state, state, state),), "description"
        if token.lemma in _GROUPS and not self.tree.kids(i, "amod", "compound"):
            group = self.memory.last_state(self._at(i), kind="organisation")
            if group is not None:
                return (group,), "description"
        agent = self._match.get(i)
        if agent is not None and agent.kind == "agent":
            body = self.memory.body(last_word(agent.text))
            if body is not None:
                return (body,), "description"
            if token.lemma in _GOVERNING:
                rivals = () if self.tree[i].deprel.startswith("nsubj") else self._clause_subjects(i)
                last = self._above(i) or self.memory.last_state(self._at(i), besides=rivals, kind="state")
                return ((_of(last, agent.actor.sector, agent.actor.name),), "description") if last else self._placed(i)
            return self._placed(i)
        if token.lemma in _THE_STATE and not self.tree.kids(i, "nmod", "acl"):
            rivals = self._subject_states(i) if self.tree.case(i) in _TOWARDS else ()
            return self._some(self.memory.last_state(self._at(i), besides=rivals, kind="state"), "description")
        return _NOBODY

    def _above(self, i: int) -> Actor | None:
        """The one state behind the subject of the clause before: *China's ministry protested and the army began …*."""
        head = self.tree.governor(i)
        if head < 0 or self.tree[head].deprel != "conj":
            return None
        for k in self.tree.kids(self.tree.governor(head), "nsubj", "nsubj:pass"):
            states = {a.state: a for a in self.actors(k) if a.state}
            if k != i and len(states) == 1:
                return next(iter(states.values()))
        return None

    def _clause_states(self, i: int) -> tuple[str, ...]:
        """States of the subject, written or understood, of an object's clause: *severed ties, accusing **it***."""
        verb = self.tree.governor(i)
        if self.tree[i].deprel not in {"obj", "iobj", "obl"} or verb < 0 or self.tree[verb].upos not in VERBAL:
            return ()
        subject = self.tree.kids(verb, "nsubj", "nsubj:pass") or clause_subject(self.tree, verb)
        return tuple(a.state for k in subject if k != i for a in self.actors(k) if a.state)

    def _clause_subjects(self, i: int) -> tuple[str, ...]:
        """Bodies of no state that an object's clause has for subject: *the UN accused **the army***."""
        return tuple(s for s in self._clause_states(i) if ":" in s)

    def _subject_states(self, i: int) -> tuple[str, ...]:
        return tuple(a.state for k in self._subjects(i) for a in self.actors(k) if a.state)

    def _placed(self, i: int) -> Found:
        """*Protesters burned flags in Gjilan*: a bare agent acts in the state where its clause takes place."""
        agent = self._agent(i)
        verb = self.tree.governor(i)
        while verb >= 0 and (self.tree.content(verb) == i or self.tree[i].deprel == "conj") and verb != i:
            i, verb = verb, self.tree.governor(verb)  # *thousands of soldiers and judges*
            if self.tree[i].upos in VERBAL:
                verb = i
                break
        if agent is None or verb < 0 or self.tree[verb].upos not in VERBAL:
            return _NOBODY
        for slot, fillers in verb_slots(self.tree, verb).items():
            if slot in _LOCATIVE:
                for k in fillers:
                    match = self._match.get(k)
                    if match is not None and match.kind in {"state", "city", "seat"}:
                        return (_of(match.actor, agent.actor.sector, agent.actor.name),), "place"
        return (agent.actor,), "bare"

    def _owned(self, i: int) -> Found:
        """*a U.S. submarine*, *the decision of the court*, *Pyongyang's launch*: the thing stands for its owner."""
        if self.tree[i].upos not in NOMINAL:
            return _NOBODY
        for k in self.tree.kids(i, "nmod:poss"):
            actors = self.actors(k)
            if actors:
                return actors, "owner"
        inner = tuple(
            self._match[k].actor
            for k in self.tree.kids(i, "amod", "compound", "nmod")
            if k in self._match and self._match[k].kind in _QUALIFIERS | {"person"} and not self.tree.kids(k, "case")
        )
        if inner:
            return inner, "owner"
        for k in self.tree.kids(i, "nmod", "obl:agent"):
            if self.tree.case(k) in _OF_STATE | {"by"}:
                actors = tuple(a for c in self.tree.conjuncts(k) for a in self.actors(c))
                if actors:
                    return actors, "owner"
        return _NOBODY

    def _at(self, i: int) -> int:
        return self.start + self.tree[i].start

    # -- helpers -----------------------------------------------------------------------------------------------

    def _states_of(self, i: int) -> tuple[Actor, ...]:
        """States that qualify an office: possessor, adjective, compound, then *of / for / in* phrases."""
        for k in self.tree.kids(i, "nmod:poss", "amod", "compound", "nmod", "flat"):
            if self.tree.kids(k, "case") and self.tree[k].deprel == "nmod":
                continue
            match = self._match.get(k)
            if match is not None and match.kind in _QUALIFIERS:
                return tuple(
                    m.actor for c in self.tree.conjuncts(k) if (m := self._match.get(c)) and m.kind in _QUALIFIERS
                )
            if self.tree[k].deprel == "nmod:poss" and self.actors(k):
                return self.actors(k)
            if match is None and self.tree[k].deprel in {"compound", "amod"}:
                inner = self._states_of(k)  # *Sri Lankan Tamil rebels*: a modifier of the modifier
                if inner:
                    return inner
        for k in self.tree.kids(i, "nmod"):
            if self.tree.case(k) in _OF_STATE:
                found = tuple(a for c in self.tree.conjuncts(k) for a in self.actors(c))
                if found:
                    return found
        return ()

    def _subjects(self, i: int) -> Iterator[int]:
        """Subjects of the clauses above a pronoun, nearest first; for an object pronoun not its own clause's."""
        own = self.tree[i].deprel not in {"nmod:poss", "det"}
        for node in self.tree.ancestors(i):
            if self.tree[node].upos not in VERBAL | {"ADJ"}:
                continue
            if own and self.tree[i].head == node:
                own = False
                continue
            for k in (*self.tree.kids(node, "nsubj", "nsubj:pass"), *clause_subject(self.tree, node)):
                if k != i and k < i and self.tree[k].upos != "PRON":
                    yield k
            own = False

    def _first(self, candidates: Iterator[int], wanted: str) -> Found:
        for k in candidates:
            actors = self.actors(k)
            if actors and (wanted == "any" or (wanted == "person") == self._is_person(k)):
                states = tuple(dict.fromkeys(_of(a, "", a.state) for a in actors)) if wanted == "state" else actors
                return states, "pronoun"
        return _NOBODY

    def _is_person(self, k: int) -> bool:
        match = self._match.get(k)
        if match is not None:
            return match.kind == "person" or (match.kind == "agent" and not match.plural and match.rank is not None)
        return self.tree[k].upos == "PROPN" and bool(
            self.tree.kids(k, "appos") or self.memory.person(self.tree[k].form)
        )

    def _rivals(self, i: int) -> tuple[str, ...]:
        """Ids of the co-arguments of an object pronoun: *Pak met him* is not about Pak."""
        head = self.tree.governor(i)
        if head < 0 or self.tree[i].deprel in {"nsubj", "nmod:poss"}:
            return ()
        others = [k for k in self.tree.kids(head, "nsubj", "nsubj:pass") if k != i]
        return tuple(a.id for k in others for a in self.actors(k))

    @staticmethod
    def _some(actor: Actor | None, how: str) -> Found:
        return ((actor,), how) if actor else _NOBODY


def _of(state: Actor, sector: str, name: str) -> Actor:
    if not state.state:
        return state
    return Actor(f"{state.state}:{sector}" if sector else state.state, name, state.state, sector)


def _by_token(tree: Tree, matches: Sequence[Match]) -> dict[int, Match]:
    """Give each token that a name covers its match; a name's inner tokens all point to it."""
    table: dict[int, Match] = {}
    pending = iter(matches)
    match = next(pending, None)
    for i, token in enumerate(tree.tokens):
        while match is not None and match.end <= token.start:
            match = next(pending, None)
        if (
            match is not None
            and token.start < match.end
            and match.start < token.end
            and token.upos not in {"PART", "PUNCT"}
        ):
            table[i] = match
    return table
