"""Anaphora: which phrase spoken of before a pronoun or a definite description stands for.

*He, they, its, the two countries, both sides, the North, the ministry, the nation*: the antecedent is sought first
among the subjects of the sentence's own clauses, then in what the reader keeps in mind (``discourse``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from detente.actors import Match
from detente.coding.clauses import clause_subject
from detente.coding.discourse import Memory, last_word
from detente.coding.tree import VERBAL, Tree
from detente.records import Actor

__all__ = ["NOBODY", "Anaphora", "Found", "of_state"]

_PERSONAL = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
_NEUTRAL = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_OWN = frozenset({"our", "we", "us", "ours"})
_SAYING = frozenset("say tell add declare state write announce warn stress note claim insist argue".split())
_JUDGING = frozenset(
    "demand urge ask call warn accuse blame condemn denounce criticize criticise blast slam flay lash brand term hail "
    "support welcome praise laud express voice appeal reject oppose charge deplore protest castigate hold".split()
)
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
        "koreas",
        "pair",
        "duo",
        "power",
        "minister",
        "president",
        "premier",
        "military",
        "army",
        "navy",
        "capital",
    }
)
_THE_STATE = frozenset("nation country state republic regime kingdom emirate sultanate monarchy".split())
# what only some states are: *the kingdom* after Riyadh and Tehran is the Saudi one
_REALMS = {
    "kingdom": frozenset("SAU GBR JOR MAR THA ESP NLD BEL DNK NOR SWE BHR KHM BTN TON LSO SWZ NPL".split()),
    "emirate": frozenset("QAT KWT ARE AFG".split()),
    "sultanate": frozenset("OMN BRN".split()),
}
_GOVERNING = frozenset(
    "government regime authority administration ministry president leader army military police spokesman spokesperson "
    "spokeswoman official premier minister parliament leadership".split()
)
_TOWARDS = frozenset({"to", "with", "against", "from", "for", "toward", "towards"})
_GROUPS = frozenset({"group", "alliance", "bloc", "organisation", "organization", "union", "cartel"})
_DIRECTED = frozenset(
    "demand urge ask call order warn accuse blame condemn denounce criticize criticise visit meet thank congratulate "
    "threaten attack invade sanction press implore beg appeal phone host welcome receive support back".split()
)
_DIRECTIONS = {"north": "PRK", "south": "KOR"}
Found = tuple[tuple[Actor, ...], str]
NOBODY: Found = ((), "")


class Phrases(Protocol):
    """What the phrases of the sentence say by themselves (``mentions``)."""

    def actors(self, i: int) -> tuple[Actor, ...]:
        """Actors that the phrase headed by a token stands for."""

    def match(self, i: int) -> Match | None:
        """The name or title of the register that covers a token."""

    def states_of(self, i: int) -> tuple[Actor, ...]:
        """States that qualify an office."""


class Anaphora:
    """The antecedents of one sentence's pronouns and descriptions, given the document's memory."""

    def __init__(self, tree: Tree, memory: Memory, phrases: Phrases, start: int = 0) -> None:
        self.tree, self.memory, self.phrases, self.start = tree, memory, phrases, start

    def _at(self, i: int) -> int:
        return self.start + self.tree[i].start

    def pronoun(self, i: int) -> Found:
        """*He, it, they, we, each other*."""
        word = self.tree[i].form.lower()
        if self.tree[i].upos not in {"PRON", "DET"}:
            return NOBODY
        if word in _PERSONAL | _NEUTRAL | _PLURAL:
            shared = self._shared_object(i)
            if shared[0]:
                return shared
        if word in _PERSONAL:
            found, barred = self._first(self._subjects(i), "person"), self._named_beside(i)
            if found[0] and not {a.state for a in found[0]} <= barred:
                return found
            person = self.memory.last_person(self._at(i), besides=self._rivals(i), of=barred)
            home = self.memory.publisher_state
            if person is not None and home and person.state == home and self._speaks(i):
                guest = self.memory.issuer(self.start, besides={home, *barred})  # *…, **he** warned*, at a rally abroad
                return ((guest,), "pronoun") if guest is not None else ((person,), "pronoun")
            beside = barred | frozenset(self._clause_states(i))
            return self._some(person or self.memory.last_office(self._at(i), of=beside), "pronoun")
        if word in _NEUTRAL:
            rivals = self._clause_states(i)
            if rivals:
                return self._some(self.memory.last_state(self._at(i), besides=rivals), "pronoun")
            found = self._first(self._subjects(i), "state")
            if found[0]:
                return found
            barred = self._named_beside(i)
            issuer = self.memory.issuer(self.start) if self._speaks(i) else None
            if issuer is not None:
                return (issuer,), "pronoun"
            topic = self.memory.topic(self.start, besides=barred) if self._is_subject(i) else None
            return self._some(topic or self.memory.last_state(self._at(i), besides=barred), "pronoun")
        if word in _PLURAL and self.tree[i].deprel != "nmod:poss":
            found = self._first(self._subjects(i), "any")
            issuer = self.memory.issuer(self.start) if self._speaks(i) else None
            if issuer is not None and not found[0]:
                return (issuer,), "pronoun"
            return found if found[0] else (self._others(i), "pronoun")
        if word in _PLURAL:
            found = self._first(self._subjects(i), "any")
            return found if found[0] else self._some(self.memory.last_state(self._at(i)), "pronoun")
        if word in _OWN:
            return self._speaker(i)
        if word in {"each", "both"} or (word == "other" and i and self.tree[i - 1].lemma == "each"):
            return self.memory.pair(self._at(i)), "description"
        return NOBODY

    def _speaker(self, i: int) -> Found:
        """*"We will answer," the minister said*: whoever is quoted; where nobody is, the publisher of the text."""
        for node in self.tree.ancestors(i):
            told = self.tree.kids(node, "ccomp", "parataxis")
            for verb in (self.tree.governor(node), *told):
                if verb < 0 or self.tree[verb].lemma not in _SAYING:
                    continue
                for k in self.tree.kids(verb, "nsubj"):
                    if k != i and any(a.state for a in self.phrases.actors(k)):
                        return self.phrases.actors(k), "pronoun"
        issuer = self.memory.quotation(self.start) or self.memory.issuer(
            self.start
        )  # *We fully support …*, says the statement that is retold
        return self._some(issuer or self.memory.voice, "pronoun")

    def _others(self, i: int) -> tuple[Actor, ...]:
        """Whom *they* stands for; an official channel calls its own *we* or by name, and the others *they*."""
        meant = self.memory.several(self._at(i))
        home = self.memory.publisher_state
        if not self._is_subject(i) or {a.state for a in meant} != {home}:
            return meant
        other = self.memory.last_state(self._at(i), besides={home, *self._named_beside(i)})
        return (other,) if other is not None else ()

    def _speaks(self, i: int) -> bool:
        """True for the subject of a verb of saying or judging, as when a statement is retold: *it blasted …*."""
        verb = self.tree.governor(i)
        return self._is_subject(i) and verb >= 0 and self.tree[verb].lemma in _SAYING | _JUDGING

    def _is_subject(self, i: int) -> bool:
        return self.tree[i].deprel in {"nsubj", "nsubj:pass"}

    def _named_beside(self, i: int) -> frozenset[str]:
        """States that a pronoun's own verb is directed at: in *he urged Seoul to …* he is no man of Seoul's.

        A pronoun does not stand for a name that it commands (Chomsky 1981, principle C).
        """
        verb = self.tree.governor(i)
        if not self._is_subject(i) or verb < 0 or self.tree[verb].lemma not in _DIRECTED:
            return frozenset()
        beside = [
            *self.tree.kids(verb, "obj", "iobj", "obl"),
            *(k for clause in self.tree.kids(verb, "ccomp", "xcomp") for k in self.tree.kids(clause, "nsubj")),
        ]
        return frozenset(
            a.state for k in beside if self.tree[k].upos != "PRON" for a in self.phrases.actors(k) if a.state
        )

    def _shared_object(self, i: int) -> Found:
        """*met Lavrov and urged **him** …*: under a shared subject an object pronoun is the object before."""
        verb = self.tree.governor(i)
        if verb < 0 or self.tree[i].deprel not in {"obj", "iobj", "obl"} or self.tree[verb].deprel != "conj":
            return NOBODY
        if self.tree.kids(verb, "nsubj", "nsubj:pass"):
            return NOBODY
        head, word = self.tree.governor(verb), self.tree[i].form.lower()
        for k in self.tree.kids(head, "obj", "iobj", "obl"):
            actors = self.phrases.actors(k)
            if actors and (word in _PLURAL or (word in _PERSONAL) == self._is_person(k)):
                return actors, "pronoun"
        return NOBODY

    def pair(self, i: int) -> Found:
        """*the two countries, both sides, the two Koreas*."""
        if self.tree[i].lemma not in _BOTH and not self._is_bare_two(i):
            return NOBODY
        korean = self.tree[i].lemma in {"korea", "koreas"}
        if korean and self._text(i - 3, i) == "north and south":
            return tuple(Actor(s, s, s) for s in ("PRK", "KOR")), "name"
        words = {self.tree[k].lemma for k in self.tree.kids(i, "nummod", "det", "cc:preconj", "amod", "det:predet")}
        couple = self.tree[i].lemma in {"pair", "duo"} and "the" in words and not self.tree.kids(i, "nmod")
        if not (words & {"two", "both"} or couple) or "other" in words:
            return NOBODY
        if korean:
            return tuple(Actor(s, s, s) for s in ("PRK", "KOR")), "name"
        if self.phrases.states_of(i):
            return NOBODY
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
        nodes = []
        for node in self.tree.ancestors(i):
            nodes.append(node)
            if self.tree[node].deprel == "conj" and self.tree.kids(node, "nsubj", "nsubj:pass"):
                break  # *A and B opened a line, and C lent the two countries money*
        above = (k for n in nodes for k in self.tree.kids(n, "nsubj", "nsubj:pass") if k != i)
        actors = (a for k in above if self.tree[k].upos != "PRON" for a in self.phrases.actors(k))
        return tuple(a.state for a in actors if a.state and not self.memory.knows(a.state, self.start))

    def description(self, i: int) -> Found:
        """*the North*, *the nation*, *the ministry*: what the document has spoken of before."""
        token = self.tree[i]
        if (
            not any(self.tree[k].lemma in {"the", "this", "that"} for k in self.tree.kids(i, "det"))
            and token.lemma not in _DIRECTIONS
        ):
            return NOBODY
        if token.form in {"North", "South"} and self.memory.speaks_of_korea():
            state = _DIRECTIONS[token.lemma]
            return (Actor(state, state, state),), "description"
        if token.lemma in _GROUPS and not self.tree.kids(i, "amod", "compound"):
            group = self.memory.last_state(self._at(i), kind="organisation")
            if group is not None:
                return (group,), "description"
        agent = self.phrases.match(i)
        if agent is not None and agent.kind == "agent":
            body = self.memory.body(last_word(agent.text))
            if body is not None and body.state not in self._named_beside(i):
                return (body,), "description"
            voice = self.memory.voice
            if voice is not None and token.form[:1].isupper():
                # *the Secretary-General, the President*: the publisher's own
                return (of_state(voice, agent.actor.sector, agent.actor.name),), "description"
            if token.lemma in _GOVERNING:
                subject = self.tree[i].deprel.startswith("nsubj")
                rivals = tuple(self._named_beside(i)) if subject else self._clause_subjects(i)
                last = self._above(i) or self.memory.last_state(self._at(i), besides=rivals, kind="state")
                return ((of_state(last, agent.actor.sector, agent.actor.name),), "description") if last else NOBODY
            return NOBODY
        if token.lemma in _THE_STATE and self.tree.xpos(i) != "NNS" and not self.tree.kids(i, "nmod", "acl"):
            rivals = self._subject_states(i) if self.tree.case(i) in _TOWARDS else ()
            realms = _REALMS.get(token.lemma)
            if realms is not None:
                return self._some(self.memory.last_among(realms, self._at(i)), "description")
            site = self.memory.site(self._at(i), besides=rivals) if not self._is_subject(i) else None
            if site is not None:
                return (site,), "description"
            return self._some(self.memory.last_state(self._at(i), besides=rivals, kind="state"), "description")
        return NOBODY

    def _above(self, i: int) -> Actor | None:
        """The one state behind the subject of the clause before: *China's ministry protested and the army began …*."""
        head = self.tree.governor(i)
        if head < 0 or self.tree[head].deprel != "conj":
            return None
        for k in self.tree.kids(self.tree.governor(head), "nsubj", "nsubj:pass"):
            states = {a.state: a for a in self.phrases.actors(k) if a.state}
            if k != i and len(states) == 1:
                return next(iter(states.values()))
        return None

    def _clause_states(self, i: int) -> tuple[str, ...]:
        """States of the subject, written or understood, of an object's clause: *severed ties, accusing **it***."""
        verb = self.tree.governor(i)
        if self.tree[i].deprel not in {"obj", "iobj", "obl"} or verb < 0 or self.tree[verb].upos not in VERBAL:
            return ()
        subject = self.tree.kids(verb, "nsubj", "nsubj:pass") or clause_subject(self.tree, verb)
        return tuple(a.state for k in subject if k != i for a in self.phrases.actors(k) if a.state)

    def _clause_subjects(self, i: int) -> tuple[str, ...]:
        """Bodies of no state that an object's clause has for subject: *the UN accused **the army***."""
        return tuple(s for s in self._clause_states(i) if ":" in s)

    def _subject_states(self, i: int) -> tuple[str, ...]:
        return tuple(a.state for k in self._subjects(i) for a in self.phrases.actors(k) if a.state)

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
            actors = self.phrases.actors(k)
            if actors and (wanted == "any" or (wanted == "person") == self._is_person(k)):
                states = tuple(dict.fromkeys(of_state(a, "", a.state) for a in actors)) if wanted == "state" else actors
                return states, "pronoun"
        return NOBODY

    def _is_person(self, k: int) -> bool:
        match = self.phrases.match(k)
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
        return tuple(a.id for k in others for a in self.phrases.actors(k))

    @staticmethod
    def _some(actor: Actor | None, how: str) -> Found:
        return ((actor,), how) if actor else NOBODY


def of_state(state: Actor, sector: str, name: str) -> Actor:
    """Return the office or people of a state, named by their own word; without a sector the state itself."""
    if not state.state:
        return state
    return Actor(f"{state.state}:{sector}" if sector else state.state, name, state.state, sector)
