"""The keys under which the words of a register meet in batch linkage."""

from __future__ import annotations

from openhbm.core.identity.names import coarse_keys, is_slavic, slavic_keys

_COARSE = 2


def linkage_keys(part: str) -> tuple[str, ...]:
    """At most three keys of one part of a name or place: two readings, and one as a Slavic name."""
    coarse = coarse_keys(part)[:_COARSE]
    slavic = slavic_keys(part)[:1] if is_slavic((part,)) else ()
    return (*coarse, *([""] * (_COARSE - len(coarse))), *(f"slavic {key}" for key in slavic))
