"""Sign-in, sign-out and change of password: Django's own views with this project's pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.actions import set_password
from openhbm.apps.accounts.queries import user_named

LANGUAGE_KEPT_SECONDS = 365 * 24 * 3600


class SignIn(views.LoginView):
    """Signs in and, at first on a device, shows the pages in the user's own language."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        language = getattr(self.request.user, "language", "")
        is_known = language in dict(settings.LANGUAGES)
        if is_known and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=LANGUAGE_KEPT_SECONDS,
                samesite="Lax",
            )
        return response


class ChangePassword(views.PasswordChangeView):
    """The user's own password; the session stays signed in."""

    template_name = "web/change_password.html"
    success_url = reverse_lazy("situation")

    def form_valid(self, form: Any) -> HttpResponse:
        # The action changes the record itself, not the stand-in that a request carries.
        user = user_named(self.request.user, self.request.user.username)
        set_password(by=user, user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Your password was changed."))
        return HttpResponseRedirect(self.get_success_url())
