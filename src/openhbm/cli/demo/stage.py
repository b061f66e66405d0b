"""The stage of the replay: posts and what they have, the crisis and its measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from openhbm.apps.capacity.actions import set_staffing, set_stock
from openhbm.apps.crises.actions import adopt_measure, open_crisis
from openhbm.apps.places.actions import add_service, open_lane, open_post
from openhbm.cli.demo.cast import Centre, Crew, crew_joins, partner_joins
from openhbm.content.schemas.demo import DemoPost, DemoService, PostProfile, Scenario

_COUNTED_IN = frozenset({"tap", "latrine", "bus", "piece"})
"""Units of things that come whole: a post has one latrine or none, not a tenth of one."""

_LEAST_PER_HOUR = 0.25
"""Six persons a day: scaled to less, a small post would be overrun by a single family."""

_MEASURE_DAYS = 365
_PARTNER_SERVES = "CHILD_PROTECTION"
"""The service whose referrals the demo's partner receives."""


@dataclass(frozen=True)
class StagedPost:
    """A post of the replay with its crew and the services near it, by category."""

    content: DemoPost
    post: Any
    crew: Crew
    services: dict[str, Any]
    has_log_ins: bool


def opened_post(
    content: DemoPost, profile: PostProfile, centre: Centre, scale: Fraction, at: datetime
) -> Any:
    """Open one post with what a post of its profile can process, scaled like the arrivals."""
    return open_post(
        by=centre.administrator,
        code=content.id,
        name=content.names["en"],
        names=content.names,
        country=content.country,
        other_side_country="UKR",
        latitude=content.latitude,
        longitude=content.longitude,
        post_type=content.post_type,
        status=content.status,
        throughput_ordinary_per_hour=_throughput(profile.throughput_ordinary_per_hour, scale),
        throughput_emergency_per_hour=_throughput(profile.throughput_emergency_per_hour, scale),
        waiting_capacity=ceil(profile.waiting_capacity * scale),
        private_rooms=profile.private_rooms,
        source=content.source,
        at=at,
    )


def _throughput(per_hour: int, scale: Fraction) -> float:
    return max(float(per_hour * scale), _LEAST_PER_HOUR) if per_hour else 0.0


def staged_post(
    content: DemoPost,
    post: Any,
    profile: PostProfile,
    services: Sequence[DemoService],
    centre: Centre,
    scale: Fraction,
    at: datetime,
    *,
    has_log_ins: bool,
) -> StagedPost:
    """Bring in a post's crew, lanes, staff and stock, and the services near it."""
    crew = crew_joins(centre.administrator, content.id, post.id, at, has_log_ins=has_log_ins)
    staged = StagedPost(content, post, crew, services={}, has_log_ins=has_log_ins)
    _furnish(staged, profile, scale, at)
    _open_services(staged, services, centre, scale, at)
    if has_log_ins:
        served = staged.services[_PARTNER_SERVES]
        partner_joins(centre.administrator, served.name, served.id, at)
    return staged


def crisis_begins(scenario: Scenario, by: Any, at: datetime) -> Any:
    """Open the crisis on its first day."""
    return open_crisis(
        by=by,
        code=scenario.crisis_code,
        name=scenario.title["en"],
        names=scenario.title,
        started_on=scenario.starts_on,
        at=at,
    )


def measures_adopted(scenario: Scenario, crisis: Any, centre: Centre, at: datetime) -> None:
    """Every receiving country adopts for a year what its legal adviser drafted."""
    for country in scenario.countries:
        adopt_measure(
            by=centre.coordinator,
            drafted_by=centre.legal,
            crisis=crisis,
            content_id=scenario.measure,
            country=country,
            starts_on=scenario.measure_starts_on,
            ends_on=scenario.measure_starts_on + timedelta(days=_MEASURE_DAYS - 1),
            adopted_on=scenario.measure_starts_on,
            at=at,
        )


def _furnish(staged: StagedPost, profile: PostProfile, scale: Fraction, at: datetime) -> None:
    by, post = staged.crew.commander, staged.post
    for lanes in profile.lanes:
        for number in range(1, lanes.lanes + 1):
            booths = max(1, lanes.booths // lanes.lanes)
            open_lane(
                by=by,
                post=post,
                code=f"{lanes.kind}{number}",
                kind=lanes.kind,
                booths=booths,
                at=at,
            )
    for function, on_duty in profile.staff.items():
        set_staffing(by=by, post=post, function=function, on_duty=ceil(on_duty * scale), at=at)
    for item, held in profile.stock.items():
        scaled = Fraction(held.quantity) * scale
        quantity = ceil(scaled) if held.unit in _COUNTED_IN else float(scaled)
        set_stock(by=by, post=post, item=item, quantity=quantity, unit=held.unit, at=at)


def _open_services(
    staged: StagedPost,
    services: Sequence[DemoService],
    centre: Centre,
    scale: Fraction,
    at: datetime,
) -> None:
    for service in services:
        if staged.content.profile in service.profiles:
            staged.services[service.category] = add_service(
                by=centre.coordinator,
                name=service.names["en"],
                category=service.category,
                provider=service.provider["en"],
                country=staged.content.country,
                post=staged.post,
                hours=service.hours,
                languages=list(service.languages),
                capacity_per_day=ceil(service.capacity_per_day * scale),
                at=at,
            )
