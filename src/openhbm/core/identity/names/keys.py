"""Keys under which spellings of one name meet, whatever script they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product

from openhbm.core.identity.names.rules import (
    COARSE,
    COARSE_READINGS,
    FINE,
    SLAVIC,
    SLAVIC_READINGS,
    STEMS,
    WORDS,
    Rules,
)
from openhbm.core.identity.names.sounds import sounds
from openhbm.core.identity.names.words import PERHAPS_SLAVIC, SLAVIC_ENDS

MOST_KEYS = 6
SLAVIC_MARK = "~"
"""Begins every Slavic key, so that it is never taken for a coarse one."""
_TWICE = re.compile(r"(.)\1+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SLAVIC = re.compile(f"..(?:{'|'.join(SLAVIC_ENDS)})$")
_PERHAPS_SLAVIC = re.compile("|".join(PERHAPS_SLAVIC))


@lru_cache(maxsize=1 << 18)
def coarse_keys(part: str) -> tuple[str, ...]:
    """Every reading of one part of a name as its consonants, the likeliest first, at most four.

    Consonants that one script writes for another are one letter; vowels are left out but for a
    first one. Two spellings of a name share one of their keys (measured in ``benchmarks.names``).
    """
    word = _applied(WORDS, sounds(part))
    stems = [word, *(stem for rule in STEMS if (stem := _applied((rule,), word)) != word)]
    return _readings((_applied(COARSE, stem) for stem in stems), COARSE_READINGS)


def coarse_key(part: str) -> str:
    """The likeliest of ``coarse_keys``; empty when the part has no letter."""
    return next(iter(coarse_keys(part)), "")


@lru_cache(maxsize=1 << 18)
def fine_key(part: str) -> str:
    """The consonants of one part with fewer of them taken for one another; vowels left out."""
    return _once(_applied(FINE, _applied(WORDS, sounds(part))))


@lru_cache(maxsize=1 << 18)
def slavic_keys(part: str) -> tuple[str, ...]:
    """Every reading of one part by the romanisations of Cyrillic, each begun by ``~``."""
    read = _readings([_applied(SLAVIC, sounds(part))], SLAVIC_READINGS)
    return tuple(SLAVIC_MARK + key for key in read)


def slavic_key(part: str) -> str:
    """The likeliest of ``slavic_keys``; empty when the part has no consonant."""
    return next(iter(slavic_keys(part)), "")


def name_keys(part: str, *, slavic: bool = True) -> tuple[str, ...]:
    """All keys of one part: the coarse ones and, unless told otherwise, the Slavic ones."""
    return coarse_keys(part) + (slavic_keys(part) if slavic else ())


def is_slavic(parts: Iterable[str]) -> bool:
    """Whether a name is in Cyrillic letters or has a part with an ending of Slavic names."""
    return any(map(_is_slavic, parts))


@lru_cache(maxsize=1 << 18)
def _is_slavic(part: str) -> bool:
    return bool(_CYRILLIC.search(part) or _SLAVIC.search(sounds(part)))


def may_be_slavic(parts: Iterable[str]) -> bool:
    """Whether a name has a part that looks Slavic and may be of another language as well."""
    return any(map(_may_be_slavic, parts))


@lru_cache(maxsize=1 << 18)
def _may_be_slavic(part: str) -> bool:
    return bool(_PERHAPS_SLAVIC.search(sounds(part)))


def _applied(rules: Rules, text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _readings(signs: Iterable[str], readings: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for word in signs:
        choices = (readings.get(sign, (sign,)) for sign in word)
        keys |= dict.fromkeys(_once("".join(reading)) for reading in product(*choices))
    return tuple(islice((key for key in keys if key), MOST_KEYS))


def _once(key: str) -> str:
    return _TWICE.sub(r"\1", key)
