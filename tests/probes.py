"""Generated, seeded cases for the robustness probes: what must, and what must not, change an event.

The base sentences stand in ``tests/golden/probes/bases.txt``, parted by ``===``::

    # ACCUSE: condemn
    active: {A} [condemned/condemn] {B} in a long speech {on}.
    passive: {B} [was condemned] by {A} in a long speech {on}.
    event: A ACCUSE B

``{A}`` and ``{B}`` are states, by name, capital or government; ``{B:name}``, ``{B:place}`` (no government) and
``{B:adj}`` ask for one of these. The verb stands in brackets, with its infinitive where it is active; ``{on}`` is
a date or nothing. A probe makes trials; a trial is one or more cases, and holds when all of them come out right.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cases import Case, Expected, expectation
from detente.actors import Actors, State
from detente.lexicon import Lexicon

BASES = Path(__file__).parent / "golden" / "probes" / "bases.txt"
PUBLISHED = "2023-12-19"  # a Tuesday
ROUNDS = 3

Form = Literal["name", "capital", "government"]
Trial = tuple[Case, ...]

_DATES = (
    ("", PUBLISHED),
    ("on Monday", "2023-12-18"),
    ("on 14 December", "2023-12-14"),
    ("on December 11, 2023", "2023-12-11"),
    ("last Friday", "2023-12-15"),
    ("yesterday", "2023-12-18"),
)
_RELATIVE_CLAUSES = (
    ", whose patience had long been admired,",
    ", whose silence had lasted for weeks,",
    ", whose position had seemed clear,",
    ", about whose motives little was known,",
)
_APPOSITIONS = (
    ", long a quiet presence in the region,",
    ", as ever the first to move,",
    ", a familiar sight in such weeks,",
    ", no novice in such matters,",
)
_PARENTHESES = (" (see page four)", " (pictured above)", " (as so often)", " (to the surprise of many)")
_NEIGHBOURS: tuple[tuple[str, str | None], ...] = (
    ("Rain fell over the harbour all night.", None),
    ("Coffee grows well in Ethiopia.", None),
    ("The Danube is longer than the Rhine.", None),
    ("A new library in Reykjavik was full of children.", None),
    ("Apples were cheap that autumn.", None),
    ("The choir sang until midnight.", None),
    ("Chile thanked Peru for the wine on 3 December.", "CHL SUPPORT PER asserted @2023-12-03"),
    ("Mongolian herders know many names for snow.", None),
)
_QUOTES = ('"{}"', "“{}”", "‘{}’", "'{}'", "«{}»")
_DASHES = (" – {} –", " — {} —", "—{}—", " - {} -", " -- {} --")
_US = (
    ("the United States", "American"),
    ("the U.S.", "U.S."),
    ("the US", "US"),
    ("the USA", "US"),
    ("America", "American"),
)
_FAMILIAR = (
    "ARG BRA CAN CHL CHN CUB DEU EGY ESP FIN FRA GRC HUN IDN IND IRL IRN IRQ ITA JPN KEN KOR MEX NOR PAK PHL POL PRK "
    "RUS SAU SWE THA TUR UKR VNM ZAF"
).split()
_THE = re.compile(
    r"^(United .*|.* Republic|.* Islands|Republic of .*|Democratic Republic .*|Bahamas|Comoros|Gambia|Holy See|Maldives"
    r"|Netherlands|Philippines|Seychelles)$"
)
_VERB = re.compile(r"\[(?P<past>[^/\]]+)(?:/(?P<base>[^\]]+))?\]")
_SLOT = re.compile(r"\{(?P<side>[AB])(?::(?P<kind>\w+))?\}")
_PLURAL = re.compile(r" and |^(Thousands|Hundreds|Many|Agents|Two)\b")


@dataclass(frozen=True)
class Base:
    title: str
    active: str
    passive: str | None
    event: str

    @property
    def is_dyadic(self) -> bool:
        return "{B" in self.active


@dataclass(frozen=True)
class Side:
    """A state as a filler of a slot: with its article, in one of its forms."""

    code: str
    name: str
    adjective: str
    capital: str
    form: Form = "name"

    def words(self, kind: str | None) -> str:
        if kind == "adj":
            return self.adjective
        if self.form == "government" and kind is None:
            return f"the {self.adjective} government"
        return self.capital if self.form == "capital" and kind != "name" else self.name


@dataclass(frozen=True)
class World:
    """What the generators draw from; ``round`` seeds them."""

    bases: Sequence[Base]
    sides: Mapping[str, Side]
    lexicon: Lexicon

    def pair(self, rng: random.Random) -> tuple[Side, Side]:
        a, b = rng.sample(_FAMILIAR, 2)
        forms: list[Form] = ["name", "name", "capital", "government"]
        return replace(self.sides[a], form=rng.choice(forms)), replace(self.sides[b], form=rng.choice(forms[:3]))


def read_bases(path: Path = BASES) -> tuple[Base, ...]:
    return tuple(_base(block) for block in re.split(r"(?m)^===\n", path.read_text("utf-8")))


def _base(block: str) -> Base:
    title, *lines = block.strip().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    return Base(title.lstrip("# "), fields["active"], fields.get("passive"), fields["event"])


def world(actors: Actors, lexicon: Lexicon) -> World:
    sides = {s.iso3: _side(s) for s in actors.states(on=PUBLISHED) if s.status in {"member", "observer"}}
    return World(read_bases(), sides, lexicon)


def _side(state: State) -> Side:
    name = f"the {state.name}" if _THE.match(state.name) else state.name
    return Side(state.iso3, name, next(iter(state.adjectives), ""), next(iter(state.capitals), ""))


# -- making sentences -----------------------------------------------------------------------------------------


def filled(template: str, a: Side, b: Side, when: str = "") -> str:
    """Put states and a date into a template; the sentence begins with a capital."""
    sides = {"A": a, "B": b}
    text = _SLOT.sub(lambda m: sides[m["side"]].words(m["kind"]), template)
    text = text.replace("{on}", when).replace(" .", ".")
    return text[:1].upper() + text[1:]


def past(template: str) -> str:
    return _VERB.sub(lambda m: m["past"], template)


def negated(template: str) -> str:
    return _VERB.sub(
        lambda m: f"did not {m['base']}" if m["base"] else re.sub("^(was|were) ", r"\1 not ", m["past"]), template
    )


def possible(template: str, modal: str = "may") -> str:
    return _VERB.sub(lambda m: f"{modal} {m['base'] or re.sub('^(was|were) ', 'be ', m['past'])}", template)


def planned(template: str) -> str:
    plural = _PLURAL.search(template[: template.index("[")])
    return _VERB.sub(lambda m: f"{'plan' if plural else 'plans'} to {m['base']}", template)


def inserted(template: str, words: str) -> str:
    """Put words behind the subject, which ends where the verb begins."""
    return template.replace(" [", f"{words} [", 1)


def expected(base: Base, a: Side, b: Side, *, date: str | None = PUBLISHED, status: str = "asserted") -> Expected:
    codes = {"A": a.code, "B": b.code}
    actor, event_type, recipient = base.event.split()
    sides = (",".join(codes.get(s, s) for s in side.split(",")) for side in (actor, recipient))
    return replace(expectation(f" {event_type} ".join(sides)), status=status, date=date)


def case(base: Base, text: str, *events: Expected) -> Case:
    return Case(base.title, "probe", text, PUBLISHED, None, events)


def _voices(base: Base) -> tuple[str, ...]:
    return (base.active, base.passive) if base.passive else (base.active,)


def _draws(name: str, world: World, rounds: int = ROUNDS) -> Iterator[tuple[random.Random, Base, Side, Side]]:
    """Each base, some times, with two states drawn by a generator that the probe's name seeds."""
    rng = random.Random(name)
    for _ in range(rounds):
        for base in world.bases:
            yield (rng, base, *world.pair(rng))


