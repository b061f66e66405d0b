"""Two chains per node: what cannot wait overtakes what can, and each is without a gap.

The ordinary chain is named as the node, the urgent one with a mark behind it. A node that was
brought back from a backup and goes on before it has heard of all that it lost begins two chains
more, with marks of their own: nothing of what it writes can take the place of what was lost.
"""

from __future__ import annotations

ORDINARY_MARKS = ("", *"123456789")
URGENT_MARKS = ("!", *"abcdefghi")
MOST_EPOCHS = len(ORDINARY_MARKS) - 1
_MARKS = "".join((*ORDINARY_MARKS, *URGENT_MARKS))
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


def chain_for(node: str, type: str, epoch: int = 0) -> str:
    """The chain of a node that entries of this type go to; ``epoch`` counts its new beginnings."""
    return node + (URGENT_MARKS if type in URGENT else ORDINARY_MARKS)[epoch]


def node_of(chain: str) -> str:
    """The node whose chain it is: a node's name ends in a capital letter, and no mark is one."""
    return chain[:-1] if chain[-1:] in _MARKS else chain


def chains_of(node: str) -> tuple[str, ...]:
    """All chains that a node can have, the urgent ones first."""
    return tuple(node + mark for mark in (*URGENT_MARKS, *ORDINARY_MARKS))


def epoch_of(chain: str) -> int:
    """How often the node had begun anew when it began this chain."""
    mark = chain[len(node_of(chain)) :]
    return (URGENT_MARKS if mark in URGENT_MARKS else ORDINARY_MARKS).index(mark)


def is_urgent(chain: str) -> bool:
    return chain[-1:] in URGENT_MARKS
