"""Letters of other scripts in a machine-readable zone.

Source: ICAO Doc 9303 part 3, section 6: A (Latin letters of many languages), B (Cyrillic) and
C (Arabic). Where the standard leaves a choice, the commoner one stands here. Not yet compared
with the printed edition letter by letter.
"""

from __future__ import annotations

import unicodedata

from anyascii import anyascii

LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Ö": "OE", "Ø": "OE", "Ü": "UE", "Þ": "TH",
    "ß": "SS", "ẞ": "SS", "Đ": "D", "Ħ": "H", "ı": "I", "Ĳ": "IJ", "ĸ": "Q", "Ł": "L", "Ŋ": "N",
    "Œ": "OE", "Ŧ": "T",
}  # fmt: skip

_CYRILLIC_LETTERS = "АБВГДЕЁЖЗИІЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЃЄЅЇЈЉЊЋЌЎЏҐ"
_CYRILLIC_LATIN = (
    "A B V G D E E ZH Z I I I K L M N O P R S T U F KH TS CH SH SHCH IE Y - E IU IA"
    " D G IE DZ I J LJ NJ C K U DZ G"
)
CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _CYRILLIC_LATIN.split(), strict=True)) | {
    "Ь": "",
    "Ѫ": "U",
    "Ѵ": "Y",
    "Ғ": "F",
    "Ү": "U",
    "Һ": "C",
}

# What a language writes otherwise than the table of everybody.
CYRILLIC_OF = {
    "be": {"Г": "H", "Ё": "IO"},
    "bg": {"Щ": "SHT"},
    "mk": {"Ѓ": "GJ", "Ќ": "KJ", "Џ": "DJ", "Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "sr": {"Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "uk": {"Г": "H", "И": "Y"},
}
# At the beginning of a word.
CYRILLIC_FIRST = {"uk": {"Є": "YE", "Ї": "YI", "Й": "Y", "Ю": "YU", "Я": "YA"}}

ARABIC = {
    "ء": "XE", "آ": "XAA", "أ": "XAE", "ؤ": "U", "إ": "I", "ئ": "XI", "ا": "A", "ب": "B",
    "ة": "XTA", "ت": "T", "ث": "XTH", "ج": "J", "ح": "XH", "خ": "XKH", "د": "D", "ذ": "XDH",
    "ر": "R", "ز": "Z", "س": "S", "ش": "XSH", "ص": "XSS", "ض": "XDZ", "ط": "XTT", "ظ": "XZZ",
    "ع": "E", "غ": "G", "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H",
    "و": "W", "ى": "XAY", "ي": "Y", "ٱ": "XXA", "ٹ": "XXT", "ټ": "XRT", "پ": "P", "ځ": "XKE",
    "څ": "XXH", "چ": "XC", "ڈ": "XXD", "ډ": "XDR", "ړ": "XRR", "ڑ": "XXR", "ژ": "XJ", "ښ": "XXS",
    "ک": "XKK", "ګ": "XGG", "گ": "XGG", "ڼ": "XXN", "ھ": "XDO", "ۀ": "XYH", "ہ": "XXG",
    "ۂ": "XGE", "ۃ": "XTG", "ی": "XYA", "ۍ": "XXY", "ې": "Y", "ے": "XYB", "ۓ": "XBE",
    "ـ": "", "ّ": "[", "ً": "", "ٌ": "", "ٍ": "", "َ": "", "ُ": "", "ِ": "", "ْ": "",
}  # fmt: skip
_SHADDA = "["
_DROPPED = "'’ʼ`´.ʹʺ"


def transliterated(name: str, language: str = "") -> str:
    """A name in the letters of a zone: words of A to Z with single fillers between them.

    ``language`` is a code such as ``uk`` for what a language writes otherwise. Apostrophes and
    full stops fall away, hyphens and spaces become fillers, digits fall away: a zone has none in
    names. Scripts that ICAO has no table for (Ethiopic, Georgian and others) go by ``anyascii``.
    """
    words = "".join(" " if c in "-–—,;/" else c for c in name if c not in _DROPPED).split()
    return "<".join(filter(None, (_word(word, language) for word in words)))


def _word(word: str, language: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    out: list[str] = []
    for place, letter in enumerate(composed):
        text = _letter(letter, language, is_first=place == 0)
        # A shadda doubles the letter it stands on.
        out.append((out[-1] if out else "") if text == _SHADDA else text)
    return "".join(c for c in "".join(out).upper() if "A" <= c <= "Z")


def _letter(letter: str, language: str, *, is_first: bool) -> str:
    upper = letter if letter in "ßı" else letter.upper()
    if is_first and upper in (first := CYRILLIC_FIRST.get(language, {})):
        return first[upper]
    for table in (CYRILLIC_OF.get(language, {}), LATIN, CYRILLIC, ARABIC):
        if upper in table:
            return table[upper]
    base = unicodedata.normalize("NFD", upper)[0]
    return base if base.isascii() else anyascii(letter)
