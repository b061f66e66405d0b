"""The situation as plain values, for the page and for machines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import is_enforcing, posts_of
from openhbm.apps.capacity.codes import FUNCTIONS
from openhbm.apps.capacity.totals import totalled
from openhbm.apps.casework.figures import referral_buckets
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Post
from openhbm.apps.reports.chart_values import ArrivalsSeries, CountedDay
from openhbm.apps.reports.figures.registered import disclosure_on
from openhbm.apps.reports.forecasts import (
    EIGHTEEN_OF_TWENTY,
    HALF,
    band_of,
    summed_forecast,
)
from openhbm.apps.reports.observed import Observed
from openhbm.apps.reports.words import word
from openhbm.core.privacy.suppression import suppress_each

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostSituation:
    """One post. ``arrivals`` of the day shown, None when it did not report."""

    id: UUID
    code: str
    name: str
    names: dict[str, str]
    country: str
    post_type: str
    status: str
    latitude: float | None
    longitude: float | None
    arrivals: int | None
    arrivals_day_before: int | None
    level: int
    load_ratio: float | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """Open referrals that somebody must act on by a time; ``count`` is None when hidden."""

    key: str
    label: str
    count: int | None
    text: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """An item that is short over all posts, or at the one looked at."""

    item: str
    label: str
    unit: str
    required: float
    available: float | None
    gap: float
    status: str
    posts_short: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the situation page shows. ``on`` is the day of the figures, ``at`` when asked."""

    at: datetime
    on: date
    post: PostSituation | None
    level: int
    arrivals: int | None
    arrivals_day_before: int | None
    posts_reporting: int
    posts_expected: int
    posts: tuple[PostSituation, ...]
    series: ArrivalsSeries
    referrals: tuple[Bucket, ...]
    stock_gaps: tuple[GapLine, ...]
    staff_gaps: tuple[GapLine, ...]
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]

    @property
    def days_old(self) -> int:
        """How many days lie between the day of the figures and the day of asking."""
        return (self.at.date() - self.on).days


def situation_of(observed: Observed) -> Situation:
    """Arrange what was observed."""
    posts = posts_of_situation(observed)
    gaps = [_gap(line) for line in totalled(list(observed.plans)) if line["gap"] > 0]
    return Situation(
        at=observed.at,
        on=observed.on,
        post=posts[0] if observed.post else None,
        level=observed.level,
        arrivals=observed.total(observed.on),
        arrivals_day_before=observed.total(observed.on - _ONE_DAY),
        posts_reporting=observed.posts_reporting,
        posts_expected=observed.posts_expected,
        posts=posts,
        series=series_of(observed),
        referrals=_referrals(observed),
        stock_gaps=tuple(gap for gap in gaps if gap.item not in FUNCTIONS),
        staff_gaps=tuple(gap for gap in gaps if gap.item in FUNCTIONS),
        sources=tuple(sorted({post.source for post in observed.posts if post.source})),
        assumptions=tuple(_assumptions(observed)),
    )


def posts_of_situation(observed: Observed) -> tuple[PostSituation, ...]:
    """Every post that is observed, with its figures."""
    return tuple(_post(observed, post) for post in observed.posts)


def _post(observed: Observed, post: Post) -> PostSituation:
    return PostSituation(
        id=post.id,
        code=post.code,
        name=post.name_in(get_language() or "en"),
        names=post.names,
        country=post.country,
        post_type=post.post_type,
        status=post.status,
        latitude=post.latitude,
        longitude=post.longitude,
        arrivals=observed.count(post),
        arrivals_day_before=observed.count(post, observed.on - _ONE_DAY),
        level=observed.levels.get(post.id, 0),
        load_ratio=observed.load_ratio(post),
    )


def series_of(observed: Observed) -> ArrivalsSeries:
    """Counts of the last weeks and what is forecast after them."""
    counted = tuple(CountedDay(day, count) for day, count in observed.totals())
    summed = summed_forecast(observed)
    if summed is None:
        return ArrivalsSeries(counted)
    coming = tuple(day for day in summed.days if day.on > observed.on)
    return ArrivalsSeries(counted, coming, summed.error if summed.days else None)


def fan_of(observed: Observed) -> ArrivalsSeries:
    """Counts and the newest forecast of one post as a fan of three bands, with its error."""
    series = series_of(observed)
    forecast = observed.forecasts.get(observed.post.id) if observed.post else None
    if forecast is None or not series.forecast:
        return series
    first = series.forecast[0].on
    wide, half = (
        tuple(day for day in band_of(forecast, levels) if day.on >= first)
        for levels in (EIGHTEEN_OF_TWENTY, HALF)
    )
    return replace(series, wide=wide, half=half)


def _referrals(observed: Observed) -> tuple[Bucket, ...]:
    """Exact for those who read protection data; nothing for those who enforce.

    For everybody else small counts are hidden, and none looks like few: that somebody was referred
    is not told by a figure that was not there before.
    """
    if is_enforcing(observed.user):
        return ()
    counts = referral_buckets(observed.user, observed.at, observed.post)
    few = {key: max(count, 1) for key, count in counts.items()}
    shown = suppress_each(few, disclosure_on(observed.on))
    is_exact = _reads_all_that_is_counted(observed)
    return tuple(
        Bucket(
            key=key,
            label=word("bucket", key),
            count=count if is_exact else shown[key].value,
            text=str(count) if is_exact else shown[key].text,
        )
        for key, count in counts.items()
    )


def _reads_all_that_is_counted(observed: Observed) -> bool:
    """Whether the user reads protection data wherever their figures come from."""
    read = posts_of(observed.user, Compartment.PROTECTION)
    counted = posts_of(observed.user, Compartment.OPERATIONAL)
    if observed.post is not None:
        counted = frozenset({observed.post.id})
    return read is None or (counted is not None and counted <= read)


def _gap(line: dict[str, Any]) -> GapLine:
    return GapLine(
        item=line["item"],
        label=word("item", line["item"]),
        unit=line["unit"],
        required=line["required"],
        available=line["available"],
        gap=line["gap"],
        status=line["status"],
        posts_short=line["posts_short"],
    )


def _assumptions(observed: Observed) -> list[str]:
    """What the figures suppose, in words."""
    said = []
    by_source = {
        source: sum(plan.load["source"] == source for plan in observed.plans)
        for source in ("forecast", "recent_mean", "scenario")
    }
    if n := by_source["forecast"]:
        said.append(
            ngettext(
                "Needs of %(n)s post are planned for the value that arrivals of the next days stay"
                " below in 9 of 10 cases.",
                "Needs of %(n)s posts are planned for the value that arrivals of the next days stay"
                " below in 9 of 10 cases.",
                n,
            )
            % {"n": n}
        )
    if n := by_source["recent_mean"]:
        said.append(
            ngettext(
                "Needs of %(n)s post are planned for the mean of the last days, as there is no"
                " forecast.",
                "Needs of %(n)s posts are planned for the mean of the last days, as there is no"
                " forecast.",
                n,
            )
            % {"n": n}
        )
    if n := by_source["scenario"]:
        said.append(
            ngettext(
                "Needs of %(n)s post are planned for a scenario, and not for what is forecast.",
                "Needs of %(n)s posts are planned for a scenario, and not for what is forecast.",
                n,
            )
            % {"n": n}
        )
    if observed.post is None and (summed := summed_forecast(observed)):
        said.append(summed.words)
    shown_on = date_format(observed.on, "DATE_FORMAT")
    said.append(_("Figures are those counted up to %(on)s.") % {"on": shown_on})
    return said
