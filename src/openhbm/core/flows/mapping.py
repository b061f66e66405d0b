"""What the sender says about a table: ``date=Data,persons=Valore,post:=Lampedusa``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# setting → may name several columns, separated by "|"
COLUMN_SETTINGS = {
    "date": False,
    "end": False,
    "hour": False,
    "days": False,
    "persons": True,
    "post": False,
    "posts": True,
    "direction": False,
    "report": False,
    "categories": True,
    "ignore": True,
}
OPTIONS: Mapping[str, frozenset[str] | None] = {
    "dates": frozenset({"d/m/y", "m/d/y"}),
    "layout": frozenset({"long", "wide"}),
    "period": frozenset({"day", "month", "week-ending", "week-starting"}),
    "decimal": frozenset({"point", "comma"}),
    "header": None,
    "sheet": None,
    "encoding": None,
    "delimiter": None,
}
CONSTANTS = ("date", "post", "direction")


class MappingError(ValueError):
    """The mapping cannot be understood; the message says what may be written."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Columns named by the sender, values that hold for the whole file, and options."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def named(self, setting: str) -> str | None:
        return next(iter(self.columns.get(setting, ())), None)


def parse_mapping(text: str) -> ColumnMap:
    """Read ``setting=column`` and ``setting:=value`` pairs separated by commas.

    A column is a heading, a spreadsheet letter or an HXL tag; one that holds a comma is put in
    quotes: ``"persons=Arrivals, total"``. Raises MappingError.
    """
    columns: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    options: dict[str, str] = {}
    for setting, is_constant, value in parse_pairs(text):
        if is_constant:
            constants[_known(setting, CONSTANTS)] = value
        elif setting in OPTIONS:
            options[setting] = _option(setting, value)
        else:
            known = _known(setting, COLUMN_SETTINGS)
            columns[known] = _columns(known, value)
    return ColumnMap(columns, constants, options)


def parse_pairs(text: str) -> list[tuple[str, bool, str]]:
    """Split a mapping into (setting, is a constant, value). Raises MappingError."""
    try:
        pairs = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    except csv.Error as error:
        raise MappingError(f"the mapping is not understood ({error})") from None
    found = []
    for pair in filter(str.strip, pairs):
        setting, equals, value = pair.partition("=")
        setting, value = setting.strip().casefold(), value.strip()
        if not equals or not value:
            raise MappingError(f"{pair!r} is unclear; write setting=column or setting:=value")
        found.append((setting.removesuffix(":").strip(), setting.endswith(":"), value))
    return found


def _known(setting: str, names: Sequence[str] | Mapping[str, bool]) -> str:
    if setting not in names:
        known = ", ".join([*names, *(OPTIONS if names is not CONSTANTS else ())])
        raise MappingError(f"{setting!r} cannot be set like this; take one of: {known}")
    return setting


def _columns(setting: str, value: str) -> tuple[str, ...]:
    if not COLUMN_SETTINGS[setting]:
        return (value,)
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _option(setting: str, value: str) -> str:
    allowed = OPTIONS[setting]
    if setting == "header" and not (value.isdecimal() and int(value) > 0):
        raise MappingError(f"header={value} is not a row; write the number of the heading row")
    if allowed is not None and value.casefold() not in allowed:
        choices = ", ".join(sorted(allowed))
        raise MappingError(f"{setting}={value} is not understood; take one of: {choices}")
    return value.casefold() if allowed is not None else value
