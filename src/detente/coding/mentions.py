"""Which actors a noun phrase stands for: names, offices with their state, pronouns, descriptions.

A mention says how it was resolved: ``name``, ``office`` (a common noun with its state in the phrase), ``owner``
(the thing belongs to a state: *a U.S. submarine*), ``surname``, ``pronoun``, ``description`` (*the ministry, both
sides*), ``place`` (a state taken from the clause's place). Each way has a prior confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.actors import Match
from detente.coding.anaphora import NOBODY, Anaphora, Found, of_state
from detente.coding.clauses import is_here
from detente.coding.discourse import Memory
from detente.coding.hyphens import is_sided
from detente.coding.owners import QUALIFIERS, RELATIONAL, Owners
from detente.coding.tree import NOMINAL, VERBAL, Tree
from detente.coding.whereabouts import agent_in_place, by_token, crowd_in_place
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
_INSTALLING = frozenset(
    "election reelection appointment reappointment inauguration assumption nomination victory swearing".split()
)
_LEADING = frozenset("leader minister official diplomat government power ally country capital".split())
_REGIONS = frozenset("European African Asian Arab Western Baltic Nordic Balkan Gulf world World global foreign".split())
_HIS = frozenset({"his", "her", "he", "she"})
_LANDS = frozenset({"country", "nation", "state", "region"})
_MANIFOLD = frozenset("different various several other many foreign all".split())
_TITLES = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Sir Gen Gen. Lt. Col. Maj. Adm. Sen. Rep. Gov. Comrade".split())
_BODIES = {"UN": "UN", "U.N.": "UN", "EU": "EU", "NATO": "NATO"}
_MUTUAL = frozenset({"bilateral", "mutual", "reciprocal"})
_BESIDE = frozenset({"near", "outside", "off", "opposite"})
_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout"})


class Mentions:
    """The actors behind each noun phrase of one sentence, given its names and the document's memory."""

    def __init__(self, tree: Tree, matches: Sequence[Match], memory: Memory, start: int = 0) -> None:
        self.tree, self.memory, self.start = tree, memory, start
        self._match = by_token(tree, matches)
        self.anaphora = Anaphora(tree, memory, self, start)
        self.owners = Owners(tree, memory, self, start)
        self._memo: dict[int, Found] = {}

    def actors(self, i: int) -> tuple[Actor, ...]:
        """Actors that the phrase headed by token ``i`` stands for; empty when nobody is known."""
        return self.found(i)[0]

    def found(self, i: int) -> Found:
        """The actors and how they were found."""
        if i not in self._memo:
            self._memo[i] = NOBODY  # a phrase cannot be resolved through itself
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
        if not any(self.tree[k].lemma in _MUTUAL or self.anaphora.pair(k)[0] for k in near):
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
            if any(self.tree.case(n) in _BESIDE for n in (k, *self._up(k, i))):
                continue  # *a camp near the Turkish border*
            if is_sided(self.tree, k):
                continue
            if match.actor.state not in besides and all(self.tree[n].upos not in VERBAL for n in self._up(k, i)):
                return (match.actor,)
        return ()

    def states_of(self, i: int) -> tuple[Actor, ...]:
        """States that qualify an office."""
        return self.owners.states_of(i)

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
        if self.tree[i].lemma == "party" and any(self.tree[k].lemma in _HIS for k in self.tree.kids(i, "nmod:poss")):
            return NOBODY  # *the minister and **his party***: those who travel with him
        for way in (
            self.anaphora.pronoun,
            self.anaphora.pair,
            self._here,
            self._name,
            self._surname,
            self._office,
            self._apposed,
            self._installed,
            self._regional,
            self._described,
            self._placed,
            self._crowd,
            self.owners.owned,
        ):
            found = way(i)
            if found[0]:
                return found
        return NOBODY

    def _name(self, i: int) -> Found:
        match = self._match.get(i)
        if match is None or match.kind not in _NAMES | {"city", "adjective"}:
            return NOBODY
        if match.kind == "adjective" and self.tree[i].upos not in NOMINAL | {"ADJ"}:
            return NOBODY
        if match.kind == "demonym" and not any(self.tree[k].lemma == "the" for k in self.tree.kids(i, "det")):
            return (of_state(match.actor, "CVL", match.actor.name),), "name"  # *a Syrian, thousands of Iraqis*: people
        return (match.actor,), "owner" if match.kind == "city" else "name"

    def _here(self, i: int) -> Found:
        """*Arrived **here***: the land of the dateline, else that which the official channel speaks from."""
        here = self.memory.here if is_here(self.tree, i) else None
        return ((here,), "place") if here is not None else NOBODY

    def _office(self, i: int) -> Found:
        """*China's foreign minister Wang Yi*, *North Korean vice minister Pak Myong Ho*, *police in Kenya*."""
        agent = self._agent(i)
        if agent is None:
            return NOBODY
        for k in self.tree.kids(i, "appos", "flat", "compound"):
            match = self._match.get(k)
            if match is not None and match.kind == "person":
                return (match.actor,), "name"
        states = self.states_of(i)
        body = _BODIES.get(agent.text.split()[0])
        if body and not states:  # *an EU official, the UN panel*: the title begins with its body
            return (Actor(f"IGO:{body}", agent.actor.name, f"IGO:{body}"),), "office"
        owner = any(self.tree[k].upos == "PRON" for k in self.tree.kids(i, "nmod:poss"))
        if owner and self.tree[i].lemma in RELATIONAL and not self._qualified(i):
            return NOBODY  # *criticised its allies*: those are others
        sector = agent.actor.sector
        return tuple(of_state(s, sector, agent.actor.name) for s in states), "office"

    def _qualified(self, i: int) -> bool:
        """True where a state's name stands before the noun: *its **French** allies*."""
        kids = self.tree.kids(i, "amod", "compound")
        return any(k in self._match and self._match[k].kind in QUALIFIERS for k in kids)

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
            return NOBODY
        return NOBODY

    def _installed(self, i: int) -> Found:
        """*congratulated Shagur on his election as premier of Libya*: the office tells whose man an unknown name is."""
        head = self.tree.governor(i)
        if self.tree[i].upos != "PROPN" or i in self._match or head < 0:
            return NOBODY
        phrase = self.tree.subtree(head)
        event = next((k for k in phrase if k > i and self.tree[k].lemma in _INSTALLING), None)
        office = [k for k in phrase if event is not None and k > event and self.tree.case(k) == "as"]
        for k in office:
            if self.actors(k):
                return self.actors(k), "office"
        return NOBODY

    def _surname(self, i: int) -> Found:
        token = self.tree[i]
        if i in self._match:
            return NOBODY
        if token.upos not in {"PROPN", "NOUN"} or not token.form[:1].isupper():
            return NOBODY
        person = self.memory.person(token.form)
        if person is None or not self._is_name_of(i, person):
            return NOBODY
        return (person,), "surname"

    def _is_name_of(self, i: int, person: Actor) -> bool:
        """*Ro Su **Hui*** is not Vice Premier Hui: names that stand with a surname are this person's, or titles."""
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(self.tree)]
        names = [k for k in beside if self.tree[k].upos == "PROPN" and k not in self._match and self._hangs(k, i)]
        return all(self.tree[k].form in _TITLES or self.tree[k].form in person.name for k in names)

    def _hangs(self, k: int, i: int) -> bool:
        """True for two words of one name."""
        return self.tree[k].deprel in {"compound", "flat"} and self.tree.governor(k) in {i, self.tree.governor(i)}

    def _regional(self, i: int) -> Found:
        """*European leaders* speak for the union; *African ministers, Baltic states* for no one state."""
        words = {self.tree[k].form for k in self.tree.kids(i, "amod", "compound") if k not in self._match}
        if "European" in words and self.tree[i].lemma in _LEADING and i in self._match:
            return (Actor("IGO:EU", f"European {self.tree[i].form}", "IGO:EU"),), "office"
        return NOBODY

    def _described(self, i: int) -> Found:
        return NOBODY if self._is_regional(i) else self.anaphora.description(i)

    def _is_regional(self, i: int) -> bool:
        kids = self.tree.kids(i, "amod", "compound", "nmod")
        near = (k for k in kids if not self.tree.case(k) and k not in self._match)  # but *the **foreign** minister*
        if any(self.tree[k].form in _REGIONS for k in near):
            return True
        if (
            self.tree[i - 1].form == "Foreign" and i - 1 not in self._match
        ):  # *Foreign diplomats*, but *Foreign Minister*
            return True
        lands = (k for k in self.tree.kids(i, "nmod") if self.tree.xpos(k) == "NNS")  # *envoys of different countries*
        sorts = (self.tree[n].lemma for k in lands if self.tree[k].lemma in _LANDS for n in self.tree.kids(k, "amod"))
        return any(word in _MANIFOLD for word in sorts)

    def _placed(self, i: int) -> Found:
        agent = None if self._is_regional(i) else self._agent(i)
        return agent_in_place(self.tree, i, agent, self._match) if agent is not None else NOBODY

    def _crowd(self, i: int) -> Found:
        return crowd_in_place(self.tree, i, self._match)

    def _at(self, i: int) -> int:
        return self.start + self.tree[i].start
