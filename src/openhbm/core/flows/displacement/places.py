"""The specification of a displacement run: places, roads, closures and conflict over time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.displacement.faults import Fault, nearest
from openhbm.core.flows.displacement.reports import StockReports


class Kind(StrEnum):
    """What a place is, which decides how soon people leave it.

    ``POST`` is a border post or crossing: people pass through it at once, and those who arrive
    are counted as they are in a camp. ``MARKER`` is a bend of a road where nobody decides.
    """

    CONFLICT_ZONE = "conflict_zone"
    TOWN = "town"
    CAMP = "camp"
    IDP_CAMP = "idpcamp"
    HUB = "forwarding_hub"
    MARKER = "marker"
    POST = "border_post"


CAMPS = frozenset({Kind.CAMP, Kind.IDP_CAMP})
DESTINATIONS = frozenset({Kind.CAMP, Kind.POST})
NEVER = 1 << 30
"""A day that no run reaches."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``population`` counts residents who may flee; ``capacity`` is None when it is
    not known (no limit), and 0 when the place takes nobody. ``conflict_from`` is the day conflict
    begins when no table says otherwise. ``latitude`` and ``longitude`` are degrees, WGS 84."""

    name: str
    kind: Kind
    country: str = ""
    region: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    capacity: int | None = None
    conflict_from: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A road between two places, open both ways. ``redirects`` names the place it leads to when
    everybody who leaves the other end must take it."""

    first: str
    second: str
    km: float
    redirects: str | None = None


class ClosureKind(StrEnum):
    """What is closed: all roads between two countries, all roads of a place, one road, a camp
    (which is a town while closed), or the duty to follow a redirection."""

    COUNTRY = "country"
    LOCATION = "location"
    LINK = "link"
    CAMP = "camp"
    IDP_CAMP = "idpcamp"
    REDIRECTION = "remove_forced_redirection"


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed from day ``start`` until the day before ``end``; for good when ``end`` is not after
    ``start``."""

    kind: ClosureKind
    first: str
    second: str
    start: int
    end: int

    @property
    def days(self) -> slice:
        """The days on which it is closed, counted from the first day of the run."""
        is_for_good = self.end <= self.start
        return slice(max(self.start, 0), None if is_for_good else max(self.end, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Everything a run needs but settings and newcomers.

    ``conflict`` [T, P] is the intensity by day and place, 0 for none. ``reports`` are the stocks
    that were counted at destinations. ``warnings`` say what was read otherwise than written.
    """

    start: date
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    closures: tuple[Closure, ...]
    conflict: NDArray[np.float64]
    reports: StockReports
    warnings: tuple[Fault, ...] = field(default=())

    def as_of(self, day: int) -> Instance:
        """What was known when ``day`` ended. Conflict goes on as it was on that day, closures that
        hold go on holding, and none that came later is known. Reports after it are gone."""
        if not 0 <= day < self.days:
            raise ValueError(f"day {day} of a run of {self.days} days; give 0 to {self.days - 1}")
        conflict = self.conflict.copy()
        conflict[day + 1 :] = conflict[day]
        closures = tuple(_as_known(closure, day) for closure in self.closures)
        return replace(
            self,
            conflict=conflict,
            closures=tuple(closure for closure in closures if closure),
            reports=self.reports.as_of(day),
        )

    @property
    def days(self) -> int:
        """How many days the run lasts."""
        return len(self.conflict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all places, in order."""
        return tuple(place.name for place in self.places)

    def index_of(self, name: str) -> int:
        """The number of a place. Raises ValueError with the nearest name for an unknown one."""
        try:
            return self.names.index(name)
        except ValueError:
            remedy = nearest(name, self.names)
            raise ValueError(f"there is no place {name!r}; {remedy}") from None

    @property
    def destinations(self) -> tuple[int, ...]:
        """Numbers of the places where arrivals are counted: camps abroad and border posts."""
        return tuple(i for i, place in enumerate(self.places) if place.kind in DESTINATIONS)


def _as_known(closure: Closure, day: int) -> Closure | None:
    """A closure as it stood on ``day``; one that had not begun to change anything is not known."""
    first = min(closure.start, closure.end) if closure.end > 0 else closure.start
    if closure.kind is ClosureKind.REDIRECTION and min(closure.start, closure.end) <= day:
        start = closure.start if closure.start <= day else NEVER
        end = closure.end if closure.end <= day else NEVER
        return replace(closure, start=start, end=end)
    if closure.start > day or first > day:
        return None
    return closure if closure.end <= day else replace(closure, end=closure.start)
