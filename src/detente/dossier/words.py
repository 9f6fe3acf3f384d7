"""Plain English for codes, counts and partial dates. No HTML here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from detente.records import Actor, Event

__all__ = [
    "BASIS_WORDS",
    "KINDS",
    "STATUS_WORDS",
    "TYPE_WORDS",
    "act_words",
    "actor_words",
    "code_words",
    "count",
    "date_words",
    "day_words",
    "listed",
    "sector_words",
    "share",
    "short_act",
    "short_date",
    "state_name",
    "the",
]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

KINDS: Mapping[str, str] = {
    "verbal_cooperation": "cooperation in words",
    "material_cooperation": "cooperation in deeds",
    "appeal": "appeals",
    "verbal_conflict": "conflict in words",
    "material_conflict": "conflict in deeds",
}

TYPE_WORDS: Mapping[str, str] = {
    "AGREE": "agrees, offers or promises",
    "CONSULT": "meets or consults",
    "SUPPORT": "supports or praises",
    "CONCEDE": "concedes or eases",
    "COOPERATE": "works together",
    "AID": "gives aid",
    "RETREAT": "withdraws or releases",
    "REQUEST": "asks or demands",
    "ACCUSE": "criticises or accuses",
    "REJECT": "rejects or refuses",
    "THREATEN": "threatens or warns",
    "PROTEST": "protests",
    "SANCTION": "cuts ties or cooperation",
    "MOBILIZE": "moves or shows force",
    "COERCE": "coerces or restricts",
    "ASSAULT": "uses force",
}

# A mode is put in words where it says more plainly what was done; elsewhere the type's words stand.
MODE_WORDS: Mapping[tuple[str, str], str] = {
    ("CONSULT", "visit"): "visits",
    ("CONSULT", "meet"): "meets",
    ("CONSULT", "call"): "telephones",
    ("CONSULT", "message"): "sends a message",
    ("CONSULT", "mediate"): "mediates",
    ("CONSULT", "multilateral"): "meets among several",
    ("SUPPORT", "praise"): "praises",
    ("SUPPORT", "endorse"): "endorses",
    ("SUPPORT", "recognize"): "recognises",
    ("SUPPORT", "sign"): "signs an agreement",
    ("SUPPORT", "relations"): "builds relations",
    ("SUPPORT", "apologize"): "apologises",
    ("SUPPORT", "congratulate"): "congratulates",
    ("SUPPORT", "condole"): "sends condolences",
    ("REQUEST", "appeal"): "appeals",
    ("REQUEST", "demand"): "demands",
    ("REJECT", "veto"): "vetoes",
    ("REJECT", "deny"): "denies",
    ("THREATEN", "warn"): "warns",
    ("MOBILIZE", "weapons"): "tests or shows weapons",
    ("MOBILIZE", "exercise"): "holds exercises",
    ("MOBILIZE", "troops"): "moves troops",
    ("RETREAT", "release"): "releases",
    ("RETREAT", "withdraw"): "withdraws",
    ("RETREAT", "ceasefire"): "ceases fire",
    ("SANCTION", "embargo"): "imposes sanctions",
    ("COERCE", "arrest"): "arrests",
    ("SANCTION", "expel"): "expels",
}

STATUS_WORDS: Mapping[str, str] = {
    "asserted": "reported as done",
    "planned": "planned",
    "hypothetical": "hypothetical",
    "negated": "said not to have happened",
    "historical": "looking back",
}

SECTOR_WORDS: Mapping[str, str] = {
    "GOV": "government", "MIL": "armed forces", "JUD": "courts", "LEG": "parliament", "PTY": "party",
    "COP": "police", "SPY": "intelligence", "OPP": "opposition", "REB": "rebels", "UAF": "armed group",
    "CRM": "criminals", "CVL": "civilians", "BUS": "business", "LAB": "labour", "EDU": "education",
    "JRN": "media", "MED": "health", "NGO": "NGO", "IGO": "organisation", "REL": "religious body",
    "REF": "refugees", "SCI": "science",
}  # fmt: skip


# How a date was come by (see coding.dates); a basis of another source's own stands for itself.
BASIS_WORDS: Mapping[str, str] = {
    "explicit": "as stated",
    "inferred": "year inferred",
    "weekday": "from a weekday",
    "relative": "counted from publication",
    "previous": "counted from a date before",
    "published": "day of publication",
    "decade": "only a decade is told",
    "unknown": "no date is told",
}


def count(n: int, noun: str, plural: str | None = None) -> str:
    """Say ``1 event`` or ``2,310 events``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def share(part: int, whole: int) -> str:
    """Say a share as a whole per cent; ``–`` of nothing."""
    return "–" if whole == 0 else f"{100 * part / whole:.0f}%"