# -- the probes -----------------------------------------------------------------------------------------------


def swap(world: World) -> Iterator[Trial]:
    """Swapping the names of actor and recipient swaps them in the event."""
    for rng, base, a, b in _draws("swap", world):
        if base.is_dyadic:
            b = replace(b, form="name" if b.form == "government" else b.form)
            a = replace(a, form="name" if a.form == "government" else a.form)
            when, day = rng.choice(_DATES)
            text = past(rng.choice(_voices(base)))
            yield tuple(
                case(base, filled(text, x, y, when), expected(base, x, y, date=day)) for x, y in ((a, b), (b, a))
            )


def voice(world: World) -> Iterator[Trial]:
    """Active and passive say the same."""
    for rng, base, a, b in _draws("voice", world, ROUNDS + 1):
        if base.passive:
            when, day = rng.choice(_DATES)
            yield tuple(case(base, filled(past(v), a, b, when), expected(base, a, b, date=day)) for v in _voices(base))


def negation(world: World) -> Iterator[Trial]:
    """*did not* negates."""
    for rng, base, a, b in _draws("negation", world):
        text = filled(negated(rng.choice(_voices(base))), a, b)
        yield (case(base, text, expected(base, a, b, status="negated")),)


def modality(world: World) -> Iterator[Trial]:
    """*may* and *if* make an act hypothetical."""
    for rng, base, a, b in _draws("modality", world):
        template = rng.choice(_voices(base))
        text = filled(possible(template, rng.choice(["may", "might"])), a, b)
        if rng.random() < 0.5:
            inner = filled(past(template), a, b).rstrip(".")
            inner = inner[:1].lower() + inner[1:] if inner.startswith(("The ", "A ", "An ")) else inner
            text = f"If {inner}, nobody would be surprised."
        yield (case(base, text, expected(base, a, b, date=None, status="hypothetical")),)


