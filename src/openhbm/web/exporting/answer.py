"""``?format=csv`` and ``?format=xlsx`` of a list page: the same filters and order, every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from openhbm.apps.ledger.exporting import rows_to_export
from openhbm.web import clock
from openhbm.web.exporting import csv_file, xlsx_file
from openhbm.web.exporting.cells import cell_of
from openhbm.web.exporting.columns import ExportTable

FORMATS = ("csv", "xlsx")
Cells = list[str | int | float]


def exported(
    request: HttpRequest,
    rows: Any,
    table: ExportTable,
    *,
    beside: bool = False,
    seen: Callable[[Any, Iterable[Any]], Iterable[Any]] | None = None,
) -> StreamingHttpResponse | None:
    """The rows of a list page as the file asked for; None when the page itself is asked for.

    ``rows`` is the page's query, narrowed to the user, filtered and sorted, not yet cut into pages.
    A page with several tables has one that needs no name; those ``beside`` it are asked for with
    ``?table=name``. ``seen`` makes of the records what the columns tell of, few at a time.
    """
    if not _is_asked(request, table, beside=beside):
        return None
    return _answer(request, _cells(request.user, rows, table, seen), table)


def exported_values(
    request: HttpRequest, values: Iterable[Any], table: ExportTable, *, beside: bool = False
) -> StreamingHttpResponse | None:
    """The same for a list that holds no records, such as items of the content pack."""
    if not _is_asked(request, table, beside=beside):
        return None
    return _answer(request, _value_cells(request.user, values, table), table)


def _is_asked(request: HttpRequest, table: ExportTable, *, beside: bool) -> bool:
    named = request.GET.get("table", "")
    is_meant = named == table.name or (not named and not beside)
    return is_meant and request.method != "POST" and request.GET.get("format", "") in FORMATS


def _answer(
    request: HttpRequest, cells: Iterator[Cells], table: ExportTable
) -> StreamingHttpResponse:
    wanted = request.GET["format"]
    if wanted == "csv":
        answer = StreamingHttpResponse(csv_file.csv_parts(cells), csv_file.MEDIA_TYPE)
    else:
        parts = xlsx_file.xlsx_parts(cells, table.name)
        answer = StreamingHttpResponse(parts, xlsx_file.MEDIA_TYPE)
    name = f"{table.name}-{clock.today().isoformat()}.{wanted}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _cells(
    user: Any,
    rows: Any,
    table: ExportTable,
    seen: Callable[[Any, Iterable[Any]], Iterable[Any]] | None,
) -> Iterator[Cells]:
    if not table.columns_for(user):
        yield []
        return
    # Fetched apart: rows share a few posts, and a joined post would be read anew with each row.
    rows = rows.select_related(None).prefetch_related(None)
    rows = rows.prefetch_related(*table.related, *table.prefetched)
    found: Iterable[Any] = rows_to_export(user, rows, table.compartment)
    yield from _value_cells(user, seen(user, found) if seen else found, table)


def _value_cells(user: Any, values: Iterable[Any], table: ExportTable) -> Iterator[Cells]:
    yield [column.id for column in table.columns_for(user)]
    for record in table.records(user, values):
        yield [cell_of(value) for value in record]
