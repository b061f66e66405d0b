"""Places in chains and other numbers that another node says: only such as there can be."""

from __future__ import annotations

from typing import Any

from openhbm.apps.ledger.lanes import chains_of
from openhbm.core.ledger.letters import LetterError

MOST_COUNTED = 1 << 62
"""More than there is of anything, and what a database still holds."""


def places_told(told: Any, node: str) -> dict[str, int]:
    """Places in the chains of one node, by chain; LetterError for those of any other.

    Nobody asks for the chains of a third node, nor says how far it has them.
    """
    known = chains_of(node)
    if not isinstance(told, dict) or len(told) > len(known):
        raise LetterError(f"it names other chains than those of {node}")
    for chain in told:
        if chain not in known:
            raise LetterError(f"it names {chain!r:.20}, which is no chain of {node}")
    return {chain: counted(place) for chain, place in told.items()}


def counted(told: Any) -> int:
    """A number of entries, letters or bytes; LetterError for anything else."""
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told < MOST_COUNTED:
        raise LetterError(f"{told!r:.30} is no number of anything")
    return told
