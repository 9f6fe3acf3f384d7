"""Readouts: two or more accounts of one meeting, split into claims, aligned and compared.

    terms = load_terms()
    a = Readout(document, claims(document, sentences, events, actors=load_actors(), terms=terms))
    for comparison in compare([a, b], terms):
        print(comparison.only_a)

Pure: documents, sentences and events come from outside (``accounts`` wires them). ``docs/readouts.md`` has the method.
"""

from detente.readouts.alignment import FEATURES, LEXICAL, THRESHOLD, Feature, Link, align
from detente.readouts.claims import JOINT, Act, Claim, claims
from detente.readouts.comparison import Comparison, Order, Pairing, Readout, Share, compare, shares
from detente.readouts.differences import Difference, differences
from detente.readouts.figures import Figure, figures
from detente.readouts.meetings import Changed, Meeting, changed, meetings, phrases
from detente.readouts.page import MeetingPage, order_in_words, render
from detente.readouts.terms import Degree, Terms, check_terms, load_terms, load_watched

__all__ = [
    "FEATURES",
    "JOINT",
    "LEXICAL",
    "THRESHOLD",
    "Act",
    "Changed",
    "Claim",
    "Comparison",
    "Degree",
    "Difference",
    "Feature",
    "Figure",
    "Link",
    "Meeting",
    "MeetingPage",
    "Order",
    "Pairing",
    "Readout",
    "Share",
    "Terms",
    "align",
    "changed",
    "check_terms",
    "claims",
    "compare",
    "differences",
    "figures",
    "load_terms",
    "load_watched",
    "meetings",
    "order_in_words",
    "phrases",
    "render",
    "shares",
]
