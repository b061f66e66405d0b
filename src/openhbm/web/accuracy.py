"""What forecasts and alarms were worth: published post by post, beside the next forecast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.foresight.accuracy.areas import accuracy_of_areas
from openhbm.apps.foresight.accuracy.queries import (
    PostAccuracy,
    accuracy_of_post,
    accuracy_of_posts,
)
from openhbm.apps.places.queries import post_for
from openhbm.apps.reports.charts import arrivals_chart
from openhbm.apps.reports.queries import fan_series
from openhbm.content.permissions import Permission
from openhbm.core.flows.accuracy import Accuracy
from openhbm.web import clock
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import (
    ACCURACY,
    ACCURACY_BY_DAY,
    ACCURACY_OF_AREA_FORECASTS,
    ACCURACY_OF_AREAS,
)
from openhbm.web.pages import Crumb, needs, page, show


@page
@needs(Permission.READ_OPERATIONAL)
def accuracy(request: HttpRequest) -> HttpResponse:
    """Errors of forecasts, of posts, areas and countries, and true and false alarms of every post;
    with ``?place=`` each forecast of that country or area."""
    rows = accuracy_of_posts(request.user, clock.now())
    areas = accuracy_of_areas(request.user, clock.now())
    place = request.GET.get("place", "")
    each = [made for area in areas if area.place == place for made in area.each]
    file = exported_values(request, rows, ACCURACY)
    file = file or exported_values(request, areas, ACCURACY_OF_AREAS, beside=True)
    file = file or exported_values(request, each, ACCURACY_OF_AREA_FORECASTS, beside=True)
    if file is not None:
        return file
    context = {
        "rows": rows,
        "areas": areas,
        "place": place,
        "crumbs": [Crumb(_("Early warning"), reverse("early-warning")), Crumb(_("Accuracy"))],
    }
    return show(request, "accuracy.html", context)


@page
@needs(Permission.READ_OPERATIONAL)
def post_accuracy(request: HttpRequest, code: str) -> HttpResponse:
    """The forecast of one post as a fan, with what earlier ones were worth beside it."""
    language = get_language() or "en"
    post = post_for(request.user, code)
    found = accuracy_of_post(request.user, clock.now(), post)
    file = exported_values(request, _by_day(found), ACCURACY_BY_DAY)
    if file is not None:
        return file
    context = {
        "post": post,
        "chart": arrivals_chart(fan_series(request.user, clock.now(), post), language),
        "found": found,
        "crumbs": [
            Crumb(_("Early warning"), reverse("early-warning")),
            Crumb(_("Accuracy"), reverse("accuracy")),
            Crumb(post.name_in(language)),
        ],
    }
    return show(request, "post_accuracy.html", context)


def _by_day(found: PostAccuracy | None) -> tuple[Accuracy, ...]:
    """Each day ahead, then all of them."""
    if found is None or found.overall is None:
        return ()
    return (*found.by_day, found.overall)
