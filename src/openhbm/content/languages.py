"""Languages: which ones the pages and the shipped content speak, and other codes for the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

Entry = TypeVar("Entry")

COMPLETE = ("en", "fr", "ar", "uk", "es")
"""Languages in which every page and every shipped text is there; tests hold it."""

_SAME = MappingProxyType({"fa-af": "prs", "kmr": "ku"})


def candidates(language: str) -> Iterator[str]:
    """Codes to look a text up by, best first: ``fa-AF`` gives fa-af, prs, fa and en."""
    code = language.lower().replace("_", "-")
    yield code
    if code in _SAME:
        yield _SAME[code]
    yield code.split("-")[0]
    yield "en"


def in_language(table: Mapping[str, Entry], language: str) -> Entry:
    """The entry of ``table`` for a language, else its parent's, else the English one."""
    return next(table[code] for code in candidates(language) if table.get(code))
