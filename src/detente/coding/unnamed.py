"""Ways in which an act's own clause, or the acts told before it, point to a recipient that it does not name.

*Massed troops on the border with Pakistan*, *withdrew its ambassador*, *crowds demanded civilian rule*: who is meant
lies behind the border, gave offence just before, or holds power where the crowd stands. ``context`` calls them in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from detente.coding.draft import Draft, Scene, Told
from detente.coding.sieve import MEETINGS
from detente.coding.tree import VERBAL, Tree
from detente.records import Actor

__all__ = [
    "across",
    "addressee",
    "alike",
    "answered",
    "asks_somebody",
    "at_home",
    "beyond",
    "both_sides",
    "counterpart",
    "doer_of",
    "is_deep",
    "is_private",
    "rulers",
    "same_meeting",
    "shared",
]

_HOME = frozenset("capital city street streets town square".split())
_FRONTIER = frozenset({"border", "frontier", "boundary", "line"})
_BESIDE = frozenset({"near", "outside", "off", "opposite"})
_SUBJECTS = frozenset({"CVL", "OPP", "LAB", "EDU", "JRN", "NGO", "PTY", "LEG", "REL", "MED"})
_RULERS = frozenset({"", "GOV", "MIL", "COP", "JUD"})
_FORCE = frozenset({"ASSAULT", "COERCE", "RETREAT"})
_HOSTILE = frozenset("ASSAULT COERCE SANCTION ACCUSE THREATEN MOBILIZE PROTEST REJECT".split())
_FIGHT = frozenset({"ASSAULT", "MOBILIZE", "THREATEN", "COERCE"})
_PEACE = frozenset(
    "restraint calm ceasefire cease truce peace dialogue dialog diplomacy de-escalation deescalation negotiation talk "
    "reconciliation hostility violence fighting bloodshed".split()
)
_TO_SOMEBODY = frozenset("ACCUSE SANCTION THREATEN REQUEST ASSAULT COERCE".split())
_VERBAL = frozenset("ACCUSE REQUEST THREATEN AGREE REJECT".split())


def rulers(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Crowds demanded civilian rule, opposition lawmakers denounced the move*: those without power answer power.

    It is the power of their own state whose act was told last; no act of another state may have come after.
    """
    doer = draft.actor[0]
    if draft.action.type not in {"ACCUSE", "REJECT", "REQUEST"} or doer.sector not in _SUBJECTS or ":" in doer.state:
        return ()
    if draft.action.nominal or asks_somebody(draft, scene):
        return ()
    for act in reversed(scene.told):
        powers = tuple(a for a in act.actor if a.state == doer.state and a.sector in _RULERS)
        if powers:
            return powers
        if any(a.state and a.state != doer.state for a in act.actor):
            return ()
    return ()


