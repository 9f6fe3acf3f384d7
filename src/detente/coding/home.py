"""What an official channel takes for granted: that it speaks from its own land and of its own people.

*A delegation of the Academy of Sciences left here for Hanoi*: a body that is given no state is of the land itself.
*The Russian guests laid a wreath at the tower*: guests are guests of the land. *The leader met coal miners*: what its
own do among themselves in goodwill is no act between parties.
"""

from __future__ import annotations

from dataclasses import replace

from detente.coding.actions import Action
from detente.coding.draft import Draft, Scene
from detente.records import Actor

__all__ = ["can_will", "drop_domestic", "drop_inspection", "host_of_guests", "own_travellers", "venue"]

_GUESTS = frozenset(
    "delegation guest member group party delegate visitor troupe team participant entourage mission player "
    "student tourist artiste".split()
)
_NOBODY = frozenset(
    "birth death election politics politic policy unity idea ideology cause struggle exploit feat development "
    "building life history spirit tradition relation friendship cooperation existence presence revolution victory "
    "success situation reality event anniversary line song trade economy growth crisis war army-building".split()
)
_WILFUL = frozenset({"AGREE", "AID", "COOPERATE", "CONCEDE", "THREATEN", "REQUEST"})
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship")
_BODIES = frozenset(
    "administration government parliament organisation organization coalition opposition commission federation mission "
    "association confederation delegation foundation corporation institution department regiment nation statement "
    "declaration resolution authority community minority majority university alliance intelligence conference faction "
    "division population leadership ship warship security".split()
)
_SETTING_OUT = ("leave.", "home.", "return.")
_ARRIVALS = ("home.", "arrive.bare")
_HELD = frozenset({"hold", "open", "convene", "take", "host", "due", "schedule"})
_TOGETHER = frozenset({"CONSULT", "SUPPORT", "AGREE", "AID", "COOPERATE", "CONCEDE"})
_ASKING = frozenset({"REQUEST"})
# those of the own side who stand apart from power; an act towards them is one between parties
_APART = frozenset({"OPP", "REB", "UAF", "CRM", "REF", "NGO", "JRN", "LAB", "REL"})


def can_will(k: int, action: Action, scene: Scene) -> bool:
    """Tell doers from things: *his **election** gave a guarantee, the **construction** threatens life*: no will."""
    if action.type not in _WILFUL or action.nominal or scene.mentions.found(k)[1] != "owner":
        return True
    lemma = scene.tree[k].lemma
    return not (lemma in _NOBODY or (lemma.endswith(_ABSTRACT) and lemma not in _BODIES))


def own_travellers(action: Action, scene: Scene) -> tuple[Actor, ...]:
    """*A delegation of the Academy of Sciences left here to visit China*: whoever is of no named state is at home."""
    home = _home(scene)
    if not home or action.mode not in {"visit", "multilateral"} or action.nominal:
        return ()
    if not any(rule.startswith(_SETTING_OUT) for rule in action.rules) or not action.actor:
        return ()
    sent = any(scene.tree[scene.tree.content(k)].lemma in _GUESTS for k in action.actor)
    return (Actor(f"{home}:GOV", "delegation", home, "GOV"),) if sent else ()


def host_of_guests(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*The Russian guests went round the museum, returned home*: with no other place named, they are guests here."""
    home, action = _home(scene), draft.action
    states = {a.state for a in draft.actor}
    if not home or action.type != "CONSULT" or action.nominal or home in states:
        return ()
    if action.rules[0] == "give.banquet":  # *the Cuban embassy gave a reception*
        return (Actor(home, home, home),) if _is_at_home(states, scene, home) else ()
    if action.mode != "visit":
        return ()
    guests = any(scene.tree[scene.tree.content(k)].lemma in _GUESTS for k in draft.actor_tokens)
    return (Actor(home, home, home),) if guests and _is_at_home(states, scene, home) else ()


def _is_at_home(states: set[str], scene: Scene, home: str) -> bool:
    """True where no other land is named for a place."""
    places = {p.state for k in range(len(scene.tree)) if _is_place(k, scene) and (p := scene.mentions.place(k))}
    return not places - {home} - states


def venue(draft: Draft, scene: Scene) -> tuple[Actor, ...]:
    """*Attended the fair to be held in Oslo*: the land where a gathering is held, named in its own clause."""
    tree, act = scene.tree, draft.action.act
    if draft.action.mode != "multilateral":
        return ()
    for k in tree.subtree(act):
        place = scene.mentions.place(k) if k > act and tree.case(k) in {"in", "at"} else None
        if place is not None and tree[tree.governor(k)].lemma in _HELD and ":" not in place.state:
            return (Actor(place.state, place.name, place.state),)
    return ()


def drop_inspection(draft: Draft, scene: Scene) -> Draft | None:
    """Drop a visit to something that is no other state: *Kim visited a supermarket* is no consultation."""
    if draft.action.mode == "multilateral" and draft.action.rules[0].startswith(_SETTING_OUT):
        draft = replace(draft, action=replace(draft.action, mode="visit"))  # *left here to attend a fair in Oslo*
    if draft.action.type == "CONSULT" and draft.action.rules[0] == "meet.meet" and not draft.recipient:
        things = [scene.tree[scene.tree.content(k)] for k in draft.action.recipient]
        people = scene.lexicon.members(["PEOPLE"])
        if things and all(t.upos == "NOUN" and t.lemma not in people for t in things):
            return None  # *met the deadline*
    if draft.action.type != "CONSULT" or draft.action.mode != "visit" or not draft.action.recipient:
        return draft
    mine = {a.state for a in draft.actor}
    return draft if len(mine) > 1 or any(a.state not in mine for a in draft.recipient) else None


def drop_domestic(draft: Draft, scene: Scene) -> Draft | None:
    """Drop goodwill among one's own: *the leader met coal miners, attended a concert, sent a message of greeting*."""
    home = _home(scene)
    if not draft.recipient and draft.action.rules[0].startswith(_ARRIVALS):
        return None  # *the envoy returned home*, wherever he was
    if not home or {a.state for a in draft.actor} != {home}:
        return draft
    own = all(a.state == home and a.sector not in _APART for a in draft.recipient)
    if draft.action.type in _TOGETHER and own and not _names_others(draft, scene, home):
        return None
    ordered = draft.action.rules[0].startswith(("order.", "instruct.")) or bool(draft.recipient)
    if draft.action.type in _ASKING and own and ordered:
        return None
    return draft


def _names_others(draft: Draft, scene: Scene, home: str) -> bool:
    """True where an act that is told without a counterpart speaks of another state all the same."""
    if draft.recipient or draft.action.type == "CONSULT":
        return False
    matches = (scene.mentions.match(k) for k in scene.tree.subtree(draft.action.act))
    return any(m is not None and m.actor.state and m.actor.state != home for m in matches)


def _is_place(k: int, scene: Scene) -> bool:
    return scene.tree.case(k) in {"in", "at", "to", "from", "of"} or scene.tree[k].deprel == "obj"


def _home(scene: Scene) -> str:
    """The state that an official channel speaks for, where the report was not written abroad."""
    state, written = scene.memory.publisher_state, scene.memory.dateline
    return state if ":" not in state and (written is None or written.state == state) else ""
