"""Clauses that tell an aim, a wish or a duty and no deed: *the dream of invading*, *moves to stifle*, *needs to help*.

A clause without a verb in the past or present tense stands or falls with what it hangs from (Karttunen 1971,
"Implicative verbs"): under a noun of will it is what somebody is after, under a verb that bears *should* a duty too.
"""

from __future__ import annotations

from detente.coding.tree import NOMINAL, Tree

__all__ = [
    "auxiliaries",
    "is_aim",
    "is_alleged",
    "is_commemorated",
    "is_foreseen",
    "is_norm",
    "is_present",
    "is_projected",
    "is_slogan",
]

_TEXTS = frozenset("resolution treaty pact agreement accord law constitution article charter convention".split())
_TENSELESS = frozenset({"VB", "VBG"})
# *the first to recognise, the only state to object*: here the infinitive tells what was done
_RANKED = frozenset("first last second third only latest one".split())
_WILL = frozenset(
    "dream ambition aim goal scheme plot plan idea intention purpose possibility hope wish desire danger risk design "
    "scenario pretext excuse prospect likelihood way policy strategy task duty cause slogan object objective "
    "position road means obstacle right".split()
)
_MEANT = frozenset("aim design intend calculate gear direct bent hellbent keen eager anxious desperate".split())
_DUTIES = frozenset({"must", "should", "ought", "shall"})
_DOUBTS = frozenset({"may", "might", "could", "would"})
_BOUND = frozenset({"xcomp", "advcl", "conj"})
_TIMES = frozenset("after before since because when while as although though despite by without".split())
_ALLEGED = frozenset(
    {"alleged", "purported", "supposed", "so-called", "suspected", "possible", "potential", "imaginary"}
)
_QUOTES = frozenset({'"', "“", "”", "''", "``"})
_PROJECTED = frozenset(
    "project plan schedule propose upcoming impending forthcoming intend expect projected planned".split()
)


def auxiliaries(tree: Tree, i: int) -> frozenset[str]:
    """Lemmas and forms of a verb's auxiliaries; *will strike and **destroy***: those of the verb that it joins."""
    own = [k for k in tree.kids(i) if tree[k].deprel in {"aux", "aux:pass", "cop"}]
    head = tree.governor(i)
    joined = tree[i].deprel == "conj" and head >= 0 and tree.xpos(i) == "VB" == tree.xpos(head)
    if not own and joined and not tree.kids(i, "nsubj", "nsubj:pass", "mark"):
        return auxiliaries(tree, head)
    return frozenset({tree[k].lemma.lower() for k in own} | {tree[k].form.lower() for k in own})


def is_aim(tree: Tree, i: int) -> bool:
    """*A bid to seize the isles*, *the dream of invading*, *is aimed at stifling*: what somebody is after."""
    if tree[i].deprel == "conj" and tree.xpos(i) in _TENSELESS:
        return tree.xpos(tree.governor(i)) in _TENSELESS and is_aim(tree, tree.governor(i))
    head, marks = tree.governor(i), tree.mark(i)
    if head < 0 or tree.xpos(i) not in _TENSELESS or tree.kids(i, "aux"):
        return False
    if "from" in marks and any(t.lemma == "far" for t in tree.tokens[max(0, i - 3) : i]):
        return True  # *far from **apologizing***
    if tree[i].deprel in {"acl", "acl:relcl"} and tree[head].upos in NOMINAL:
        if "to" in marks:
            return not any(tree[k].lemma in _RANKED for k in (head, *tree.kids(head, "amod")))
        return bool(marks & {"of", "for"}) and tree[head].lemma in _WILL
    return bool(marks & {"at", "on", "for", "to"}) and tree[head].lemma in _MEANT


def is_norm(tree: Tree, i: int) -> bool:
    """*Resolutions forbid North Korea …*: a text's standing rule in the present tense is no event."""
    present = tree.xpos(i) in {"VBZ", "VBP"}
    if present and tree[i].deprel == "advcl" and tree.mark(i) & {"as", "while", "when"}:
        return True  # *as they work together*: what goes on at the time, not what was done
    texts = [k for k in tree.kids(i, "nsubj") if tree[k].lemma.rstrip("s") in _TEXTS]
    return bool(texts) and (present or tree.xpos(i) == "VB")


def is_slogan(tree: Tree, i: int) -> bool:
    """*Crying for "**occupation** of Oslo"*: an event noun in a short quotation is only cited."""
    before = next((n for n in range(i - 1, max(-1, i - 6), -1) if tree[n].form in _QUOTES), -1)
    after = next((n for n in range(i + 1, min(len(tree), i + 7)) if tree[n].form in _QUOTES), -1)
    return before >= 0 and after > 0 and after - before < 8 and _opens(tree, before)


def _opens(tree: Tree, k: int) -> bool:
    quotes = [n for n in range(k) if tree[n].form in _QUOTES]
    return len(quotes) % 2 == 0


def is_present(tree: Tree, i: int) -> bool:
    """*Seeks to stifle*, *works hard to seize*: what is being attempted is not yet done, as *tried to seize* may be."""
    return tree.xpos(i) in {"VBZ", "VBP", "VB"}


def is_projected(tree: Tree, i: int) -> bool:
    """*The **projected** launch, the drill **scheduled** for May*: an event noun of what is to come."""
    near = (*tree.kids(i, "amod"), *tree.kids(i, "acl"))
    return any(tree[k].lemma.lower() in _PROJECTED or tree[k].form.lower() in _PROJECTED for k in near)


def is_commemorated(tree: Tree, i: int) -> bool:
    """*The anniversary of the **invasion**, nine years since the invasion*: an event noun of an act long past."""
    if tree[i].upos not in NOMINAL:
        return False
    if any(tree[k].lemma in {"past", "historic", "former"} for k in tree.kids(i, "amod")):
        return True
    above = {tree[k].lemma for k in tree.ancestors(i)}
    since = tree.case(i) == "since" and any(t.lemma in {"year", "decade"} for t in tree.tokens[:i])
    return bool(above & {"anniversary", "commemoration"}) or since


def is_alleged(tree: Tree, i: int) -> bool:
    """*Russia's **purported** annexation, the **alleged** attack*: the writer does not vouch for it."""
    return any(tree[k].form.lower() in _ALLEGED for k in tree.kids(i, "amod"))


def is_day_of_saying(tree: Tree, basis: str, k: int) -> bool:
    """*…, says the paper **Saturday***: the day of the words, which need not be that of the deed."""
    head = tree.governor(k)
    return basis == "weekday" and head >= 0 and tree[head].lemma in {"say", "note", "observe", "comment"}


def is_foreseen(tree: Tree, i: int) -> bool:
    """True for what a duty or a doubt above reaches: *should opt for **releasing** them*, *the pullback would help*."""
    head = tree.governor(i)
    if tree[i].upos in NOMINAL:
        return tree[i].deprel == "nsubj" and head >= 0 and bool(auxiliaries(tree, head) & _DOUBTS)
    while head >= 0 and tree.xpos(i) in _TENSELESS and tree[i].deprel in _BOUND and not tree.mark(i) & _TIMES:
        if auxiliaries(tree, head) & _DUTIES or (tree[head].lemma == "need" and "to" in tree.mark(i)):
            return True
        i, head = head, tree.governor(head)
    return False
