"""Spellings brought to one form, so that what is typed meets what is stored.

Every script keeps its own letters: a Latin spelling finds the name written in Latin letters, a
Cyrillic one the name in Cyrillic. Done here and not by a database, because SQLite folds the case
of ASCII alone and PostgreSQL by its own locale.
"""

from __future__ import annotations

import re
import unicodedata

# Signs above and below letters that people leave out when they type: accents, Hebrew points,
# Arabic vowel signs. Marks of other scripts, such as Devanagari's vowels, belong to the letter.
_SIGNS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# Letters that one hand writes for another, and letters inside a word that are no letters.
_LETTERS = str.maketrans(
    {
        "\u0640": "",  # tatweel
        "\u0621": "",  # hamza on its own
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maqsura
        "\u06cc": "\u064a",  # Persian yeh
        "\u06d2": "\u064a",  # yeh barree
        "\u0629": "\u0647",  # teh marbuta
        "\u06d5": "\u0647",  # Kurdish ae
        "\u06c1": "\u0647",  # heh goal
        "\u06be": "\u0647",  # heh doachashmee
        "\u06a9": "\u0643",  # keheh
        "\u0131": "i",  # dotless i
        "ґ": "г",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "'": "",
        "\u2019": "",
        "\u02bc": "",
        "\u2018": "",
        "`": "",
        "\u200c": "",  # zero-width non-joiner
        "\u200d": "",
    }
)


def folded(text: str) -> str:
    """Lower case without accents and vowel signs; words keep their order and one space between."""
    return " ".join(_parted(text).split())


def _parted(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _SIGNS.sub("", plain).translate(_LETTERS)
    return "".join(map(_letter_or_space, unicodedata.normalize("NFC", plain)))


def _letter_or_space(character: str) -> str:
    is_letter = character.isalnum() or unicodedata.category(character).startswith("M")
    return character if is_letter else " "


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a name; one written with a hyphen counts joined as well as parted."""
    words = dict.fromkeys(folded(text).split())
    for piece in re.split(r"\s+", text):
        if "-" in piece.strip("-"):
            words[folded(piece).replace(" ", "")] = None
    return tuple(words)


def folded_code(text: str) -> str:
    """The letters and digits of a number or code in capitals, whatever stands between them."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() else c for c in plain.upper() if c.isalnum()
    )


def digits_of(text: str) -> str:
    """The digits of a phone number, in Western figures; a leading international 00 is dropped."""
    digits = "".join(c for c in folded_code(text) if c.isdigit())
    return digits.removeprefix("00")
