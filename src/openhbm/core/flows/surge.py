"""Are more people coming than usual? Five plain detectors, each with its reason.

Robust z against the usual of the same weekday, EWMA of those z for slow rises, EARS C2 for
sudden ones, a Poisson tail for small posts, and silence: a post that stops reporting is a signal.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from openhbm.core.flows.baseline import Baseline, usual_at
from openhbm.core.flows.series import DailySeries
from openhbm.core.values import Reason, reason_of, said

_ROBUST = "robust z-score on weekday medians, OpenHBM default"
_EWMA = "EWMA control chart; Roberts, Technometrics 1(3), 1959"
_EARS = "EARS C2; Hutwagner et al., Journal of Urban Health 80, 2003"
_POISSON = "Poisson tail probability, OpenHBM default"
_SILENCE = "missing data is an alarm, OpenHBM default"


@dataclass(frozen=True, slots=True)
class SurgeSettings:
    """Thresholds of the detectors, for a whole deployment or one post."""

    mad_scale: float = 1.4826
    z_watch: float = 2.0
    z_prepare: float = 3.0
    ewma_weight: float = 0.3
    ewma_limit: float = 2.7
    ewma_days: int = 14
    ewma_cap: float = 4.0
    ears_deviations: float = 3.0
    ears_least_deviation: float = 0.5
    small_post_below: float = 10.0
    poisson_tail: float = 0.001
    silence_days: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Surge:
    """What the detectors say about one post on one day.

    ``count`` persons reported that day, None if not reported. ``usual`` is the baseline median and
    ``excess`` the persons above it (all of them when nothing is known). ``z`` and ``z_before`` are
    of that day and the day before; ``ewma`` with its ``ewma_bound``; ``ears_bound`` the count
    above which EARS C2 alarms; ``tail`` the Poisson probability of so many or more. None says that
    a figure could not be worked out. ``alarms`` are the detectors that alarm, ``notes`` what the
    reader must know besides.
    """

    at: date
    count: float | None
    usual: float | None
    excess: float | None
    z: float | None
    z_before: float | None
    ewma: float | None
    ewma_bound: float | None
    ears_bound: float | None
    tail: float | None
    silent_days: int
    alarms: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    def has(self, code: str) -> bool:
        """Whether the detector with this code alarms."""
        return any(reason.code == code for reason in self.alarms)


def detect_surge(
    series: DailySeries,
    at: date,
    settings: SurgeSettings | None = None,
    alert_days: Collection[date] = (),
) -> Surge:
    """Look at the day ``at`` of ``series``, comparing it with earlier days only.

    ``alert_days`` are earlier days under alert: their weeks are not taken as usual. Works without
    any history, which is then said in ``notes`` with code ``no_history``.
    """
    settings = settings or SurgeSettings()
    known = series.until(at)
    count = _or_none(known.on(at))
    usual = usual_at(known, at, alert_days)
    small = usual is not None and usual.median < settings.small_post_below
    scores = _scores(known, at, alert_days, settings)
    ewma, ewma_bound = _ewma(scores, settings)
    surge = Surge(
        at=at,
        count=count,
        usual=usual.median if usual else None,
        excess=None if count is None else max(count - (usual.median if usual else 0.0), 0.0),
        z=scores[-1],
        z_before=scores[-2] if len(scores) > 1 else None,
        ewma=ewma,
        ewma_bound=ewma_bound,
        ears_bound=_ears_bound(known, at, settings),
        tail=_tail(count, usual) if small else None,
        silent_days=_silent_days(known, at),
        alarms=(),
        notes=_notes(usual),
    )
    found = (detector(surge, small, settings) for detector in _DETECTORS)
    return replace(surge, alarms=tuple(reason for reason in found if reason))


def _or_none(count: float) -> float | None:
    return None if math.isnan(count) else count


def _scores(
    series: DailySeries, at: date, alert_days: Collection[date], settings: SurgeSettings
) -> list[float | None]:
    """The robust z of the days up to ``at``, oldest first; each against its own past."""
    days = (at - timedelta(days=back) for back in range(settings.ewma_days - 1, -1, -1))
    scores: list[float | None] = []
    for day in days:
        count = series.on(day)
        usual = None if math.isnan(count) else usual_at(series, day, alert_days)
        scores.append(None if usual is None else usual.z(count, settings.mad_scale))
    return scores


def _ewma(
    scores: Sequence[float | None], settings: SurgeSettings
) -> tuple[float | None, float | None]:
    """EWMA of the z and its exact bound L·sqrt(λ/(2−λ)·(1−(1−λ)^2n)), n days known.

    One wild day must not ring for a week, so each z is capped before it enters.
    """
    weight, cap, mean, seen = settings.ewma_weight, settings.ewma_cap, 0.0, 0
    for z in scores:
        if z is not None:
            mean = weight * min(max(z, -cap), cap) + (1 - weight) * mean
            seen += 1
    if not seen:
        return None, None
    spread = weight / (2 - weight) * (1 - (1 - weight) ** (2 * seen))
    return mean, settings.ewma_limit * math.sqrt(spread)


def _ears_bound(series: DailySeries, at: date, settings: SurgeSettings) -> float | None:
    """Mean + k sd of the seven days that end three days before; None with fewer than five."""
    days = series.days_before(at - timedelta(days=2), 7)
    days = days[~np.isnan(days)]
    if days.size < 5:
        return None
    deviation = max(float(days.std(ddof=1)), settings.ears_least_deviation)
    return float(days.mean()) + settings.ears_deviations * deviation


def _tail(count: float | None, usual: Baseline | None) -> float | None:
    """P(X ≥ count) with the mean of the baseline; half a person is added so that it is not 0."""
    if count is None or usual is None:
        return None
    return poisson_tail(math.ceil(count), (float(usual.counts.sum()) + 0.5) / usual.counts.size)


def poisson_tail(count: int, mean: float) -> float:
    """P(X ≥ ``count``) for a Poisson number of ``mean`` > 0, to about 12 digits.

    Summed from ``count`` away from the mean, so that neither end under- or overflows.
    """
    if count <= 0:
        return 1.0
    above = count > mean
    place = count if above else count - 1
    term = math.exp(place * math.log(mean) - mean - math.lgamma(place + 1))
    total = 0.0
    while term > total * 1e-15:
        total += term
        term *= mean / (place + 1) if above else place / mean
        place += 1 if above else -1
    return min(total, 1.0) if above else max(1.0 - total, 0.0)


def _silent_days(series: DailySeries, at: date) -> int:
    """Days without a report up to ``at``; 0 for a post that has never reported."""
    seen = np.flatnonzero(~np.isnan(series.counts))
    return (at - series.start).days - int(seen[-1]) if seen.size else 0


def _notes(usual: Baseline | None) -> tuple[Reason, ...]:
    if usual is None:
        return (
            reason_of(
                "no_history",
                said(
                    "too few ordinary days to say what is usual; "
                    "judged by number and capacity alone"
                ),
                _ROBUST,
            ),
        )
    if not usual.weekday_only:
        text = said("too few weeks to compare with the same weekday; compared with all recent days")
        return (reason_of("short_history", text, _ROBUST),)
    return ()


def _z_alarm(surge: Surge, small: bool, settings: SurgeSettings) -> Reason | None:
    # At a small post a handful of people is a high z; there the Poisson tail has to agree.
    if small and (surge.tail is None or surge.tail >= settings.poisson_tail):
        return None
    if surge.z is None or surge.z < settings.z_watch:
        return None
    text = said(
        "%(count)s persons against a usual %(usual)s (z = %(z)s)",
        count=f"{surge.count:g}",
        usual=f"{surge.usual:g}",
        z=f"{surge.z:.1f}",
    )
    return reason_of("robust_z", text, _ROBUST, surge.z)


def _ewma_alarm(surge: Surge, small: bool, settings: SurgeSettings) -> Reason | None:
    if small or surge.ewma is None or surge.ewma_bound is None or surge.ewma <= surge.ewma_bound:
        return None
    if surge.z is None or surge.z <= 0:  # risen, but no longer rising
        return None
    text = said(
        "rising over several days: EWMA %(ewma)s above %(bound)s",
        ewma=f"{surge.ewma:.2f}",
        bound=f"{surge.ewma_bound:.2f}",
    )
    return reason_of("ewma", text, _EWMA, surge.ewma)


def _ears_alarm(surge: Surge, small: bool, settings: SurgeSettings) -> Reason | None:
    if surge.count is None or surge.ears_bound is None or surge.count <= surge.ears_bound:
        return None
    text = said(
        "%(count)s persons, above the %(bound)s the last days allow for",
        count=f"{surge.count:g}",
        bound=f"{surge.ears_bound:.1f}",
    )
    return reason_of("ears_c2", text, _EARS, surge.count / max(surge.ears_bound, 1.0))


def _poisson_alarm(surge: Surge, small: bool, settings: SurgeSettings) -> Reason | None:
    if surge.tail is None or surge.tail >= settings.poisson_tail:
        return None
    text = said(
        "%(count)s persons at a small post; by chance %(chance)s",
        count=f"{surge.count:g}",
        chance=f"{surge.tail:.0e}",
    )
    return reason_of("poisson", text, _POISSON, 1 - surge.tail)


def _silence_alarm(surge: Surge, small: bool, settings: SurgeSettings) -> Reason | None:
    if surge.silent_days <= settings.silence_days:
        return None
    text = said("no report for %(days)s days", days=surge.silent_days)
    return reason_of("silence", text, _SILENCE, float(surge.silent_days))


_DETECTORS = (_z_alarm, _ewma_alarm, _ears_alarm, _poisson_alarm, _silence_alarm)
