"""A sheet of cells as a partner sent it, and how delimited text becomes one."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from string import ascii_uppercase

Cell = str | int | float | bool | date | datetime | time | None
Row = Sequence[Cell]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES_LOOKED_AT = 60


class UnreadableText(ValueError):
    """The bytes are not a table of text; the message says why and what to do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells in file order (blank ones too, so that addresses fit) and how they were read.

    ``facts`` holds what was found out about the container: encoding, byte-order mark, delimiter.
    """

    name: str
    rows: Sequence[Row]
    facts: Mapping[str, str] = field(default_factory=dict)


def cell_name(row: int, column: int) -> str:
    """The address a spreadsheet shows, from zero-based row and column: ``(6, 1)`` is ``B7``."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Spreadsheet letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def clean(cell: Cell) -> Cell:
    """A text cell without padding, control and zero-width characters; an empty one is None."""
    if not isinstance(cell, str):
        return None if cell != cell else cell  # not-a-number is a missing value
    if cell.isascii() and cell.isprintable():
        return cell.strip() or None
    text = unicodedata.normalize("NFC", cell)
    kept = "".join(" " if mark.isspace() else mark for mark in text if _is_kept(mark))
    return kept.strip() or None


def _is_kept(mark: str) -> bool:
    return mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Cn"}


def sheet_from_text(data: bytes, name: str = "", encoding: str = "", delimiter: str = "") -> Sheet:
    """Read delimited text of any usual encoding and delimiter.

    A quote that is never closed would swallow the rest of the file, so such a file is read line
    by line instead. Raises UnreadableText when the bytes cannot be text.
    """
    text, used, has_mark = decode(data, encoding)
    used_delimiter = delimiter or delimiter_of(text)
    rows, is_by_line = _rows_of(text, used_delimiter)
    facts = {
        "encoding": used,
        "byte_order_mark": "yes" if has_mark else "no",
        "delimiter": DELIMITERS.get(used_delimiter, used_delimiter),
    }
    if is_by_line:
        facts["quotes"] = "a quote is never closed; read line by line"
    return Sheet(name, rows, facts)


def decode(data: bytes, encoding: str = "") -> tuple[str, str, bool]:
    """Text, name of the encoding used, and whether a byte-order mark stood at the start.

    Raises UnreadableText when the bytes are no text in the encoding that is given, or in any.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data, codec), codec.removesuffix("-sig"), True
    if encoding:
        return _decoded(data, encoding), encoding, False
    for codec in _candidates(data):
        try:
            return data.decode(codec), codec, False
        except UnicodeDecodeError:
            continue
    if 0 in data:
        raise UnreadableText(
            f"this is no text: byte {data.index(0) + 1} is zero",
            "save the file as CSV in UTF-8 or as XLSX and send it again",
        )
    return data.decode("latin-1"), "latin-1", False


def _candidates(data: bytes) -> Iterator[str]:
    head = data[:4096]
    if head.count(0) > len(head) // 8:
        yield "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    yield from ("utf-8", "cp1252")


def _decoded(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableText(
            f"the text is not {codec} ({error})", "save the file as UTF-8 and send it again"
        ) from None


def delimiter_of(text: str) -> str:
    """The delimiter that gives most lines the same number of fields; a comma when none does."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_LINES_LOOKED_AT]
    return max(DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    widths = Counter(_width(line, delimiter) for line in lines)
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return (0.0, 0)
    width, count = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    return (round(count / len(lines), 1), width)


def _width(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _rows_of(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    try:
        return _parsed(io.StringIO(text, newline=""), delimiter, is_strict=True), False
    except csv.Error as error:
        by_line = "unexpected end of data" in str(error)
    lines = text.splitlines()
    source: Iterable[str] = lines if by_line else io.StringIO(text, newline="")
    try:
        if by_line:
            return [_parsed_line(line, delimiter) for line in lines], True
        return _parsed(source, delimiter, is_strict=False), False
    except csv.Error as error:
        raise UnreadableText(
            f"the text is not a table ({error})",
            "save the file as CSV in UTF-8 and send it again",
        ) from None


def _parsed(source: Iterable[str], delimiter: str, is_strict: bool) -> list[list[str]]:
    return list(csv.reader(source, delimiter=delimiter, strict=is_strict))


def _parsed_line(line: str, delimiter: str) -> list[str]:
    if line.count('"') % 2:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])
