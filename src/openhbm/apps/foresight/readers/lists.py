"""Entries in rows: CSV tables of any delimiter, and lists of objects in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.foresight.readers.entries import FeedReading, RawEntry, check_bytes, entries_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.schemas.indicators import FeedColumns, FeedKind
from openhbm.core.flows.sheets import UnreadableText, sheet_from_text


def read_table(file_name: str, data: bytes, kind: FeedKind) -> FeedReading:
    """Rows under one line of headings; a row of HXL tags below it is passed over."""
    check_bytes(data)
    try:
        sheet = sheet_from_text(data, file_name, "", "")
    except UnreadableText as error:
        raise ActionError(
            f"{error.why}.", field="file", remedy=_("Save the table as CSV in UTF-8.")
        ) from None
    rows = [row for row in enumerate(sheet.rows, 1) if any(_text(cell) for cell in row[1])]
    if not rows:
        raise ActionError(
            _("The table is empty."), field="file", remedy=_("Give headings and rows.")
        )
    _line, first = rows[0]
    headings = [_text(cell).casefold() for cell in first]
    _check_headings(headings, kind.columns)
    return entries_of(_from_rows(headings, rows[1:], kind))


def _from_rows(headings: list[str], rows: Any, kind: FeedKind) -> Iterator[RawEntry]:
    for line, cells in rows:
        if any(_text(cell).startswith("#") for cell in cells[:1]):
            continue
        found = dict(zip(headings, (_text(cell) for cell in cells), strict=False))
        yield raw_entry(_("line %(line)s") % {"line": line}, found, kind.columns)


def _check_headings(headings: list[str], columns: FeedColumns) -> None:
    wanted = (*columns.happened, *columns.reported)
    if not {name.casefold() for name in wanted} & set(headings):
        raise ActionError(
            _("The table has no column of days; its headings are: %(headings)s.")
            % {"headings": ", ".join(headings)[:200]},
            field="file",
            remedy=_("Name one of its columns: %(names)s.") % {"names": ", ".join(wanted)},
        )


def read_json(file_name: str, data: bytes, kind: FeedKind) -> FeedReading:
    """A list of objects, at the top or where the kind's ``rows`` says; GeoJSON features too."""
    check_bytes(data)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ActionError(
            _("The document is no JSON: %(error)s") % {"error": str(error)[:120]},
            field="file",
            remedy=_("Give a list of objects."),
        ) from None
    return entries_of(_from_list(_list_in(document, kind.rows), kind))


def _list_in(document: Any, path: str) -> list[Any]:
    found = document
    for part in path.split(".") if path and isinstance(document, dict) else ():
        found = found.get(part) if isinstance(found, dict) else None
    if found is None and isinstance(document, dict):
        found = document.get("features") or document.get("data")
    if not isinstance(found, list):
        raise ActionError(
            _("The document holds no list at %(path)s.") % {"path": path or "/"},
            field="file",
            remedy=_("Give a list of objects there, or name where it stands."),
        )
    return found


def _from_list(rows: list[Any], kind: FeedKind) -> Iterator[RawEntry]:
    for number, row in enumerate(rows, 1):
        inside = row.get("properties") if isinstance(row, dict) else None
        fields = inside if isinstance(inside, dict) else row
        plain = fields if isinstance(fields, dict) else {}
        found = {str(name).casefold(): _text(value) for name, value in plain.items()}
        yield raw_entry(_("entry %(number)s") % {"number": number}, found, kind.columns)


def raw_entry(where: str, found: Mapping[str, str], columns: FeedColumns) -> RawEntry:
    """What stands under the named columns; of several the first filled one, of texts all."""
    texts = [found.get(name.casefold(), "") for name in columns.text]
    return RawEntry(
        where=where,
        text="; ".join(filter(None, texts)),
        **{
            name: next(filter(None, (found.get(each.casefold(), "") for each in names)), "")
            for name, names in columns
            if name != "text"
        },
    )


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).strip()
