"""Who fills which slot of a predicate, with voice, relative clauses, control and conjunction undone.

A slot is ``subject``, ``object``, ``iobject`` or a preposition; its fillers are token indices of noun heads.
For a noun the possessor, a modifier and the *by*-phrase are its subject, the *of*-phrase its object.
"""

from __future__ import annotations

from collections.abc import Mapping

from detente.coding.tree import NOMINAL, VERBAL, Tree

__all__ = [
    "FINITE",
    "Slots",
    "clause_subject",
    "is_here",
    "is_passive",
    "is_time",
    "joins_above",
    "noun_slots",
    "verb_slots",
]

Slots = Mapping[str, tuple[int, ...]]
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose", "what"})
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december"
    " day week month year decade century morning afternoon evening night hour minute "
    "weekend "
    "today yesterday tomorrow time moment period beginning end jan. feb. aug. sept. sep. oct. nov. dec.".split()
)
FINITE = frozenset({"VBD", "VBZ", "VBP"})
_INFINITE = frozenset({"VBG", "VB"})
_MOTION = frozenset("leave arrive return depart come go fly travel".split())
_TEXTS = frozenset(
    "resolution statement letter motion bill decree declaration communique communiqué note message".split()
)
_DEEDS = frozenset(
    "operation attack strike airstrike raid bombing offensive assault campaign crackdown ambush barrage shelling "
    "invasion incursion blockade siege bombardment coup massacre".split()
)
_ISSUING = frozenset("adopt pass approve issue sign release publish send deliver write endorse make back carry".split())
_GIVING = frozenset("give lend send offer sell hand grant pay promise loan supply".split())
_SWAPPED = {"object": "iobject", "iobject": "object"}
_SUBJECTS = ("nsubj", "csubj")
_CAUSING = frozenset({"order", "want", "command", "demand"})
_CLAUSES = frozenset({"xcomp", "advcl", "conj", "ccomp", "parataxis", "dep"})
# verbs whose infinitive is done by their subject although they have an object: *promised him to go*
_SUBJECT_CONTROL = frozenset(
    {"promise", "vow", "threaten", "use", "make", "take", "hold", "send", "offer", "give", "visit", "meet"}
)


def is_passive(tree: Tree, verb: int) -> bool:
    """True for *was bombed*, *being held*, *the men arrested by police*."""
    if tree.kids(verb, "nsubj:pass", "aux:pass"):
        return True
    if _is_stray_predicate(tree, verb) or _is_finite_motion(tree, verb):
        return False
    if tree[verb].deprel in {"acl", "amod"} and tree.xpos(verb) == "VBN":
        return not tree.kids(verb, "obj")
    if (
        tree[verb].deprel in {"ccomp", "acl"}
        and tree.xpos(verb) in {"VBN", "VBD"}
        and not tree.kids(verb, "aux", "obj")
    ):
        above = tree.governor(verb)  # *ordered the men released*, which may hang from the men
        return tree[tree.governor(above) if tree[verb].deprel == "acl" else above].lemma in _CAUSING
    if tree[verb].deprel == "conj" and tree.xpos(verb) == "VBN" and not tree.kids(verb, "nsubj", "aux"):
        return is_passive(tree, tree.governor(verb))
    return tree[verb].deprel == "advcl" and tree.xpos(verb) == "VBN" and not tree.kids(verb, "nsubj", "obj", "aux")


def _is_stray_predicate(tree: Tree, verb: int) -> bool:
    """*Libyan envoys negotiated with London.*: of a sentence without a verb above it, a participle is the verb."""
    head = tree.governor(verb)
    alone = tree[verb].deprel == "acl" and head >= 0 and tree[head].deprel == "root" and tree[head].upos in NOMINAL
    return (
        alone and head < verb and tree[len(tree) - 1].form == "." and not tree.kids(head, "cop", "nsubj", "punct")[:-1]
    )


