"""Inserting rows with statements composed once, past what the ORM does beside it.

A row at a desk is written by itself and in full, so its INSERT never changes; composing it anew for
each took a quarter of the time of registering a person. Rows that come by the thousand are copied.
No signals are sent: the journal tells more.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
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
_OF_POSTGRESQL = (DecimalField, JSONField)
"""Those of them that PostgreSQL's driver does not take as Python holds them."""


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
    if rows:
        fields = type(rows[0])._meta.concrete_fields
        names = [f.attname for f in fields if f.attname != "id" or rows[0].pk is not None]
        insert_rows(type(rows[0]), names, ([getattr(row, n) for n in names] for row in rows))


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same for rows given as values in the order of these attributes of the model."""
    # Not through the proxy, which looks for its thread's connection at every value.
    here = connections[DEFAULT_DB_ALIAS]
    statement, types, stored = _many(model, tuple(names), here.vendor)
    values = _as_stored(rows, stored, here) if stored else rows
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            with cursor.copy(statement) as copy:
                copy.set_types(types)
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(statement, values)


Stored = tuple[tuple[int, Callable[..., Any]], ...]
"""Places in a row, and how the value there is made what the database takes."""


def _as_stored(rows: Iterable[Sequence[Any]], stored: Stored, here: Any) -> list[list[Any]]:
    found = [list(row) for row in rows]
    for place, prepared in stored:
        for row in found:
            row[place] = prepared(row[place], here)
    return found


@functools.cache
def _many(model: type[Model], names: tuple[str, ...], vendor: str) -> tuple[str, list[str], Stored]:
    """Statement, types of the columns, and which values have to be prepared."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    columns = ", ".join(quoted(field.column) for field in fields)
    kinds = _OF_POSTGRESQL if vendor == "postgresql" else _AS_STORED
    stored = tuple(
        (place, field.get_db_prep_save)
        for place, field in enumerate(fields)
        if isinstance(getattr(field, "target_field", field), kinds)
    )
    if vendor == "postgresql":
        copied = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
        return copied, [_type_of(field) for field in fields], stored
    marks = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", [], stored


def _type_of(field: Field[Any, Any]) -> str:
    """The name of a column's type without its length."""
    return str(field.db_type(connection)).partition("(")[0]


@functools.cache
def _statement(model: type[Model], vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(model._meta.concrete_fields)
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})", fields
