"""One value as a cell of a file that spreadsheets open: ISO dates, plain numbers, no formulas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet may run a text that begins so: OWASP, "CSV Injection".

The last four are the full-width forms of the first.
"""


def cell_of(value: object) -> str | int | float:
    """The cell for a value: numbers stay numbers, all else is text that no program will run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) in (int, float):
        return value  # type: ignore[return-value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return guarded("; ".join(str(part) for part in value))
    return guarded(str(value))


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
