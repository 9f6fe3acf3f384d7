"""The coder's fold over a document, and the steps that turn a composed action into an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from detente.actors import Actors, Match
from detente.coding import dates
from detente.coding.actions import Action
from detente.coding.aims import is_commemorated, is_day_of_saying
from detente.coding.attribution import speaker_of
from detente.coding.compose import compose
from detente.coding.confidence import event_features, load_models, stated
from detente.coding.context import custodian, recall, settled
from detente.coding.discourse import Memory
from detente.coding.draft import Draft, Scene, Step, Told
from detente.coding.echo import answering, drop_repeat, follow_suit
from detente.coding.grievance import find_aggrieved
from detente.coding.home import can_will, drop_domestic, drop_inspection, own_travellers
from detente.coding.mentions import Mentions
from detente.coding.sieve import Sieve
from detente.coding.tree import VERBAL, Tree
from detente.coding.unnamed import alike, same_meeting
from detente.lexicon import Lexicon
from detente.records import Actor, Document, Event, Parse, Sentence, Span

__all__ = ["STEPS", "Coder", "Draft", "Scene", "code"]

_ONCE = frozenset({"CONSULT", "SUPPORT", "ACCUSE", "AGREE"})  # told in several words of one sentence, they are one
_ADDRESSED = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT"})
# acts that a sentence about the past tells as past although the date is not theirs by grammar
_DEEDS_DATED = frozenset(
    {"ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST", "AID", "COOPERATE", "RETREAT", "CONSULT"}
)
_OWN_PEOPLE = frozenset({"curfew", "martial_law"})  # a government's measures that fall on whoever lives there
_HAPPENED = frozenset({"asserted", "historical", "planned"})
_BATCH = 4096  # sentences whose names are remembered
_KEPT, _REACH = 8, 500  # acts, and characters back, that a later sentence may refer to
_NAMED = frozenset({"name", "office", "surname", "place", "bare", "owner"})
_SPEAKING = frozenset({"state", "adjective", "organisation", "seat"})
_PROMISES = frozenset({"promise.event", "pledge.event", "vow.event"})
_WITHIN = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl"})


def find_actors(draft: Draft, scene: Scene) -> Draft | None:
    """Resolve the actor's phrases; without a known actor there is no event."""
    action, mentions = draft.action, scene.mentions
    tokens = tuple(k for k in action.actor if mentions.actors(k) and can_will(k, action, scene))
    # *American warplanes and ships struck Sanaa*: beside those whose state is said, a bare agent is not the place's
    tokens = tuple(k for k in tokens if mentions.found(k)[1] != "place") or tokens
    actors = _unique(a for k in tokens for a in mentions.actors(k))
    own = action.type == "MOBILIZE" or action.mode == "withdraw"
    if not any(a.state for a in actors) and own and action.object is not None:
        tokens = (action.object,)  # *Pakistan's army was deployed, its envoy was recalled*: whose they are, does it
        actors = mentions.actors(action.object)
    if not any(a.state for a in actors):
        beside = [a for k in action.recipient for a in mentions.actors(k)]
        actors = _unique(settled(tokens, action, scene, beside)) or custodian(action, scene)
        actors = actors or own_travellers(action, scene)
        if not actors:
            return same_meeting(draft, scene)
    actors = alike(actors)
    if action.mode == "exercise" and len({a.state for a in actors}) > 1:  # PLOVER: drills held together cooperate
        action = replace(action, type="COOPERATE", mode="military", rules=(*action.rules, "exercise.joint"))
    hows = tuple(f"actor:{mentions.found(k)[1]}" for k in tokens)
    rules = (*action.rules, *hows)
    return replace(draft, action=action, actor=actors, actor_tokens=tokens, rules=rules, status=action.status)


def find_recipients(draft: Draft, scene: Scene) -> Draft | None:
    """Resolve the recipient's phrases; a reciprocal act without one pools all who take part as actors."""
    mentions = scene.mentions
    if draft.recipient:
        return draft
    tokens = tuple(k for k in draft.action.recipient if mentions.actors(k))
    recipients = _unique(a for k in tokens for a in mentions.actors(k) if not _is_self(a, draft))
    hows = tuple(f"recipient:{mentions.found(k)[1]}" for k in tokens)
    states = frozenset(a.state for a in draft.actor)
    if not recipients and draft.action.recipient:
        recipients = next((w for k in draft.action.recipient if (w := mentions.within(k, states))), ())
        hows = ("recipient:within",) if recipients else ()
    if not recipients and len(states) == 1:
        recipients = mentions.partners(draft.action.act, draft.action.object, states)
        hows = ("recipient:partner",) if recipients else ()
    if not any(a.state for a in recipients):
        recipients = ()
    if not recipients and draft.action.mode in _OWN_PEOPLE and len(states) == 1:
        recipients = tuple(Actor(f"{s}:CVL", "the public", s, "CVL") for s in states if not s.startswith("IGO:"))
        hows = ("recipient:own-people",)
    return replace(draft, recipient=recipients, recipient_tokens=tokens, rules=(*draft.rules, *hows))


