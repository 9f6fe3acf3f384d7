"""How right the list of visits is: a labelled sample of KCNA stories, and the days that Chinavitae has in common.

    python benchmarks/visits.py score STORE [--misses] [--split test]   against tests/gold/visits.csv
    python benchmarks/visits.py days STORE         Chinavitae's days with North Korea, one by one, found or missed
    python benchmarks/visits.py draw STORE         the sample again: the stories that were labelled, in order

``STORE`` has read ``../shared/data/corpora/kcna_2011_2012_fulltext.jsonl.gz`` with
``--map text=story,published=date --publisher KCNA``. The sample is drawn from stories, not from what the coder found in
them: all whose headline or first paragraph names China and a word of travel or meeting, in random order of a fixed
seed. The first 90 (``dev``) were labelled when faults were looked for, the next 50 (``test``) after the mending and
before any answer on them was seen. A row of the labels is one encounter in person that a story reports as news, with
the highest person of each side, office on the ladder (``?``: not judged; empty: none on it) and direction; ``open``
stories (tourists, firms, families, missions in third countries) are not scored. One person labelled.

Right is a contact of that story on that day whose guest, whose guest's rank, direction and, for a meeting, other
side's person and rank are all right. Intervals: percentile bootstrap over stories, 2,000 draws.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from detente.accounts import contacts_in
from detente.records import Document, Event
from detente.store import Store
from detente.visits import Contact, load_ladder

ROOT = Path(__file__).parent.parent
LABELS = ROOT / "tests" / "gold" / "visits.csv"
CHINAVITAE = ROOT.parent / "shared" / "data" / "series" / "chinavitae_engagements_2003_2018.csv"
PAIR = ("CHN", "PRK")
SEED, DRAWS, SIZES = 20110526, 2000, {"dev": 90, "test": 50}
FIELDS = ("guest", "guest's rank", "other person", "other's rank", "direction")


@dataclass(frozen=True)
class Label:
    """One encounter of a story, or none."""

    document: str
    split: str
    form: str
    date: str
    until: str
    direction: str
    chn: str
    chn_rank: str
    prk: str
    prk_rank: str

    @property
    def told(self) -> bool:
        """True for an encounter in person."""
        return self.form in ("trip", "meeting")

    def side(self, state: str) -> tuple[str, str]:
        """Return name and rank of a side's person."""
        return (self.chn, self.chn_rank) if state == "CHN" else (self.prk, self.prk_rank)


@dataclass(frozen=True)
class Known:
    """The contacts of a store, and by document the ids of those that rest on it."""

    contacts: tuple[Contact, ...]
    of_document: dict[str, tuple[Contact, ...]]
    events: tuple[Event, ...]


def labels() -> list[Label]:
    with LABELS.open(encoding="utf-8", newline="") as stream:
        return [Label(**row) for row in csv.DictReader(stream)]


def known(store: Store) -> Known:
    found = contacts_in(store, PAIR)
    events = {e.id: e for e in store.events(event_ids=[x for c in found for x in c.event_ids])}
    resting: dict[str, list[Contact]] = defaultdict(list)
    for contact in found:
        for document in {events[e].document_id for e in contact.event_ids}:
            resting[str(document)].append(contact)
    return Known(tuple(found), {d: tuple(cs) for d, cs in resting.items()}, tuple(events.values()))


# -- the labelled sample ---------------------------------------------------------------------------------


def shown(contact: Contact) -> bool:
    """True for what the list gives as an encounter in person on a day."""
    return contact.in_person and not contact.retold and len(contact.date or "") == len("2011-05-26")


def answers(label: Label, contact: Contact) -> dict[str, bool]:
    """Compare a contact with a label, by field; what the label leaves open is missing."""
    guest = (label.direction or "CHN->PRK").split("->")[0] if "->" in label.direction else "CHN"
    other = "PRK" if guest == "CHN" else "CHN"
    right = dict(_person(label, contact, guest, "guest", "guest's rank"))
    if label.form == "meeting":
        right |= dict(_person(label, contact, other, "other person", "other's rank"))
    direction = label.direction if "->" in label.direction else None
    return right | {"direction": contact.direction == direction}


