"""What django-allauth does, told to the journal: its signals become actions."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa import signals as mfa
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import User, user_named
from openhbm.apps.accounts.recovery.actions import tell_recoveries
from openhbm.apps.accounts.signing_in.actions import (
    note_factor,
    note_failed_sign_in,
    note_sign_in,
    note_sign_out,
)
from openhbm.apps.accounts.signing_in.queries import (
    has_second_factor,
    should_have_second_factor,
)
from openhbm.web.account.adapters import AccountAdapter
from openhbm.web.account.sessions import begin_session, enrolled_device

LANGUAGE_KEPT_SECONDS = 365 * 24 * 3600
SIGN_OUT_REASON = "_sign_out_reason"


@receiver(user_logged_in, dispatch_uid="journal sign-in")
def on_sign_in(
    sender: Any, request: HttpRequest, response: HttpResponse, user: User, **kwargs: Any
) -> None:
    """Journal it, bind the session to its device, tell what the user must know."""
    device = enrolled_device(request)
    ways = [record["method"] for record in get_authentication_records(request, user)]
    note_sign_in(by=user, method="+".join(dict.fromkeys(ways)), device=device)
    begin_session(request, device)
    _keep_language(request, response, user)
    _tell_recoveries(request, user)
    if should_have_second_factor(user) and not has_second_factor(user):
        messages.warning(request, _advice())


@receiver(user_logged_out, dispatch_uid="journal sign-out")
def on_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note_sign_out(by=user, reason=getattr(request, SIGN_OUT_REASON, "user"))


def _happened(what: str) -> Any:
    def note(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
        named = user_named(None, user.username)
        note_factor(by=named, happened=what, kind=authenticator.type)

    return note


FACTOR_RECEIVERS = {
    "added": (mfa.authenticator_added, _happened("added")),
    "removed": (mfa.authenticator_removed, _happened("removed")),
    "renewed": (mfa.authenticator_reset, _happened("renewed")),
    "used": (mfa.authenticator_used, _happened("used")),
}
for _what, (_signal, _note) in FACTOR_RECEIVERS.items():
    _signal.connect(_note, dispatch_uid=f"journal factor {_what}")


@receiver(mfa.authentication_failed, dispatch_uid="journal failed factor")
def on_failed_factor(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    address = AccountAdapter(request).get_client_ip(request)
    note_failed_sign_in(by=None, username=user.username, address=address, step="second factor")


def _keep_language(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """At first on a device, show the pages in the user's own language."""
    is_known = user.language in dict(settings.LANGUAGES)
    if is_known and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=LANGUAGE_KEPT_SECONDS,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )


def _tell_recoveries(request: HttpRequest, user: User) -> None:
    for code in tell_recoveries(by=user_named(None, user.username)):
        said = _(
            "%(name)s made a recovery code for your account on %(time)s. If you did not ask for "
            "it, tell your commander and the data-protection officer now."
        )
        at = formats.date_format(timezone.localtime(code.issued_at), "DATETIME_FORMAT")
        messages.warning(request, said % {"name": code.issued_by, "time": at})


def _advice() -> str:
    """What somebody is asked who reads data given in confidence with a password alone."""
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Your roles open what people told in confidence. Protect them with a second factor."),
        reverse("account"),
        _("Set it up"),
    )
