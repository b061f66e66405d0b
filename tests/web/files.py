"""A table of a page as the file that somebody downloads."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"))))


def rows_at(client: Client, url: str, table: str = "", **asked: str) -> list[dict[str, str]]:
    """The rows behind the link under a table; the page must hold that link."""
    page = client.get(url, asked).content.decode()
    named = f"&amp;table={table}" if table else ""
    assert f"format=csv{named}" in page
    assert f"format=xlsx{named}" in page
    given = {"table": table} if table else {}
    return rows_of(client.get(url, asked | given | {"format": "csv"}))
