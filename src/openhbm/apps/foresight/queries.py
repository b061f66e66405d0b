"""Reads about what is coming. Forecasts and alerts hold no personal data: they are operational."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.foresight.codes import ACTIONS_OF_LEVEL
from openhbm.apps.foresight.models import Alert, Forecast
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows import LEVELS

_NEWEST = ("-as_of_on", "-made_at", "-id")


def forecasts_visible_to(user: User) -> QuerySet[Forecast]:
    """All forecasts ever made, the newest first."""
    found = Forecast.objects.select_related("post").order_by(*_NEWEST)
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def forecast_for(user: User, forecast_id: UUID) -> Forecast:
    """One forecast; NotVisible when absent or hidden."""
    found = forecasts_visible_to(user).filter(id=forecast_id).first()
    if found is None:
        raise NotVisible(f"There is no forecast {forecast_id}.")
    return found


def latest_forecast(user: User, post: Post) -> Forecast | None:
    """The newest forecast of a post."""
    return forecasts_visible_to(user).filter(post=post).first()


def latest_forecasts(user: User) -> dict[UUID, Forecast]:
    """Post id → its newest forecast, in two statements."""
    newest = Forecast.objects.filter(post=OuterRef("id")).order_by(*_NEWEST).values("id")[:1]
    ids = posts_visible_to(user).order_by().annotate(newest=Subquery(newest))
    wanted = [id for id in ids.values_list("newest", flat=True) if id is not None]
    return {each.post_id: each for each in forecasts_visible_to(user).filter(id__in=wanted)}


def alerts_visible_to(user: User) -> QuerySet[Alert]:
    """All alerts, open and ended, the newest first."""
    found = Alert.objects.select_related("post").order_by("-raised_at", "-level", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def alert_for(user: User, alert_id: UUID) -> Alert:
    """One alert; NotVisible when absent or hidden."""
    found = alerts_visible_to(user).filter(id=alert_id).first()
    if found is None:
        raise NotVisible(f"There is no alert {alert_id}.")
    return found


def current_alerts(user: User) -> dict[UUID, Alert]:
    """Post id → the alert that stands there now."""
    return {alert.post_id: alert for alert in alerts_visible_to(user).filter(is_open=True)}


def current_levels(user: User) -> dict[UUID, int]:
    """Post id → level 1 to 4; posts that are green are not in it."""
    found = alerts_visible_to(user).filter(is_open=True).values_list("post_id", "level")
    return dict(found)


def actions_asked_by(user: User, alert: Alert) -> tuple[tuple[str, Promise | str], ...]:
    """(code, words) of what the alert's level and the ones below ask people to do."""
    if not may_read(user, Compartment.OPERATIONAL):
        return ()
    codes = [code for level in LEVELS[1 : alert.level + 1] for code in level.actions]
    return tuple((code, ACTIONS_OF_LEVEL[code]) for code in codes)


def actions_by_level(user: User) -> tuple[tuple[int, tuple[Promise | str, ...]], ...]:
    """(level, words of what it adds to the levels below) from green to critical."""
    if not may_read(user, Compartment.OPERATIONAL):
        return ()
    return tuple(
        (number, tuple(ACTIONS_OF_LEVEL[code] for code in level.actions))
        for number, level in enumerate(LEVELS)
    )