def _person(label: Label, contact: Contact, state: str, person: str, rank: str) -> Iterator[tuple[str, bool]]:
    name, wanted = label.side(state)
    side = contact.side(state)
    if name or state == label.direction[:3]:
        yield person, _words(side.name or "") == _words(name)
    if name and wanted != "?":
        yield rank, side.level == (load_ladder().rungs[wanted].level if wanted else None)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", name.casefold()))


def assign(rows: Sequence[Label], found: Iterable[Contact]) -> tuple[list[tuple[Label, Contact | None]], list[Contact]]:
    """Give each label the contact of its day that answers most of it; return what is left over too."""
    free = [c for c in found if shown(c)]
    pairs = []
    for label in rows:
        same = [c for c in free if label.date <= str(c.date) <= label.until]
        best = max(same, key=lambda c: sum(answers(label, c).values()), default=None)
        if best:
            free.remove(best)
        pairs.append((label, best))
    return pairs, free


def score(store: Store, split: str, *, misses: bool) -> None:
    have, sample = known(store), [x for x in labels() if x.split == split and x.form != "open"]
    stories: dict[str, list[Label]] = defaultdict(list)
    for label in sample:
        stories[label.document].append(label)
    absent = stories.keys() - {d.id for d in store.documents(stories)}
    counts: list[Counter[str]] = []
    for document, rows in stories.items():
        pairs, extra = assign([r for r in rows if r.told], have.of_document.get(document, ()))
        counts.append(_counts(pairs, extra))
        if misses:
            _tell(document, pairs, extra)
    told = sum(c["told"] for c in counts)
    print(f"{split}: {len(stories)} stories ({len(absent)} not in the store), {told} encounters told")
    for name, hits, of in (
        ("found on the day", "found", "told"),
        ("found, and all right", "right", "told"),
        ("of those listed, told by the story", "found", "listed"),
        ("of those listed, all right", "right", "listed"),
        *((f"of those found, {f}", f, f"n {f}") for f in FIELDS),
    ):
        print(_line(name, counts, hits, of))


def _counts(pairs: Sequence[tuple[Label, Contact | None]], extra: Sequence[Contact]) -> Counter[str]:
    counts: Counter[str] = Counter(told=len(pairs), listed=len(extra) + sum(c is not None for _, c in pairs))
    for label, contact in pairs:
        right = answers(label, contact) if contact else {}
        counts["found"] += contact is not None
        counts["right"] += contact is not None and all(right.values())
        for field, value in right.items():
            counts[field] += value
            counts[f"n {field}"] += 1
    return counts


def _line(name: str, counts: Sequence[Counter[str]], hits: str, of: str) -> str:
    rng = np.random.default_rng(SEED)
    table = np.array([(c[hits], c[of]) for c in counts])
    draws = table[rng.integers(0, len(table), (DRAWS, len(table)))].sum(axis=1)
    low, high = np.quantile(draws[:, 0] / np.maximum(draws[:, 1], 1), [0.025, 0.975])
    k, n = table.sum(axis=0)
    return f"  {name:38} {k:3} of {n:3}  {k / max(n, 1):.2f} [{low:.2f}, {high:.2f}]"


def _tell(document: str, pairs: Sequence[tuple[Label, Contact | None]], extra: Sequence[Contact]) -> None:
    for label, contact in pairs:
        wrong = [f for f, ok in answers(label, contact).items() if not ok] if contact else ["not found"]
        if wrong:
            said = f"{label.date} {label.form} {label.direction} {label.chn} {label.prk}"
            print(f"  {document} {said}: {', '.join(wrong)}{_said(contact) if contact else ''}")
    for contact in extra:
        print(f"  {document} not told: {_said(contact)}")


def _said(contact: Contact) -> str:
    sides = "; ".join(f"{s.name}, {s.office.title if s.office else None}" for s in contact.sides)
    return f" [{contact.date} {contact.form} {contact.direction} {sides}] {contact.sentence[:150]}"


# -- the sample ------------------------------------------------------------------------------------------

