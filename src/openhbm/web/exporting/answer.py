"""``?format=csv`` and ``?format=xlsx`` of a list page: the same filters and order, every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from openhbm.apps.ledger.exporting import rows_to_export
from openhbm.web import clock
from openhbm.web.exporting import csv_file, xlsx_file
from openhbm.web.exporting.cells import cell_of
from openhbm.web.exporting.columns import ExportTable

FORMATS = ("csv", "xlsx")


def exported(request: HttpRequest, rows: Any, table: ExportTable) -> StreamingHttpResponse | None:
    """The rows of a list page as the file asked for; None when the page itself is asked for.

    ``rows`` is the page's query, narrowed to the user, filtered and sorted, not yet cut into pages.
    """
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS:
        return None
    cells = _cells(request.user, rows, table)
    if wanted == "csv":
        answer = StreamingHttpResponse(csv_file.csv_parts(cells), csv_file.MEDIA_TYPE)
    else:
        parts = xlsx_file.xlsx_parts(cells, table.name)
        answer = StreamingHttpResponse(parts, xlsx_file.MEDIA_TYPE)
    name = f"{table.name}-{clock.today().isoformat()}.{wanted}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _cells(user: Any, rows: Any, table: ExportTable) -> Iterator[list[str | int | float]]:
    columns = table.columns_for(user)
    yield [column.id for column in columns]
    if not columns:
        return
    # Fetched apart: rows share a few posts, and a joined post would be read anew with each row.
    rows = rows.select_related(None).prefetch_related(None)
    rows = rows.prefetch_related(*table.related, *table.prefetched)
    found = rows_to_export(user, rows, table.compartment)
    for record in table.records(user, found):
        yield [cell_of(value) for value in record]
