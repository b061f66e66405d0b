"""Standards: the figures that needs, queues, stock and disclosure are worked out with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import field_validator

from openhbm.content.items import Dated, DatedValue, Filled, Text

Topic = Literal[
    "wash",
    "shelter",
    "food",
    "household",
    "health",
    "registration",
    "staffing",
    "queue",
    "transport",
    "stock",
    "alerts",
    "disclosure",
    "watch_lists",
]


class Standard(Dated):
    """One figure with its unit; ``item`` names the stock item of an amount to hold ready."""

    title: Text
    topic: Topic
    unit: Filled
    item: str = ""
    note: str = ""

    @field_validator("values")
    @classmethod
    def _are_numbers(cls, values: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
        for value in values:
            try:
                number = float(value.value)
            except ValueError:
                raise ValueError(
                    f"{value.value!r} is not a number; write digits with a dot for decimals"
                ) from None
            if not 0 <= number < float("inf"):
                raise ValueError(f"{value.value!r} is out of range; write a number of 0 or more")
        return values


def figures_on(standards: Mapping[str, Standard], day: date) -> dict[str, float]:
    """Every standard in force on ``day``: id → figure, in the unit its item states."""
    return {
        id: standard.number_on(day)
        for id, standard in standards.items()
        if standard.values[0].from_on <= day
    }
