"""CSV as it is written: UTF-8 with a byte-order mark, without which Excel misreads Arabic."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"
_FLUSH_CHARACTERS = 32_768


def csv_parts(rows: Iterable[Sequence[str | int | float]]) -> Iterator[bytes]:
    """The bytes of a CSV file (RFC 4180), in pieces."""
    yield codecs.BOM_UTF8
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() >= _FLUSH_CHARACTERS:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
