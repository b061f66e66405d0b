"""What a post has to carry, and the standards it is measured against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from openhbm.core.values import Quantity


class Phase(StrEnum):
    """``FIRST_HOURS`` is the first 72 hours, when lower standards are allowed for a short time."""

    FIRST_HOURS = "first_hours"
    STEADY = "steady"


class Climate(StrEnum):
    """Which climate multiplier applies to blankets, living space and food."""

    TEMPERATE = "temperate"
    COLD = "cold"
    TROPICAL = "tropical"
    ARID = "arid"


class StandardMissing(LookupError):
    """A formula needs a standard that was not given."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be planned for.

    ``arrivals_per_day`` in persons; ``stay_days`` the mean stay; ``present`` the persons already
    on site, when it is counted (otherwise arrivals × stay); ``waiting`` the persons in the queue
    at its peak, when it is counted; shares between 0 and 1; hours and minutes as named.
    ``registration_minutes`` per family, when the post has timed itself (otherwise the standard).
    Raises ValueError for a negative, undefined or impossible figure.
    """

    arrivals_per_day: float
    stay_days: float = 1.0
    family_size: float = 5.0
    phase: Phase = Phase.STEADY
    climate: Climate = Climate.TEMPERATE
    present: float | None = None
    waiting: float | None = None
    languages: int = 2
    transport_share: float = 0.5
    one_way_hours: float = 1.5
    transport_hours: float = 12.0
    open_hours: float = 24.0
    shift_hours: float = 8.0
    cover_days: float = 10.0
    registration_minutes: float | None = None

    def __post_init__(self) -> None:
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, int | float) and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{part.name} is {value}; give a number of 0 or more")
        for name in ("family_size", "transport_hours", "open_hours", "shift_hours"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name} is 0; give a number above 0")
        if self.transport_share > 1:
            raise ValueError(f"transport_share is {self.transport_share}; give a share from 0 to 1")
        if self.open_hours > 24:
            raise ValueError(f"open_hours is {self.open_hours}; a day has 24 hours")

    @property
    def population(self) -> float:
        """Persons on site at the same time: as counted, else arrivals per day × days of stay."""
        return self.arrivals_per_day * self.stay_days if self.present is None else self.present

    @property
    def is_first_hours(self) -> bool:
        return self.phase is Phase.FIRST_HOURS


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is needed, why, and by which standards.

    ``basis`` is the calculation in words with its numbers. ``per_day`` is set for what is used
    up: the daily use in the unit of ``required``, from which days of supply are worked out.
    """

    item: str
    required: Quantity
    basis: str
    standard_ids: tuple[str, ...]
    per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula answers: an amount, its basis in words and, if it is used up, daily use."""

    amount: float
    basis: str
    per_day: float | None = None


@dataclass(slots=True)
class Figures:
    """The standards by id; remembers which ones a formula read, so that a need can cite them."""

    standards: Mapping[str, float]
    read: list[str] = field(default_factory=list)

    def __getitem__(self, standard_id: str) -> float:
        try:
            value = self.standards[standard_id]
        except KeyError:
            raise StandardMissing(
                f"no standard is called {standard_id!r}; add it to the standards given"
            ) from None
        if standard_id not in self.read:
            self.read.append(standard_id)
        return value


def whole(amount: float) -> int:
    """The next whole number up, forgiving the last digits of floating point (12.000000001 → 12)."""
    return math.ceil(round(amount, 6))


def shown(number: float) -> str:
    """A number as people write it: ``4,000``, ``0.55``."""
    return f"{number:,.10g}"
