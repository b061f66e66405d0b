"""Head counts as people write them: separators, missing values, and what is no head count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from openhbm.core.flows.sheets import Cell

MOST_PERSONS = 10_000_000
_LONGEST = 40  # characters; nothing longer is a head count
MISSING = frozenset(
    [
        "-",
        "--",
        "–",
        "—",
        ".",
        "..",
        "…",
        "...",
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "nan",
        "null",
        "none",
        "nil",
        "missing",
        "unknown",
        "nd",
        "n.d.",
        "s.o.",
        "k.a.",
    ]
    + ["no data", "not available", "not reported", "brak", "н/д", "нет данных"]
)
_SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_DECIMAL_DOT = re.compile(r"^[+-]?[\d,' ]*\.(?:\d{1,2}|\d{4,})$")
_DECIMAL_COMMA = re.compile(r"^[+-]?[\d.' ]*,(?:\d{1,2}|\d{4,})$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$")
_GROUPED = {
    mark: re.compile(
        rf"^(\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d{{1,2}}(?:{re.escape(mark)}\d{{2}})+"
        rf"{re.escape(mark)}\d{{3}})$"
    )
    for mark in ",. '"
}
_ALIKE = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "\u066c": "'", "\u066b": ".", "−": "-", "–": "-", "‒": "-"}
)


class NumberProblem(ValueError):
    """A cell is not a head count; ``code`` names the entry of the table of problems."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers of one file are written; an empty mark means that no cell told."""

    decimal: str = ""
    thousands: str = ""

    def __str__(self) -> str:
        names = {",": "comma", ".": "point", " ": "space", "'": "apostrophe", "": "none"}
        parts = [names.get(mark, mark) for mark in self.thousands] or ["none"]
        return f"thousands: {' and '.join(parts)}; decimals: {names[self.decimal]}"


def number_style_of(cells: Iterable[Cell]) -> NumberStyle:
    """The decimal and thousands marks that the cells of a file show beyond doubt."""
    decimals: set[str] = set()
    thousands: set[str] = set()
    for text in {_plain(cell) for cell in cells if isinstance(cell, str)}:
        if _DECIMAL_DOT.match(text):
            decimals.add(".")
        elif _DECIMAL_COMMA.match(text):
            decimals.add(",")
        else:
            whole = text.lstrip("+-")
            thousands.update(mark for mark, form in _GROUPED.items() if form.match(whole))
    decimal = decimals.pop() if len(decimals) == 1 else ""
    return NumberStyle(decimal, "".join(sorted(thousands - {decimal})))


def looks_like_a_number(cell: Cell) -> bool:
    """True when the cell is or reads as a number, whatever its sign or size."""
    if isinstance(cell, str):
        text = _plain(cell).lstrip("+-")
        return bool(text) and text[0].isdecimal() and _value(text, "") is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_missing(cell: Cell) -> bool:
    """True for an empty cell and for the usual signs of "not reported". Missing is not zero."""
    if cell is None or cell != cell:
        return True
    return isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in MISSING)


def persons_in(cell: Cell, style: NumberStyle = NumberStyle()) -> int | None:  # noqa: B008
    """The number of persons in a cell, or None when it was not reported.

    Raises NumberProblem with code not_a_number, negative, fraction, too_large, scientific,
    spreadsheet_error or date_for_number.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, date | time):
        raise NumberProblem("date_for_number")
    if isinstance(cell, bool):
        raise NumberProblem("not_a_number")
    value = _value_of_text(cell, style) if isinstance(cell, str) else cell
    return _whole(value)


def _whole(value: int | float | None) -> int:
    if value is None:
        raise NumberProblem("not_a_number")
    if value < 0:
        raise NumberProblem("negative")
    if value > MOST_PERSONS:
        raise NumberProblem("too_large")
    if value != int(value):
        raise NumberProblem("fraction")
    return int(value)


def _value_of_text(text: str, style: NumberStyle) -> int | float | None:
    if text.strip().upper() in _SPREADSHEET_ERRORS:
        raise NumberProblem("spreadsheet_error")
    plain = _plain(text)
    if _SCIENTIFIC.match(plain):
        raise NumberProblem("scientific")
    if plain.startswith("(") and plain.endswith(")"):  # the bookkeeper's minus
        plain = "-" + plain[1:-1].strip()
    sign = -1 if plain.startswith("-") else 1
    value = _value(plain.lstrip("+-").strip(), style.decimal)
    return None if value is None else sign * value


def _value(text: str, decimal: str) -> int | float | None:
    """Value of an unsigned number. Without a known decimal mark three digits are a thousand."""
    if len(text) > _LONGEST:
        return None
    if (whole := _integer(text, decimal)) is not None:
        return whole
    for mark in (decimal,) if decimal else (".", ","):
        left, found, right = text.rpartition(mark)
        whole = _integer(left or "0", mark)
        if found and right.isdecimal() and whole is not None:
            return whole if not right.strip("0") else whole + float("0." + right)
    return None


def _integer(text: str, decimal: str) -> int | None:
    if text.isdecimal():
        return int(text)
    for mark, form in _GROUPED.items():
        if mark != decimal and form.match(text):
            return int(text.replace(mark, ""))
    return None


def _plain(cell: Cell) -> str:
    if not isinstance(cell, str):
        return ""
    if not cell.isascii():
        text = unicodedata.normalize("NFKC", cell).translate(_ALIKE)
        cell = "".join(_western(mark) for mark in text)
    return cell.strip().lower()


def _western(mark: str) -> str:
    if mark.isspace():
        return " "
    return str(unicodedata.decimal(mark)) if mark.isdecimal() else mark
