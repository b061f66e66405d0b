"""The dialogue with the other side: what was told and heard, under which agreement, and answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may
from openhbm.apps.foresight.signals.queries import notices_visible_to
from openhbm.content.permissions import Permission
from openhbm.web.exporting import exported
from openhbm.web.exporting.oversight_tables import SIGNALS
from openhbm.web.filters import at_post, post_filter
from openhbm.web.pages import Crumb, needs, page, page_of, show


@page
@needs(Permission.READ_OPERATIONAL)
def dialogue(request: HttpRequest) -> HttpResponse:
    """Notices sent and received, the newest first."""
    posts = post_filter(request)
    rows = at_post(notices_visible_to(request.user), posts)
    file = exported(request, rows, SIGNALS)
    if file is not None:
        return file
    found = page_of(request, rows)
    context = {
        "page": found,
        "rows": [(notice, _answer_to(notice)) for notice in found],
        "filter": posts,
        "can_tell": may(request.user, Permission.CONFIRM_ALERTS),
        "crumbs": [
            Crumb(_("Early warning"), reverse("early-warning")),
            Crumb(_("Dialogue with the other side")),
        ],
    }
    return show(request, "dialogue.html", context)


def _answer_to(notice: object) -> str:
    """The address of a notice that answers this one: to whom, from which post, under what."""
    post = getattr(notice, "post_id", None)
    given = {
        "post": str(post) if post else "",
        "counterpart": getattr(notice, "source", ""),
        "agreement": getattr(notice, "agreement", ""),
    }
    return f"{reverse('new-notice')}?{urlencode(given)}"
