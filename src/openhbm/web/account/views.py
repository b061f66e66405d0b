"""Signing in and out, changing the user of a shared device, the password, recovery."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.core.internal.ratelimit import consume
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from requests import RequestException

from openhbm.apps.accounts.actions import set_password
from openhbm.apps.accounts.devices.queries import colleagues_on
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.accounts.recovery.actions import recover_account
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.errors import ActionError
from openhbm.web.account.adapters import provider_failed
from openhbm.web.account.forms import RecoveryForm
from openhbm.web.account.sessions import end_session
from openhbm.web.pages import show


class SignIn(LoginView):
    """User name and password, or a passkey; on a shared device, a touch on one's name first."""

    template_name = "web/account/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "afresh" in request.GET:
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": sought(self.request.GET.get("user", ""))[:60]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = self.request.enrolled_device
        return {
            **super().get_context_data(**kwargs),
            "device": device,
            "colleagues": colleagues_on(None, device, start_of_day()) if device else [],
            "providers": get_provider_adapter().list_apps(self.request),
            "next": self.request.GET.get("next") or self.request.POST.get("next") or "",
        }


class Reauthenticate(ReauthenticateView):
    """The password once more, before the ways of signing in are changed."""

    template_name = "web/account/again.html"


class ChangePassword(views.PasswordChangeView):
    """The user's own password; the session stays signed in."""

    template_name = "web/account/change_password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        # The action changes the record itself, not the stand-in that a request carries.
        user = user_named(self.request.user, self.request.user.username)
        set_password(by=user, user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Your password was changed."))
        return HttpResponseRedirect(self.get_success_url())


@require_POST
@login_required
def switch_user(request: HttpRequest) -> HttpResponse:
    """End this session at once and offer the colleagues of today."""
    end_session(request, "change of user")
    return redirect("sign-in")


@never_cache
@sensitive_post_parameters()
def recover(request: HttpRequest) -> HttpResponse:
    """Set a new password with a supervisor's code."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = sought(form.cleaned_data["username"])
        if not consume(request, app="allauth.account", action="recover", key=name.casefold()):
            form.add_error(None, _("Too many attempts. Wait fifteen minutes and try again."))
        elif _recovered(form, name):
            messages.success(request, _("Your password was set. Sign in with it now."))
            return redirect(f"{reverse('sign-in')}?afresh=1")
    return show(request, "account/recover.html", {"form": form})


def _recovered(form: RecoveryForm, name: str) -> bool:
    try:
        recover_account(
            by=None,
            username=name,
            code=form.cleaned_data["code"],
            password=form.cleaned_data["password"],
        )
    except ActionError as error:
        form.refuse(error)
        return False
    return True


def provider_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the identity provider, when one is configured."""
    return _through(openid_connect.login, request, provider_id)


def provider_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the identity provider."""
    return _through(openid_connect.callback, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """The library's view; back to sign-in when no provider is configured, or it is silent."""
    if not _is_known(provider_id):
        return redirect("sign-in")
    try:
        answer: HttpResponse = view(request, provider_id)
    except (RequestException, KeyError):
        provider = get_provider_adapter().get_app(None, provider=provider_id)
        return provider_failed(request, provider.name)
    return answer


def _is_known(provider_id: str) -> bool:
    try:
        get_provider_adapter().get_app(None, provider=provider_id)
    except SocialApp.DoesNotExist:
        return False
    return provider_id == settings.OIDC_PROVIDER


def start_of_day() -> Any:
    """The last midnight of the node's time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
