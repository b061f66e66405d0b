"""The database wrapper: SQLCipher's driver in place of the standard library's.

The standard driver links whatever SQLite the machine has; versions before 3.51.3 can corrupt a
file in WAL mode, so the wrapper refuses them. ``OPTIONS["key"]`` is 64 hexadecimal digits.
"""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as sqlcipher

OLDEST_SAFE_SQLITE = (3, 51, 3)


def _decoded(parse: Any) -> Any:
    return lambda value: parse(value.decode())


_CONVERTERS = {
    "bool": b"1".__eq__,
    "date": _decoded(parse_date),
    "time": _decoded(parse_time),
    "datetime": _decoded(parse_datetime),
    "timestamp": _decoded(parse_datetime),
}
_ADAPTERS = {
    decimal.Decimal: str,
    datetime.date: datetime.date.isoformat,
    datetime.datetime: lambda value: value.isoformat(" "),
}
for _name, _convert in _CONVERTERS.items():
    sqlcipher.register_converter(_name, _convert)
for _type, _adapt in _ADAPTERS.items():
    sqlcipher.register_adapter(_type, _adapt)


def _file_at(name: Any) -> tuple[int, int] | None:
    """Device and number of a file; None for a database in memory."""
    try:
        found = Path(name).stat()
    except (OSError, ValueError, TypeError):
        return None
    return found.st_dev, found.st_ino


class CipherCursor(sqlcipher.Cursor):
    """Django writes ``%s`` for parameters, SQLite wants ``?``; the base class's own translation."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if hasattr(params, "keys") else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        names = list(rows[0]) if rows and hasattr(rows[0], "keys") else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with a key, in WAL mode, that has written to disk what it acknowledged."""

    Database = sqlcipher
    opened_file: tuple[int, int] | None = None
    """The file that the connection is to, whatever stands under its name later."""

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if sqlcipher.sqlite_version_info < OLDEST_SAFE_SQLITE:
            raise ImproperlyConfigured(
                f"SQLite {sqlcipher.sqlite_version} can corrupt a database in WAL mode; "
                "install sqlcipher3 0.6.4 or newer (SQLite 3.51.3 or newer)."
            )
        params = dict(conn_params)
        key = params.pop("key", "")
        connection = sqlcipher.connect(**params)
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for command in filter(None, (c.strip() for c in self.init_commands)):
            connection.execute(command)
        self.opened_file = _file_at(params["database"])
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=CipherCursor)
