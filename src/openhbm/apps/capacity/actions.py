"""Writes: counts of stock and staff, and plans."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require, require_write
from openhbm.apps.capacity.codes import FUNCTIONS, stock_units
from openhbm.apps.capacity.loads import (
    PlannedArrivals,
    arrivals_of_scenario,
    load_of,
    planned_arrivals,
)
from openhbm.apps.capacity.models import Plan, Staffing, Stock
from openhbm.apps.capacity.sight import Sight, sight_of
from openhbm.apps.foresight.models import Scenario
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.places.codes import PostStatus
from openhbm.apps.places.models import Lane, Post
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.standards import Standard, figures_on
from openhbm.core.capacity import Gap, Load, StandardMissing, Thresholds, gaps_between, needs_for

_FURTHEST = timedelta(days=366)


@action
def set_stock(
    *,
    by: User,
    post: Post,
    item: str,
    quantity: float,
    unit: str = "",
    at: datetime | None = None,
) -> Stock:
    """Record how much of an item a post has. An older count never replaces a newer one.

    ActionError for an unknown item, another unit than the item's, or a negative amount.
    """
    require_write(by, Compartment.OPERATIONAL, post.id)
    at = at or timezone.now()
    unit = _checked_unit(item, unit)
    _check_amount(quantity, "quantity")
    held = Stock.objects.filter(post=post, item=item).first()
    with entry("stock_counted", by=by, at=at) as e:
        if held is None:
            return e.create(
                Stock(post=post, item=item, quantity=quantity, unit=unit, counted_at=at)
            )
        _check_newer(held.counted_at, at)
        return e.change(held, quantity=quantity, unit=unit, counted_at=at)


@action
def set_staffing(
    *, by: User, post: Post, function: str, on_duty: float, at: datetime | None = None
) -> Staffing:
    """Record how many people do ``function`` at a post (or how many stations are manned)."""
    require_write(by, Compartment.OPERATIONAL, post.id)
    at = at or timezone.now()
    if function not in FUNCTIONS:
        raise _unknown("function", function, FUNCTIONS)
    _check_amount(on_duty, "on_duty")
    held = Staffing.objects.filter(post=post, function=function).first()
    with entry("staff_counted", by=by, at=at) as e:
        if held is None:
            return e.create(Staffing(post=post, function=function, on_duty=on_duty, counted_at=at))
        _check_newer(held.counted_at, at)
        return e.change(held, on_duty=on_duty, counted_at=at)


@dataclass(frozen=True)
class LaneState:
    """How a lane of the post is run in this shift."""

    lane: Lane
    is_open: bool
    booths: int


@action
def start_shift(
    *,
    by: User,
    post: Post,
    status: str,
    status_reason: str = "",
    lanes: Sequence[LaneState] = (),
    on_duty: Mapping[str, float] | None = None,
    at: datetime | None = None,
) -> Post:
    """Open a post for a shift: its status, which lanes run, and who is on duty, in one entry.

    What is not given stays as it was. ActionError for a lane of another post, an unknown
    function, or a post that is shut without a reason.
    """
    require(by, Permission.OPEN_POST, post.id)
    at = at or timezone.now()
    _check_shift(post, status, status_reason, lanes, on_duty or {})
    with entry("shift_started", by=by, at=at) as e:
        since = post.status_since_on if status == post.status else timezone.localtime(at).date()
        e.change(post, status=status, status_reason=status_reason, status_since_on=since)
        for state in lanes:
            e.change(state.lane, is_open=state.is_open, booths=state.booths)
        held = {row.function: row for row in Staffing.objects.filter(post=post)}
        for function, number in (on_duty or {}).items():
            if (row := held.get(function)) is None:
                row = Staffing(post=post, function=function, on_duty=number, counted_at=at)
                e.create(row)
            else:
                _check_newer(row.counted_at, at)
                e.change(row, on_duty=number, counted_at=at)
    return post


def _check_shift(
    post: Post,
    status: str,
    status_reason: str,
    lanes: Sequence[LaneState],
    on_duty: Mapping[str, float],
) -> None:
    if status == PostStatus.CLOSED and not status_reason.strip():
        raise ActionError(
            _("A post is not closed without a reason."),
            field="status_reason",
            remedy=_("Write why, so that others can tell people where to go."),
        )
    for state in lanes:
        if state.lane.post_id != post.id:
            raise ActionError(_("This lane belongs to another post."), field="lanes")
    for function, number in on_duty.items():
        if function not in FUNCTIONS:
            raise _unknown("function", function, FUNCTIONS)
        _check_amount(number, "on_duty")


@action
def draw_plan(*, by: User, post: Post, for_on: date, at: datetime | None = None) -> Plan:
    """Work out what ``post`` needs from ``for_on`` on, set against what it has.

    Plans for the upper quantile of the forecast's coming peak; without a forecast for those days
    for the mean of the last days. ActionError when neither is known.
    """
    return _plans(by, [post], for_on, at or timezone.now())[0]


@action
def draw_plans(
    *, by: User, posts: Sequence[Post], for_on: date, at: datetime | None = None
) -> list[Plan]:
    """``draw_plan`` for many posts, reading and journalling once."""
    return _plans(by, posts, for_on, at or timezone.now())


@action
def draw_plan_for_scenario(
    *,
    by: User,
    post: Post,
    scenario: Scenario,
    destination: str,
    side: str = "after",
    figure: str = "worst",
    for_on: date,
    at: datetime | None = None,
) -> Plan:
    """``draw_plan`` for the busiest day that a scenario has at one of its destinations.

    ``side`` is ``before`` or ``after`` (without or with its changes), ``figure`` ``likely`` or
    ``worst`` (exceeded in one run of twenty). ActionError when the scenario has no such figure.
    """
    arrivals = arrivals_of_scenario(by, scenario, destination, side, figure)
    return _plans(by, [post], for_on, at or timezone.now(), arrivals)[0]


def _plans(
    by: User,
    posts: Sequence[Post],
    for_on: date,
    at: datetime,
    arrivals: PlannedArrivals | None = None,
) -> list[Plan]:
    """Plans for ``arrivals``, or for what is forecast or was counted at each post."""
    for post in posts:
        require_write(by, Compartment.OPERATIONAL, post.id)
    _check_day(for_on, at)
    standards = figures_on(pack().all(Standard), for_on)
    sight = sight_of(by, posts, for_on, at, int(standards["planning_recent_days"]))
    plans = [_plan(post, sight, for_on, at, standards, arrivals) for post in posts]
    with entry("plan_drawn", by=by, at=at) as e:
        return e.create_many(plans)


def _check_day(for_on: date, at: datetime) -> None:
    """No plan beyond the year ahead, nor for days before a standard that plans need."""
    if for_on > timezone.localtime(at).date() + _FURTHEST:
        raise ActionError(
            _("%(on)s is more than a year ahead.") % {"on": for_on},
            field="for_on",
            remedy=_("Choose a day within a year."),
        )
    known = pack().all(Standard)
    try:
        needs_for(Load(0.0), figures_on(known, for_on))
    except StandardMissing:
        first = max(standard.values[0].from_on for standard in known.values())
        raise ActionError(
            _("Planning standards are complete from %(first)s on.") % {"first": first},
            field="for_on",
            remedy=_("Choose that day or a later one."),
        ) from None


def _plan(
    post: Post,
    sight: Sight,
    for_on: date,
    at: datetime,
    standards: dict[str, float],
    arrivals: PlannedArrivals | None,
) -> Plan:
    arrivals = arrivals or planned_arrivals(post, sight, for_on, standards)
    if arrivals is None:
        raise ActionError(
            _("There are no arrivals to plan for at %(post)s: no forecast, and no counts.")
            % {"post": post.name},
            field="for_on",
            remedy=_("Count arrivals first, or choose a day after counted ones."),
        )
    load = load_of(post, arrivals, sight, at, for_on, standards)
    available = sight.available[post.id]
    gaps = gaps_between(needs_for(load, standards), available, _thresholds(standards))
    return Plan(
        post=post,
        country=post.country,
        for_on=for_on,
        made_at=at,
        load=_told(load, arrivals),
        lines=[_line(gap) for gap in gaps],
        content_hash=pack().hash,
    )


def _told(load: Load, arrivals: PlannedArrivals) -> dict[str, Any]:
    figures = {name: _plain(value) for name, value in asdict(load).items() if value is not None}
    return figures | {
        "population": _plain(load.population),
        "source": arrivals.source,
        "details": arrivals.details,
    }


def _line(gap: Gap) -> dict[str, Any]:
    days = gap.days_of_supply
    return {
        "item": gap.item,
        "unit": gap.unit,
        "required": _plain(gap.required),
        "available": _plain(gap.available),
        "gap": _plain(gap.gap),
        "days_of_supply": None if days is None or math.isinf(days) else _plain(days),
        "status": gap.status.value,
        "basis": gap.basis,
        "standard_ids": list(gap.standard_ids),
    }


def _plain(value: Any) -> Any:
    """A number without the tail of floating point, whole numbers without a dot."""
    if not isinstance(value, float):
        return value
    rounded = round(value, 3)
    return int(rounded) if rounded.is_integer() else rounded


def _thresholds(standards: dict[str, float]) -> Thresholds:
    return Thresholds(
        red_days=standards["stock_red_days"],
        amber_days=standards["stock_amber_days"],
        red_share=standards["cover_red_share"],
        amber_share=standards["cover_amber_share"],
    )


def _checked_unit(item: str, unit: str) -> str:
    units = stock_units()
    if item not in units:
        raise _unknown("item", item, list(units))
    if unit and unit != units[item]:
        raise ActionError(
            _("%(item)s is counted in %(unit)s and not in %(given)s.")
            % {"item": item, "unit": units[item], "given": unit},
            field="unit",
            remedy=_("Convert the amount, or leave the unit out."),
        )
    return units[item]


def _check_amount(amount: float, field: str) -> None:
    if not (math.isfinite(amount) and amount >= 0):
        raise ActionError(
            _("%(amount)s is not an amount.") % {"amount": amount},
            field=field,
            remedy=_("Give a number of 0 or more."),
        )


def _check_newer(counted_at: datetime, at: datetime) -> None:
    if at < counted_at:
        raise ActionError(
            _("There is a newer count, of %(at)s.") % {"at": counted_at.isoformat(" ", "minutes")},
            field="at",
            remedy=_("Correct the time, or leave the newer count as it is."),
        )


def _unknown(field: str, given: str, known: Sequence[str]) -> ActionError:
    return ActionError(
        _("Nothing is called %(given)s.") % {"given": given},
        field=field,
        remedy=_("Use one of: %(known)s.") % {"known": ", ".join(sorted(known))},
    )
