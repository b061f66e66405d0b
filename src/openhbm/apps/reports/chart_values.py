"""What a chart of arrivals shows, and where on the paper each figure goes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ForecastError:
    """How wrong past forecasts were: mean errors a day of ours and of "tomorrow as today".

    ``coverage80`` is the share of past days that fell into the 80 % band; ``origins`` the number
    of past forecasts judged. ``is_bound``: several posts' errors added up, so at most this.
    """

    mae: float
    persistence_mae: float
    coverage80: float | None
    origins: int
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class CountedDay:
    """Arrivals of a day; ``count`` is None when nobody reported."""

    on: date
    count: int | None


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """A coming day: the middle value and the band that holds it in 8 of 10 cases."""

    on: date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class ArrivalsSeries:
    """Counted days, then forecast days. A forecast without its error cannot be made.

    ``wide`` and ``half`` make it a fan: bands that hold 18 of 20 cases and half of them.
    """

    counted: tuple[CountedDay, ...]
    forecast: tuple[ForecastDay, ...] = ()
    error: ForecastError | None = None
    wide: tuple[ForecastDay, ...] = ()
    half: tuple[ForecastDay, ...] = ()

    def __post_init__(self) -> None:
        if (self.forecast or self.wide or self.half) and self.error is None:
            raise ValueError("a forecast is shown only with its error; give error as well")

    @property
    def days(self) -> list[date]:
        """Every day from the first to the last, gaps included."""
        known = [day.on for day in (*self.counted, *self.forecast)]
        if not known:
            return []
        first = min(known).toordinal()
        return [date.fromordinal(n) for n in range(first, max(known).toordinal() + 1)]


@dataclass(frozen=True, slots=True)
class Scale:
    """The drawing's measures in SVG units; ``top`` is the value at the upper edge."""

    days: tuple[date, ...]
    top: float
    width: float = 760.0
    height: float = 300.0
    start: float = 62.0
    end: float = 12.0
    above: float = 14.0
    below: float = 34.0

    @property
    def step(self) -> float:
        return (self.width - self.start - self.end) / max(len(self.days), 1)

    def x(self, day: date) -> float:
        """The middle of a day's column."""
        return self.start + ((day - self.days[0]).days + 0.5) * self.step

    def y(self, value: float) -> float:
        room = self.height - self.above - self.below
        return self.height - self.below - room * value / self.top

    @property
    def floor(self) -> float:
        return self.height - self.below


def scale_for(series: ArrivalsSeries) -> Scale:
    """A scale whose upper edge is a round number at or above everything shown."""
    values = [day.count or 0 for day in series.counted]
    values += [day.high for day in (*series.forecast, *series.wide)]
    step = tick_step(max(values, default=0))
    top = step * max(math.ceil(max(values, default=0) / step), 1)
    return Scale(days=tuple(series.days), top=top)


def tick_step(largest: float, ticks: int = 5) -> float:
    """A round distance (1, 2 or 5 times a power of ten, at least 1) for about ``ticks`` lines."""
    rough = max(largest / ticks, 1.0)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-9)


def labelled_days(days: Sequence[date], most: int = 8) -> list[date]:
    """At most ``most`` days, evenly spread from the first."""
    if not days:
        return []
    every = math.ceil(len(days) / most)
    return list(days[::every])
