"""Inserting rows with statements composed once, past what the ORM does beside it.

A row at a desk is written by itself and in full, so its INSERT never changes; composing it anew for
each took a quarter of the time of registering a person. Rows that come by the thousand are copied.
No signals are sent: the journal tells more.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BinaryField,
    DateField,
    DateTimeField,
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
    fields = _fields_of(model, tuple(names))
    quoted = here.ops.quote_name
    table = quoted(model._meta.db_table)
    columns = ", ".join(quoted(field.column) for field in fields)
    with here.wrap_database_errors, here.cursor() as cursor:
        if here.vendor == "postgresql":
            copied = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
            with cursor.copy(copied) as copy:
                copy.set_types([_type_of(field) for field in fields])
                for row in as_stored(fields, rows, here):
                    copy.write_row(row)
        else:
            marks = ", ".join("%s" for _ in fields)
            inserted = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            cursor.executemany(inserted, as_stored(fields, rows, here))


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write these attributes anew in rows that are there; the key comes last in each."""
    here = connections[DEFAULT_DB_ALIAS]
    fields = _fields_of(model, (*names, model._meta.pk.attname))
    quoted = here.ops.quote_name
    values = ", ".join(f"{quoted(field.column)} = %s" for field in fields[:-1])
    table, key = quoted(model._meta.db_table), quoted(fields[-1].column)
    with here.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {values} WHERE {key} = %s", as_stored(fields, rows, here)
        )


Fields = tuple[Field, ...]  # type: ignore[type-arg]


def as_stored(
    fields: Fields, rows: Iterable[Sequence[Any]], here: BaseDatabaseWrapper
) -> Iterable[Sequence[Any]]:
    """The rows with those values made what the database takes that are not as Python holds them."""
    places = _not_as_held(fields, here.vendor)
    if not places:
        return rows
    # Column by column: most of a thousand rows hold the same kinds of values.
    columns = list(zip(*rows, strict=True))
    if not columns:
        return []
    for place, prepared in places:
        columns[place] = tuple([prepared(value, here) for value in columns[place]])
    return zip(*columns, strict=True)


Prepared = Callable[[Any, BaseDatabaseWrapper], Any]


@functools.cache
def _not_as_held(fields: Fields, vendor: str) -> tuple[tuple[int, Prepared], ...]:
    kinds = _OF_POSTGRESQL if vendor == "postgresql" else _AS_STORED
    targets = [getattr(field, "target_field", field) for field in fields]
    wanted = [place for place, target in enumerate(targets) if isinstance(target, kinds)]
    return tuple((place, _prepared(targets[place])) for place in wanted)


def _prepared(field: Field[Any, Any]) -> Prepared:
    known = _QUICKLY.get(type(field))
    return functools.partial(known, field) if known else field.get_db_prep_save


def _day_as_stored(field: Field[Any, Any], value: Any, here: BaseDatabaseWrapper) -> Any:
    is_day = type(value) is date
    return value.isoformat() if is_day else field.get_db_prep_save(value, here)


def _instant_as_stored(field: Field[Any, Any], value: Any, here: BaseDatabaseWrapper) -> Any:
    if type(value) is datetime and value.tzinfo is UTC and here.timezone is UTC:
        return str(value.replace(tzinfo=None))
    return field.get_db_prep_save(value, here)


def _id_as_stored(field: Field[Any, Any], value: Any, here: BaseDatabaseWrapper) -> Any:
    return value.hex if type(value) is UUID else field.get_db_prep_save(value, here)


_QUICKLY = {DateField: _day_as_stored, DateTimeField: _instant_as_stored, UUIDField: _id_as_stored}
"""What Django makes of nearly all values of these fields, without its way there."""


@functools.cache
def _fields_of(model: type[Model], names: tuple[str, ...]) -> Fields:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(by_name[name] for name in names)


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