def _is_finite_motion(tree: Tree, verb: int) -> bool:
    """*A delegation **left** here*: no participle of the noun, which the parser may take for the root; none is left."""
    head = tree.governor(verb)
    return tree[verb].deprel == "acl" and tree[verb].lemma in _MOTION and tree[head].deprel == "root"


def verb_slots(tree: Tree, verb: int) -> Slots:
    """Return the slots of a verb or predicate adjective as of the plain active clause."""
    slots: dict[str, list[int]] = {}

    def fill(slot: str, index: int) -> None:
        slots.setdefault(slot, []).extend(k for k in _group(tree, index) if k not in slots.get(slot, ()))

    passive = is_passive(tree, verb)
    given = passive and bool(tree.kids(verb, "nsubj:pass")) and bool(tree.kids(verb, "obj"))
    for k in tree.kids(verb):
        slot = _slot_of(tree, k, passive)
        if given and slot in _SWAPPED:  # *Oslo was given rice*: the subject is whom it was given to
            slot = _SWAPPED[slot]
        if slot:
            filler = _antecedent(tree, verb, k)
            fill(slot, _doer_of_deed(tree, filler) if slot == "subject" and filler != k else filler)
        elif tree[verb].lemma == "let" and tree[k].lemma == "go":  # *let go the captain, let the captain go*
            for freed in (*tree.kids(k, "obj"), *tree.kids(k, "nsubj"))[:1]:
                fill("object", freed)
        elif _is_small_clause(tree, k):  # *declared Minsk a sponsor of terror*
            fill("object", tree.kids(k, "nsubj")[0])
            fill("predicate", k)
        if tree[k].deprel == "advmod":  # *handed him **back to India***
            for inner in tree.kids(k, "obl", "nmod"):
                if tree.case(inner) and not is_time(tree, inner):
                    fill(tree.case(inner), inner)
    if passive and "subject" not in slots:
        for index in _strayed_agent(tree, verb) or _shared_agent(tree, verb):
            fill("subject", index)
    for index in _missing_subject(tree, verb, slots, passive):
        fill("object" if passive else "subject", index)
    if passive:  # *the ships were fired **on***: the preposition's noun became the subject
        for k in tree.kids(verb, "compound:prt"):
            slots.setdefault(tree[k].lemma, list(slots.get("object", ())))
    if "object" not in slots and not passive:
        for index in _missing_object(tree, verb, slots):
            fill("object", index)
    if tree[verb].lemma in _GIVING and "iobject" not in slots:
        for k in tree.kids(verb, "obj"):  # *lent Indonesia helicopters*: a name right after the verb is whom
            if tree[verb + 1].upos == "PROPN" and verb + 1 in tree.kids(k, "compound") and tree[k].upos != "PROPN":
                fill("iobject", verb + 1)
    return {slot: tuple(fillers) for slot, fillers in slots.items()}


def _is_small_clause(tree: Tree, k: int) -> bool:
    """A clause of a subject and a bare noun or adjective, without a verb or a conjunction."""
    bare = not tree.kids(k, "cop", "mark", "aux")
    return (
        tree[k].deprel == "ccomp" and tree[k].upos in {"NOUN", "PROPN", "ADJ"} and bare and bool(tree.kids(k, "nsubj"))
    )


def _strayed_agent(tree: Tree, verb: int) -> list[int]:
    """*was accused of bad faith **by Rome***: a small model hangs the agent from the noun before it."""
    nouns = [k for k in tree.kids(verb, "obl", "obj") if k > verb]
    found = [n for k in nouns for n in tree.subtree(k) if tree[n].deprel == "nmod" and tree.case(n) == "by"]
    # *was forced to land **by a jet***: nor can an intransitive infinitive have an agent
    below = [k for k in tree.kids(verb, "xcomp") if "to" in tree.mark(k) and not is_passive(tree, k)]
    found += [n for k in below for n in tree.kids(k, "obl", "obl:agent") if tree.case(n) == "by"]
    return [found[-1]] if found and not is_time(tree, found[-1]) else []


