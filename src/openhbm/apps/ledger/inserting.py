"""Inserting one row with a statement composed once per model.

Every row is written by itself and in full, so its INSERT never changes; composing it anew for each
took a quarter of the time of registering a person. No signals are sent: the journal tells more.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BinaryField,
    DateField,
    DecimalField,
    Field,
    JSONField,
    Model,
    UUIDField,
)

_AS_STORED = (BinaryField, DateField, DecimalField, JSONField, UUIDField)
"""Fields whose values are not stored as Python holds them."""


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
    # Not through the proxy, which looks for its thread's connection at every value.
    here = connections[DEFAULT_DB_ALIAS]
    taken = [
        (field.attname, field.get_db_prep_save if isinstance(field, _AS_STORED) else None, field)
        for field in type(rows[0])._meta.concrete_fields
        if field.attname != "id" or rows[0].pk is not None
    ]
    values = [
        [
            prepared(getattr(row, name), here) if prepared else getattr(row, name)
            for name, prepared, _field in taken
        ]
        for row in rows
    ]
    quoted = here.ops.quote_name
    table = quoted(rows[0]._meta.db_table)
    columns = ", ".join(quoted(field.column) for _name, _prepared, field in taken)
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
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