def plans(world: World) -> Iterator[Trial]:
    """*plans to* makes of an act what the operator table says: of a cooperative one an AGREE."""
    for _, base, a, b in _draws("plans", world):
        wanted = expected(base, a, b, date=None)
        cell, _ = world.lexicon.apply("plan", wanted.event_type)
        wanted = replace(wanted, event_type=cell.type or wanted.event_type, status=cell.status or "asserted")
        yield (case(base, filled(planned(base.active), a, b), wanted),)


def insertion(world: World) -> Iterator[Trial]:
    """A relative clause, an apposition or a parenthesis behind the subject changes nothing."""
    for rng, base, a, b in _draws("insertion", world, ROUNDS - 1):
        for words in map(rng.choice, (_RELATIVE_CLAUSES, _APPOSITIONS, _PARENTHESES)):
            subjects = [v for v in _voices(base) if v == base.active or v.startswith("{B")]
            when, day = rng.choice(_DATES)
            text = filled(past(inserted(rng.choice(subjects), words)), a, b, when)
            yield (case(base, text, expected(base, a, b, date=day)),)


def replacement(world: World) -> Iterator[Trial]:
    """Any other state in its place, by name, adjective or capital, changes only that state."""
    rng = random.Random("replacement")
    for side in world.sides.values():
        for kind in ("name", "adj", "capital"):
            for place in "AB" if side.words("adj") and (side.capital or kind != "capital") else "A" * bool(side.name):
                yield from _replaced(rng, world, side, kind, place)


def _replaced(rng: random.Random, world: World, side: Side, kind: str, place: str) -> Iterator[Trial]:
    slots = {"adj": (f"{{{place}:adj}}",), "name": (f"{{{place}}}", f"{{{place}:name}}")}
    wanted = slots.get(kind, (f"{{{place}}}",))
    fitting = [b for b in world.bases if any(s in b.active for s in wanted)]
    words = {"adj": side.adjective, "name": side.name, "capital": side.capital}[kind]
    if not words:
        return
    base = rng.choice(fitting)
    own = replace(side, form="capital" if kind == "capital" else "name")
    other = world.sides[rng.choice([c for c in _FAMILIAR if c != side.code])]
    a, b = (own, other) if place == "A" else (other, own)
    yield (case(base, filled(past(base.active), a, b), expected(base, a, b)),)