_TRAVEL = re.compile(
    r"\b(visit\w*|met|meets?|delegation|arriv\w+|left|leaves?|talks?|reception|banquet|received|receives|hosts?"
    r"|hosted|pays?|paid)\b",
    re.IGNORECASE,
)
_SPANISH = re.compile(r"\b(?:del|los|una)\b", re.IGNORECASE)


def draw(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Return the stories of each split in the order in which they were labelled."""
    frame = sorted((d for d in documents if _in_frame(d)), key=lambda d: d.id)
    first = random.Random(SEED).sample(frame, SIZES["dev"])
    taken = {d.id for d in first}
    rest = [d for d in frame if d.id not in taken]
    return {"dev": first, "test": random.Random(SEED + 1).sample(rest, SIZES["test"])}


def _in_frame(document: Document) -> bool:
    lead = f"{document.title or ''} | {document.text.split(chr(10) * 2)[0]}"
    return bool(re.search(r"\bChin(?:a|ese)\b", lead) and _TRAVEL.search(lead)) and not _SPANISH.search(lead)


# -- the days of Chinavitae ------------------------------------------------------------------------------


def days(store: Store) -> None:
    if not CHINAVITAE.is_file():
        print(f"skipped: {CHINAVITAE.relative_to(ROOT.parent)} is not here")
        return
    have, documents = known(store), list(store.documents())
    read = sorted(d.published for d in documents if d.published)
    with CHINAVITAE.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["country"] == "North Korea" and read[0] <= r["date"] <= read[-1]]
    for row in sorted(rows, key=lambda r: (r["date"], r["leader"])):
        guest = str(re.findall(r"following: ([^(]+) \(", row["text"])[0])
        verdict = _verdict(row["date"], guest, row["leader"], have, documents)
        print(f"{row['date']}  {guest} with {row['leader']}: {verdict}")


def _verdict(day: str, guest: str, leader: str, have: Known, documents: Sequence[Document]) -> str:
    """Tell whether a contact has both persons on that day; if not, how far the sources and the coding go."""
    names = _words(guest), _words(leader)
    on_day = [c for c in have.contacts if c.date == day and c.in_person]
    both = [c for c in on_day if (_words(c.side("PRK").name or ""), _words(c.side("CHN").name or "")) == names]
    if both:
        rank = both[0].side("PRK")
        return f"found ({rank.office.title if rank.office else 'office unknown'}; {both[0].direction or both[0].form})"
    first = date.fromisoformat(day)
    days_near = {str(first + timedelta(days=n)) for n in (-2, -1, 1, 2)}
    late = [c for c in have.contacts if c.date in days_near and {_words(s.name or "") for s in c.sides} == set(names)]
    if late:
        return f"found, but dated {late[0].date}: {late[0].sentence[:150]}"
    near = [d for d in documents if d.published and str(first) <= d.published <= str(first + timedelta(days=2))]
    of_both = {d.id for d in near if all(n <= _words(d.text) for n in names)}
    dated = Counter(e.date for e in have.events if e.document_id in of_both)
    guest_alone = [c for c in on_day if _words(c.side("PRK").name or "") == names[0]]
    half = f"the guest alone is found, {_said(guest_alone[0])}; " if guest_alone else ""
    return f"missed: {half}stories within two days that name both: {len(of_both)}; their contacts by day: {dict(dated)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("what", choices=["score", "days", "draw"])
    parser.add_argument("store", type=Path)
    parser.add_argument("--split", choices=list(SIZES))
    parser.add_argument("--misses", action="store_true", help="list what is wrong")
    chosen = parser.parse_args()
    with Store.open(chosen.store, read_only=True) as store:
        if chosen.what == "days":
            days(store)
        elif chosen.what == "draw":
            for split, drawn in draw(store.documents()).items():
                print("\n".join(f"{split} {d.id} {d.published} {d.title}" for d in drawn))
        else:
            for split in [chosen.split] if chosen.split else list(SIZES):
                if any(x.split == split for x in labels()):
                    score(store, split, misses=chosen.misses)


if __name__ == "__main__":
    main()
