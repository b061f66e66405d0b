"""Words for the codes that records hold, in the page's language; one table per kind of code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhbm.apps.capacity.codes import ITEM_NAMES
from openhbm.web.labels import crossing, happenings, identity, people, permissions, protection

TABLES: Mapping[str, Mapping[str, Any]] = {
    **crossing.TABLES,
    **happenings.TABLES,
    **identity.TABLES,
    **people.TABLES,
    **permissions.TABLES,
    **protection.TABLES,
    "item": ITEM_NAMES,
}


def label(code: object, table: str) -> str:
    """The word for a code; a code nobody has a word for yet is shown readably, not hidden."""
    word = TABLES[table].get(str(code))
    if word is not None:
        return str(word)
    return str(code).replace("_", " ").strip()


def choices(table: str, codes: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """(code, word) pairs for a form, in the order of the table or of ``codes``."""
    words = TABLES[table]
    return [(code, words[code]) for code in codes or words]


def event_label(code: str) -> str:
    """What happened, for the type of a journal entry."""
    return label(code, "event").capitalize()


def field_label(name: str) -> str:
    """The name of a stored field in words."""
    return label(name.removesuffix("_id"), "field").capitalize()
