"""The page that anybody may see on the screen, and how its user gets back from it.

After a quick exit every staff page of the session leads here until the password is given, so that
neither the back button nor the history of the browser shows what was there before.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import consume
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from openhbm.apps.accounts.queries import user_named
from openhbm.apps.accounts.signing_in.actions import note_failed_sign_in
from openhbm.web.account.adapters import AccountAdapter
from openhbm.web.forms import ActionForm
from openhbm.web.pages import COVERED, show

UNDER_WAY = "interview_under_way"


class PasswordForm(ActionForm):
    """The user's own password."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@never_cache
@login_required
def information(request: HttpRequest) -> HttpResponse:
    """What every traveller may read; opening it covers the session."""
    request.session[COVERED] = True
    answer = show(request, "information.html", {})
    # Pages of before are dropped from the browser's memory, where it knows how.
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@never_cache
@login_required
def staff_entrance(request: HttpRequest) -> HttpResponse:
    """The way back: with the password, to the interview under way or to the first page."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not consume(request, app="allauth.account", action="uncover", user=request.user):
            form.add_error("password", _("Too many attempts. Wait five minutes and try again."))
        elif _is_own_password(request.user, form.cleaned_data["password"]):
            request.session.pop(COVERED, None)
            under_way = request.session.get(UNDER_WAY)
            return redirect("interview", under_way) if under_way else redirect("situation")
        else:
            _note_failed(request)
            form.add_error("password", _("This is not the password."))
    return show(request, "staff_entrance.html", {"form": form})


def _is_own_password(user: Any, password: str) -> bool:
    return bool(user_named(user, user.username).check_password(password))


def _note_failed(request: HttpRequest) -> None:
    """Whoever stands before a covered screen may be somebody else, who guesses."""
    address = AccountAdapter(request).get_client_ip(request)
    note_failed_sign_in(by=None, username=request.user.username, address=address, step="password")
