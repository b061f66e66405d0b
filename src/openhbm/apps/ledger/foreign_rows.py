"""Rows that were made on another node, as they stand here."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.db.models import Model

from openhbm.apps.ledger.compartments import Compartment, compartments_of_fields
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.models import Entry


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
    arriving = getattr(model, "arriving", None)
    return (
        values
        if arriving is None or is_own(entry)
        else dict(arriving(values, node_of(entry.node_id)))
    )
