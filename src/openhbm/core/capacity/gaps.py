"""What is missing: needs set against what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhbm.core.capacity.load import Need
from openhbm.core.capacity.stock import (
    Status,
    Thresholds,
    days_of_supply,
    status_by_days,
    status_by_share,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of a plan. ``available`` is None when nobody has counted the item.

    ``gap`` = max(required − available, 0), and the whole need when nothing was counted.
    """

    item: str
    unit: str
    required: float
    available: float | None
    gap: float
    days_of_supply: float | None
    status: Status
    basis: str
    standard_ids: tuple[str, ...]


def gaps_between(
    needs: Sequence[Need],
    available: Mapping[str, float],
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - a frozen value
) -> tuple[Gap, ...]:
    """A line for every need, in the same order; ``available`` in the units of the needs.

    What is used up is judged by its days of supply, everything else by the share that is there.
    An item missing from ``available`` was not counted: status unknown (green if none is needed).
    Raises ValueError for a negative amount.
    """
    for item, amount in available.items():
        if not amount >= 0:
            raise ValueError(f"{item}: {amount} available; give a number of 0 or more")
    return tuple(_gap(need, available.get(need.item), thresholds) for need in needs)


def _gap(need: Need, available: float | None, thresholds: Thresholds) -> Gap:
    required = need.required.value
    return Gap(
        item=need.item,
        unit=need.required.unit,
        required=required,
        available=available,
        gap=max(required - (available or 0.0), 0.0),
        days_of_supply=_days(need, available),
        status=_status(need, available, thresholds),
        basis=need.basis,
        standard_ids=need.standard_ids,
    )


def _days(need: Need, available: float | None) -> float | None:
    """None when the item is not used up, not counted, or nobody uses it."""
    if not need.per_day or available is None:
        return None
    return days_of_supply(available, need.per_day)


def _status(need: Need, available: float | None, thresholds: Thresholds) -> Status:
    if need.required.value <= 0:
        return Status.GREEN
    if available is None:
        return Status.UNKNOWN
    days = _days(need, available)
    if days is not None:
        return status_by_days(days, thresholds)
    return status_by_share(need.required.value, available, thresholds)
