"""Names across scripts: parts, sounds, and keys under which spellings of one name meet."""

from openhbm.core.identity.names.keys import (
    coarse_key,
    coarse_keys,
    fine_key,
    is_slavic,
    may_be_slavic,
    name_keys,
    slavic_key,
    slavic_keys,
)
from openhbm.core.identity.names.parts import normalised, parts_of
from openhbm.core.identity.names.sounds import sounds

__all__ = [
    "coarse_key",
    "coarse_keys",
    "fine_key",
    "is_slavic",
    "may_be_slavic",
    "name_keys",
    "normalised",
    "parts_of",
    "slavic_key",
    "slavic_keys",
    "sounds",
]
