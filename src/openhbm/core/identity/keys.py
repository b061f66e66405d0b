"""Composite keys: two records that may be one person share at least one of these numbers.

A key joins what one spelling, one wrong digit or one missing field leaves alone: two parts of the
name and the year of birth, one part and the whole date, and so on (``KINDS``). Each is a number of
64 bits, so that a table of keys tells no name by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from openhbm.core.identity.names import (
    coarse_key,
    coarse_keys,
    is_slavic,
    may_be_slavic,
    slavic_keys,
)
from openhbm.core.identity.names.parts import compounds_of, parts_of
from openhbm.core.identity.records import Born, MatchRecord, born

Longs = npt.NDArray[np.uint64]

_MASK = (1 << 64) - 1
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
MOST_KEYED_PARTS = 5
SHORTEST_DOCUMENT, SHORTEST_PHONE, PHONE_DIGITS = 4, 6, 8
YEARS_AROUND = (0, 1, -1, 2, -2, 3, -3, 4, -4, 10, -10)
"""Years a search looks at beside the one given: estimates, and one wrong digit of the tens. The
rest of the decade is looked at as well: the last digit may be wrong."""
SHORTEST_PLACE, PLACE_END = 2, 3


class Kind(IntEnum):
    """What a key joins."""

    NAMES_AND_YEAR = 1
    NAMES_AND_PLACE = 2
    THREE_NAMES = 3
    NAME_AND_DATE = 4
    NAME_AND_PLACE = 5
    NAME_PLACE_YEAR = 6
    DOCUMENT = 7
    PHONE = 8
    TWO_NAMES = 9
    DATE_AND_PLACE = 10


Keyed = dict[int, Kind]
"""Keys of a record with what each joins."""


def keys_of(record: MatchRecord, salt: bytes = b"") -> Keyed:
    """The keys a record is stored under, about 15 to 25; none for a record that knows nothing.

    ``salt``, up to 64 bytes, is the deployment's secret: without it no key can be guessed.
    """
    return dict(_keys(record, salt, asked=False))


def keys_asked(record: MatchRecord, salt: bytes = b"") -> Keyed:
    """The keys to look for: those of the record and of what it may be by common mistakes.

    Adds the years around (``YEARS_AROUND``), day and month exchanged, and every reading of a name.
    """
    return dict(_keys(record, salt, asked=True))


def _keys(record: MatchRecord, salt: bytes, *, asked: bool) -> Iterator[tuple[int, Kind]]:
    date = born(record.birth)
    days = _days(date, asked)
    places = place_tokens(record.place, salt)
    # Place and date alone find whoever has a slip in every part of the name.
    kind = Kind.DATE_AND_PLACE
    dated = [(mixed(kind, place, day), kind) for place in places[:1] for day in days]
    for form in _tokens_of_forms(record, salt, asked):
        yield from _name_keys(form, places)
        dated += _before_years(form, days, places)
    yield from _of_years(dated, _years(date, asked))
    for kind, tokens in (
        (Kind.DOCUMENT, document_tokens(record.documents, salt)),
        (Kind.PHONE, phone_tokens(record.phones, salt)),
    ):
        yield from ((mixed(kind, token), kind) for token in tokens)


def _name_keys(form: list[tuple[int, ...]], places: tuple[int, ...]) -> Iterator[tuple[int, Kind]]:
    """The keys of a name that no year is part of."""
    place = places[0] if places else 0
    for pair in _choices(form, 2):
        two = mixed(Kind.TWO_NAMES, *pair)
        yield two, Kind.TWO_NAMES
        if place:
            yield mixed(Kind.NAMES_AND_PLACE, two, place), Kind.NAMES_AND_PLACE
    for three in _choices(form, 3):
        yield mixed(Kind.THREE_NAMES, *three), Kind.THREE_NAMES
    for token in _different(form) if place else ():
        yield mixed(Kind.NAME_AND_PLACE, token, place), Kind.NAME_AND_PLACE


def _before_years(
    form: list[tuple[int, ...]], days: tuple[int, ...], places: tuple[int, ...]
) -> Iterator[tuple[int, Kind]]:
    """The keys of a name that end in a year, all but the year."""
    for pair in _choices(form, 2):
        two = mixed(Kind.TWO_NAMES, *pair)
        yield mixed(Kind.NAMES_AND_YEAR, two), Kind.NAMES_AND_YEAR
    for token in _different(form):
        for day in days:
            yield mixed(Kind.NAME_AND_DATE, token, day), Kind.NAME_AND_DATE
        for end in places[1:]:
            yield mixed(Kind.NAME_PLACE_YEAR, token, end), Kind.NAME_PLACE_YEAR


def _of_years(dated: list[tuple[int, Kind]], years: tuple[int, ...]) -> Iterator[tuple[int, Kind]]:
    """Keys with each year as their last part: of a search, which has hundreds, all at once."""
    if len(years) < 2:
        yield from ((_stepped(state, year), kind) for state, kind in dated for year in years)
        return
    states = np.array([state for state, _kind in dated], dtype=np.uint64)
    found = _stepped_together(states[:, None], np.array(years, dtype=np.uint64))
    for keys, (_state, kind) in zip(found.tolist(), dated, strict=True):
        yield from ((key, kind) for key in keys)


def _different(form: list[tuple[int, ...]]) -> set[int]:
    return {token for part in form for token in part}


def _choices(form: list[tuple[int, ...]], size: int) -> Iterator[tuple[int, ...]]:
    """Parts taken together in any order, in every reading of each; a mononym twice with itself."""
    if len(form) == 1 and size == 2:
        yield from ((one, one) for one in form[0])
    for parts in combinations(form, size):
        yield from {tuple(sorted(tokens)) for tokens in product(*parts)}


def _tokens_of_forms(
    record: MatchRecord, salt: bytes, asked: bool
) -> Iterator[list[tuple[int, ...]]]:
    """For each spelling of the name the tokens of its parts.

    A Slavic name is stored as one and any other as it sounds; one that may be either is stored as
    both. Who asks cannot tell which of the two a short name was taken for, so both are asked for.
    """
    inherited = parts_of(record.father)[:1]
    for name in record.names:
        parts = tuple(dict.fromkeys(parts_of(name) + inherited))[:MOST_KEYED_PARTS]
        slavic = is_slavic(parts)
        if asked or not slavic:
            readings = [coarse_keys(part) for part in parts + compounds_of(name)]
            yield [_tokens(keys, salt, asked) for keys in readings if keys]
        also = asked or may_be_slavic(parts)
        if slavic or (also and not _NEVER_SLAVIC.search(name)):
            readings = [slavic_keys(part) for part in parts]
            yield [_tokens(keys, salt, asked) for keys in readings if keys]


# Arabic and Ethiopic letters.
_NEVER_SLAVIC = re.compile("[\u0600-\u06ff\u1200-\u139f]")


def _tokens(keys: tuple[str, ...], salt: bytes, asked: bool) -> tuple[int, ...]:
    if not asked:
        return (token(keys[0], salt),)
    # Galal is stored as if with k, and is what Egyptians write for Jalal.
    egyptian = (key.replace("J", "K") for key in keys if "J" in key)
    return tuple(token(key, salt) for key in dict.fromkeys((*keys, *egyptian)))


def _years(date: Born | None, asked: bool) -> tuple[int, ...]:
    if date is None:
        return ()
    if not asked:
        return (date.year,)
    decade = range(date.year // 10 * 10, date.year // 10 * 10 + 10)
    spread = range(date.first_year, date.last_year + 1) if date.last_year > date.first_year else ()
    return tuple(dict.fromkeys([*(date.year + n for n in YEARS_AROUND), *decade, *spread]))


def _days(date: Born | None, asked: bool) -> tuple[int, ...]:
    """Month and day as one number, and exchanged when asked and possible."""
    if date is None or not date.day:
        return ()
    exchanged = asked and date.day <= 12 and date.day != date.month
    return (date.month * 100 + date.day, *((date.day * 100 + date.month,) if exchanged else ()))


def place_tokens(place: str, salt: bytes = b"") -> tuple[int, ...]:
    """A place as numbers: the whole, then how it begins and ends; none when there is no place.

    By the consonants of its first word, and of the second if that is short: later words are the
    ones that are left out. A slip of the hand leaves the beginning or the end alone.
    """
    words = [coarse_key(part) for part in parts_of(place)[:2]] if place else []
    if not words:
        return ()
    whole = words[0] if len(words[0]) >= SHORTEST_PLACE else "".join(words)
    if len(whole) < 2 * PLACE_END - 1:
        return (token(whole, salt),) * 2
    return (
        token(whole, salt),
        token("^" + whole[:PLACE_END], salt),
        token("$" + whole[-PLACE_END:], salt),
    )


def document_tokens(documents: Iterable[str], salt: bytes = b"") -> tuple[int, ...]:
    """Document numbers as numbers, by their letters and digits; too short ones are left out."""
    codes = (_code(document) for document in documents)
    return tuple(token(code, salt) for code in codes if len(code) >= SHORTEST_DOCUMENT)


def phone_tokens(phones: Iterable[str], salt: bytes = b"") -> tuple[int, ...]:
    """Phone numbers as numbers, by their last eight digits; too short ones are left out."""
    digits = (re.sub(r"\D", "", _code(phone)) for phone in phones)
    return tuple(token(d[-PHONE_DIGITS:], salt) for d in digits if len(d) >= SHORTEST_PHONE)


def _code(text: str) -> str:
    if text.isascii():
        return "".join(filter(str.isalnum, text)).upper()
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain if c.isalnum())


@lru_cache(maxsize=1 << 18)
def token(text: str, salt: bytes = b"") -> int:
    """A text as a number of 64 bits."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8, key=salt).digest(), "little")


def mixed(kind: int, *values: int) -> int:
    """One number of 64 bits out of several, by the finaliser of SplitMix64 (Steele et al. 2014)."""
    state = kind
    for value in values:
        state = _stepped(state, value)
    return state


def _stepped(state: int, value: int) -> int:
    state = (state * _GOLDEN + value) & _MASK
    state = ((state ^ (state >> 30)) * _FIRST) & _MASK
    state = ((state ^ (state >> 27)) * _SECOND) & _MASK
    return state ^ (state >> 31)


def _stepped_together(states: Longs, values: Longs) -> Longs:
    """``_stepped`` of every state with every value."""
    found = states * np.uint64(_GOLDEN) + values
    found = (found ^ (found >> np.uint64(30))) * np.uint64(_FIRST)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(_SECOND)
    return found ^ (found >> np.uint64(31))
