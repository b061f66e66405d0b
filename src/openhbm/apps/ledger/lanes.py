"""Two chains per node: what cannot wait overtakes what can, and each is without a gap.

The ordinary chain is named as the node, the urgent one with a mark behind it.
"""

from __future__ import annotations

URGENT_MARK = "!"
URGENT = frozenset(
    [
        "alert_confirmed",
        "alert_level_changed",
        "alert_stood_down",
        "conflict_decided",
        "consent_withdrawn",
        "crisis_opened",
        "crisis_phase_changed",
        "device_revoked",
        "guard_set_aside",
        "hbm_activated",
        "hbm_ended",
        "measure_adopted",
        "measure_ended",
        "node_enrolled",
        "node_revoked",
        "person_erased",
        "person_referred",
        "referral_moved",
        "role_ended",
        "trust_shared",
        "user_deactivated",
    ]
)
"""Entries that must not wait behind an afternoon's tallies on a thin line."""


def chain_for(node: str, type: str) -> str:
    """The chain of a node that entries of this type go to."""
    return node + URGENT_MARK if type in URGENT else node


def node_of(chain: str) -> str:
    """The node whose chain it is."""
    return chain.removesuffix(URGENT_MARK)


def chains_of(node: str) -> tuple[str, str]:
    """The chains of a node, the urgent one first: in the order in which they are sent."""
    return node + URGENT_MARK, node


def is_urgent(chain: str) -> bool:
    return chain.endswith(URGENT_MARK)
