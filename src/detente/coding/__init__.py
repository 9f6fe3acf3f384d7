"""Parse -> Mention -> Event: the coder. Pure functions over a document, its sentences and their parses.

``code`` folds a document: each sentence's names are found and remembered, its tree is composed into actions,
and each action passes through STEPS, which fill in actors, date, speaker, status and confidence or drop it.
"""

from detente.coding.actions import Action
from detente.coding.coder import STEPS, Coder, Draft, Scene, code
from detente.coding.sieve import Sieve

__all__ = ["STEPS", "Action", "Coder", "Draft", "Scene", "Sieve", "code"]
