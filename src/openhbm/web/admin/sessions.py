"""How long sessions last on this node: without use, and at the longest."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.signing_in.actions import (
    LONGEST_HOURS,
    LONGEST_IDLE_MINUTES,
    set_session_limits,
)
from openhbm.apps.accounts.signing_in.queries import session_limits
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.permissions import Permission
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, needs, page, show


class LimitsForm(ActionForm):
    """Both limits in whole numbers."""

    idle_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes without use until a session ends"),
        min_value=1,
        max_value=LONGEST_IDLE_MINUTES,
    )
    absolute_hours = forms.IntegerField(
        label=gettext_lazy("Hours after signing in when it ends in any case"),
        min_value=1,
        max_value=LONGEST_HOURS,
    )


@page
@needs(Permission.ADMINISTER_USERS)
def sessions(request: HttpRequest) -> HttpResponse:
    """The limits in force, to be changed."""
    limits = session_limits(request.user)
    initial = {
        "idle_minutes": int(limits.idle.total_seconds() // 60),
        "absolute_hours": int(limits.absolute.total_seconds() // 3600),
    }
    form = LimitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_session_limits(by=request.user, **form.cleaned_data)
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The limits are set. Sessions follow them from now on."))
            return redirect("admin-sessions")
    crumbs = [Crumb(_("Administration"), reverse("admin")), Crumb(_("Sessions"))]
    return show(request, "admin/sessions.html", {"form": form, "crumbs": crumbs})
