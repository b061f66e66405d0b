"""How many are expected: in countries, their areas and posts, and at one post by hour and class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.foresight.outlook.queries import (
    Band,
    ClassAhead,
    Division,
    HourAhead,
    Row,
    classes_ahead,
    hours_ahead,
    is_current,
    outlook,
)
from openhbm.apps.foresight.queries import latest_forecast
from openhbm.apps.places.queries import post_for
from openhbm.apps.reports.chart_values import ForecastDay
from openhbm.apps.reports.forecasts import band_of
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import OUTLOOK, OUTLOOK_CLASSES, OUTLOOK_HOURS
from openhbm.web.pages import Crumb, needs, page, show

DAYS_SHOWN = (1, 3, 7, 14)


@dataclass(frozen=True, slots=True)
class DayShown:
    """What is expected so many days ahead; ``band`` None where the forecast does not reach."""

    ahead: int
    on: date
    band: Band | None


@dataclass(frozen=True, slots=True)
class Line:
    """A place with the days shown of it, and what is expected over all days."""

    row: Row
    days: tuple[DayShown, ...]
    total: float


@dataclass(frozen=True, slots=True)
class Part:
    """An hour or a class as a file tells it, beside the forecast that it is a part of."""

    part: HourAhead | ClassAhead
    forecast: Any


def _line(row: Row) -> Line:
    forecast = row.forecast
    bands = band_of(forecast)
    # A forecast from before expected numbers were kept has its medians to show.
    expected = forecast.expected or [day.middle for day in bands]
    days = tuple(
        DayShown(
            ahead,
            forecast.start_on + timedelta(days=ahead - 1),
            Band(expected[ahead - 1], *_ends(bands[ahead - 1])) if ahead <= len(bands) else None,
        )
        for ahead in DAYS_SHOWN
    )
    return Line(row, days, sum(expected))


def _ends(day: ForecastDay) -> tuple[float, float, float]:
    return day.low, day.middle, day.high


@page
@needs(Permission.READ_OPERATIONAL)
def expected(request: HttpRequest) -> HttpResponse:
    """What is expected in countries, areas and at posts; what is expected adds up."""
    # Nothing is shown of which it cannot be said how far off it was so far.
    rows = [row for row in outlook(request.user, clock.today()) if row.forecast.mae is not None]
    lines = [_line(row) for row in rows]
    file = exported_values(request, lines, OUTLOOK)
    if file is not None:
        return file
    context = {
        "lines": [line for line in lines if line.row.is_current],
        "old": [line.row for line in lines if not line.row.is_current],
        "days": DAYS_SHOWN,
        "crumbs": [Crumb(_("Early warning"), reverse("early-warning")), Crumb(_("Expected"))],
    }
    return show(request, "expected.html", context)


@page
@needs(Permission.READ_OPERATIONAL)
def post_expected(request: HttpRequest, code: str) -> HttpResponse:
    """The next hours of one post, and its next days by class."""
    post = post_for(request.user, code)
    forecast = latest_forecast(request.user, post)
    is_old = forecast is not None and not is_current(request.user, forecast, clock.today())
    is_told = forecast is not None and forecast.mae is not None and not is_old
    division = Division.of(forecast) if is_told else None
    hours = hours_ahead(request.user, division) if division else None
    classes = classes_ahead(request.user, division) if division else ()
    file = exported_values(request, _parts(hours.hours if hours else (), forecast), OUTLOOK_HOURS)
    parts = _parts(classes, forecast)
    file = file or exported_values(request, parts, OUTLOOK_CLASSES, beside=True)
    if file is not None:
        return file
    context = {
        "post": post,
        "forecast": forecast,
        "is_old": is_old,
        "hours": hours,
        "classes": classes,
        "crumbs": [
            Crumb(_("Early warning"), reverse("early-warning")),
            Crumb(_("Expected"), reverse("expected")),
            Crumb(post.name_in(get_language() or "en")),
        ],
    }
    return show(request, "post_expected.html", context)


def _parts(parts: Sequence[HourAhead | ClassAhead], forecast: Any) -> list[Part]:
    return [Part(part, forecast) for part in parts] if forecast else []
