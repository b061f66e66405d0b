"""Alert levels 0 to 4: a table of conditions, what each level asks for, and slow stepping down.

A level is a recommendation. It asks people to act and is confirmed by a person; nothing is done
to a traveller because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from openhbm.core.flows.composition import NEIGHBOURS, SHIFTS
from openhbm.core.flows.surge import Surge
from openhbm.core.values import Phrase, Reason, reason_of, said

_PPRE = "UNHCR Preparedness Package for Refugee Emergencies, impact scale"
_OWN = "OpenHBM default"


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """Thresholds: z values, forecast growth (ratio), capacity ratios (arrivals in 24 h ÷ what the
    post can process in 24 h), persons per day above usual, hours."""

    z_watch: float = 2.0
    z_prepare: float = 3.0
    growth_watch: float = 1.5
    capacity_prepare: float = 0.6
    capacity_activate: float = 0.9
    capacity_critical: float = 1.5
    above_usual_prepare: float = 200.0
    above_usual_activate: float = 500.0
    above_usual_critical: float = 1000.0
    queue_hours: float = 2.0
    hold_hours: float = 72.0


@dataclass(frozen=True, slots=True)
class Observed:
    """What people at the post see and no count tells: hours of queue, people sleeping at the post,
    deaths in a queue or crush. None: nobody said."""

    queue_hours: float | None = None
    sleeping_at_post: bool | None = None
    deaths_in_queue: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One alert level: its number, code and the codes of what it asks people to do."""

    number: int
    code: str
    actions: tuple[str, ...]


LEVELS = (
    Level(0, "green", ("daily_brief",)),
    Level(1, "watch", ("verify_by_phone_6h", "update_stock_list", "roster_on_call_72h")),
    Level(
        2,
        "prepare",
        ("call_roster_24h", "open_lanes", "call_mediators", "prefill_permits", "notify_partners"),
    ),
    Level(
        3,
        "activate",
        (
            "propose_hbm_activation",
            "switch_registration_tier",
            "open_reception_site",
            "draft_legal_measure",
            "sitrep_daily",
        ),
    ),
    Level(
        4,
        "critical",
        ("tier_0_or_1_only", "call_regional_surge", "sitrep_twice_daily", "cross_border_hotline"),
    ),
)


@dataclass(frozen=True, slots=True)
class AlertState:
    """The level in force ``since`` when and why.

    ``calm_since``: since when conditions have been below the level; ``calm_level``: the highest
    level they reached in that time.
    """

    level: int
    since: datetime
    reasons: tuple[Reason, ...]
    calm_since: datetime | None = None
    calm_level: int = 0


@dataclass(frozen=True, slots=True)
class _Case:
    surge: Surge
    above: float
    capacity: float
    growth: float
    load_ahead: float
    observed: Observed
    beside: tuple[Reason, ...]
    settings: LevelSettings

    def z(self, threshold: float) -> bool:
        return self.surge.has("robust_z") and (self.surge.z or 0.0) >= threshold


@dataclass(frozen=True, slots=True)
class _Condition:
    level: int
    code: str
    holds: Callable[[_Case], bool]
    says: Callable[[_Case], Phrase]
    source: str = _OWN


def _above(case: _Case, over: float) -> Phrase:
    return said(
        "%(above)s persons a day above usual, over %(over)s",
        above=f"{case.above:.0f}",
        over=f"{over:g}",
    )


def _of_capacity(case: _Case) -> Phrase:
    return said(
        "arrivals are %(percent)s %% of what the post can process",
        percent=f"{case.capacity * 100:.0f}",
    )


def _load_ahead(case: _Case) -> Phrase:
    return said(
        "in the next 72 hours up to %(percent)s %% of what the post can process are expected",
        percent=f"{case.load_ahead * 100:.0f}",
    )


def _joined(alarms: Sequence[Reason]) -> Phrase:
    """What several detectors say, in one sentence."""
    first, *others = (alarm.phrase or said("%(text)s", text=alarm.text) for alarm in alarms)
    for other in others:
        first = said("%(first)s; %(second)s", first=first, second=other)
    return first


