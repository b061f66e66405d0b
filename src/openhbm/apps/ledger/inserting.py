"""Inserting one row with a statement composed once per model.

Every row is written by itself and in full, so its INSERT never changes; composing it anew for each
took a quarter of the time of registering a person. No signals are sent: the journal tells more.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(record: Model) -> None:
    """Insert a row; integrity errors are the database's, as with ``save(force_insert=True)``."""
    statement, fields = _statement(type(record), connection.vendor)
    values = [f.get_db_prep_save(f.pre_save(record, True), connection) for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    record._state.adding, record._state.db = False, connection.alias


def insert_many(records: Iterable[Model]) -> None:
    """Insert rows of one model that nobody asks for again: on PostgreSQL by COPY.

    Without what ``bulk_create`` does beside it; a table that counts its own ids does so here too.
    """
    rows = list(records)
    if not rows:
        return
    _insert, fields = _statement(type(rows[0]), connection.vendor)
    taken = [f for f in fields if f.attname != "id" or rows[0].pk is not None]
    values = [
        [f.get_db_prep_save(getattr(row, f.attname), connection) for f in taken] for row in rows
    ]
    quoted = connection.ops.quote_name
    table, columns = quoted(rows[0]._meta.db_table), ", ".join(quoted(f.column) for f in taken)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join("%s" for _ in taken)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


@functools.cache
def _statement(model: type[Model], vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(model._meta.concrete_fields)
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})", fields
