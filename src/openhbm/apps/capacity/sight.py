"""What is known of the posts to plan for, read once for all of them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.capacity.queries import available_at_posts
from openhbm.apps.crises.models import Activation
from openhbm.apps.crises.queries import activations_at
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.foresight.queries import latest_forecast, latest_forecasts
from openhbm.apps.places.models import Post
from openhbm.core.flows import DailySeries


@dataclass(frozen=True, slots=True)
class Sight:
    """By post id: its newest forecast, its last days, what applies and what is there."""

    forecasts: dict[UUID, Forecast]
    last_days: dict[UUID, DailySeries]
    activations: dict[UUID, Activation]
    available: dict[UUID, dict[str, float]]


def sight_of(
    user: User, posts: Sequence[Post], for_on: date, at: datetime, recent_days: int
) -> Sight:
    """Everything that planning ``posts`` from ``for_on`` on needs, in six statements."""
    first_on, last_on = for_on - timedelta(days=recent_days), for_on - timedelta(days=1)
    return Sight(
        forecasts=_forecasts(user, posts),
        last_days=arrivals_by_day(user, posts=posts, from_on=first_on, to_on=last_on),
        activations=activations_at(user, posts, at),
        available=available_at_posts(user, posts),
    )


def _forecasts(user: User, posts: Sequence[Post]) -> dict[UUID, Forecast]:
    if len(posts) == 1:
        newest = latest_forecast(user, posts[0])
        return {newest.post_id: newest} if newest else {}
    return latest_forecasts(user)
