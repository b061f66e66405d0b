"""Has who comes changed? Children, people without papers, and the way they go.

And what neighbouring posts say together, and how full a post will be in three days.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openhbm.core.values import Reason, reason_of, said

_OWN = "OpenHBM default"
EARTH_KM = 6371.0
NEAR_KM = 75.0
SHIFTS = frozenset({"child_share", "undocumented_share", "direction"})
"""Codes of changes in who comes."""

NEIGHBOURS = "neighbours_on_alert"
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Composition:
    """Persons by what was noted of them; None where nobody noted it. ``of`` the total counted."""

    inbound: float
    outbound: float | None = None
    children: float | None = None
    children_of: float | None = None
    undocumented: float | None = None
    undocumented_of: float | None = None


@dataclass(frozen=True, slots=True)
class CompositionSettings:
    """Shifts in shares (0 to 1) and the ratio of in to out, against usual, that alarm; below
    ``least_persons`` a share says nothing."""

    children_shift: float = 0.15
    undocumented_shift: float = 0.20
    direction_factor: float = 3.0
    least_persons: float = 20.0


def composition_shifts(
    now: Composition, usual: Composition, settings: CompositionSettings | None = None
) -> tuple[Reason, ...]:
    """Alarms about who comes, compared with what was usual. Source: OpenHBM default."""
    settings = settings or CompositionSettings()
    least = settings.least_persons
    found: list[Reason] = []
    children = _shift(now.children, now.children_of, usual.children, usual.children_of, least)
    if children is not None and children[1] - children[0] >= settings.children_shift - _ROUNDING:
        text = said(
            "children are %(now)s of 100 arrivals, usually %(usual)s",
            now=f"{children[1] * 100:.0f}",
            usual=f"{children[0] * 100:.0f}",
        )
        found.append(reason_of("child_share", text, _OWN, children[1] - children[0]))
    papers = _shift(
        now.undocumented, now.undocumented_of, usual.undocumented, usual.undocumented_of, least
    )
    if papers is not None and papers[1] - papers[0] >= settings.undocumented_shift - _ROUNDING:
        text = said(
            "%(now)s of 100 arrive without papers, usually %(usual)s",
            now=f"{papers[1] * 100:.0f}",
            usual=f"{papers[0] * 100:.0f}",
        )
        found.append(reason_of("undocumented_share", text, _OWN, papers[1] - papers[0]))
    return (*found, *_direction(now, usual, settings))


def _shift(
    part: float | None,
    whole: float | None,
    usual_part: float | None,
    usual_whole: float | None,
    least: float,
) -> tuple[float, float] | None:
    """(usual share, share now); None when one of them cannot be told."""
    if part is None or usual_part is None or not whole or not usual_whole:
        return None
    if whole < least or usual_whole < least:
        return None
    return usual_part / usual_whole, part / whole


def _direction(
    now: Composition, usual: Composition, settings: CompositionSettings
) -> tuple[Reason, ...]:
    if now.outbound is None or usual.outbound is None or now.inbound < settings.least_persons:
        return ()
    ratio = (now.inbound + 1) / (now.outbound + 1)
    before = (usual.inbound + 1) / (usual.outbound + 1)
    if ratio <= settings.direction_factor * before:
        return ()
    text = said(
        "%(now)s come in for each who goes out, usually %(usual)s",
        now=f"{ratio:.1f}",
        usual=f"{before:.1f}",
    )
    return (reason_of("direction", text, _OWN, ratio / before),)


def clusters_on_alert(
    levels: Mapping[str, int],
    places: Mapping[str, tuple[float, float]],
    *,
    least_level: int = 2,
    within_km: float = NEAR_KM,
) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more neighbouring posts at ``least_level`` or above: the area is on alert.

    ``places`` are (latitude, longitude) in degrees; posts are neighbours within ``within_km``, and
    neighbours of neighbours belong together. Source: network rule, OpenHBM default.
    """
    waiting = sorted(id for id, level in levels.items() if level >= least_level and id in places)
    groups: list[tuple[str, ...]] = []
    while waiting:
        group, queue = [waiting[0]], [waiting.pop(0)]
        while queue:
            here = places[queue.pop()]
            near = [id for id in waiting if distance_km(here, places[id]) <= within_km]
            waiting = [id for id in waiting if id not in near]
            group += near
            queue += near
        if len(group) > 1:
            groups.append(tuple(sorted(group)))
    return tuple(groups)


def neighbours_of(
    group: Iterable[str],
    places: Mapping[str, tuple[float, float]],
    *,
    within_km: float = NEAR_KM,
) -> tuple[str, ...]:
    """Posts outside ``group`` that are neighbours of one in it."""
    inside = set(group)
    return tuple(
        id
        for id, place in sorted(places.items())
        if id not in inside
        and any(distance_km(place, places[each]) <= within_km for each in inside)
    )


def neighbours_on_alert(
    post: str,
    levels: Mapping[str, int],
    places: Mapping[str, tuple[float, float]],
    *,
    least_level: int = 2,
    least_posts: int = 2,
    within_km: float = NEAR_KM,
) -> Reason | None:
    """Whether ``least_posts`` others near a post stand at ``least_level`` or above: who turns away
    from them may come here. ``places`` as for ``clusters_on_alert``; None for a post without one.
    Source: network rule, OpenHBM default."""
    near = [
        other
        for other, level in levels.items()
        if other != post
        and level >= least_level
        and other in places
        and post in places
        and distance_km(places[post], places[other]) <= within_km
    ]
    if len(near) < least_posts:
        return None
    text = said(
        "%(count)s posts within %(km)s km are at prepare or above",
        count=len(near),
        km=f"{within_km:g}",
    )
    return reason_of(NEIGHBOURS, text, _OWN, float(len(near)))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the great circle between two (latitude, longitude) in degrees."""
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(math.sqrt(half), 1.0))


def arrivals_ahead(
    reported: Sequence[float], lags: Sequence[float] = (0.2, 0.5, 0.3), days: int = 3
) -> tuple[float, ...]:
    """Persons to be expected on each of the next ``days`` from people reported on their way.

    ``reported`` are persons by day, the last one today; ``lags`` the share that arrives one, two,
    three days after they were reported. Source: default arrival lag 20/50/30 %, OpenHBM default.
    """
    return tuple(
        sum(
            share * reported[-1 - back]
            for lag, share in enumerate(lags, 1)
            if 0 <= (back := lag - ahead) < len(reported)
        )
        for ahead in range(1, days + 1)
    )


def load_ahead(
    forecast: Sequence[float], on_their_way: Sequence[float], per_day: float | None
) -> float | None:
    """The highest of the next days' arrivals over what a post can process in a day.

    Of each day the larger of ``forecast`` and ``on_their_way`` counts: they speak of the same
    people and are not added. None without a measured capacity or anything expected.
    """
    days = max(len(forecast), len(on_their_way))
    if not per_day or not days:
        return None
    padded = [
        max(
            forecast[n] if n < len(forecast) else 0.0,
            on_their_way[n] if n < len(on_their_way) else 0.0,
        )
        for n in range(days)
    ]
    return max(padded) / per_day
