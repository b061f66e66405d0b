"""Bytes that somebody sent, as a sheet of cells: CSV of any kind, or XLSX, within limits."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.flows.sheets import (
    DELIMITERS,
    Cell,
    Sheet,
    UnreadableText,
    clean,
    sheet_from_text,
)

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
MOST_CELLS = 3_000_000
MOST_COLUMNS = 2_000
_MOST_BLANK_ROWS = 2_000
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CELL_TYPES = (str, int, float, bool, date, datetime, time)


def read_sheet(
    file_name: str, data: bytes, sheet: str = "", encoding: str = "", delimiter: str = ""
) -> Sheet:
    """The sheet in a file, found out by its content and not by its name.

    Of a workbook the named sheet, else the first that is not empty. ActionError when the file is
    too large or cannot be read.
    """
    check_size(data)
    if data.startswith(_OLD_EXCEL):
        raise _unreadable(_("The file is an old Excel workbook (.xls)."))
    if data.startswith(_ZIP):
        return _from_workbook(data, sheet)
    marks = {name: mark for mark, name in DELIMITERS.items()}
    try:
        found = sheet_from_text(data, file_name, encoding, marks.get(delimiter, delimiter)[:1])
    except UnreadableText as error:
        raise _unreadable(f"{error.why}.") from None
    _check_cells(sum(map(len, found.rows)))
    return found


def check_size(data: bytes) -> None:
    """ActionError when there is nothing, or more than a table of counts can need."""
    if not data:
        raise _unreadable(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise ActionError(
            _("The file has %(size)s MB, more than the %(most)s MB that are read at once.")
            % {"size": len(data) // 1_048_576, "most": MOST_BYTES // 1_048_576},
            field="file",
            remedy=_("Split it, for example by year, and send the parts."),
        )


def _unreadable(why: str) -> ActionError:
    return ActionError(
        why, field="file", remedy=_("Save the table as CSV (UTF-8) or XLSX and send it again.")
    )


def _check_cells(cells: int) -> None:
    if cells > MOST_CELLS:
        raise ActionError(
            _("The table has more than %(most)s cells.") % {"most": f"{MOST_CELLS:,}"},
            field="file",
            remedy=_("Split it, for example by year, and send the parts."),
        )


def _from_workbook(data: bytes, wanted: str) -> Sheet:
    _check_unpacked(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl leaves out
        try:
            return _sheet_of(_opened(data), wanted)
        except ActionError:
            raise
        except Exception as error:  # a broken workbook fails in as many ways as there are parts
            reason = type(error).__name__
            raise _unreadable(
                _("The workbook cannot be read (%(reason)s).") % {"reason": reason}
            ) from None


def _check_unpacked(data: bytes) -> None:
    """Refuse what is small when packed and huge when unpacked, before unpacking it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _unreadable(_("The workbook is damaged.")) from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES or len(parts) > 5_000:
        raise _unreadable(_("The workbook unpacks to far more than a table of counts needs."))


def _opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _sheet_of(workbook: Any, wanted: str) -> Sheet:
    names = [found.title for found in workbook.worksheets]
    if wanted and wanted.casefold() not in {name.casefold() for name in names}:
        raise ActionError(
            _("The workbook has no sheet %(name)s.") % {"name": wanted},
            field="mapping",
            remedy=_("Take one of: %(names)s.") % {"names": ", ".join(names)},
        )
    for found in workbook.worksheets:
        if wanted and found.title.casefold() != wanted.casefold():
            continue
        rows = _rows_of(found)
        if rows or wanted:
            others = ", ".join(name for name in names if name != found.title)
            facts = {"format": "XLSX", "sheet": found.title, "other_sheets": others}
            return Sheet(found.title, rows, {key: text for key, text in facts.items() if text})
    raise _unreadable(_("The workbook is empty."))


def _rows_of(worksheet: Any) -> list[tuple[Cell, ...]]:
    """All rows up to the last filled one; what a sheet says about its own size is not believed."""
    worksheet.reset_dimensions()
    rows: list[tuple[Cell, ...]] = []
    cells = blank = 0
    for values in worksheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        row = tuple(_trimmed(values))
        blank = 0 if row else blank + 1
        if blank > _MOST_BLANK_ROWS:
            break
        cells += len(row)
        _check_cells(cells)
        rows.append(row)
    return rows[: len(rows) - blank] if blank else rows


def _trimmed(values: Iterable[object]) -> Iterator[Cell]:
    cells = [
        clean(value) if isinstance(value, _CELL_TYPES) else (None if value is None else str(value))
        for value in values
    ]
    while cells and cells[-1] is None:
        cells.pop()
    yield from cells
