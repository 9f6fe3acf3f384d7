"""What a hyphened adjective says of the state named inside it.

*Saudi-led warplanes* and *a British-flagged tanker* are Saudi Arabia's and Britain's; *pro-Russian gunmen* and
*anti-American crowds* are for or against a state, not of it.
"""

from __future__ import annotations

from detente.coding.tree import Tree

__all__ = ["is_sided", "owners_inside"]

_OWNING = frozenset("lead flag own register operate run head command".split())
_SIDES = ("pro", "anti")


def owners_inside(tree: Tree, i: int) -> tuple[int, ...]:
    """The first words of a phrase's adjectives of leading and owning: *[Saudi]-led warplanes*."""
    led = (k for k in tree.kids(i, "amod", "acl") if tree[k].lemma in _OWNING)
    return tuple(k - 2 for k in led if k >= 2 and tree[k - 1].form == "-")


def is_sided(tree: Tree, k: int) -> bool:
    """True for the second word of *pro-Russian, anti-American*."""
    hyphened = k > 1 and tree[k - 1].form == "-" and tree[k - 2].form.lower() in _SIDES
    return hyphened or tree[k].form.lower().startswith(tuple(f"{side}-" for side in _SIDES))