def listed(items: list[str]) -> str:
    """Join items as English does: ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def day_words(text: str | None) -> str:
    """Say a partial ISO date in words: ``18 December 2023``, ``December 2023``, ``2023``."""
    parts = (text or "").split("-")
    if len(parts) > 1 and not (parts[1].isdigit() and 1 <= int(parts[1]) <= 12):
        return text or ""
    month = MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
    day = str(int(parts[2][:2])) if len(parts) > 2 and parts[2][:2].isdigit() else ""
    return " ".join(p for p in (day, month, parts[0]) if p)


def date_words(event: Event) -> str:
    """Say an event's date as exactly as it is known, and no more."""
    if not event.date:
        return "date not known"
    if event.date_precision == "week":
        return f"week of {day_words(event.date)}"
    if event.date_precision == "quarter" and event.date[5:7].isdigit():
        quarter = min((int(event.date[5:7]) - 1) // 3, 3)
        return f"{MONTHS[3 * quarter]} to {MONTHS[3 * quarter + 2]} {event.date[:4]}"
    return day_words(event.date[: {"month": 7, "year": 4}.get(event.date_precision, 10)])


def short_date(event: Event) -> str:
    """Say a date in a link's few letters: ``18 Dec``; the year stands in the row's heading."""
    words = date_words(event).split()
    short = [w[:3] if w in MONTHS else w for w in words if not (w.isdigit() and len(w) == 4)]
    return " ".join(short) or date_words(event)


def act_words(event: Event) -> str:
    """Say what was done in plain words; an import without a type says so."""
    if event.event_type is None:
        return "makes a statement"
    known = MODE_WORDS.get((event.event_type, event.mode or ""))
    return known or TYPE_WORDS.get(event.event_type, event.event_type.lower())


def short_act(event: Event) -> str:
    """Say the act in a link's few words: the first of the verbs that stand for its type."""
    return act_words(event).partition(",")[0].partition(" or ")[0]


def code_words(event: Event) -> str:
    """Give the PLOVER code with its mode: ``CONSULT meet``; a CAMEO code where there is no type."""
    if event.event_type is None:
        return f"CAMEO {event.cameo}" if event.cameo else "no type"
    return f"{event.event_type} {(event.mode or '').replace('_', ' ')}".strip()


def sector_words(code: str) -> str:
    """Say a sector code in a word; an unknown code stands for itself."""
    return SECTOR_WORDS.get(code, code)


@cache
def _english(code: str) -> str | None:
    """Name an ISO alpha-3 code as English does (``PRK`` -> North Korea); None when it is no such code."""
    import pycountry
    from babel import Locale

    found = pycountry.countries.get(alpha_3=code) or pycountry.historic_countries.get(alpha_3=code)
    if found is None:
        return None
    return str(Locale("en").territories.get(getattr(found, "alpha_2", ""), found.name))


def state_name(code: str, names: Mapping[str, str] | None = None) -> str:
    """Name a state or organisation (``IGO:UN``); names that the caller gives win."""
    if names and code in names:
        return names[code]
    return _english(code) or code.rpartition(":")[2] or "unknown state"


def the(name: str) -> str:
    """Give a state's name the article that it has in running text: ``the United States``, ``China``."""
    words = name.split()
    plural = name in ("Netherlands", "Philippines", "Bahamas", "Maldives", "Seychelles", "Comoros", "Gambia")
    common = words[:1] == ["United"] or words[-1:] in (["Republic"], ["Islands"], ["Union"], ["Emirates"])
    return f"the {name}" if plural or common or name.isupper() else name


def actor_words(actor: Actor, names: Mapping[str, str] | None = None) -> str:
    """Name an actor with its state: ``Wang Yi (China)``; a state alone by its name."""
    state = state_name(actor.state, names)
    if state in actor.name:
        return actor.name
    if not actor.name or (actor.id == actor.state and not actor.sector):
        return state
    return f"{actor.name} ({state})"
