"""The eight compartments: what kind of thing a field says, and so who may read it."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Model


class Compartment(StrEnum):
    PUBLIC = "public"
    OPERATIONAL = "operational"
    IDENTITY = "identity"
    MOVEMENT = "movement"
    PROTECTION = "protection"
    HEALTH = "health"
    SECURITY = "security"
    GRIEVANCE = "grievance"


# Entries of these are sealed apart; the others travel together under the strictest among them.
SEALED = frozenset(
    {Compartment.PROTECTION, Compartment.HEALTH, Compartment.SECURITY, Compartment.GRIEVANCE}
)
_BY_STRICTNESS = list(Compartment)


def compartment_of(model: type[Model], field_name: str) -> Compartment:
    """The compartment a model declares for a field; KeyError when it declares none."""
    return compartments_of_fields(model)[field_name]


_fields_cache: dict[type[Model], dict[str, Compartment]] = {}


def compartments_of_fields(model: type[Model]) -> dict[str, Compartment]:
    """Field name → compartment for a model whose class says ``compartments = {…: "a b c"}``."""
    if model not in _fields_cache:
        declared: dict[Compartment, str] = getattr(model, "compartments", {})
        found = {"id": Compartment.OPERATIONAL}
        for compartment, names in declared.items():
            found.update(dict.fromkeys(names.split(), Compartment(compartment)))
        _fields_cache[model] = found
    return _fields_cache[model]


def compartments_of_row(record: Model) -> dict[str, Compartment]:
    """Field name → compartment for one row.

    A row whose ``is_confidential`` says so is protection data as a whole, whatever its model's
    other rows are: that there is such a row already tells what was said in trust.
    """
    declared = compartments_of_fields(type(record))
    if not getattr(record, "is_confidential", False):
        return declared
    return {name: strictest({found, Compartment.PROTECTION}) for name, found in declared.items()}


def strictest(compartments: set[Compartment]) -> Compartment:
    """The one that fewest may read."""
    return max(compartments, key=_BY_STRICTNESS.index)
