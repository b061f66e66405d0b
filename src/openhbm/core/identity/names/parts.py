"""A written name taken apart: without titles and particles, compounds joined, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from openhbm.core.identity.names.scripts import LATIN
from openhbm.core.identity.names.words import PARTICLES, SECOND_HALVES, SERVANT, TITLES

MOST_PARTS = 6
_SAME_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك"}
    | {"ہ": "ه", "ھ": "ه", "ۀ": "ه", "ة": "ه", "ۃ": "ه", "ە": "ه", "ؤ": "و", "ئ": "ي", "ے": "ي"}
    | {"ё": "е", "ґ": "г", "ı": "i", "ـ": None}
    | dict.fromkeys("'`´ʹʺʻʼʽʾʿˈ‘’‚′ʰ‛\"\u200c\u200d\u200e\u200f", None)
)
_SIGNS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_JOINERS = re.compile("[\u200c\u2010-\u2015\u05be]")


def normalised(text: str) -> str:
    """The words of a name in small letters, one space between, each in its own script.

    Signs above and below letters are left out; letters that one hand writes for another are one;
    ``<`` of a machine-readable zone parts words like a space. Empty when there is no letter.
    """
    return " ".join(_words_of(text))


def _words_of(text: str) -> list[str]:
    return [word for piece in text.split() for word in _words_in(piece)]


@lru_cache(maxsize=1 << 18)
def _words_in(piece: str) -> tuple[str, ...]:
    """The words of what stands between two spaces."""
    plain = unicodedata.normalize("NFKC", piece).casefold().translate(_SAME_LETTERS)
    letters = (c if unicodedata.category(c)[0] in "LM" else " " for c in plain)
    words = "".join(letters).split()
    return tuple(word for w in words if (word := _without_signs(w)))


def _without_signs(word: str) -> str:
    return "".join(map(_plain, _SIGNS.sub("", word)))


def _plain(letter: str) -> str:
    """A Latin letter without its sign, unless the sign makes it another sound."""
    if letter in LATIN or not "\u00df" <= letter <= "\u024f":
        return letter
    return unicodedata.normalize("NFD", letter)[0]


@lru_cache(maxsize=1 << 16)
def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a full name in the order written, at most six; empty when there is none.

    Titles, particles and initials are left out unless nothing else is there. ``Abd al-Rahman`` is
    one part and so is ``Nur al-Din``, as many write them. A mononym is one part.
    """
    whole = _words_of(text)
    named = [word for word in whole if word not in TITLES] or whole
    kept = [word for word in named if word not in PARTICLES or word in SERVANT] or named
    parts = list(_joined(kept))
    long = [part for part in parts if len(part) > 1] or parts
    return tuple(dict.fromkeys(long))[:MOST_PARTS]


def compounds_of(text: str) -> tuple[str, ...]:
    """Words written with a hyphen or a joiner inside, as one word each: Hamid-Reza, Hamidreza."""
    found = (list(_words_in(word)) for word in re.split(r"[\s<]+", _JOINERS.sub("-", text)))
    return tuple("".join(_joined(w)) for words in found if len(w := _without_particles(words)) > 1)


def _without_particles(words: list[str]) -> list[str]:
    return [word for word in words if word not in PARTICLES or word in SERVANT]


def _joined(words: Iterable[str]) -> Iterable[str]:
    """Compounds as one word: the first half waits for its second, the second joins the first."""
    waiting, last = "", ""
    for word in words:
        if last and word in SECOND_HALVES:
            last += word
            continue
        if last:
            yield last
        last = ""
        if word in SERVANT:
            waiting = "عبد" if _ARABIC.match(word) else "abd"
        else:
            last, waiting = waiting + word, ""
    yield from (word for word in (last, waiting) if word)
