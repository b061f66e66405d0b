"""One name, in any script, as the small Latin letters of its sounds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from openhbm.core.identity.names.scripts import ARABIC, CYRILLIC, LATIN, ethiopic_sound

_LETTERS = {**LATIN, **CYRILLIC, **ARABIC}
_ARTICLE = re.compile(r"^(?:ال|اَل|ٱل)(?=[\u0600-\u06ff]{3})")
_CONSONANTS = {"ي": "Y", "ی": "Y", "ى": "Y", "و": "w"}
"""Letters that may be vowels, but not where a word begins."""
_INITIALS = re.compile(f"^[{''.join(_CONSONANTS)}]")
_SIGNS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f]"
)
_MARKS = str.maketrans(dict.fromkeys("'`´ʹʺʻʼʽʾʿˈ‘’‚′ʰ‛\"", ""))


@lru_cache(maxsize=1 << 17)
def sounds(part: str) -> str:
    """The sounds of one word of a name in the letters a to z; empty when it holds no letter."""
    text = unicodedata.normalize("NFC", part.casefold()).translate(_MARKS)
    text = _ARTICLE.sub("", _plain_arabic(text))
    text = _INITIALS.sub(lambda first: _CONSONANTS[first[0]], text)
    return re.sub("[^a-zHY]", "", "".join(map(_sound, text)))


def _plain_arabic(text: str) -> str:
    """Presentation forms as the letters they stand for, without vowel signs."""
    if not any("\ufb50" <= c <= "\ufefc" or "\u0600" <= c <= "\u06ff" for c in text):
        return text
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text))


def _sound(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    if "a" <= character <= "z" or character == "Y":
        return character
    known = ethiopic_sound(character)
    if known is not None:
        return known
    base = unicodedata.normalize("NFKD", character)[0]
    return _LETTERS.get(base) or anyascii(base).lower()
