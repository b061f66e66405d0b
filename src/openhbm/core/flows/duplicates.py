"""The same post and time more than once in a file: which figure stands, and what is an error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openhbm.core.flows.dates import Period
from openhbm.core.flows.observations import Observation
from openhbm.core.flows.problems import CellError

PUBLISHED_BEFORE = "figures published before their own day"
REVISED = "figures revised by a later report in the file"
REPEATED = "figures given twice, the same both times"


@dataclass(frozen=True, slots=True)
class Found:
    """An observation and when it was reported, if the table says."""

    observation: Observation
    reported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands of the observations of a file."""

    observations: tuple[Observation, ...]
    errors: tuple[CellError, ...]
    skipped: Counter[str]


def settle(found: Sequence[Found]) -> Settled:
    """Keep one figure per post, direction, period and category.

    The latest report wins; without one, equal figures count once and a different one is an error
    that names the first. Periods that cover others of the same post are errors too.
    """
    skipped: Counter[str] = Counter()
    errors: list[CellError] = []
    groups: dict[tuple[object, ...], list[Found]] = defaultdict(list)
    for item in found:
        if _is_published_before(item):
            skipped[PUBLISHED_BEFORE] += 1
        else:
            groups[(*item.observation.key, item.observation.categories)].append(item)
    kept = [_standing(group, errors, skipped) for group in groups.values()]
    apart = _without_overlaps(kept, errors)
    return Settled(tuple(apart), tuple(errors), skipped)


def _is_published_before(item: Found) -> bool:
    reported = item.reported_at
    return reported is not None and reported.date() < item.observation.period.first_on


def _standing(group: list[Found], errors: list[CellError], skipped: Counter[str]) -> Observation:
    if len(group) == 1:
        return group[0].observation
    latest = max((item.reported_at for item in group if item.reported_at), default=None)
    last = [item.observation for item in group if item.reported_at == latest]
    if len(last) < len(group):
        skipped[REVISED] += len(group) - len(last)
    first = last[0]
    for other in last[1:]:
        if other.persons == first.persons:
            skipped[REPEATED] += 1
        else:
            details = {"other": str(first.persons), "first": first.cell}
            errors.append(CellError("conflict", other.cell, str(other.persons), details))
    return first


def _hours(period: Period) -> tuple[int, int]:
    """Start and end of a period as hours since the year 1."""
    start = period.first_on.toordinal() * 24
    if period.hour is not None:
        return start + period.hour, start + period.hour + 1
    return start, (period.last_on.toordinal() + 1) * 24


def _without_overlaps(
    observations: Sequence[Observation], errors: list[CellError]
) -> list[Observation]:
    by_post: dict[tuple[str, str], set[Period]] = defaultdict(set)
    for observation in observations:
        by_post[observation.key[:2]].add(observation.period)
    sums = {(*place, period) for place, periods in by_post.items() for period in _sums(periods)}
    for observation in observations:
        if observation.key in sums:
            errors.append(CellError("overlap", observation.cell, str(observation.persons)))
    return [observation for observation in observations if observation.key not in sums]


def _sums(periods: set[Period]) -> set[Period]:
    """The longer period of every pair that overlaps."""
    found: set[Period] = set()
    standing: Period | None = None
    for period in sorted(periods, key=lambda each: (_hours(each)[0], -_hours(each)[1])):
        if standing is None or _hours(period)[0] >= _hours(standing)[1]:
            standing = period
            continue
        longer, shorter = sorted((standing, period), key=_length, reverse=True)
        found.add(longer)
        standing = shorter
    return found


def _length(period: Period) -> int:
    start, end = _hours(period)
    return end - start
