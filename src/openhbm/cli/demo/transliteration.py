"""Ukrainian names in Latin letters, as in passports.

Source: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010.
"""

from __future__ import annotations

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def romanised(text: str) -> str:
    """``text`` in Latin letters; whatever is not a Ukrainian letter stays as it is."""
    return "".join(_romanised_letters(text))


def _romanised_letters(text: str) -> list[str]:
    out: list[str] = []
    for place, letter in enumerate(text):
        before = text[place - 1] if place else ""
        lower = letter.lower()
        latin = _latin_of(lower, before)
        out.append(latin.capitalize() if letter != lower else latin)
    return out


def _latin_of(lower: str, before: str) -> str:
    if lower == "г" and before.lower() == "з":  # so that "зг" is not read as "zh" (ж)
        return "gh"
    if not before or not (before.isalpha() or before in "'’ʼ"):
        return _AT_START.get(lower, _LETTERS.get(lower, lower))
    return _LETTERS.get(lower, lower)
