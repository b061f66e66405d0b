"""Readers of what others report: tables, JSON lists, RSS and Atom with places, CAP 1.2.

A new format is one module and one line in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openhbm.apps.foresight.readers.cap import read_cap
from openhbm.apps.foresight.readers.entries import FeedReading
from openhbm.apps.foresight.readers.feeds import read_feed
from openhbm.apps.foresight.readers.lists import read_json, read_table
from openhbm.content.schemas.indicators import FeedKind

READERS: Mapping[str, Callable[[str, bytes, FeedKind], FeedReading]] = {
    "table": read_table,
    "json": read_json,
    "feed": read_feed,
    "cap": read_cap,
}


def read_signals(file_name: str, data: bytes, kind: FeedKind) -> FeedReading:
    """Everything a file or feed of this kind gives: entries, and every fault with its place.

    ActionError when it cannot be read at all.
    """
    return READERS[kind.reader](file_name, data, kind)
