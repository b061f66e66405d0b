"""Registration numbers: node prefix, counter and a check character; unique with no network.

The check character is ISO/IEC 7064 MOD 37,36: it finds every single wrong character and every
swap of two neighbours, the two commonest slips when a number is read out or copied by hand.

A tablet that gives numbers while it is cut off has a block of its node's counter for itself, far
behind what the node counts: neither the node nor another tablet can give the same.
"""

from __future__ import annotations

import re

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A prefix ends in a letter, so that the digits after it are the counter and nothing else.
_PREFIX = re.compile(r"^[A-Z][A-Z0-9]{0,6}[A-Z]$")
_SEPARATORS = re.compile(r"[\s\-./]+")
COUNTER_DIGITS = 7
FIRST_BLOCK = 100
"""Blocks begin where no node counts to: at a hundred million."""
COUNTERS_PER_BLOCK = 1_000_000
OWN_COUNTERS = FIRST_BLOCK * COUNTERS_PER_BLOCK
"""A node's own counter stays below."""


def check_character(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of a string of digits and capital letters."""
    product = 36
    for character in text:
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def registration_number(prefix: str, counter: int) -> str:
    """E.g. ``PLM-0000123-K``: the prefix of the node, its own counter, the check character.

    Raises ValueError for a prefix that is not 2 to 8 capital letters or digits between letters,
    or a counter below 1.
    """
    if not _PREFIX.match(prefix):
        raise ValueError(
            f"node prefix {prefix!r} must be 2 to 8 of A-Z and 0-9 with a letter at both ends"
        )
    if counter < 1:
        raise ValueError(f"registration counter must be 1 or more, got {counter}")
    digits = f"{counter:0{COUNTER_DIGITS}d}"
    return f"{prefix}-{digits}-{check_character(prefix + digits)}"


def number_of_block(prefix: str, block: int, counter: int) -> str:
    """E.g. ``PLM-104000017-M``: the 17th number that the holder of block 104 gave.

    Raises ValueError for a block below ``FIRST_BLOCK`` or a counter beyond the block.
    """
    if block < FIRST_BLOCK:
        raise ValueError(f"blocks begin at {FIRST_BLOCK}, got {block}")
    if not 1 <= counter < COUNTERS_PER_BLOCK:
        raise ValueError(f"a block holds counters 1 to {COUNTERS_PER_BLOCK - 1}, got {counter}")
    return registration_number(prefix, block * COUNTERS_PER_BLOCK + counter)


def block_of(number: str) -> tuple[str, int]:
    """(prefix, block) of a number; block 0 is the node's own counter. ValueError as for reading."""
    prefix, digits, _check = read_registration_number(number).rsplit("-", 2)
    block = int(digits) // COUNTERS_PER_BLOCK
    return prefix, block if block >= FIRST_BLOCK else 0


def read_registration_number(text: str) -> str:
    """The number in its written form, from text with any spacing or case.

    Raises ValueError that says what is wrong with it.
    """
    compact = _SEPARATORS.sub("", text).upper()
    if len(compact) < COUNTER_DIGITS + 3 or any(c not in _ALPHABET for c in compact):
        raise ValueError(f"{text!r} is not a registration number such as PLM-0000123-K")
    body, check = compact[:-1], compact[-1]
    if check_character(body) != check:
        raise ValueError(f"{text!r} has a wrong check character: read it again from the card")
    digits = re.search(rf"\d{{{COUNTER_DIGITS},}}$", body)
    if digits is None or not _PREFIX.match(body[: -len(digits[0])]):
        raise ValueError(f"{text!r} is not a registration number such as PLM-0000123-K")
    return f"{body[: -len(digits[0])]}-{digits[0]}-{check}"
