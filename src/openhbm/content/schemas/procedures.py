"""Procedures: the states a referral goes through, its clocks and who can help with what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from openhbm.content.items import Item, ItemId, Part, Text
from openhbm.core.screening.priorities import Priority

Fraction = Annotated[float, Field(gt=0, lt=1)]


class Coded(Part):
    """A code and its words."""

    code: ItemId
    label: Text


class State(Coded):
    """A state and the states that may follow it. One without successors is final."""

    next: tuple[str, ...] = ()


class ReferralProcedure(Item):
    """How a referral runs. Times are hours from sending to the first action."""

    title: Text
    states: tuple[State, ...] = Field(min_length=2)
    sla_hours: dict[str, Annotated[float, Field(gt=0)]]
    receive_fraction: Fraction
    accept_fraction: Fraction
    service_categories: tuple[Coded, ...]
    services: dict[str, tuple[str, ...]]
    decline_reasons: tuple[Coded, ...]
    consent_exceptions: tuple[Coded, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> ReferralProcedure:
        known = {state.code for state in self.states}
        if astray := sorted({step for state in self.states for step in state.next} - known):
            raise ValueError(f"states lead to what is not there: {', '.join(astray)}")
        if set(self.sla_hours) != {priority.name for priority in Priority}:
            raise ValueError("sla_hours needs exactly P0, P1, P2 and P3")
        categories = {category.code for category in self.service_categories}
        named = {service for services in self.services.values() for service in services}
        if strange := sorted(named - categories):
            raise ValueError(f"services name unknown categories: {', '.join(strange)}")
        return self

    @cached_property
    def sla(self) -> Mapping[Priority, timedelta]:
        """Time allowed per priority."""
        return {Priority[name]: timedelta(hours=hours) for name, hours in self.sla_hours.items()}

    @cached_property
    def transitions(self) -> Mapping[str, tuple[str, ...]]:
        """State → the states that may follow it."""
        return {state.code: state.next for state in self.states}

    def services_for(self, need: str) -> tuple[str, ...]:
        """Service categories for a specific-needs code, its category's when it has none itself."""
        return self.services.get(need) or self.services.get(need.split("-")[0], ())