def part_sides(draft: Draft, scene: Scene) -> Draft | None:
    """Let no pronoun stand for both sides: *they urged Seoul …* was not said by Seoul; with nobody left, drop it."""
    theirs = {a.state for a in draft.recipient}
    if "actor:pronoun" not in draft.rules or draft.action.type in _WITHIN or not theirs:
        return draft
    others = tuple(a for a in draft.actor if a.state not in theirs)
    return replace(draft, actor=others) if others else None


def _is_self(actor: Actor, draft: Draft) -> bool:
    """True for the doer itself and for its state or land at large (*a curfew in its capital*); not for its people.

    Those who fight inside their state fight against it: *insurgents seized the Iraqi city of Mosul*.
    """
    if draft.action.type in {"AGREE", "COOPERATE", "SANCTION"} and actor.sector in {"MIL", "COP", "GOV"}:
        return any(actor.state == d.state and d.sector in {"", "GOV"} for d in draft.actor)  # *to keep its troops*
    if draft.action.mode == "oust":
        return any(actor.id == d.id for d in draft.actor)  # *the captain toppled the military ruler*
    if draft.action.type in _WITHIN and all(d.sector not in {"", "GOV"} for d in draft.actor):
        return any(actor.id == d.id for d in draft.actor)
    return any(actor.id == d.id or (actor.state == d.state and actor.sector in {"", d.sector}) for d in draft.actor)


def drop_faint(draft: Draft, scene: Scene) -> Draft | None:
    """Drop words of goodwill said to nobody known by somebody not named: *they expressed their resolve*."""
    if not draft.recipient and draft.action.type == "AGREE" and draft.action.rules[0] in _PROMISES:
        return None  # *promised tougher laws*: to nobody, of nothing between actors
    if draft.recipient or len({a.state for a in draft.actor}) > 1 or draft.action.type not in _ADDRESSED:
        return draft
    states = {a.state for a in draft.actor}
    named = any(scene.mentions.found(k)[1] in _NAMED for k in draft.actor_tokens) or any(
        m.actor.state in states for k in range(len(scene.tree)) if (m := scene.mentions.match(k))
    )  # *Ankara said it would not apologise*
    return draft if named or not draft.actor_tokens else None


def find_date(draft: Draft, scene: Scene) -> Draft | None:
    """Give the act the date expression of its own clause, else the day of publication."""
    candidates = [d for d in scene.dated if _belongs(d, draft.action, scene)]
    nearest = min(
        candidates,
        key=lambda d: scene.tree.distance(_token_at(scene.tree, d.start), draft.action.act),
        default=None,
    )
    return replace(draft, date=nearest or dates.default(scene.document.published))


def find_speaker(draft: Draft, scene: Scene) -> Draft | None:
    """Say on whose word the clause stands, when the text names a source other than itself."""
    token = speaker_of(scene.tree, draft.action.act, scene.lexicon, lambda k: bool(scene.mentions.actors(k)))
    if token is None:
        return draft
    return replace(draft, speaker=scene.mentions.actors(token)[0], speaker_token=token)


def set_status(draft: Draft, scene: Scene) -> Draft | None:
    """An asserted act dated long before publication is history; so is a deed in a sentence that looks that far back."""
    if draft.status != "asserted" or draft.date is None:
        return draft
    said = draft.date.start >= 0
    of_words = said and is_day_of_saying(scene.tree, draft.date.basis, _token_at(scene.tree, draft.date.start))
    looks_back = scene.dated if (not said or of_words) and draft.action.type in _DEEDS_DATED else ()
    long_ago = not said and draft.action.type in _DEEDS_DATED and dates.is_long_ago(scene.sentence.text)
    long_ago = long_ago or (draft.action.nominal and is_commemorated(scene.tree, draft.action.act))
    if long_ago or any(dates.is_historical(d, scene.document.published) for d in (draft.date, *looks_back)):
        return replace(draft, status="historical", rules=(*draft.rules, "date.historical"))
    return draft


STEPS: tuple[Step, ...] = (
    follow_suit,
    find_actors,
    find_recipients,
    find_aggrieved,
    part_sides,
    drop_repeat,
    recall,
    drop_inspection,
    drop_domestic,
    drop_faint,
    find_date,
    find_speaker,
    set_status,
)


