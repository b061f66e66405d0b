"""A form sent twice registers once: a hidden key made with the form, remembered with the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from openhbm.apps.intake.actions import answer_once
from openhbm.apps.ledger.errors import ActionError

ASKS_FOR_PLACE = "HTTP_X_OUTBOX"
_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "once"})


class OnceField(forms.CharField):
    """The key: new with every empty form, kept while a form is corrected."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=80,
            initial=lambda: str(uuid4()),
            widget=forms.HiddenInput(attrs={"data-once": ""}),
        )


def done_once(request: HttpRequest, produce: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run ``produce`` and keep the ids it returns; the same form again is only told them.

    ActionError when the key of a form that is registered already comes with other content. A
    form without a key (a page of before, a script) is simply done.
    """
    key = request.POST.get("once", "")
    if not key:
        return produce()
    told = repr(sorted((k, v) for k, v in request.POST.lists() if k not in _NOT_CONTENT))
    try:
        reply = answer_once(
            by=request.user,  # type: ignore[arg-type]
            key=f"page:{key}",
            route=request.path[:200],
            request_hash=salted_hmac("openhbm.web.once", told, algorithm="sha256").hexdigest(),
            produce=lambda: (201, produce()),
        )
    except ActionError as error:
        if error.field != "Idempotency-Key":
            raise
        raise ActionError(
            _("This page was sent before and is registered."),
            remedy=_("Look at the desk for what it registered, and open a new form for others."),
        ) from None
    return dict(reply.body)


def placed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer for a form that the page's script sent: where to go, without going there.

    A script that followed the redirect itself would use up the message that waits for the reader.
    """
    if request.META.get(ASKS_FOR_PLACE) and response.status_code == 302:
        return HttpResponse(status=204, headers={"X-Place": response.headers["Location"]})
    return response