# Any one condition is enough for its level; the highest level with one wins.
_CONDITIONS = (
    _Condition(
        4,
        "arrivals_critical",
        lambda c: c.above > c.settings.above_usual_critical,
        lambda c: _above(c, c.settings.above_usual_critical),
        _PPRE,
    ),
    _Condition(
        4,
        "capacity_critical",
        lambda c: c.capacity > c.settings.capacity_critical,
        _of_capacity,
    ),
    _Condition(
        4,
        "deaths_in_queue",
        lambda c: bool(c.observed.deaths_in_queue),
        lambda c: said(
            "%(count)s deaths in a queue or crush", count=c.observed.deaths_in_queue or 0
        ),
    ),
    _Condition(
        3,
        "arrivals_activate",
        lambda c: c.above > c.settings.above_usual_activate,
        lambda c: _above(c, c.settings.above_usual_activate),
        _PPRE,
    ),
    _Condition(
        3,
        "capacity_activate",
        lambda c: c.capacity > c.settings.capacity_activate,
        _of_capacity,
    ),
    _Condition(
        3,
        "queue",
        lambda c: (c.observed.queue_hours or 0.0) > c.settings.queue_hours,
        lambda c: said("a queue of %(hours)s hours", hours=f"{c.observed.queue_hours:g}"),
    ),
    _Condition(
        3,
        "sleeping_at_post",
        lambda c: bool(c.observed.sleeping_at_post),
        lambda c: said("people sleep at the post"),
    ),
    _Condition(
        2,
        "z_prepare",
        lambda c: c.z(c.settings.z_prepare),
        lambda c: said("far more than usual: z = %(z)s", z=f"{c.surge.z or 0:.1f}"),
    ),
    _Condition(
        2,
        "capacity_prepare",
        lambda c: c.capacity >= c.settings.capacity_prepare,
        _of_capacity,
    ),
    _Condition(
        2,
        "arrivals_prepare",
        lambda c: c.above > c.settings.above_usual_prepare,
        lambda c: _above(c, c.settings.above_usual_prepare),
    ),
    # What is only expected asks to prepare, however much it is: activation rests on what is there.
    _Condition(
        2,
        "load_ahead_prepare",
        lambda c: c.load_ahead > c.settings.capacity_activate,
        _load_ahead,
    ),
    _Condition(
        1,
        "load_ahead_watch",
        lambda c: c.load_ahead >= c.settings.capacity_prepare,
        _load_ahead,
    ),
    _Condition(
        1,
        "z_watch",
        lambda c: c.z(c.settings.z_watch) and (c.surge.z_before or 0.0) >= c.settings.z_watch,
        lambda c: said(
            "more than usual on two days: z = %(before)s, %(now)s",
            before=f"{c.surge.z_before:.1f}",
            now=f"{c.surge.z:.1f}",
        ),
    ),
    _Condition(
        1,
        "forecast_growth",
        lambda c: c.growth >= c.settings.growth_watch,
        lambda c: said(
            "forecast at %(percent)s %% of recent arrivals", percent=f"{c.growth * 100:.0f}"
        ),
    ),
    _Condition(
        1,
        "detector",
        lambda c: any(c.surge.has(code) for code in ("ewma", "ears_c2", "poisson", "silence")),
        lambda c: _joined([r for r in c.surge.alarms if r.code != "robust_z"]),
    ),
    # Who comes, and what neighbours have, asks to look: it says nothing of how many come here.
    _Condition(
        1,
        "composition",
        lambda c: any(reason.code in SHIFTS for reason in c.beside),
        lambda c: _joined([reason for reason in c.beside if reason.code in SHIFTS]),
    ),
    _Condition(
        1,
        "neighbours",
        lambda c: any(reason.code == NEIGHBOURS for reason in c.beside),
        lambda c: _joined([reason for reason in c.beside if reason.code == NEIGHBOURS]),
    ),
)


def alert_level(
    surge: Surge,
    arrivals: float | None,
    capacity_ratio: float | None,
    forecast_ratio: float | None,
    previous: AlertState | None,
    at: datetime,
    settings: LevelSettings | None = None,
    observed: Observed | None = None,
    load_ahead: float | None = None,
    beside: Sequence[Reason] = (),
) -> AlertState:
    """The level at a post now.

    ``arrivals`` persons in 24 h (None: not reported), ``capacity_ratio`` arrivals ÷ what the post
    can process, ``forecast_ratio`` forecast ÷ recent arrivals, ``load_ahead`` the most that is
    expected on one of the next three days ÷ what the post can process. Arrivals are judged above
    what is usual; with no history all of them count. ``beside``: changes in who comes, and
    neighbours on alert, which are to be watched. A level rises at once and falls only after
    ``hold_hours`` of reported conditions below it. Source: alert levels mapped to UNHCR PPRE.
    """
    settings = settings or LevelSettings()
    case = _Case(
        surge=surge,
        above=max((arrivals or 0.0) - (surge.usual or 0.0), 0.0),
        capacity=capacity_ratio or 0.0,
        growth=forecast_ratio or 0.0,
        load_ahead=load_ahead or 0.0,
        observed=observed or Observed(),
        beside=tuple(beside),
        settings=settings,
    )
    level, reasons = _conditions_met(case)
    if previous is None or level > previous.level:
        return AlertState(level, at, reasons)
    if level == previous.level:
        return AlertState(level, previous.since, reasons)
    if arrivals is None:
        return _held(previous, previous.calm_since, previous.calm_level, _unreported(surge))
    return _calmer(previous, level, reasons, at, settings)


def _conditions_met(case: _Case) -> tuple[int, tuple[Reason, ...]]:
    met = [condition for condition in _CONDITIONS if condition.holds(case)]
    level = max((condition.level for condition in met), default=0)
    reasons = [reason_of(c.code, c.says(case), c.source) for c in met if c.level == level]
    return level, (*reasons, *case.surge.notes)


def _unreported(surge: Surge) -> tuple[Reason, ...]:
    text = said("no count for %(day)s; the level is kept", day=surge.at.isoformat())
    return (reason_of("not_reported", text, _OWN),)


def _held(
    previous: AlertState, since: datetime | None, level: int, reasons: tuple[Reason, ...]
) -> AlertState:
    return replace(previous, reasons=reasons, calm_since=since, calm_level=level)


def _calmer(
    previous: AlertState,
    level: int,
    reasons: tuple[Reason, ...],
    at: datetime,
    settings: LevelSettings,
) -> AlertState:
    since = previous.calm_since or at
    highest = max(level, previous.calm_level) if previous.calm_since else level
    if at - since < timedelta(hours=settings.hold_hours):
        text = said(
            "below level %(level)s since %(since)s; it is kept for %(hours)s hours",
            level=previous.level,
            since=f"{since:%Y-%m-%d %H:%M}",
            hours=f"{settings.hold_hours:g}",
        )
        return _held(previous, since, highest, (reason_of("held", text, _OWN), *reasons))
    text = said(
        "below level %(level)s for %(hours)s hours",
        level=previous.level,
        hours=f"{settings.hold_hours:g}",
    )
    stepped = AlertState(highest, at, (reason_of("stepped_down", text, _OWN), *reasons))
    return replace(stepped, calm_since=at, calm_level=level) if level < highest else stepped