def _shared_agent(tree: Tree, verb: int) -> list[int]:
    """*were fired on and captured **by Russia***, *was tried **by a tribunal** and executed*: one agent for both."""
    joined = [k for k in tree.kids(verb, "conj") if tree.xpos(k) == "VBN" and not tree.kids(k, "nsubj", "nsubj:pass")]
    if tree[verb].deprel == "conj" and not tree.kids(verb, "nsubj:pass", "aux:pass"):
        joined.insert(0, tree.governor(verb))
    return next((a for k in joined if (a := tree.kids(k, "obl:agent"))), [])


def _slot_of(tree: Tree, k: int, passive: bool) -> str | None:
    deprel = tree[k].deprel
    if deprel in _SUBJECTS:
        return "object" if passive and deprel == "nsubj" and tree[tree.governor(k)].deprel == "ccomp" else "subject"
    given = passive and bool(tree.kids(tree.governor(k), "obj"))  # *they were granted asylum*
    if deprel == "nsubj:pass":
        return "iobject" if given else "object"
    if deprel == "obj":
        return "object"
    if deprel == "iobj":
        return "iobject"
    if deprel == "obl:agent":
        verb = tree.governor(k)
        by_means = not passive and tree.xpos(verb) in FINITE and tree[verb].deprel in _CLAUSES | {"root"}
        return "by" if by_means else "subject"  # *fled to India **by helicopter***
    if deprel in {"obl", "nmod"} and not is_time(tree, k):
        return tree.case(k) or None
    if deprel == "advmod" and tree[k].upos == "PROPN" and k > tree.governor(k) and not is_time(tree, k):
        return "object"  # *bombed Mosul*: a name is no adverb
    if deprel == "obl:tmod" and _is_strayed_subject(tree, k):
        return "object" if passive else "subject"
    if deprel == "xcomp" and tree[k].upos in {"NOUN", "PROPN", "ADJ"} and "to" not in tree.mark(k):
        return "predicate"  # *called it **a lie***
    if is_here(tree, k) and not tree.kids(tree.governor(k), "obl:agent"):
        return "in"  # *arrived **here** on Tuesday*
    return None


def _is_strayed_subject(tree: Tree, k: int) -> bool:
    """*Pakistan, answering India's tests, set off five devices*: a bare name before a finite verb is no time."""
    verb = tree.governor(k)
    bare = tree[k].upos == "PROPN" and not is_time(tree, k) and not tree.case(k)
    return bare and k < verb and tree.xpos(verb) in FINITE and not tree.kids(verb, *_SUBJECTS, "nsubj:pass")


def is_here(tree: Tree, k: int) -> bool:
    """*Arrived **here***: the place of the report, which fills the slot of a place."""
    return tree[k].lemma.lower() == "here" and tree[k].deprel in {"advmod", "obl"}


def is_time(tree: Tree, k: int) -> bool:
    """*on Saturday, in March, in 2019, after three days*: a time is nobody's slot."""
    token = tree[k]
    if token.upos == "NUM" and not any(tree[c].upos == "NOUN" for c in tree.kids(k)):
        return True
    if token.lemma == "end" and (tree.case(k) == "for" or any(tree.case(c) == "to" for c in tree.kids(k, "nmod"))):
        return False  # *called for an end to the fighting*: an act, no hour
    return token.lemma in _TIMES


def _group(tree: Tree, index: int) -> list[int]:
    """A phrase and those joined to it; *the U.S. and south Korea* a small model may hang the one under the other."""
    wide = {"cc", "conj"} if tree[index].upos == "PROPN" else {"cc"}
    under = [
        k
        for k in (tree.kids(index, "nmod", "compound") if tree[index].upos in {"PROPN", "NOUN"} else ())
        if tree[k].upos == "PROPN" and tree.kids(k, *wide) and not tree.kids(k, "case")
    ]
    if tree[index].upos == "PROPN":  # *the **U.S.-south** Korea drills*
        under += [k for k in tree.kids(index, "nmod", "compound") if "-" in tree[k].form[1:-1] and k not in under]
    joined = tree.conjuncts(index)
    if len(joined) == 1 and not under:
        return joined
    return under + [k for k in joined if tree[k].upos in NOMINAL | {"ADJ", "DET", "X", "SYM"} or k == index]


