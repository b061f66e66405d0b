"""The keys under which the words of a register meet in batch linkage."""

from __future__ import annotations

from openhbm.core.identity.names import coarse_keys, is_slavic, slavic_keys

COARSE = 4
SLAVIC = COARSE
"""The place of the key of a name read as a Slavic one, behind those of the other readings."""


def linkage_keys(part: str) -> tuple[str, ...]:
    """At most five keys of one part of a name or place: the readings, then one as a Slavic name.

    The second is one that begins otherwise, such as without an article, when there is any: those
    are the two that find candidates.
    """
    keys = coarse_keys(part)[:COARSE]
    others = sorted(keys[1:], key=lambda key: key[:1] == keys[0][:1])
    filled = (*keys[:1], *others, *([""] * (COARSE - len(keys))))
    return (*filled, *(f"slavic {key}" for key in slavic_keys(part)[:1] if is_slavic((part,))))
