"""A desk for pages made from records: two accounts from the labelled pairs, a few uses, no store."""

from __future__ import annotations

from collections.abc import Mapping

from detente.actors import load_actors
from detente.dossier.desk import Desk, Told
from detente.measures.formulas import Use
from detente.readouts import Changed, Meeting, MeetingPage, Readout, claims, compare, load_terms
from occurrences import incident
from readout_cases import Text, pairs


def readout(text: Text) -> Readout:
    """Read the claims of a text without a coder."""
    return Readout(text.document, claims(text.document, text.sentences, (), actors=load_actors(), terms=load_terms()))


def told(title: str = "A garden in California") -> Told:
    """Compare the two accounts of a labelled pair, as told of a meeting of 3 May 2023."""
    pair = next(p for p in pairs("dev") if p.title == title)
    compared = compare([readout(pair.a), readout(pair.b)], load_terms())
    changes = (
        Changed("CHN", "2022-05-03", (("lips and teeth", 3),), (("blood and fire", 4),)),
        Changed("PRK", None, (), ()),
    )
    meeting = Meeting(incident("2023-05-03 CHN CONSULT/meet PRK"), (("CHN", ("a",)), ("PRK", ("b",))))
    return Told(meeting, MeetingPage("China and North Korea", "", compared, changes), 2)


def desk(read: Mapping[str, int]) -> Desk:
    """Make a desk over texts read by day."""
    uses = {
        "lips and teeth": (
            Use("d1", "Close as lips and teeth.", "KCNA", "2023-05-04", "PRK"),
            Use("d2", "Like lips and teeth.", "Xinhua", "2023-07-04", "CHN"),
        ),
        "no limits": (),
    }
    return Desk((), told(), uses, read, {"CHN": 3, "PRK": 2})
