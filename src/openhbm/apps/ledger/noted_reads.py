"""Rows whose reading is journalled: whoever looks at them is named, however they were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import Actor

M = TypeVar("M", bound=Model)


class NotedQuerySet(QuerySet[M]):
    """A query that writes one journal entry when it brings rows of a sensitive compartment.

    Counting, and use inside another query, bring no rows and are not noted.
    """

    reader: Actor
    compartment: Compartment
    purpose: str

    def _clone(self) -> NotedQuerySet[M]:
        return _told(super()._clone(), self.reader, self.compartment, self.purpose)

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._result_cache and self._iterable_class is ModelIterable:
            self._note(self._result_cache)

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        """All rows at once: what is noted must be known before the first one is shown."""
        yield from list(self._clone())

    def _note(self, found: list[M]) -> None:
        subjects: set[UUID | None] = {getattr(row, "person_id", None) for row in found}
        note_read(
            by=self.reader,
            what=self.model._meta.label_lower,
            ids=[row.pk for row in found],
            compartment=self.compartment,
            purpose=self.purpose,
            subject=subjects.pop() if len(subjects) == 1 else None,
        )


def noted(
    found: QuerySet[M], reader: Actor, compartment: Compartment, purpose: str
) -> NotedQuerySet[M]:
    """The same query, its reading journalled under the reader's name."""
    clone = found._chain()
    clone.__class__ = NotedQuerySet
    return _told(clone, reader, compartment, purpose)


def _told(
    found: QuerySet[M], reader: Actor, compartment: Compartment, purpose: str
) -> NotedQuerySet[M]:
    assert isinstance(found, NotedQuerySet)
    found.reader, found.compartment, found.purpose = reader, compartment, purpose
    return found