def answered(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Ankara withdrew its ambassador, Beijing halted contacts*: ties that nobody is named for are the offender's."""
    mine = {a.state for a in draft.actor}
    if draft.action.type != "SANCTION" or draft.action.nominal or len(mine) != 1:
        return ()
    if any(a.state for k in draft.action.recipient for a in scene.mentions.actors(k)):
        return ()
    within = _inside_description(draft, scene, mine)
    if within:
        return within
    offenders = doer_of(scene.told, mine, hostile=True)
    return tuple({a.state: Actor(a.state, a.state, a.state, "") for a in offenders if a.state}.values())


def _inside_description(draft: Draft, scene: Scene, mine: set[str]) -> tuple[Actor, ...]:
    """*suspended talks on removing **the country** from a list*: it is spoken of within the clause."""
    for k in scene.tree.subtree(draft.action.act):
        if k > draft.action.act and scene.tree[k].upos == "NOUN" and scene.mentions.found(k)[1] == "description":
            found = tuple(a for a in scene.mentions.actors(k) if a.state and a.state not in mine)
            if found:
                return found
    return ()


def beyond(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*massed troops on the border with Pakistan, along the Iraqi frontier*: whoever is named as behind it."""
    tree, mine = scene.tree, {a.state for a in draft.actor}
    if draft.action.type != "MOBILIZE":
        return ()
    for k in tree.subtree(draft.action.act):
        if tree[k].lemma not in _FRONTIER or is_deep(tree, k, draft.action.act):
            continue
        near = (*tree.kids(k, "nmod", "amod", "compound", "nmod:poss"), *tree.kids(tree.governor(k), "nmod", "obl"))
        for n in near:
            if n != k and (n < k or tree.case(n) in {"with", "of", "to"}):
                match = scene.mentions.match(n)
                if match is not None and match.kind in {"state", "adjective"} and match.actor.state not in mine:
                    return (Actor(match.actor.state, match.actor.state, match.actor.state, ""),)
    return ()


def at_home(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*The army moved tanks into the capital*: forces sent about the own country are set over its people."""
    doer, tree = draft.actor[0], scene.tree
    if draft.action.type != "MOBILIZE" or draft.action.mode in {"exercise", "weapons"} or ":" in doer.state:
        return ()
    thing = draft.action.object
    for k in (*tree.kids(draft.action.act, "obl"), *(tree.kids(thing, "nmod") if thing is not None else ())):
        if tree.case(k) in {"in", "into", "on", "onto", "to", "across", "through"}:
            place = scene.mentions.place(k)
            if tree[k].lemma in _HOME and (place is None or place.state == doer.state):
                return (Actor(doer.state, doer.state, doer.state, ""),)
    return ()


def across(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Warsaw closed its border*, *moved soldiers to the frontier*: across it lies the other side of what was told."""
    if not any("border" in rule for rule in draft.action.rules) or any(
        a.state for k in draft.action.recipient for a in scene.mentions.actors(k)
    ):
        return ()
    mine = {a.state for a in draft.actor}
    for told in reversed(scene.told):
        sides = (told.actor, told.recipient) if mine & {a.state for a in told.actor} else (told.recipient, told.actor)
        others = [a for side in sides for a in side if a.state not in mine and ":" not in a.state]
        if others:
            return (Actor(others[0].state, others[0].state, others[0].state, ""),)
    land = scene.memory.scene(scene.sentence.start, besides=mine)
    return (land,) if land else ()


def counterpart(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Seoul returned fire*, *Beijing insisted on an apology*: an act that is always done to somebody, of one side of
    what was told last, is done to the other side; else to the one other state that its sentence names.
    """
    mine = {a.state for a in draft.actor}
    if draft.action.type not in _TO_SOMEBODY or len(mine) != 1 or draft.action.nominal:
        return ()
    if draft.action.type == "REQUEST" and draft.action.mode != "demand":
        return ()  # *called for discussion among interested parties*
    if any(a.state for k in draft.action.recipient for a in scene.mentions.actors(k)):
        return ()
    for told in reversed(scene.told):
        others = {a.state for a in (*told.actor, *told.recipient) if a.state and a.state not in mine}
        if told.states() & mine and others:
            return _lands(others) if len(others) == 1 else ()
    named = {s for s in _named(draft.action.act, scene) - mine if not s.startswith(("NGO:", "IGO:"))}
    if len(named) == 1:
        return _lands(named)
    blow = draft.action.type in {"ASSAULT", "COERCE"} and draft.action.mode != "occupy"
    at_home = not named and blow and draft.actor[0].sector in _RULERS
    return _lands(mine) if at_home and draft.action.recipient and ":" not in draft.actor[0].state else ()


def _named(act: int, scene: Scene) -> frozenset[str]:
    """States and bodies named in an act's own clause, but those that only tell where: *near the Turkish border*."""
    tree, found = scene.tree, []
    others = {n for c in tree.kids(act, "conj", "parataxis") if tree[c].upos in VERBAL for n in tree.subtree(c)}
    for i in tree.subtree(act):
        match = scene.mentions.match(i)
        if match is None or not match.actor.state or match.kind == "agent" or i in others:
            continue
        around = (i, tree.governor(i)) if tree.governor(i) >= 0 else (i,)
        if not any(tree[k].lemma in _FRONTIER or tree.case(k) in _BESIDE for k in around):
            found.append(match.actor.state)
    return frozenset(found)


def both_sides(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*The union called for restraint*: an appeal for peace that names nobody goes to those who fought last."""
    mine, asked = {a.state for a in draft.actor}, {scene.tree[k].lemma for k in scene.tree.subtree(draft.action.act)}
    if draft.action.type != "REQUEST" or not asked & _PEACE or asks_somebody(draft, scene):
        return ()
    for told in reversed(scene.told):
        sides = {a.state for a in (*told.actor, *told.recipient) if a.state and ":" not in a.state} - mine
        if told.type in _FIGHT and sides and (len(sides) > 1 or mine & told.states()):
            return _lands(sides)
    return ()


def _lands(states: Iterable[str]) -> tuple[Actor, ...]:
    return tuple(Actor(s, s, s, "") for s in sorted(states))


def addressee(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*sent a letter to Oslo **threatening** …*: those to whom the words went."""
    tree, act = scene.tree, draft.action.act
    if draft.action.type not in _VERBAL or tree.xpos(act) != "VBG" or tree[act].deprel not in {"advcl", "acl"}:
        return ()
    for head in list(tree.ancestors(act))[:2]:
        for k in (*tree.kids(head, "obl", "nmod"), *(n for o in tree.kids(head, "obj") for n in tree.kids(o, "nmod"))):
            if tree.case(k) == "to" and any(a.state for a in scene.mentions.actors(k)):
                return scene.mentions.actors(k)
    return ()


def shared(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*rammed a Ukrainian tugboat and **seized** three vessels*: blows in one breath fall on the same."""
    tree, act = scene.tree, draft.action.act
    last = scene.told[-1] if scene.told else None
    if last is None or tree[act].deprel not in {"conj", "advcl"} or tree.kids(act, "nsubj", "nsubj:pass"):
        return ()
    same = {a.state for a in last.actor} == {a.state for a in draft.actor}
    known = any(a.state for k in draft.action.recipient for a in scene.mentions.actors(k))
    blows = {"ASSAULT", "COERCE", "SANCTION"} >= {last.type, draft.action.type}
    return last.recipient if same and blows and not known and tree.governor(act) in scene.acts else ()


def doer_of(told: Sequence[Told], mine: set[str], *, hostile: bool | None) -> tuple[Actor, ...]:
    """The doer of the act told last that was not one's own; of a hostile one where that is wanted."""
    for act in reversed(told):
        if hostile is None and act.type in _FORCE and act.states() == mine and all(is_private(a) for a in act.actor):
            return act.actor  # *condemned the attack* of one's own gunmen
        theirs = {a.state for a in act.actor}
        if mine & theirs or (hostile and act.type not in _HOSTILE):
            continue
        return act.actor
    return ()


def is_private(actor: Actor) -> bool:
    """True for people and groups without a government's power."""
    return actor.sector in {"CVL", "UAF", "REB", "CRM", "OPP", "EDU", "LAB"}


def asks_somebody(draft: Draft, scene: Scene) -> bool:
    """True where the request names a body or a person that is to act, known or not."""
    return any(scene.tree[k].upos in {"PROPN", "PRON"} or scene.mentions.actors(k) for k in draft.action.recipient)


def is_deep(tree: Tree, k: int, act: int) -> bool:
    """True inside a clause of its own under the act."""
    for node in tree.ancestors(k):
        if node == act:
            return False
        if tree[node].upos in VERBAL:
            return True
    return True


def alike(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """*Bolivian soldiers and police*: a bare agent beside one of a state is of that state."""
    first = next((a for a in actors if a.state), None)
    if first is None or all(a.state for a in actors) or ":" in first.state:
        return actors
    return tuple(
        {
            a.id: a
            for a in (
                a if a.state else Actor(f"{first.state}:{a.sector}", a.name, first.state, a.sector) for a in actors
            )
        }.values()
    )


def same_meeting(draft: Draft, scene: Scene) -> Draft | None:
    """*The talks took place in a cordial setting*: those that the document has spoken of before."""
    action, earlier = draft.action, scene.earlier
    if (
        earlier is None
        or not (action.reciprocal and action.type == earlier.event_type)
        or action.actor
        or action.recipient
    ):
        return None
    nouns = [n for n in (action.act, *scene.tree.kids(action.act)) if scene.tree[n].form.lower() in MEETINGS]
    if not any(scene.tree[k].lemma == "the" for n in nouns for k in scene.tree.kids(n, "det")):
        return None
    rules = (*action.rules, "actor:same-meeting")
    return replace(draft, actor=earlier.actor, recipient=earlier.recipient, rules=rules, status=action.status)
