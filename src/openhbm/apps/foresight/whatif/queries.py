"""Reads of crises that were loaded and of scenarios. They hold no personal data: operational."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.foresight.models import FlowInstance, Scenario
from openhbm.apps.foresight.whatif.changes import ChangeDetails
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.core.flows.displacement.judging import PastError
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.plain import instance_from


def instances_visible_to(user: User) -> QuerySet[FlowInstance]:
    """Crises that were loaded, the newest first."""
    found = FlowInstance.objects.order_by("-loaded_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def instance_for(user: User, instance_id: UUID) -> FlowInstance:
    """One crisis; NotVisible when absent or hidden."""
    found = instances_visible_to(user).filter(id=instance_id).first()
    if found is None:
        raise NotVisible(f"There is no crisis {instance_id}.")
    return found


def scenarios_visible_to(user: User) -> QuerySet[Scenario]:
    """Scenarios, the newest first, without their figures."""
    found = Scenario.objects.select_related("instance").order_by("-asked_at", "-id")
    found = found.defer("figures", "instance__plain")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def scenario_for(user: User, scenario_id: UUID) -> Scenario:
    """One scenario with its figures; NotVisible when absent or hidden."""
    found = scenarios_visible_to(user).defer(None).filter(id=scenario_id).first()
    if found is None:
        raise NotVisible(f"There is no scenario {scenario_id}.")
    return found


def crisis_of(user: User, instance: FlowInstance) -> Instance:
    """The places, roads and counts of a loaded crisis, as the engine takes them."""
    if not may_read(user, Compartment.OPERATIONAL):
        raise NotVisible(f"There is no crisis {instance.id}.")
    return instance_from(instance.plain)


def changes_of(user: User, scenario: Scenario) -> tuple[ChangeDetails, ...]:
    """The changes of a scenario as they were asked for."""
    if not may_read(user, Compartment.OPERATIONAL):
        return ()
    return tuple(ChangeDetails.from_plain(each) for each in scenario.changes)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the model behind a scenario can be trusted: what it was worth at this crisis so far.
    ``past`` None says that it was never compared with what happened."""

    past: PastError | None

    @property
    def is_judged(self) -> bool:
        return self.past is not None


def trust_in(user: User, instance: FlowInstance) -> Trust:
    """What stands beside every scenario of a crisis."""
    if not may_read(user, Compartment.OPERATIONAL) or not instance.past_error:
        return Trust(None)
    return Trust(PastError(**instance.past_error))


@dataclass(frozen=True, slots=True)
class Range:
    """What half of the runs exceed, and what 1 of 10 fall short of and exceed."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One destination (or all of them), on one day or in all, without and with the changes.
    ``trust`` is no option: figures of a model do not go without what it was worth."""

    name: str
    before: Range
    after: Range
    more: Range
    on: date | None
    trust: Trust


@dataclass(frozen=True, slots=True)
class PlanningRow:
    """Arrivals of the busiest day at one destination, to plan by: as likely more as less, and
    exceeded in 1 run of 20. On one side of the scenario."""

    name: str
    side: str
    likely: float
    worst: float
    trust: Trust


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario gave. Cannot be made without what the model was worth so far."""

    trust: Trust
    first_on: date
    everywhere: Row
    destinations: tuple[Row, ...]
    planning: tuple[PlanningRow, ...]
    figures: Mapping[str, Any]

    def days_at(self, name: str) -> tuple[Row, ...]:
        """Day by day at one destination. KeyError for one that there is not."""
        names = self.figures["destinations"]
        if name not in names:
            raise KeyError(name)
        place, daily = names.index(name), self.figures["daily"]
        count = len(daily["before"]["middle"])
        return tuple(
            _row(name, daily, (day, place), self.first_on + timedelta(days=day), self.trust)
            for day in range(count)
        )

    @property
    def every_day(self) -> tuple[Row, ...]:
        """Every destination, day by day."""
        return tuple(row for each in self.destinations for row in self.days_at(each.name))


def outcome_of(user: User, scenario: Scenario) -> Outcome | None:
    """What a scenario gave; None while it is not worked out."""
    figures = scenario.figures
    if not may_read(user, Compartment.OPERATIONAL) or not scenario.is_done:
        return None
    trust = trust_in(user, scenario.instance)
    names = figures["destinations"]
    busiest = figures["busiest_day"]
    return Outcome(
        trust=trust,
        first_on=date.fromisoformat(figures["first_on"]),
        everywhere=_row("", figures["everywhere"], (), None, trust),
        destinations=tuple(
            _row(name, figures["in_all"], (place,), None, trust) for place, name in enumerate(names)
        ),
        planning=tuple(
            PlanningRow(
                name, side, busiest[side]["likely"][place], busiest[side]["worst"][place], trust
            )
            for place, name in enumerate(names)
            for side in ("before", "after")
        ),
        figures=figures,
    )


def _row(
    name: str, told: Mapping[str, Any], at: tuple[int, ...], on: date | None, trust: Trust
) -> Row:
    ranges = {side: _range(told[side], at) for side in ("before", "after", "more")}
    return Row(name=name, on=on, trust=trust, **ranges)


def _range(told: Mapping[str, Any], at: tuple[int, ...]) -> Range:
    values = {}
    for name in ("low", "middle", "high"):
        value = told[name]
        for step in at:
            value = value[step]
        values[name] = float(value)
    return Range(**values)
