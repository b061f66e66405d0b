"""What somebody typed into the search box, read as everything it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openhbm.apps.people.search.folding import digits_of, folded, folded_code
from openhbm.apps.people.search.keys import LONGEST_KEY, backwards

SHORTEST_TAIL = 4
SHORTEST_DOCUMENT = 5
SHORTEST_PHONE = 7
LONGEST_PHONE = 9
SHORTEST_WORD = 2
MOST_WORDS = 5
_TOKEN_PREFIX = re.compile(r"^\s*HBM\s*:", re.IGNORECASE)
_PHONE = re.compile(r"[\s()+\-./\d]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys to look for; empty where the text cannot be of that kind."""

    number_end: str = ""
    document: str = ""
    phone_end: str = ""
    token: str = ""
    words: tuple[str, ...] = ()


def read_asked(text: str) -> Asked:
    """Read the text, which may be a token's ``HBM:<number>``, a number, a phone or a name."""
    said = _TOKEN_PREFIX.sub("", text)
    code = folded_code(said)[:LONGEST_KEY]
    phone = digits_of(said) if _PHONE.fullmatch(said.strip()) else ""
    words = tuple(dict.fromkeys(folded(said).split()))[:MOST_WORDS]
    has_digit = any(c.isdigit() for c in code)
    return Asked(
        number_end=_number_end(code),
        document=code if has_digit and len(code) >= SHORTEST_DOCUMENT else "",
        phone_end=backwards(phone[-LONGEST_PHONE:]) if len(phone) >= SHORTEST_PHONE else "",
        token=code if len(code) >= SHORTEST_TAIL else "",
        words=words if _are_name(words) else (),
    )


def _number_end(code: str) -> str:
    """The end of a registration number, backwards as it is stored."""
    is_one = len(code) >= SHORTEST_TAIL and any(c.isdigit() for c in code)
    return backwards(code) if is_one else ""


def _are_name(words: tuple[str, ...]) -> bool:
    return any(len(word) >= SHORTEST_WORD and not word.isdigit() for word in words)


def is_number_of(record: Any, text: str) -> bool:
    """Whether the text is the whole number of a person or group, or a token that holds it."""
    return folded_code(_TOKEN_PREFIX.sub("", text)) == folded_code(record.number)
