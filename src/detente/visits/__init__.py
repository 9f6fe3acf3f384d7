"""Visits: who met whom, in what office on that date, as host or guest, and what the list of contacts says."""

from __future__ import annotations

from detente.ranks import Authority, Ladder, Office, Rung, authority, load_ladder, office_of
from detente.visits.contacts import CHECKS, Check, Contact, contacts
from detente.visits.findings import find, firsts, trips_of
from detente.visits.persons import Side

__all__ = [
    "CHECKS",
    "Authority",
    "Check",
    "Contact",
    "Ladder",
    "Office",
    "Rung",
    "Side",
    "authority",
    "contacts",
    "find",
    "firsts",
    "load_ladder",
    "office_of",
    "trips_of",
]