def neighbour(world: World) -> Iterator[Trial]:
    """A sentence about something else, before or after, changes no event."""
    for rng, base, a, b in _draws("neighbour", world):
        when, day = rng.choice(_DATES)
        own = filled(past(rng.choice(_voices(base))), a, b, when)
        other, event = rng.choice(_NEIGHBOURS)
        text = " ".join(rng.sample([own, other], 2))
        events = [expected(base, a, b, date=day), *([expectation(event)] if event else [])]
        yield (case(base, text, *events),)


def quotes(world: World) -> Iterator[Trial]:
    """Whichever quotation marks stand about a newspaper's name."""
    for rng, base, a, b in _draws("quotes", world):
        when, day = rng.choice(_DATES)
        paper = rng.choice(_QUOTES).format("Morning Herald")
        text = filled(past(base.active), a, b, when).rstrip(".")
        yield (case(base, f"{text}, the daily {paper} wrote.", expected(base, a, b, date=day)),)


def dashes(world: World) -> Iterator[Trial]:
    """Whichever dashes enclose an aside."""
    for rng, base, a, b in _draws("dashes", world):
        when, day = rng.choice(_DATES)
        aside = rng.choice(_DASHES).format(rng.choice(["as so often", "to nobody's surprise", "much later"]))
        text = filled(past(inserted(base.active, aside)), a, b, when).replace("— ", "—" if aside[0] == "—" else "— ")
        yield (case(base, text, expected(base, a, b, date=day)),)


def capitals(world: World) -> Iterator[Trial]:
    """A headline in capitals."""
    for rng, base, a, b in _draws("capitals", world):
        text = filled(past(rng.choice(_voices(base))), a, b).rstrip(".").upper()
        yield (case(base, text, expected(base, a, b)),)


def us(world: World) -> Iterator[Trial]:
    """However the United States are written."""
    for rng, base, a, b in _draws("us", world):
        name, adjective = rng.choice(_US)
        american = Side("USA", name, adjective, "Washington")
        a, b = (american, b) if rng.random() < 0.5 or not base.is_dyadic else (a, american)
        when, day = rng.choice(_DATES)
        text = filled(past(rng.choice(_voices(base))), a, b, when)
        yield (case(base, text, expected(base, a, b, date=day)),)


def apostrophes(world: World) -> Iterator[Trial]:
    """Straight or curly apostrophes in a possessive and in a contraction."""
    for rng, base, a, b in _draws("apostrophes", world):
        mark = rng.choice("'’")
        if "{A}" in base.active and rng.random() < 0.5:
            own = base.active.replace("{A}", f"{{A:name}}{mark}s government", 1)
            a, b = (b, a) if a.name.endswith("s") else (a, b)
            yield (case(base, filled(past(own), a, b), expected(base, a, b)),)
        else:
            text = filled(negated(base.active), a, b).replace("did not", f"didn{mark}t")
            yield (case(base, text, expected(base, a, b, status="negated")),)


def spaces(world: World) -> Iterator[Trial]:
    """Non-breaking spaces anywhere."""
    for rng, base, a, b in _draws("spaces", world):
        when, day = rng.choice(_DATES)
        text = filled(past(rng.choice(_voices(base))), a, b, when)
        text = "".join("\u00a0" if c == " " and rng.random() < 0.4 else c for c in text)
        yield (case(base, text, expected(base, a, b, date=day)),)


Probe = Callable[[World], Iterator[Trial]]
PROBES: Mapping[str, Probe] = {
    probe.__name__: probe
    for probe in (
        swap, voice, negation, modality, plans, insertion, replacement, neighbour,
        quotes, dashes, capitals, us, apostrophes, spaces,
    )
}  # fmt: skip
