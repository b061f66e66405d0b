"""How long stock lasts, and what to lay in before anybody comes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openhbm.core.values import Quantity


class Status(StrEnum):
    """How bad a gap is. ``UNKNOWN``: nobody has counted, which is not the same as none."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below which days of supply, or share of the need, a line turns red or amber."""

    red_days: float = 3.0
    amber_days: float = 7.0
    red_share: float = 0.75
    amber_share: float = 1.0

    def __post_init__(self) -> None:
        for low, high in ((self.red_days, self.amber_days), (self.red_share, self.amber_share)):
            if not 0 <= low <= high:
                raise ValueError(f"red ({low}) must lie between 0 and amber ({high})")


@dataclass(frozen=True, slots=True)
class Preposition:
    """How much of an item to hold ready."""

    item: str
    quantity: Quantity
    basis: str


def days_of_supply(stock: float, per_day: float) -> float:
    """Days until ``stock`` is used up at ``per_day`` of the same unit; endless when nothing is."""
    if stock < 0 or per_day < 0:
        raise ValueError(f"stock {stock} and daily use {per_day} must not be negative")
    return stock / per_day if per_day else math.inf


def status_by_days(days: float, thresholds: Thresholds) -> Status:
    """Red, amber or green by the days that a supply lasts."""
    if days < thresholds.red_days:
        return Status.RED
    return Status.AMBER if days < thresholds.amber_days else Status.GREEN


def status_by_share(required: float, available: float, thresholds: Thresholds) -> Status:
    """By the part of the need that is there; nothing needed is green."""
    if required <= 0:
        return Status.GREEN
    share = available / required
    if share < thresholds.red_share:
        return Status.RED
    return Status.AMBER if share < thresholds.amber_share else Status.GREEN


def prepositioned_for(
    persons: float, per_thousand: Mapping[str, Quantity]
) -> tuple[Preposition, ...]:
    """The stock list for ``persons``, from quantities for 1,000 persons over ten days."""
    if persons < 0:
        raise ValueError(f"persons is {persons}; give a number of 0 or more")
    return tuple(
        Preposition(
            item,
            Quantity(math.ceil(round(persons * each.value / 1000, 6)), each.unit),
            f"{persons:,.10g} people × {each} per 1,000",
        )
        for item, each in per_thousand.items()
    )
