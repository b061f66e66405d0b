"""Row changes as the journal writes them: plain JSON values, and back into rows."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    CharField,
    DateField,
    ForeignKey,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from openhbm.apps.ledger.inserting import insert_rows

Verb = Literal["create", "change", "delete", "put"]


class Change(NamedTuple):
    """What was done to one row: verb, model label, id, and the new values by field name.

    An edit also says per unit of fields which edits it replaces; without ``base`` the values are
    part of what the row was made with.
    """

    verb: str
    model: str
    id: str
    values: dict[str, Any]
    base: dict[str, list[str]] | None = None

    @property
    def record(self) -> str:
        return f"{self.model}:{self.id}"


def change(
    verb: Verb, record: Model, values: dict[str, Any], base: dict[str, list[str]] | None = None
) -> Change:
    return Change(verb, record._meta.label_lower, str(record.pk), values, base)


def written(change: Change) -> list[Any]:
    """A change as it stands in an entry."""
    return list(change if change.base is not None else change[:4])


def plain_value(record: Model, name: str) -> Any:
    """A field's value; for a foreign key the id it points to."""
    field = record._meta.get_field(name)
    return getattr(record, field.attname if isinstance(field, ForeignKey) else name)


def values_of(record: Model) -> dict[str, Any]:
    """All values of a row but its id."""
    return {name: getattr(record, attribute) for name, attribute in _columns(type(record))}


@functools.cache
def _columns(model: type[Model]) -> tuple[tuple[str, str], ...]:
    fields = model._meta.concrete_fields
    return tuple((f.name, f.attname) for f in fields if not f.primary_key)


@functools.cache
def unchecked_fields(model: type[Model]) -> frozenset[str]:
    """Foreign keys, whose check would cost a query each and which the database checks anyway."""
    return frozenset(f.name for f in model._meta.concrete_fields if isinstance(f, ForeignKey))


def fields_left_empty(record: Model) -> frozenset[str]:
    """Fields without a value that need none."""
    fields = record._meta.concrete_fields
    return frozenset(f.name for f in fields if f.null and getattr(record, f.attname) is None)


def named_values(record: Model, names: set[str] | None) -> Iterator[tuple[str, Any]]:
    """The named fields of a row (None: all) with their values."""
    for name, attribute in _columns(type(record)):
        if names is None or name in names:
            yield name, getattr(record, attribute)


def encoded(document: Any) -> bytes:
    """JSON as it will be stored and hashed."""
    text = json.dumps(document, default=_as_text, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _as_text(value: Any) -> str:
    # Not Django's encoder: it cuts instants to milliseconds, and a rebuilt row would differ.
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be journalled; give text, number or date")


def python_values(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """Journalled values of a model as its constructor takes them, keyed by attribute name."""
    taken = _taken(model)
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in taken:
            raise FieldDoesNotExist(f"{model._meta.label} has no field {name}")
        attribute, kind, to_python = taken[name]
        is_so = value is None or type(value) is kind or to_python is None
        found[attribute] = value if is_so else to_python(value)
    return found


def insert_told(model: type[Model], told: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    """Insert rows by id and journalled values; what these do not tell has its default."""
    columns = [(f.attname, f.get_default) for f in model._meta.concrete_fields if not f.primary_key]
    names = (model._meta.pk.attname, *(name for name, _default in columns))
    made = ((id_, python_values(model, values)) for id_, values in told)
    rows = (
        (id_, *(values[name] if name in values else default() for name, default in columns))
        for id_, values in made
    )
    insert_rows(model, names, rows)


class _Taken(NamedTuple):
    """How what JSON holds of a field becomes its value: as it is when it is of that kind."""

    attribute: str
    kind: type | None
    to_python: Callable[[Any], Any] | None


@functools.cache
def _taken(model: type[Model]) -> dict[str, _Taken]:
    return {field.name: _taken_as(field) for field in model._meta.concrete_fields}


def _taken_as(field: Any) -> _Taken:
    target = getattr(field, "target_field", field)
    if isinstance(target, JSONField):
        return _Taken(field.attname, None, None)
    if type(target) is UUIDField:
        return _Taken(field.attname, UUID, _id_told)
    kind = str if isinstance(target, (CharField, TextField)) else None
    to_python = field.to_python
    if isinstance(target, DateField):
        # The rows of an entry bear its instant: it is read once.
        to_python = functools.lru_cache(maxsize=1 << 12)(to_python)
    return _Taken(field.attname, kind, to_python)


@functools.lru_cache(maxsize=1 << 15)
def _id_told(value: Any) -> UUID:
    # The same person's id stands in each of their rows.
    found: UUID = _ID.to_python(value)
    return found


_ID = UUIDField()


def model_named(label: str) -> type[Model]:
    return apps.get_model(label)
