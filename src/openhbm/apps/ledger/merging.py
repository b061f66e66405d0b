"""How the fields of each model are merged when they were edited on two nodes at once.

Fields of low risk take the latest edit. All others keep every edit until a person decides; a model
says with ``merging`` which of its fields only make sense together, and which value protects most.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from openhbm.apps.ledger import rows
from openhbm.apps.ledger.compartments import Compartment, compartments_of_fields
from openhbm.core.ledger.merge import Policy, Rank
from openhbm.core.ledger.telling import Rule

LOW_RISK = frozenset({Compartment.PUBLIC, Compartment.OPERATIONAL, Compartment.MOVEMENT})


@dataclass(frozen=True)
class Unit:
    """Fields of a model that are edited and decided on as one."""

    name: str
    fields: tuple[str, ...]
    rank: Rank | None = None


@functools.cache
def rule_of(label: str, name: str) -> Rule:
    """The rule for a field; a model or field that is not known here keeps all values."""
    try:
        model = rows.model_named(label)
    except LookupError:
        return Rule(name, Policy.KEEP_ALL)
    compartment = compartments_of_fields(model).get(name)
    policy = Policy.LATEST if compartment in LOW_RISK else Policy.KEEP_ALL
    unit = _unit_of(model, name)
    return Rule(unit.name, policy, unit.rank) if unit else Rule(name, policy)


def fields_of_unit(label: str, unit: str) -> tuple[str, ...]:
    """The fields that a unit has."""
    for found in units_of(rows.model_named(label)):
        if found.name == unit:
            return found.fields
    return (unit,)


def whole_units(record: Model, changed: dict[str, Any]) -> dict[str, Any]:
    """The changed values with those that go with them, so that an edit can stand alone."""
    whole = dict(changed)
    for unit in units_of(type(record)):
        if any(name in changed for name in unit.fields):
            whole.update({name: rows.plain_value(record, name) for name in unit.fields})
    return whole


def units_named(label: str, names: Iterable[str]) -> set[str]:
    """The units that these fields belong to."""
    return {rule_of(label, name).unit for name in names}


def units_of(model: type[Model]) -> tuple[Unit, ...]:
    return getattr(model, "merging", ())


def _unit_of(model: type[Model], name: str) -> Unit | None:
    return next((unit for unit in units_of(model) if name in unit.fields), None)
