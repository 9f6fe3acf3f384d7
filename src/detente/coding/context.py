"""Who is meant where the phrase alone does not say.

Two regularities of news prose. *Police arrested protesters*: a common noun for those who act belongs to the
state where the clause takes place, else to the state of the other side, else to the state last spoken of.
*Paris condemned the attack*: a verdict, an answer or a demand that names nobody is about the doer of the act
told before; help and its end concern the land spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from detente.coding.actions import Action
from detente.coding.draft import Draft, Scene, Told
from detente.coding.home import host_of_guests, venue
from detente.coding.sieve import CUSTODY
from detente.coding.tree import Tree
from detente.coding.unnamed import (
    across,
    addressee,
    answered,
    asks_somebody,
    at_home,
    beyond,
    both_sides,
    counterpart,
    doer_of,
    is_deep,
    is_private,
    rulers,
    shared,
)
from detente.records import Actor

__all__ = ["custodian", "recall", "settled"]

_LOCATIVE = frozenset("in at near outside inside across throughout around along on through over".split())
_PLACES = frozenset({"state", "city", "seat"})
# acts that powers do to those under them; the bare recipient of another kind of act may be anybody's
_DOMESTIC = frozenset("COERCE ASSAULT PROTEST REQUEST ACCUSE THREATEN RETREAT CONCEDE REJECT SANCTION".split())
_FIGHTING = frozenset({"ASSAULT", "MOBILIZE", "THREATEN", "RETREAT"})
_FORCE = frozenset({"ASSAULT", "COERCE", "RETREAT"})
_MILD = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE"})
_POWERS = frozenset({"GOV", "OPP", "REB", "UAF", "LEG"})
_HELPERS = _POWERS | {"MIL", "COP"}
_AT_HOME = frozenset("COP JUD LEG CVL LAB EDU OPP PTY".split())
_FOES = frozenset("aggressor invader enemy foe imperialist intruder warmonger provoker".split())
_PEOPLE = frozenset("people person man woman child boy girl other suspect dozen hundred thousand family crowd".split())
_ANSWERS = frozenset({"ACCUSE", "REJECT", "SUPPORT"})
_HOSTILE = frozenset("ASSAULT COERCE SANCTION ACCUSE THREATEN MOBILIZE PROTEST REJECT".split())
_VERBAL = frozenset("ACCUSE REQUEST THREATEN AGREE REJECT".split())
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "its", "his", "her", "their", "any"})
_FORMAL = frozenset({"sign", "relations", "recognize", "allege", "condole"})
_OWN = frozenset({"counterpart", "bare", "home", "rulers", "rule"})  # ways that may lead to the own people
_GRIEVANCES = frozenset({"complain", "investigate"})


def settled(tokens: Iterable[int], action: Action, scene: Scene, beside: Sequence[Actor]) -> tuple[Actor, ...]:
    """Give bare agents (*police, gunmen, protesters*) the state that the context offers."""
    bare = [a for k in tokens for a in scene.mentions.actors(k) if not a.state and a.sector and a.sector != "IGO"]
    if action.type in _MILD:
        bare = [a for a in bare if a.sector in (_HELPERS if action.type == "AID" else _POWERS)]
    if not bare:
        return ()
    at = scene.sentence.start
    if any(a.name.lower().startswith("speaker") for a in bare):  # *speakers at the rally*
        holder = scene.memory.issuer(at) or scene.memory.site(at)
        if holder is not None:
            return tuple(_under(holder, Actor(":CVL", "speakers", "", "CVL")) for _ in bare[:1])
    state = _place(scene, action.act) or (scene.memory.site(at) if action.type == "PROTEST" else None)
    state = state or _only(beside) or _site(scene) or scene.memory.site(at) or _theme(scene)
    state = state or scene.memory.scene(_at(scene, action.act))
    return tuple(_under(state, a) for a in bare) if state else ()


def _theme(scene: Scene) -> Actor | None:
    """The state that the sentence before was about: *An Iraqi court … Lawyers denounced it*."""
    theme = scene.memory.topic(scene.sentence.start)
    return theme if theme is not None and ":" not in theme.state else None


def custodian(action: Action, scene: Scene) -> tuple[Actor, ...]:
    """*The reporter was arrested in Niger*: where nobody is named, it is the state there that takes people in."""
    tree = scene.tree
    if action.actor or action.mode not in CUSTODY or not tree.kids(action.act, "nsubj:pass"):
        return ()
    taken = [a.state for k in action.recipient for a in scene.mentions.actors(k) if a.state]
    place = _place(scene, action.act) or (_theme(scene) if action.mode == "arrest" and not taken else None)
    return (_under(place, Actor(":COP", "police", "", "COP")),) if place else ()


def recall(draft: Draft, scene: Scene) -> Draft:
    """Fill an empty recipient from what the document told before (see the module)."""
    states = {a.state for a in draft.actor}
    if draft.recipient or (len(states) > 1 and draft.action.reciprocal):
        return draft
    for rule, way in _WAYS:
        found = tuple(a for a in way(draft, scene) if rule in _OWN or a.state not in states or is_private(a))
        if found:
            rules = (*draft.rules, f"recipient:{rule}")
            return replace(draft, recipient=tuple({a.id: a for a in found}.values()), rules=rules)
    return draft


# -- bare agents ---------------------------------------------------------------------------------------------------


def _own_people(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Kenyan police shot protesters*: those whom a power acts upon are its own, or its foe's in a war told before."""
    doer = draft.actor[0]
    if draft.action.mode == "oust" and not draft.action.recipient and doer.sector not in {"", "GOV"}:
        return (_under(doer, Actor(":GOV", "government", "", "GOV")),)  # a coup is against one's own government
    bare = [a for k in draft.action.recipient for a in _bare(k, draft, scene)]
    if not bare and draft.action.type in {"ASSAULT", "COERCE"}:
        return _ground(draft, scene)
    if bare and (doer.state.startswith("NGO:") or len({a.state for a in draft.actor}) > 1):
        theme = scene.memory.site(scene.sentence.start) or _theme(scene)  # *Oslo and Rome blamed the generals*
        others = theme is not None and theme.state not in {a.state for a in draft.actor}
        return tuple(_under(theme, a) for a in bare) if theme is not None and others else ()
    if not bare or doer.state.startswith("IGO:"):
        return ()
    state = _place(scene, draft.action.act)
    if state is None and draft.action.mode == "sanctions":
        state = scene.memory.scene(scene.sentence.start, besides={doer.state})
    elif state is None and draft.action.type in _DOMESTIC:
        abroad = draft.action.type in _FORCE and doer.sector not in _AT_HOME
        state = _foe(doer.state, scene.told) if abroad else None
        if state is None and not (doer.sector in {"", "MIL"} and all(a.sector == "MIL" for a in bare)):
            state = doer
    if state is None and draft.action.mode == "rescue" and doer.sector in {"MIL", "COP", "GOV"}:
        state = doer  # *troops rescued the girls*: forces save their own
    if state is None and draft.action.type in {"AID", "SUPPORT"}:
        state = scene.memory.scene(scene.sentence.start, besides={doer.state})
    return tuple(_under(state, a) for a in bare) if state else ()


