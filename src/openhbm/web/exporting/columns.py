"""What a file of a list holds: columns with an id that never changes, and who may read each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.ledger.compartments import Compartment

Posts = frozenset[UUID] | None
"""Posts at which a user reads a compartment; None for everywhere."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """``id`` heads the column in the file; ``meaning`` is what the documentation says of it."""

    id: str
    compartment: Compartment
    value: Callable[[Any], object]
    meaning: str


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A list as a file: its name, its columns in order, and what to fetch along with its rows.

    ``post`` tells at which post a row is held: a value is blank where the user does not read its
    compartment at that post. ``also`` is a compartment whose readers reach some of the rows as
    well, and then all that the table's own compartment says of them.
    """

    name: str
    columns: tuple[ExportColumn, ...]
    compartment: Compartment
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    post: Callable[[Any], UUID | None] | None = None
    also: Compartment | None = None

    def columns_for(self, user: Any) -> tuple[ExportColumn, ...]:
        """The columns of compartments that the user reads; the others are not there at all."""
        return tuple(
            column
            for column in self.columns
            if any(may_read(user, one) for one in self._read_by(column.compartment))
        )

    def records(self, user: Any, rows: Any) -> Iterator[list[object]]:
        """The values of each row, in the order of ``columns_for``."""
        columns = self.columns_for(user)
        reach = {c: self._reach(user, c) for c in {column.compartment for column in columns}}
        for row in rows:
            yield [self._value(column, row, reach) for column in columns]

    def _read_by(self, compartment: Compartment) -> tuple[Compartment, ...]:
        if self.also is not None and compartment is self.compartment:
            return (compartment, self.also)
        return (compartment,)

    def _reach(self, user: Any, compartment: Compartment) -> Posts:
        reached = [posts_of(user, one) for one in self._read_by(compartment)]
        return frozenset().union(*reached) if None not in reached else None  # type: ignore[arg-type]

    def _value(self, column: ExportColumn, row: Any, reach: Mapping[Compartment, Posts]) -> object:
        posts = reach[column.compartment]
        if posts is not None and self.post is not None and self.post(row) not in posts:
            return None
        return column.value(row)


def column(
    id: str,
    compartment: Compartment,
    meaning: str,
    value: str | Callable[[Any], object] = "",
) -> ExportColumn:
    """A column; ``value`` is where to find it, by default the field called like it."""
    get = attrgetter(value or id) if isinstance(value, str) else value
    return ExportColumn(id, compartment, get, meaning)


def through(path: str) -> Callable[[Any], object]:
    """A value of a record that this one points to; empty when it points to none."""
    *steps, last = path.split(".")

    def get(row: Any) -> object:
        for step in steps:
            row = getattr(row, step)
            if row is None:
                return None
        return getattr(row, last)

    return get