def _antecedent(tree: Tree, verb: int, k: int) -> int:
    """Replace a relative pronoun by the noun that the clause hangs from."""
    clause = verb
    if tree[k].lemma not in _RELATIVE or tree.xpos(k) not in {"WP", "WDT", "WP$", "IN", "DT"}:
        return k
    if tree[clause].deprel == "conj":
        clause = tree.governor(clause)
    return tree.governor(clause) if tree[clause].deprel in {"acl:relcl", "acl"} else k


def _missing_subject(tree: Tree, verb: int, slots: Mapping[str, list[int]], passive: bool) -> tuple[int, ...]:
    wanted = "object" if passive else "subject"
    if wanted in slots or (passive and tree.kids(verb, "nsubj:pass")):
        return ()
    return clause_subject(tree, verb)


def clause_subject(tree: Tree, verb: int, depth: int = 0) -> tuple[int, ...]:
    """Find the understood subject of a clause without one: by relative, control, conjunction or adjunction."""
    head, deprel = tree.governor(verb), tree[verb].deprel
    if head < 0 or depth > 6:
        return ()
    if deprel in {"acl:relcl", "acl", "amod"} and tree[head].upos in NOMINAL:
        if deprel == "acl" and tree.mark(verb) & {"to"}:
            return _owner(tree, head, depth)  # *Seoul's decision to withdraw*: Seoul withdraws
        if tree.xpos(verb) == "VBG" and tree[head].lemma in _TEXTS:
            return _author(tree, head, depth)
        return tuple(_group(tree, _doer_of_deed(tree, head)))
    if deprel == "csubj" and tree.xpos(verb) == "VBG" and tree.kids(head, "cop") and tree[head].upos in NOMINAL:
        return tuple(_group(tree, head))  # *Arriving here on Friday was **a delegation***
    if deprel not in _CLAUSES and not (deprel == "acl" or deprel == "obl"):
        return ()
    if tree[head].upos in NOMINAL and not tree.kids(head, "cop"):
        return _owner(tree, head, depth)
    if deprel == "xcomp" and tree[head].lemma not in _SUBJECT_CONTROL:
        controlled = tree.kids(head, "obj", "iobj")
        if controlled:
            return tuple(_group(tree, controlled[0]))
    if deprel == "advcl" and "for" in tree.mark(verb) and tree.xpos(verb) == "VBG" and tree.kids(head, "obj"):
        return tuple(_group(tree, tree.kids(head, "obj")[0]))  # *thanked Oslo for helping*: Oslo helped
    if deprel == "conj" and joins_above(tree, verb, head):
        return clause_subject(tree, head, depth + 1) if tree[head].deprel == "conj" else _finite_subject(tree, head)
    own = tree.kids(head, "nsubj", "nsubj:pass", "csubj")
    agent = tree.kids(head, "obl:agent")
    upshot = deprel == "advcl" and tree.xpos(verb) == "VBG" and tree[verb - 1].form == "," and not tree.mark(verb)
    if own and not (agent and upshot):  # *was hit by American jets, **killing** ten*: the jets killed
        return tuple(_group(tree, _antecedent(tree, head, own[0])))
    if agent and deprel == "advcl":
        return tuple(_group(tree, agent[0]))
    return clause_subject(tree, head, depth + 1)


def _doer_of_deed(tree: Tree, deed: int) -> int:
    """*conducted a raid that killed ten*: what a deed does, its doers do, unless it names them itself."""
    head = tree.governor(deed)
    if tree[deed].lemma not in _DEEDS or tree[deed].deprel not in {"obj", "obl"} or head < 0:
        return deed
    owned = tree.kids(deed, "nmod:poss", "amod", "compound") + [
        k for k in tree.kids(deed, "nmod") if tree.case(k) == "by"
    ]
    doers = tree.kids(head, "nsubj") if not any(tree[k].upos == "PROPN" for k in owned) else []
    return _antecedent(tree, head, doers[0]) if doers else deed


