"""XLSX as it is written: piece by piece, with no temporary file that would hold names unencrypted.

The parts are those ECMA-376 asks of the smallest workbook; texts stand in their cells, so that no
table of all texts has to be kept until the end.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FLUSH_BYTES = 65_536
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHEET_START = (
    f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_SHEET_END = "</sheetData></worksheet>"


class _Pipe(io.RawIOBase):
    """Takes what the archive writes and hands it out; it cannot be sought in."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        self._parts += data
        return len(data)

    def waiting(self) -> int:
        return len(self._parts)

    def taken(self) -> bytes:
        data = bytes(self._parts)
        self._parts.clear()
        return data


def xlsx_parts(rows: Iterable[Sequence[str | int | float]], title: str) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet, in pieces; rows beyond what a sheet holds stop it."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[type-var]
        for name, text in _frame(title).items():
            archive.writestr(name, _DECLARATION + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET_START.encode())
            # At once, so that whoever waits sees that it has begun.
            yield pipe.taken()
            for number, row in enumerate(rows, 1):
                if number > MOST_ROWS:
                    raise ValueError(f"a sheet holds {MOST_ROWS} rows; export as CSV instead")
                sheet.write(f'<row r="{number}">{"".join(map(_cell, row))}</row>'.encode())
                if pipe.waiting() >= _FLUSH_BYTES:
                    yield pipe.taken()
            sheet.write(_SHEET_END.encode())
    yield pipe.taken()


def _cell(value: str | int | float) -> str:
    if isinstance(value, str):
        text = escape(_NOT_IN_XML.sub("\ufffd", value[:LONGEST_TEXT]))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def _frame(title: str) -> dict[str, str]:
    """The parts around the sheet."""
    name = escape(title[:31], {'"': "&quot;"})
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml"'
            f' ContentType="{_TYPES}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
    }


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_DOCUMENT}/{kind}" Target="{target}"/></Relationships>'
    )