class Coder:
    """Codes documents with a register of actors and a lexicon; holds no state between documents."""

    def __init__(self, actors: Actors, lexicon: Lexicon) -> None:
        self.actors, self.lexicon = actors, lexicon
        self.sieve = Sieve(lexicon)
        # a sentence is looked at before it is parsed and again when it is coded
        self._find = lru_cache(_BATCH)(actors.find)

    def worth_parsing(self, document: Document, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Return the sentences that may yield an event (see ``sieve``)."""
        memory, kept = self._memory(document), []
        for sentence in sentences:
            matches = self._learn(memory, document, sentence)
            if self.sieve.keeps(sentence.text, matches, memory.person):
                kept.append(sentence)
        return kept

    def code(self, document: Document, sentences: Iterable[Sentence], parses: Mapping[str, Parse]) -> list[Event]:
        """Code a document; ``parses`` maps sentence ids to trees, sentences without one only inform the memory."""
        memory = self._memory(document)
        events: list[Event] = []
        for sentence in sentences:
            matches = self._learn(memory, document, sentence)
            if sentence.id in parses:
                tree = Tree(parses[sentence.id])
                mentions = Mentions(tree, matches, memory, sentence.start)
                scene = self._scene(document, sentence, tree, mentions, events)
                events += self._events(scene)
        return _distinct(events)

    def _memory(self, document: Document) -> Memory:
        publisher = self.actors.publisher(document.publisher)
        state = publisher.state if publisher and publisher.state_agency else ""
        voice = Actor(state, state, state) if state else None
        if publisher is None and document.publisher:  # *Ministry of Defence of Chile, Amnesty International*
            named = self._find(document.publisher, on=document.published, publisher=None)
            voice = next((m.actor for m in named if m.actor.state and m.kind in _SPEAKING), None)
        return Memory(state, voice, lambda word: self.actors.surname(word, document.published))

    def _learn(self, memory: Memory, document: Document, sentence: Sentence) -> tuple[Match, ...]:
        matches = self._find(sentence.text, on=document.published, publisher=document.publisher)
        memory.learn(sentence.text, matches, sentence.start)
        if not sentence.start:  # the town of a dateline does nothing
            return tuple(m for m in matches if m.start >= memory.dateline_end)
        return matches

    def _scene(
        self, document: Document, sentence: Sentence, tree: Tree, mentions: Mentions, events: Sequence[Event]
    ) -> Scene:
        earlier = next((e for e in reversed(events) if e.event_type == "CONSULT"), None)
        previous = events[-1].date if events else None
        told = tuple(_told(e) for e in events[-_KEPT:] if _is_near(e, sentence))
        return Scene(
            document, sentence, tree, mentions, self.lexicon, previous, earlier, told=told, memory=mentions.memory
        )

    def _events(self, scene: Scene) -> Iterator[Event]:
        actions = compose(scene.tree, self.lexicon, scene.mentions.actors, match=scene.mentions.match)
        if not actions:
            return
        dated = dates.expressions(scene.sentence.text, scene.document.published, scene.previous)
        scene = replace(scene, dated=dated, acts=frozenset(a.act for a in actions))
        drafts: list[Draft] = []
        for action in actions:
            draft = _through_steps(Draft(action), scene)
            if draft is not None:
                drafts.append(draft)
                if draft.status in _HAPPENED:
                    scene = replace(scene, told=(*scene.told, Told(draft.action.type, draft.actor, draft.recipient)))
        for draft in answering(drafts, scene):
            if not any(_is_part_of(draft, other) for other in drafts if other is not draft):
                yield from (_event(d, scene) for d in _each_other(draft, scene))


def code(
    document: Document,
    sentences: Iterable[Sentence],
    parses: Mapping[str, Parse],
    actors: Actors,
    lexicon: Lexicon,
) -> list[Event]:
    """Code one document (see ``Coder``)."""
    return Coder(actors, lexicon).code(document, sentences, parses)


def _told(event: Event) -> Told:
    return Told(str(event.event_type), event.actor, event.recipient)


def _is_near(event: Event, sentence: Sentence) -> bool:
    """True for an act told in the last few sentences, which a reader still has in mind."""
    return event.status in _HAPPENED and any(s.start > sentence.start - _REACH for s in event.spans)


def _through_steps(draft: Draft | None, scene: Scene) -> Draft | None:
    for step in STEPS:
        if draft is None:
            return None
        draft = step(draft, scene)
    return draft


def _is_part_of(draft: Draft, other: Draft) -> bool:
    """*met and had a talk with the envoy*: the same parties, the same type, and the other says more."""
    if draft.action.type == "ASSAULT" == other.action.type and not draft.recipient and other.recipient:
        return draft.status == other.status and draft.actor == other.actor  # *the strike that killed ten Syrians*
    if draft.action.type != other.action.type or draft.status != other.status or draft.action.type not in _ONCE:
        return False
    mine, theirs = ({a.state for a in (*d.actor, *d.recipient)} for d in (draft, other))
    if {a.state for a in draft.actor} != {a.state for a in other.actor} or not mine <= theirs:
        return False
    return mine < theirs or draft.action.act > other.action.act


def _each_other(draft: Draft, scene: Scene) -> Iterator[Draft]:
    """*India and Canada expelled one another's diplomats*: two acts, one in each direction."""
    phrases = (*draft.action.recipient, *scene.tree.kids(draft.action.act, "obj"))
    words = {scene.tree[n].form.lower() for k in phrases for n in (k, *scene.tree.kids(k, "nmod:poss"))}
    if not words & {"other", "another"} or len({a.state for a in draft.actor}) != 2:
        yield draft
        return
    for actor in draft.actor:
        others = tuple(a for a in draft.actor if a.state != actor.state)
        yield replace(draft, actor=(actor,), recipient=others, rules=(*draft.rules, "each-other"))


def _event(draft: Draft, scene: Scene) -> Event:
    action, sentence, when = draft.action, scene.sentence, draft.date or dates.default(None)
    spans = tuple(_spans(draft, scene))
    act = next(s for s in spans if s.role == "act")
    thing = " ".join(scene.tree.phrase(action.object)[:1]) if action.object is not None else None
    event = Event(
        id=Event.key(sentence.id, action.type, action.mode, draft.status, draft.actor, draft.recipient, act),
        origin=scene.document.origin, document_id=scene.document.id, sentence_id=sentence.id, sentence=sentence.text,
        date=when.date, date_precision=when.precision, date_basis=when.basis,
        actor=draft.actor, recipient=draft.recipient, event_type=action.type, mode=action.mode, status=draft.status,
        context=action.context, object=thing, promised=action.promised, cameo=action.cameo,
        quad_class=scene.lexicon.ontology.quad_class(action.type), speaker=draft.speaker,
        publisher=scene.document.publisher, published=scene.document.published,
        spans=spans, rules=draft.rules,
    )  # fmt: skip
    agency = bool(scene.mentions.memory.publisher_state)
    features = event_features(event, scene.tree, sentence.start, agency=agency)
    return replace(event, confidence=stated(load_models()["event"], features))


def _spans(draft: Draft, scene: Scene) -> Iterator[Span]:
    tree, base = scene.tree, scene.sentence.start
    for role, tokens in (("actor", draft.actor_tokens), ("recipient", draft.recipient_tokens)):
        for k in tokens:
            mention = scene.mentions.mention(k)
            yield Span(role, base + tree[mention.start].start, base + tree[mention.end - 1].end)  # type: ignore[arg-type]
    act = tree[draft.action.act]
    yield Span("act", base + act.start, base + act.end)
    if draft.speaker_token is not None:
        mention = scene.mentions.mention(draft.speaker_token)
        yield Span("speaker", base + tree[mention.start].start, base + tree[mention.end - 1].end)
    if draft.date is not None and draft.date.start >= 0:
        yield Span("date", base + draft.date.start, base + draft.date.end)


def _belongs(dated: dates.Dated, action: Action, scene: Scene) -> bool:
    """A date belongs to the first act above it in the tree; one above no act serves the whole sentence.

    The date of a participle or relative clause that is no act belongs to an act only where the clause hangs from
    the act or from one of its arguments: *missile tests, which include one on Sunday*.
    """
    tree, act = scene.tree, action.act
    token = _token_at(tree, dated.start)
    for node in (token, *tree.ancestors(token)):
        if node in scene.acts:
            return node == act or tree.governor(act) == node or node in tree.ancestors(act)
        if tree[node].upos in VERBAL and (tree[node].deprel in _CLAUSES or _is_participial(tree, node)):
            parts = {act, *action.actor, *action.recipient, action.object}
            if _is_participial(tree, node):
                parts.discard(act)
            return act in tree.subtree(node) or tree.governor(node) in parts
    return True


def _is_participial(tree: Tree, node: int) -> bool:
    """*ties being established the following year*."""
    return tree[node].deprel == "xcomp" and any(tree[k].form == "being" for k in tree.kids(node, "aux:pass"))


def _token_at(tree: Tree, offset: int) -> int:
    return next((i for i, t in enumerate(tree.tokens) if t.end > offset), len(tree) - 1)


def _unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    return tuple({a.id: a for a in actors}.values())


def _distinct(events: Iterable[Event]) -> list[Event]:
    return list({e.id: e for e in events}.values())