def _author(tree: Tree, text: int, depth: int) -> tuple[int, ...]:
    """*adopted a resolution **demanding** …*: what a text says, they say who issue it; a draft says nothing yet."""
    head = tree.governor(text)
    if tree[text].deprel == "obj" and tree[head].lemma in _ISSUING:
        return _owner(tree, text, depth)
    return tuple(tree.kids(text, "nmod:poss"))


def joins_above(tree: Tree, verb: int, head: int) -> bool:
    """True for a finite verb that the parser joined to a gerund or infinitive (see ``_finite_subject``)."""
    return tree.xpos(verb) in FINITE and tree.xpos(head) in _INFINITE and not tree.kids(verb, "aux")


def _finite_subject(tree: Tree, verb: int) -> tuple[int, ...]:
    """*accused Minsk of pushing … and sent troops*: a finite verb joins the finite verb above, not the gerund."""
    for node in tree.ancestors(verb):
        own = tree.kids(node, "nsubj", "nsubj:pass")
        if own and tree[node].upos in VERBAL:
            return tuple(_group(tree, _antecedent(tree, node, own[0])))
    return ()


def _owner(tree: Tree, noun: int, depth: int) -> tuple[int, ...]:
    owners = tree.kids(noun, "nmod:poss")
    if owners:
        return tuple(owners)
    head = tree.governor(noun)
    if head >= 0 and tree[head].upos in VERBAL and tree[noun].deprel in {"obj", "obl", "nsubj:pass"}:
        own = (
            tree.kids(head, "nsubj", "nsubj:pass")
            if tree[noun].deprel != "nsubj:pass"
            else tree.kids(head, "obl:agent")
        )
        return tuple(_group(tree, _antecedent(tree, head, own[0]))) if own else clause_subject(tree, head, depth + 1)
    return tuple(k for k in tree.kids(noun, "amod", "compound") if tree[k].upos in {"PROPN", "ADJ"})


def _missing_object(tree: Tree, verb: int, slots: Mapping[str, list[int]]) -> tuple[int, ...]:
    """*the missile that Pyongyang fired*: the antecedent is the object where the subject is filled."""
    if tree[verb].deprel == "acl:relcl" and tree.kids(verb, "nsubj"):
        subject = tree.kids(verb, "nsubj")[0]
        if _antecedent(tree, verb, subject) == subject:
            used = any(tree.governor(verb) in fillers for fillers in slots.values())
            return () if used else tuple(_group(tree, tree.governor(verb)))
    if tree[verb].deprel == "conj":  # *detained and deported the men*: right conjunct's object serves both
        return ()
    shared = [k for c in tree.kids(verb, "conj") for k in tree.kids(c, "obj") if tree[c].upos == "VERB"]
    first = tree.kids(verb, "obl", "ccomp", "xcomp")
    return tuple(_group(tree, shared[0])) if shared and not first else ()


def noun_slots(tree: Tree, noun: int) -> Slots:
    """Return the slots of an event noun from inside its phrase; ``of`` is given as ``object``."""
    slots: dict[str, list[int]] = {}
    for k in tree.kids(noun):
        deprel, slot = tree[k].deprel, None
        if deprel in {"nmod:poss", "amod", "compound", "nmod"} and not tree.kids(k, "case"):
            slot = "subject" if deprel == "nmod:poss" else "modifier"
        elif deprel == "nmod:poss":
            slot = "subject"
        elif deprel in {"nmod", "obl", "obl:agent"} and not is_time(tree, k):
            slot = {"of": "object", "by": "subject"}.get(tree.case(k), tree.case(k))
        if slot:
            slots.setdefault(slot, []).extend(_group(tree, k))
    return {slot: tuple(dict.fromkeys(fillers)) for slot, fillers in slots.items()}