def _ground(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Militants attacked a village in Congo*, *police raided homes*: things hit stand for the state they are in."""
    doer, things = draft.actor[0], draft.action.recipient
    if draft.action.type == "ASSAULT" and not things and doer.sector in {"REB", "UAF"}:
        site = _site(scene)  # *claimed the bombings in Nairobi*
        return (Actor(site.state, site.name, site.state, ""),) if site and site.state != doer.state else ()
    if not things or any(scene.mentions.actors(k) for k in things):
        return ()
    place = _place(scene, draft.action.act) if draft.action.type == "ASSAULT" else None
    if place is not None and (place.state != doer.state or doer.sector not in {"", "GOV", "MIL", "COP"}):
        return (Actor(place.state, place.name, place.state, ""),)
    return (Actor(doer.state, doer.state, doer.state, ""),) if doer.sector in {"COP", "JUD"} else ()


def _bare(k: int, draft: Draft, scene: Scene) -> Iterator[Actor]:
    if scene.tree[scene.tree.content(k)].lemma in _FOES:
        return  # *the aggressors* are nobody's own
    found = tuple(a for a in scene.mentions.actors(k) if not a.state and a.sector)
    if found:
        yield from found
        return
    if draft.action.type == "ASSAULT":  # *destroyed three of the insurgents' camps*
        owners = [o for o in _owners(k, scene) if scene.mentions.actors(o)]
        if owners:
            yield from (a for o in owners for a in scene.mentions.actors(o) if not a.state and a.sector)
            return
    token = scene.tree[scene.tree.content(k)]
    hurt = draft.action.type in {"COERCE", "ASSAULT"} and not scene.mentions.actors(k)
    if (hurt and (token.lemma in _PEOPLE or (token.upos == "NUM" and not scene.tree.kids(k)))) or (
        hurt and draft.actor[0].sector in {"COP", "JUD"} and token.upos in {"PROPN", "PRON"}
    ):
        yield Actor(":CVL", token.form, "", "CVL")


def _owners(k: int, scene: Scene) -> list[int]:
    """The possessors of a thing, also of one of several: *three of the rebels' camps*."""
    tree = scene.tree
    things = (k, *(n for n in tree.kids(k, "nmod") if tree.case(n) == "of"))
    return [o for n in things for o in tree.kids(n, "nmod:poss")]


def _foe(state: str, told: Sequence[Told]) -> Actor | None:
    """The other side of a fight that the document has told."""
    for act in reversed(told):
        if act.type in _FIGHTING and state in act.states():
            others = [a for a in (*act.recipient, *act.actor) if a.state and a.state != state]
            if others:
                return others[0]
    return None


def _place(scene: Scene, act: int) -> Actor | None:
    """The state or town where the clause of an act takes place: *in Gjilan*, *across northern Mali*."""
    tree = scene.tree
    near = [
        k
        for k in tree.subtree(act)
        if tree[k].deprel in {"obl", "nmod"} and tree.case(k) in _LOCATIVE and not is_deep(tree, k, act)
    ]
    for k in sorted(near, key=lambda k: tree.distance(k, act)):
        place = scene.mentions.place(k)
        if place is not None and place.state and not place.state.startswith("IGO:"):
            return place
    return None


def _site(scene: Scene) -> Actor | None:
    """The first place that the sentence names, in whatever clause."""
    places = (scene.mentions.place(k) for k in range(len(scene.tree)) if scene.tree.case(k) in _LOCATIVE)
    return next((p for p in places if p is not None and p.state and not p.state.startswith("IGO:")), None)


# -- acts told before ----------------------------------------------------------------------------------------------


def _told_doer(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    mine = {a.state for a in draft.actor}
    kind = draft.action.type
    if kind == "ASSAULT" and not draft.action.recipient and not draft.action.nominal:  # *returned fire*
        last = scene.told[-1] if scene.told else None
        return last.actor if last and mine & {a.state for a in last.recipient} else ()
    named = any(scene.tree[k].upos in {"PROPN", "PRON"} for k in draft.action.recipient)
    if kind == "THREATEN" and not named:  # *vowed revenge*
        warned = _if_subject(draft, scene)
        if warned:
            return warned
        return doer_of(scene.told, mine, hostile=True)
    if kind == "ACCUSE" and draft.action.mode in _GRIEVANCES and not named:
        return doer_of(scene.told, mine, hostile=True)
    if kind == "REQUEST" and not asks_somebody(draft, scene):
        inside = _inside(draft, scene)
        if inside:
            return inside
        return doer_of(scene.told, mine, hostile=True)
    if kind == "ACCUSE" and _says_no_more(draft, scene):
        return doer_of(scene.told, mine, hostile=True) or doer_of(scene.told, mine, hostile=None)
    if draft.action.nominal or kind not in _ANSWERS or draft.action.mode in _FORMAL:
        return ()
    if scene.tree.xpos(draft.action.act) == "VBN" and not scene.tree.kids(draft.action.act, "aux"):
        return ()  # *Honoured by the visit, he said …*
    if _refers_back(draft, scene) or _denies_clause(draft, scene):
        if kind == "REJECT":
            asked = [t for t in scene.told if t.type in _VERBAL and mine & {a.state for a in t.recipient}]
            if asked:
                return asked[-1].actor
            own = [t for t in scene.told if t.type in _FORCE and mine & {a.state for a in t.actor} and t.recipient]
            if own and _denies_clause(draft, scene):  # *denied attacking it*: said to those who were hit
                return tuple(a for a in own[-1].recipient if a.state not in mine)
        if kind == "SUPPORT":
            return doer_of(scene.told, mine, hostile=False)
        return doer_of(scene.told, mine, hostile=None) or _topic(draft, scene, mine)
    return ()


def _topic(draft: Draft, scene: Scene, mine: set[str]) -> tuple[Actor, ...]:
    """*Paris criticised the law*: with no act told, the thing is theirs whom the sentence before was about."""
    topic = scene.memory.topic(scene.sentence.start, besides=mine)
    return (topic,) if topic is not None and draft.action.type != "SUPPORT" else ()


def _if_subject(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*If Seoul crosses the line, Pyongyang will strike*: whoever may do it is warned."""
    tree = scene.tree
    for clause in tree.kids(draft.action.act, "advcl"):
        if tree.mark(clause) & {"if", "unless", "should"}:
            for k in tree.kids(clause, "nsubj", "nsubj:pass"):
                if any(a.state for a in scene.mentions.actors(k)):
                    return scene.mentions.actors(k)
    return ()


def _inside(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*called for a ceasefire in Mozambique, for a session of the Security Council*: who must act is named inside."""
    tree = scene.tree
    for k in tree.subtree(draft.action.act):
        if (
            k > draft.action.act
            and tree.case(k) in {"in", "of", "from", "at"}
            and not is_deep(tree, k, draft.action.act)
        ):
            found = tuple(a for a in scene.mentions.actors(k) if a.state)
            if found:
                return found
    return ()


def _refers_back(draft: Draft, scene: Scene) -> bool:
    """True for *condemned the attack*, *denied it*, *welcomed this*: the thing is taken for known."""
    tree, act = scene.tree, draft.action.act
    return any(
        tree[k].form.lower() in {"it", "this", "that"}
        or any(tree[d].form.lower() in _DEFINITE for d in tree.kids(k, "det", "nmod:poss"))
        for n in (act, *tree.kids(act, "xcomp"))
        for k in tree.kids(n, "obj", "nsubj:pass", "obl")
        if tree[k].upos in {"NOUN", "PRON"} and not _is_time(tree, k)
    )


def _says_no_more(draft: Draft, scene: Scene) -> bool:
    """*Rome voiced alarm*: a verdict without a word of what it is about answers what was told."""
    tree, act = scene.tree, draft.action.act
    about = (
        *tree.kids(act, "obl", "ccomp", "xcomp", "advcl"),
        *(n for k in tree.kids(act, "obj") for n in tree.kids(k)),
    )
    return tree[act].upos == "VERB" and all(
        tree[k].deprel in {"det", "amod", "compound"} or _is_time(tree, k) for k in about
    )


def _denies_clause(draft: Draft, scene: Scene) -> bool:
    """*Moscow denied that it had sent troops, denied sending them*: what is denied has been charged."""
    return draft.action.type == "REJECT" and any(
        "to" not in scene.tree.mark(k) for k in scene.tree.kids(draft.action.act, "ccomp", "xcomp")
    )


def _is_time(tree: Tree, k: int) -> bool:
    return tree.case(k) in {"after", "before", "during", "since", "in", "at", "on", "as"}


def _land(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*The World Bank halted its aid*, *Egypt offered to mediate*: whom it concerns is the land spoken of."""
    action, mine = draft.action, {a.state for a in draft.actor}
    helps = action.type == "AID" or (action.type == "AGREE" and action.promised == "AID")
    mediates = action.mode == "mediate" or any("mediat" in rule for rule in action.rules)
    if mediates and action.type in {"CONSULT", "AGREE"}:
        last = next((t for t in reversed(scene.told) if t.states() and not t.states() <= mine), None)
        return tuple(a for a in (*last.actor, *last.recipient) if a.state) if last else ()
    tells_of_help = helps or action.mode == "condole" or any(".aid" in rule for rule in action.rules)
    if not tells_of_help or action.type == "REQUEST":
        return ()
    site = _site(scene) if action.type == "AID" else None
    if site is not None and site.state not in mine:
        return (Actor(site.state, site.name, site.state, ""),)
    helped = [t.recipient for t in scene.told if t.type == "AID" and t.recipient]
    if helped:
        return helped[-1]
    land = scene.memory.scene(scene.sentence.start, besides=mine)
    return (land,) if land else ()


def _ruled(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Parliament banned protests, soldiers suspended the constitution*: measures that name nobody fall on the land."""
    doer = draft.actor[0]
    organs = all(a.sector in {"GOV", "LEG", "MIL", "COP", "JUD"} for a in draft.actor)
    if draft.action.type != "COERCE" or draft.action.nominal or not organs or ":" in doer.state:
        return ()
    if draft.action.mode not in {"ban", "restrict", "censor", "martial_law"} or draft.status != "asserted":
        return ()
    return (Actor(doer.state, doer.state, doer.state, ""),)


_WAYS = (
    ("addressee", addressee),
    ("shared", shared),
    ("bare", _own_people),
    ("sides", both_sides),
    ("told", _told_doer),
    ("rulers", rulers),
    ("answered", answered),
    ("beyond", beyond),
    ("scene", _land),
    ("across", across),
    ("home", at_home),
    ("rule", _ruled),
    ("guests", host_of_guests),
    ("venue", venue),
    ("counterpart", counterpart),
)


# -- helpers -------------------------------------------------------------------------------------------------------


def _only(actors: Sequence[Actor]) -> Actor | None:
    states = {a.state: a for a in actors if a.state}
    return next(iter(states.values())) if len(states) == 1 and not next(iter(states)).startswith("IGO:") else None


def _under(state: Actor, agent: Actor) -> Actor:
    return Actor(f"{state.state}:{agent.sector}", agent.name, state.state, agent.sector)


def _at(scene: Scene, token: int) -> int:
    return scene.sentence.start + scene.tree[token].start
