"""Was there reason for the alarms, and were there surges without one? With the time they gave.

What a surge is, is said here once and apart from the detectors that raise alarms: else they would
be judged by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from openhbm.core.flows.series import DailySeries


@dataclass(frozen=True, slots=True)
class SurgeRule:
    """A surge begins where the mean of ``days`` reaches ``factor`` times the median of the
    ``usual_days`` before and ``least`` persons a day more, and none began ``apart_days`` before.

    An alarm foresaw it when raised at most ``early_days`` before and ``late_days`` after.
    Where nothing was counted before, ``least_unknown`` persons a day are a surge.
    """

    days: int = 3
    factor: float = 2.0
    least: float = 50.0
    least_unknown: float = 500.0
    usual_days: int = 28
    apart_days: int = 14
    early_days: int = 7
    late_days: int = 1


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm raised on a day; ``is_false`` is what a person found, None while nobody said."""

    raised_on: date
    level: int
    is_false: bool | None = None


@dataclass(frozen=True, slots=True)
class JudgedAlarm:
    """An alarm and whether it was right (None: too early to say), with the hours it gave."""

    alarm: Alarm
    was_right: bool | None
    lead_hours: float | None


@dataclass(frozen=True, slots=True)
class AlarmLedger:
    """All alarms of a post against all its surges; ``missed`` are surges without an alarm."""

    alarms: tuple[JudgedAlarm, ...]
    surges: tuple[date, ...]
    missed: tuple[date, ...]

    @property
    def right(self) -> int:
        """How many alarms were right."""
        return sum(judged.was_right is True for judged in self.alarms)

    @property
    def false(self) -> int:
        """How many alarms were false."""
        return sum(judged.was_right is False for judged in self.alarms)

    @property
    def precision(self) -> float | None:
        """The share of judged alarms that were right."""
        return self.right / (self.right + self.false) if self.right + self.false else None

    @property
    def recall(self) -> float | None:
        """The share of surges that had an alarm."""
        return 1 - len(self.missed) / len(self.surges) if self.surges else None

    @property
    def lead_hours(self) -> float | None:
        """The median time an alarm gave before its surge; below 0 it came after."""
        leads = [j.lead_hours for j in self.alarms if j.lead_hours is not None]
        return float(np.median(leads)) if leads else None


def surges_in(series: DailySeries, rule: SurgeRule | None = None) -> tuple[date, ...]:
    """The days on which surges began, by ``rule``.

    A surge is known only once its days are counted. Source: OpenHBM default.
    """
    rule = rule or SurgeRule()
    found: list[date] = []
    for place in range(len(series.counts) - rule.days + 1):
        day = series.start + timedelta(days=place)
        if found and (day - found[-1]).days < rule.apart_days:
            continue
        window = series.counts[place : place + rule.days]
        if np.isnan(window[0]) or np.isnan(window).sum() > rule.days // 2:
            continue
        past = series.days_before(day, rule.usual_days)
        past = past[~np.isnan(past)]
        usual = float(np.median(past)) if past.size else 0.0
        least = rule.least if past.size else rule.least_unknown
        bound = max(rule.factor * usual, usual + least)
        if float(np.nanmean(window)) >= bound and window[0] > usual + rule.least / 2:
            found.append(day)
    return tuple(found)


def alarm_ledger(
    alarms: Iterable[Alarm], series: DailySeries, rule: SurgeRule | None = None
) -> AlarmLedger:
    """Set alarms against the surges of a post.

    What a person found stands before what the counts say. An alarm whose days are not all counted
    yet and that no surge has answered so far is not judged.
    """
    rule = rule or SurgeRule()
    surges = surges_in(series, rule)
    ordered = sorted(alarms, key=lambda alarm: alarm.raised_on)
    judged = tuple(_judged(alarm, surges, series.end, rule) for alarm in ordered)
    missed = [s for s in surges if not any(_answers(a, s, rule) for a in ordered)]
    return AlarmLedger(judged, surges, tuple(missed))


def _answers(alarm: Alarm, surge: date, rule: SurgeRule) -> bool:
    ahead = (surge - alarm.raised_on).days
    return -rule.late_days <= ahead <= rule.early_days


def _judged(alarm: Alarm, surges: Sequence[date], end: date, rule: SurgeRule) -> JudgedAlarm:
    surge = next((s for s in surges if _answers(alarm, s, rule)), None)
    if alarm.is_false is not None:
        was_right: bool | None = not alarm.is_false
    elif surge is not None:
        was_right = True
    else:
        over = end >= alarm.raised_on + timedelta(days=rule.early_days + rule.days - 1)
        was_right = False if over else None
    lead = (surge - alarm.raised_on).days * 24.0 if surge and was_right else None
    return JudgedAlarm(alarm, was_right, lead)
