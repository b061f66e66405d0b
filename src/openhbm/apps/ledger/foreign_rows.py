"""Rows that were made on another node, as they stand here."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Model

from openhbm.apps.ledger.compartments import Compartment, compartments_of_fields
from openhbm.apps.ledger.lanes import chains_of, node_of
from openhbm.apps.ledger.merging import rule_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.rows import Change, model_named


class Heard(Protocol):
    """An entry as far as it matters who wrote it."""

    node_id: str


def as_heard(entry: Heard, change: Change) -> Change | None:
    """What counts here of a change; of one that another node told less may count, or nothing.

    Rows that stay home do not; nor does a secret field of any row, however it is told; and a model
    says with ``from_elsewhere`` what others may tell of rows that this node made.
    """
    if node_of(entry.node_id) == settings.NODE_PREFIX:
        return change
    try:
        model = model_named(change.model)
    except LookupError:
        return change
    if stays_home(model):
        return None
    secret, allowed = _secret_fields(model), getattr(model, "from_elsewhere", None)
    if not secret and allowed is None:
        return change
    values: dict[str, Any] | None = {n: v for n, v in change.values.items() if n not in secret}
    if allowed is not None:
        values = allowed(change.verb, change.id, values, is_made_here)
    if values is None or (change.verb == "change" and not values):
        return None
    if change.verb != "create":
        values = _as_it_stands(model, values, node_of(entry.node_id))
    units = {rule_of(change.model, name).unit for name in values}
    base = change.base and {unit: told for unit, told in change.base.items() if unit in units}
    return change._replace(values=values, base=base)


def made_here(records: Iterable[str]) -> frozenset[str]:
    """Those of these records (``app.model:id``) that this node wrote of itself, in any chain that
    it ever had, and did not only hear of from another."""
    own = chains_of(settings.NODE_PREFIX)
    found = Entry.objects.filter(record__in=list(records), node_id__in=own)
    return frozenset(found.values_list("record", flat=True))


def is_made_here(record: str) -> bool:
    """The same of one record."""
    return record in made_here([record])


@functools.cache
def _secret_fields(model: type[Model]) -> frozenset[str]:
    declared = compartments_of_fields(model)
    return frozenset(name for name, found in declared.items() if found is Compartment.SECURITY)


@functools.cache
def stays_home(model: type[Model]) -> bool:
    """Whether rows of a model are of their own node only: those that are about a secret.

    Secrets never leave a node, and a row without its secret would be half a row; unless the model
    says with ``arriving`` what is left of it elsewhere.
    """
    has_secret = Compartment.SECURITY in compartments_of_fields(model).values()
    return has_secret and not hasattr(model, "arriving")


def is_own(entry: Entry) -> bool:
    """Whether this node wrote it, and takes it back from another that kept it."""
    return node_of(entry.node_id) == settings.NODE_PREFIX


def as_it_stands_here(entry: Entry, model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """The values a row of another node is made with here."""
    return values if is_own(entry) else _as_it_stands(model, values, node_of(entry.node_id))


def _as_it_stands(model: type[Model], values: dict[str, Any], node: str) -> dict[str, Any]:
    arriving = getattr(model, "arriving", None)
    return values if arriving is None else dict(arriving(values, node))
