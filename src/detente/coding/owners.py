"""Whose a thing, a body or an office is: by possessor, modifier, *of*-phrase or the adjective before it.

*A U.S. submarine, the decision of the court, Saudi-led warplanes, the Panmunjom mission of the Korean army*.
"""

from __future__ import annotations

from detente.actors import Match
from detente.coding.anaphora import NOBODY, Found, Phrases
from detente.coding.discourse import Memory
from detente.coding.hyphens import is_sided, owners_inside
from detente.coding.tree import NOMINAL, Tree
from detente.records import Actor

__all__ = ["QUALIFIERS", "RELATIONAL", "Owners"]

QUALIFIERS = frozenset({"state", "adjective", "demonym", "seat", "city", "organisation"})
_OF_STATE = frozenset({"of", "for", "in", "from", "at", "within", "across", "inside", "under"})
_PAIRED = frozenset("host guest rival opponent foe adversary neighbour neighbor partner interlocutor".split())
RELATIONAL = _PAIRED | {"ally", "enemy", "patron", "backer"}
_PEERS = frozenset("counterpart colleague homologue".split())
_HELD = frozenset(
    "summit meeting talk talks conference session ceremony negotiation gathering congress tie relation deal "
    "accord pact treaty agreement".split()
)
_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout"})


class Owners:
    """The owners of one sentence's things, given what its phrases say by themselves."""

    def __init__(self, tree: Tree, memory: Memory, phrases: Phrases, start: int = 0) -> None:
        self.tree, self.memory, self.phrases, self.start = tree, memory, phrases, start

    def owned(self, i: int) -> Found:
        """*a U.S. submarine*, *the decision of the court*, *Pyongyang's launch*: the thing stands for its owner."""
        if self.tree[i].upos not in NOMINAL:
            return NOBODY
        if self.tree[i].lemma in _PEERS:  # *his Japanese and South Korean counterparts*
            nearest = [k for k in self.tree.kids(i, "amod", "compound") if self.phrases.match(k)]
            peers = tuple(
                m.actor
                for k in nearest[:1]
                for c in self.tree.conjuncts(k)
                if (m := self.phrases.match(c)) and m.kind in QUALIFIERS
            )
            if peers:
                return peers, "owner"
        for k in self.tree.kids(i, "nmod:poss"):
            actors = self.phrases.actors(k)
            if actors and self.tree[i].lemma in RELATIONAL - _PAIRED:
                return NOBODY
            if actors and self.tree[i].lemma in _PAIRED:
                mine = {a.state for a in actors}
                other = tuple(a for a in self.memory.pair(self._at(i)) if a.state not in mine)
                return (other, "description") if len(other) == 1 else NOBODY
            if actors:
                return actors, "owner"
        near = [k for k in self.tree.kids(i, "amod", "compound", "nmod") if self.phrases.match(k)]
        near += [n for k in near for n in self.tree.kids(k, "nmod", "compound") if "-" in self.tree[n].form[1:-1]]
        inner = tuple(m.actor for k in sorted(near) if (m := self.phrases.match(k)) and self._is_owner(m, k, i))
        joined = tuple(
            m.actor
            for k in self.tree.kids(i, "amod", "compound")
            for c in self.tree.kids(k, "conj")
            if (m := self.phrases.match(c)) and m.kind == "adjective"
        )
        inner = (*inner, *joined) if inner and joined else inner  # *American and British planes*
        if inner:
            return inner, "owner"
        leaders = self._leading(i)
        if leaders:
            return leaders, "owner"
        made = (n for k in self.tree.kids(i, "acl") for n in self.tree.kids(k, "obl:agent"))  # *remarks made by Bush*
        held = self.tree[i].lemma in _HELD
        for k in (*made, *self.tree.kids(i, "nmod", "obl:agent")):
            if held and self.tree.case(k) in _LOCATIVE:
                continue  # *a summit in Astana*: where it is held, not whose it is
            if self.tree.case(k) in _OF_STATE | {"by"}:
                actors = tuple(a for c in self.tree.conjuncts(k) for a in self.phrases.actors(c))
                if actors:
                    return actors, "owner"
        return NOBODY

    def _is_owner(self, match: Match, k: int, i: int) -> bool:
        return (
            match.kind in QUALIFIERS | {"person"}
            and not self.tree.kids(k, "case")
            and not is_sided(self.tree, k)
            and not (match.kind == "city" and self._of(i))
        )

    def _leading(self, i: int) -> tuple[Actor, ...]:
        """*Saudi-led warplanes, a British-flagged tanker*: whose they are stands inside the adjective."""
        inside = owners_inside(self.tree, i)
        return tuple(m.actor for k in inside if (m := self.phrases.match(k)) and m.kind in QUALIFIERS)

    def states_of(self, i: int) -> tuple[Actor, ...]:
        """States that qualify an office: possessor, adjective, compound, then *of / for / in* phrases.

        A pronoun comes last: *his Japanese counterpart* is Japanese.
        """
        before = self.tree.kids(i, "nmod:poss", "amod", "compound", "nmod", "flat")
        for k in sorted(before, key=lambda k: self.tree[k].upos == "PRON"):
            if self.tree.kids(k, "case") and self.tree[k].deprel == "nmod":
                continue
            match = self.phrases.match(k)
            if match is not None and match.kind in QUALIFIERS and not is_sided(self.tree, k):
                if match.kind == "city" and self._of(i):
                    continue  # *the Panmunjom mission of the Korean army*
                k = self._first_of_two(k)
                return tuple(
                    m.actor for c in self.tree.conjuncts(k) if (m := self.phrases.match(c)) and m.kind in QUALIFIERS
                )
            if self.tree[k].deprel == "nmod:poss" and self.phrases.actors(k):
                return self.phrases.actors(k)
            if (match is None or match.kind == "agent") and self.tree[k].deprel in {"compound", "amod", "nmod"}:
                inner = self.states_of(k)  # *Sri Lankan Tamil rebels*: a modifier of the modifier
                if inner:
                    return inner
        leaders = self._leading(i)
        if leaders:
            return leaders
        for k in self.tree.kids(i, "nmod"):
            if self.tree.case(k) in _OF_STATE:
                found = tuple(a for c in self.tree.conjuncts(k) for a in self.phrases.actors(c))
                if found:
                    return found
        if self.tree[i].deprel == "conj" and not self.tree.kids(i, "det", "nmod:poss", "amod", "compound", "nmod"):
            return self.states_of(self.tree.governor(i))  # *British warplanes, **ships** and **submarines***
        return ()

    def _of(self, i: int) -> bool:
        """True where an *of*-phrase names a state."""
        of = (k for k in self.tree.kids(i, "nmod") if self.tree.case(k) == "of")
        return any(a.state for k in of for a in self.phrases.actors(k))

    def _first_of_two(self, k: int) -> int:
        """*The **France**-Korea Friendship Association*: a society for ties is at home in the state named first."""
        for c in self.tree.kids(k, "compound", "amod", "nmod"):
            match = self.phrases.match(c)
            if match is not None and match.kind in QUALIFIERS and c + 2 == k and self.tree[c + 1].form == "-":
                return c
        return k

    def _at(self, i: int) -> int:
        return self.start + self.tree[i].start
