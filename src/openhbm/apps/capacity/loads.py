"""The load a post is planned for: from its forecast if there is one, else from its last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.capacity.sight import Sight
from openhbm.apps.crises.models import Activation
from openhbm.apps.foresight.models import Forecast, Scenario
from openhbm.apps.foresight.whatif.queries import outcome_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.codes import PostType
from openhbm.apps.places.models import Post
from openhbm.core.capacity import Load, Phase
from openhbm.core.capacity.planning import climate_at, peak_between
from openhbm.core.flows import DailySeries

_FIRST_HOURS = timedelta(hours=72)
_STAYS = {PostType.TRANSIT_CENTRE: "stay_days_transit", PostType.RECEPTION: "stay_days_transit"}


@dataclass(frozen=True, slots=True)
class PlannedArrivals:
    """Arrivals a day to plan for. ``source`` is ``forecast``, ``recent_mean`` or ``scenario``."""

    per_day: float
    source: str
    details: dict[str, Any]


def planned_arrivals(
    post: Post, sight: Sight, for_on: date, standards: dict[str, float]
) -> PlannedArrivals | None:
    """The upper quantile of the coming peak, else the mean of the last days; None with neither."""
    return _from_forecast(sight.forecasts.get(post.id), for_on, standards) or _from_last_days(
        sight.last_days.get(post.id)
    )


def arrivals_of_scenario(
    user: User, scenario: Scenario, destination: str, side: str, figure: str
) -> PlannedArrivals:
    """Arrivals of the busiest day of a scenario at a destination, with what its model was worth.

    ActionError when it is not worked out, or has no such destination, side or figure.
    """
    outcome = outcome_of(user, scenario)
    rows = outcome.planning if outcome else ()
    found = next((row for row in rows if (row.name, row.side) == (destination, side)), None)
    if outcome is None or found is None or figure not in ("likely", "worst"):
        raise ActionError(
            _("The scenario has no such figure to plan by."),
            field="destination",
            remedy=_("Choose one of its destinations once it is worked out."),
        )
    past = outcome.trust.past
    details = {
        "scenario_id": str(scenario.id),
        "spec_sha256": scenario.spec_sha256,
        "destination": destination,
        "side": side,
        "figure": figure,
        "misallocated_before": past.misallocated if past else None,
    }
    return PlannedArrivals(getattr(found, figure), "scenario", details)


def load_of(
    post: Post,
    arrivals: PlannedArrivals,
    sight: Sight,
    at: datetime,
    for_on: date,
    standards: dict[str, float],
) -> Load:
    """The load on ``post``, with its profile where it is measured and standards where it is not."""
    measured: dict[str, Any] = {}
    if post.reception_minutes:
        measured["one_way_hours"] = post.reception_minutes / 60
    if post.hours_open_per_day:
        measured["open_hours"] = post.hours_open_per_day
    if post.languages:
        measured["languages"] = len(post.languages)
    return Load(
        arrivals_per_day=arrivals.per_day,
        stay_days=standards[_STAYS.get(PostType(post.post_type), "stay_days_crossing")],
        family_size=standards["family_size"],
        phase=_phase(sight.activations.get(post.id), at),
        climate=climate_at(post.latitude, for_on),
        transport_share=standards["transport_share"],
        transport_hours=standards["transport_hours"],
        shift_hours=standards["shift_hours_longest"],
        cover_days=standards["stock_target_days"],
        **measured,
    )


def _from_forecast(
    forecast: Forecast | None, for_on: date, standards: dict[str, float]
) -> PlannedArrivals | None:
    if forecast is None:
        return None
    last_on = for_on + timedelta(days=int(standards["planning_days"]) - 1)
    peak = peak_between(
        forecast.start_on,
        forecast.levels,
        forecast.quantiles,
        standards["planning_quantile"],
        for_on,
        last_on,
    )
    if peak is None:
        return None
    details = {
        "forecast_id": str(forecast.id),
        "as_of_on": forecast.as_of_on.isoformat(),
        "quantile": peak.level,
        "peak_on": peak.on.isoformat(),
        "mae": forecast.mae,
    }
    return PlannedArrivals(peak.arrivals, "forecast", details)


def _from_last_days(series: DailySeries | None) -> PlannedArrivals | None:
    counts = np.array([]) if series is None else series.counts[~np.isnan(series.counts)]
    if series is None or not counts.size:
        return None
    details = {
        "from_on": series.start.isoformat(),
        "to_on": series.end.isoformat(),
        "days_reported": int(counts.size),
    }
    return PlannedArrivals(float(counts.mean()), "recent_mean", details)


def _phase(activation: Activation | None, at: datetime) -> Phase:
    """The lower standards hold only for the first 72 hours after activation."""
    if activation is None or at - activation.declared_at >= _FIRST_HOURS:
        return Phase.STEADY
    return Phase.FIRST_HOURS
