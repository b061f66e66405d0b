"""Keys under which spellings of one name meet, whatever script they are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

from openhbm.core.identity.names.rules import (
    COARSE,
    COARSE_READINGS,
    SLAVIC,
    SLAVIC_READINGS,
    STEMS,
    WORDS,
    Rules,
)
from openhbm.core.identity.names.sounds import sounds

MOST_KEYS = 4
_TWICE = re.compile(r"(.)\1+")


def _applied(rules: Rules, text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _once(key: str) -> str:
    return _TWICE.sub(r"\1", key)


@lru_cache(maxsize=1 << 18)
def coarse_keys(part: str) -> tuple[str, ...]:
    word = _applied(WORDS, sounds(part))
    stems = [word, *(stem for rule in STEMS if (stem := _applied((rule,), word)) != word)]
    keys: dict[str, None] = {}
    for stem in stems:
        signs = (COARSE_READINGS.get(sign, sign) for sign in _applied(COARSE, stem))
        keys |= dict.fromkeys(_once("".join(reading)) for reading in product(*signs))
    return tuple(islice((key for key in keys if key), MOST_KEYS))


@lru_cache(maxsize=1 << 18)
def slavic_keys(part: str) -> tuple[str, ...]:
    signs = (SLAVIC_READINGS.get(s, (s,)) for s in _applied(SLAVIC, sounds(part)))
    return tuple(dict.fromkeys(islice((_once("".join(r)) for r in product(*signs)),MOST_KEYS)))
