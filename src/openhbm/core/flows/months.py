"""Names of the twelve months in the languages partners report in."""

from __future__ import annotations

import unicodedata

# One line per language: the shortest beginnings that name the month, whole words also fit.
_LANGUAGES = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "fr": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "de": "jan feb marz apr mai jun jul aug sep okt nov dez",
    "nl": "jan feb maart apr mei jun jul aug sep okt nov dec",
    "pl": "sty lut mar kwi maj cze lip sie wrz paz lis gru",
    "ro": "ian feb mar apr mai iun iul aug sep oct noi dec",
    "tr": "oca sub mar nis may haz tem agu eyl eki kas ara",
    "el": "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    "ru": "янв фев мар апр ма июн июл авг сен окт ноя дек",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "ar": "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
}


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in parts if not unicodedata.combining(mark))


_BEGINNINGS = sorted(
    {
        (_bare(name), number)
        for names in _LANGUAGES.values()
        for number, name in enumerate(names.split(), start=1)
    },
    key=lambda pair: -len(pair[0]),
)


def month_named(word: str) -> int | None:
    """Number of the month whose name ``word`` is or begins; None when it names none or several."""
    bare = _bare(word)
    if len(bare) < 3 and bare != "ма":
        return None
    matches = [(len(start), number) for start, number in _BEGINNINGS if bare.startswith(start)]
    longest = max((length for length, _ in matches), default=0)
    found = {number for length, number in matches if length == longest}
    return found.pop() if len(found) == 1 else None
