"""Which of the told rows can stand in the tables: those whose references are there.

A node that holds a part of the journal only is told of rows that point to rows it does not have;
they wait until those come.
"""

from __future__ import annotations

import functools
from typing import Any

from django.db.models import ForeignKey, Model

from openhbm.apps.ledger.records import Record
from openhbm.core.ledger.telling import Told

Rows = dict[str, dict[str, Any]]


@functools.cache
def references_of(model: type[Model]) -> tuple[tuple[str, type[Model]], ...]:
    """(field, model pointed to) for the references of a model to journalled ones."""
    return tuple(
        (f.name, f.related_model)
        for f in model._meta.concrete_fields
        if isinstance(f, ForeignKey) and issubclass(f.related_model, Record)
    )


def rows_that_stand(told: Told, models: list[type[Model]]) -> dict[type[Model], Rows]:
    """The rows of each model without those that point to nothing, directly or through others."""
    found = {model: told.rows(model._meta.label_lower) for model in models}
    # Every model each time: what falls away in one may have been all that held up another's.
    while sum(_dropped(model, found) for model in models):
        pass
    return found


def _dropped(model: type[Model], found: dict[type[Model], Rows]) -> int:
    rows, references = found[model], references_of(model)
    loose = [
        key
        for key, values in rows.items()
        if any(
            values.get(name) is not None and values[name] not in found.get(other, {})
            for name, other in references
        )
    ]
    for key in loose:
        del rows[key]
    return len(loose)
