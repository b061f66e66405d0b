"""One form for what all lists say of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from openhbm.core.values import PartialDate

MOST_NAMES, LONGEST_NAME = 60, 200


class Change(StrEnum):
    """What a file says of an entry: that it stands, or that it is gone."""

    STANDS = "stands"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person of a list. ``weak`` are names that the publisher itself calls weak.

    ``births`` are texts that `PartialDate.parse` reads; ``programmes`` say why somebody is listed.
    """

    key: str
    names: tuple[str, ...]
    weak: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    sex: str = "U"
    nationalities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    change: Change = Change.STANDS

    def told(self) -> dict[str, Any]:
        """The values that are stored, as plain lists."""
        values = {name: value for name, value in asdict(self).items() if name != "change"}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}


def distinct(texts: Iterable[object]) -> tuple[str, ...]:
    """Texts in which something stands, each once, of a bounded number and length."""
    clean = (" ".join(str(text).split())[:LONGEST_NAME] for text in texts if text)
    return tuple(dict.fromkeys(text for text in clean if text))[:MOST_NAMES]


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPELT = re.compile(r"(?:(\d{1,2})\s+)?(?:([A-Za-z]{3})[a-z]*\s+)?(\d{4})")
_BETWEEN = re.compile(r"(\d{4})\D+(\d{4})")


def birth_text(text: str, *, about: bool = False) -> str:
    """A birth date as publishers write it, in the form of `PartialDate`; empty when unreadable.

    ``about`` gives or takes two years, as the lists' own notes on such dates say.
    """
    found = _SPELT.fullmatch(text.strip())
    written = text.strip()[:10]
    if found:
        day, month, year = found.groups()
        number = _MONTHS.index(month.lower()) + 1 if month and month.lower() in _MONTHS else 0
        written = f"{year}-{number:02}-{int(day):02}" if day and number else year
        written = f"{year}-{number:02}" if number and not day else written
    elif between := _BETWEEN.fullmatch(text.strip()):
        first, last = sorted(map(int, between.groups()))
        written = f"{(first + last) // 2}~{min(max((last - first + 1) // 2, 1), 99)}"
    try:
        parsed = PartialDate.parse(written)
    except ValueError:
        return ""
    return f"{parsed.earliest.year}~2" if about else str(parsed)


def births_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The readable ones of several birth dates."""
    return distinct(birth_text(text) for text in texts)


SEXES = {"male": "M", "m": "M", "female": "F", "f": "F", "other": "X"}


def sex_of(texts: Iterable[str]) -> str:
    """F, M, X, or U when the list does not say."""
    return next((SEXES[t.strip().lower()] for t in texts if t.strip().lower() in SEXES), "U")
