"""Where django-allauth asks this project: who may in, what is told, how secrets are kept."""

from __future__ import annotations

import base64
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.actions import set_password
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.accounts.signing_in.actions import note_failed_sign_in, note_provider_link
from openhbm.apps.accounts.signing_in.queries import is_linked
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.errors import NotVisible
from openhbm.core.ledger.envelopes import derived_key, opened, sealed

UNSAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
"""What the page that follows shows anyway."""
_SECRETS = b"second factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are added by administrators; what fails is told without saying which part."""

    error_messages = {  # noqa: RUF012
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Please enter a correct username and password. Capital letters matter in the password."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts with this user name or from this address. Wait five minutes and "
            "try again, or ask your supervisor for a recovery code."
        ),
        "rate_limited": gettext_lazy("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """As allauth, but a deactivated user is answered like a wrong password."""
        credentials["username"] = sought(credentials.get("username", ""))
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failed_sign_in(
            by=None,
            username=credentials.get("username", ""),
            address=self.get_client_ip(request),
            step="password",
        )

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return _refused(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        named = user_named(None, user.get_username())
        set_password(by=named, user=named, password=password)
        user.password = named.password  # the session's mark is worked out from it

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has an e-mail address here."""


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with a key that is not in the database."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used already. Wait for the next one and type it again."
        ),
    }

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        envelope = sealed(_factor_key(), text.encode(), nonce=nonce, context=_SECRETS)
        return base64.b64encode(envelope).decode()

    def decrypt(self, encrypted_text: str) -> str:
        envelope = base64.b64decode(encrypted_text)
        return opened(_factor_key(), envelope, context=_SECRETS).decode()


class ProviderAdapter(DefaultSocialAccountAdapter):
    """An identity provider lets in users whom an administrator has added, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link the provider's account to the user of the same name, at the first time only."""
        if sociallogin.is_existing:
            return
        name = _claimed_name(sociallogin.account.extra_data)
        try:
            user = user_named(None, name)
        except NotVisible:
            user = None
        # A second account of that name at the provider must not become the same user here.
        if not name or user is None or not user.is_active or is_linked(user):
            address = AccountAdapter(request).get_client_ip(request)
            note_failed_sign_in(by=None, username=name, address=address, step="provider")
            raise ImmediateHttpResponse(_refused(request))
        sociallogin.connect(request, user)
        note_provider_link(by=user, provider=sociallogin.account.provider)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(provider_failed(request, provider.name))


def provider_failed(request: HttpRequest, name: str) -> HttpResponse:
    """Back to sign-in, where the password works without the provider."""
    said = _("%(provider)s did not answer as expected. Sign in with your password instead.")
    messages.error(request, said % {"provider": name})
    return redirect("sign-in")


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("You cannot sign in with this account. Ask your administrator."))
    return redirect("sign-in")


def _claimed_name(data: dict[str, Any]) -> str:
    for part in (data.get("userinfo"), data.get("id_token"), data):
        if isinstance(part, dict) and isinstance(part.get(settings.OIDC_CLAIM), str):
            return str(part[settings.OIDC_CLAIM]).strip()
    return ""


def _factor_key() -> bytes:
    return derived_key(settings.KEYS.node_secret, "openhbm second factors")
