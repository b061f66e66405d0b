"""Letters of other scripts written as Latin sounds, without vowels that the script does not write.

The sounds are those that the rules of ``sounds`` understand. Sources: the letter names of the
Unicode standard (blocks Arabic, Cyrillic, Ethiopic) and ICAO Doc 9303-3, section 6.
"""

from __future__ import annotations

LATIN = {
    "š": "sh", "č": "ch", "ž": "zh", "ć": "c", "ş": "sh", "ș": "sh", "ç": "ch", "ğ": "g",
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "ə": "a", "æ": "ae",
    "œ": "e", "ħ": "h", "ŋ": "n", "ḫ": "kh", "ẖ": "kh", "ḵ": "kh", "ġ": "gh", "ǧ": "j",
    "ṯ": "th", "ḏ": "dh", "ŝ": "s", "ẑ": "z", "ǰ": "j", "ĭ": "y", "ě": "ye",
}  # fmt: skip
"""Letters that say a sound of their own; every other sign above or below a letter is left out."""

ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ء": "", "ؤ": "w", "ئ": "y",
    "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ټ": "t", "ث": "th", "ج": "j", "چ": "ch",
    "ځ": "dz", "څ": "ts", "ح": "H", "خ": "kh", "د": "d", "ڈ": "d", "ډ": "d", "ذ": "dh",
    "ر": "r", "ڑ": "r", "ړ": "r", "ڕ": "r", "ز": "z", "ژ": "zh", "ږ": "zh", "س": "s",
    "ش": "sh", "ښ": "sh", "ص": "s", "ض": "dd", "ط": "t", "ظ": "zz", "ع": "a", "غ": "gh",
    "ف": "f", "ڤ": "v", "ق": "q", "ک": "k", "ك": "k", "ڪ": "k", "گ": "g", "ګ": "g",
    "ڭ": "g", "ڨ": "g", "ل": "l", "ڵ": "l", "م": "m", "ن": "n", "ڼ": "n", "ں": "n",
    "ه": "H", "ھ": "H", "ہ": "H", "ۀ": "H", "ۂ": "H", "ة": "a", "ۃ": "a", "ە": "e",
    "و": "w", "ۆ": "o", "ۇ": "u", "ۈ": "u", "ۊ": "u", "ۋ": "v", "ي": "y", "ی": "y",
    "ى": "a", "ې": "e", "ۍ": "y", "ێ": "e", "ے": "e", "ۓ": "e", "ڳ": "g", "ڄ": "j",
}  # fmt: skip
"""Arabic with the letters of Persian, Dari, Pashto, Kurdish and Urdu."""

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "ѓ": "g", "ғ": "gh", "д": "d",
    "ђ": "dj", "е": "e", "ё": "yo", "є": "ye", "ж": "zh", "җ": "j", "з": "z", "ѕ": "dz",
    "и": "i", "і": "i", "ї": "yi", "й": "y", "ј": "y", "к": "k", "қ": "q", "ќ": "k",
    "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n", "ң": "n", "о": "o", "ө": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "u", "ү": "u",
    "ұ": "u", "ф": "f", "х": "kh", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "ch", "ҷ": "j",
    "џ": "dj", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ә": "a", "ӣ": "i", "ӯ": "u",
}  # fmt: skip

_CONSONANTS = (
    "h l H m s r s sh q q q q b v t ch H H n n a k k k k w a z zh y d d j g g g t ch p ts ts f p"
)
_ROWS = tuple(_CONSONANTS.split())
"""The consonant of each row of eight of the Ethiopic block, from U+1200; see ``ethiopic_sound``."""
_ETHIOPIC_START, _ETHIOPIC_ROW = 0x1200, 8
_VOWELS = ("e", "u", "i", "a", "e", "", "o", "a")
_LETTERS_WITHOUT_CONSONANT = frozenset("a")


def ethiopic_sound(character: str) -> str | None:
    """The sound of a Ge'ez letter: consonant and vowel; None for any other character.

    The letters of one row share their consonant and differ in the vowel.
    """
    row, order = divmod(ord(character) - _ETHIOPIC_START, _ETHIOPIC_ROW)
    if not 0 <= row < len(_ROWS):
        return None
    consonant = _ROWS[row]
    if consonant in _LETTERS_WITHOUT_CONSONANT:
        return _VOWELS[order] or "i"
    return consonant + _VOWELS[order]
