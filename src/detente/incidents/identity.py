"""An incident keeps its first id: as reports join, incidents merge or part, ids that were given stay good.

``settle`` compares fresh incidents with those that stood before. An id goes to the incident that still holds
the report which it was made from, else to the one that holds most of its reports. Where several ids come
together the most senior lives on and the others become its aliases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from detente.records import Incident

__all__ = ["settle"]


def settle(
    fresh: Iterable[Incident], before: Mapping[str, str], seniority: Sequence[str] = ()
) -> tuple[list[Incident], dict[str, str]]:
    """Return the incidents with their lasting ids, and which former ids now stand for which.

    ``before`` maps event ids to the ids of the incidents that held them; ``seniority`` lists those, oldest first.
    """
    incidents = list(fresh)
    claims = _claims(incidents, before)
    rank = {old: n for n, old in enumerate(seniority)}
    kept: list[Incident] = []
    aliases: dict[str, str] = {}
    for incident in incidents:
        olds = sorted(claims[incident.id], key=lambda old: (rank.get(old, len(rank)), old))
        lasting = olds[0] if olds else incident.id
        aliases |= dict.fromkeys(olds[1:], lasting)
        kept.append(replace(incident, id=lasting))
    return kept, aliases


def _claims(incidents: Sequence[Incident], before: Mapping[str, str]) -> dict[str, list[str]]:
    """Assign each former id to one of the fresh incidents."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for incident in incidents:
        for event_id in incident.event_ids:
            if old := before.get(event_id):
                shares[old][incident.id] += 1
    claims: dict[str, list[str]] = defaultdict(list)
    fresh = {incident.id for incident in incidents}
    for old, held in shares.items():
        heir = old if old in fresh else min(held, key=lambda new: (-held[new], new))
        claims[heir].append(old)
    return claims
