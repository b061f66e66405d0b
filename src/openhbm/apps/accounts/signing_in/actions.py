"""What the journal tells of signing in, and writes to one's own way of signing in."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import Device, DeviceUse, SessionLimits, User
from openhbm.apps.accounts.permissions import NotPermitted, require
from openhbm.apps.accounts.signing_in.queries import forget_limits
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.content.permissions import Permission

LONGEST_IDLE_MINUTES, LONGEST_HOURS = 8 * 60, 24


@action
def note_sign_in(
    *, by: User, method: str, device: Device | None = None, at: datetime | None = None
) -> None:
    """Journal a completed sign-in and, on an enrolled device, that it was used."""
    at = at or timezone.now()
    with entry("signed_in", by=by, at=at) as e:
        e.facts["method"] = method
        if device is None:
            return
        e.facts["device"] = str(device.id)
        e.change(device, last_seen_at=at)
        used = DeviceUse.objects.filter(device=device, user=by).first()
        if used is None:
            e.create(DeviceUse(device=device, user=by, used_at=at))
        else:
            e.change(used, used_at=at)


@action
def note_failed_sign_in(
    *, by: None, username: str, address: str, step: str, at: datetime | None = None
) -> None:
    """Journal a refused sign-in. What was typed is kept only when it is a known user's name:
    people type their password there."""
    user = User.objects.filter(username__iexact=username).first()
    with entry("sign_in_failed", by=None, at=at) as e:
        e.facts.update(user=str(user.id) if user else "", address=address, step=step)


@action
def note_sign_out(*, by: User, reason: str, at: datetime | None = None) -> None:
    """Journal the end of a session: by the user, by time, by a device that was revoked."""
    with entry("signed_out", by=by, at=at) as e:
        e.facts["reason"] = reason


@action
def note_factor(*, by: User, happened: str, kind: str, at: datetime | None = None) -> None:
    """Journal that a second factor was added, removed, renewed, used or failed."""
    with entry(f"second_factor_{happened}", by=by, at=at) as e:
        e.facts["kind"] = kind


@action
def note_provider_link(*, by: User, provider: str, at: datetime | None = None) -> None:
    """Journal that a user signed in through an identity provider for the first time."""
    with entry("provider_linked", by=by, at=at) as e:
        e.facts["provider"] = provider


@action
def choose_language(*, by: User, language: str, at: datetime | None = None) -> None:
    """The language in which the pages greet the user on a device new to them."""
    if language not in dict(settings.LANGUAGES):
        raise ActionError(
            _("There is no language %(code)s.") % {"code": language},
            field="language",
            remedy=_("Choose one of the list."),
        )
    with entry("language_chosen", by=by, at=at) as e:
        e.change(by, language=language)


@action
def end_sessions(*, by: User, user: User, at: datetime | None = None) -> None:
    """Sign a user out on every device now: oneself, or as an administrator."""
    if by.id != user.id:
        require(by, Permission.ADMINISTER_USERS)
    with entry("sessions_ended", by=by, at=at) as e:
        e.change(user, sessions_since_at=at or timezone.now())


@action
def deactivate_user(*, by: User, user: User, at: datetime | None = None) -> None:
    """Let a user in no more: ends sessions and tokens at once; roles and traces stay."""
    _require_other(by, user)
    at = at or timezone.now()
    with entry("user_deactivated", by=by, at=at) as e:
        e.change(user, is_active=False, sessions_since_at=at)
        for token in user.tokens.filter(revoked_at=None):
            e.change(token, revoked_at=at)


@action
def reactivate_user(*, by: User, user: User, at: datetime | None = None) -> None:
    """Let a user in again, who signs in anew; former sessions and tokens stay ended."""
    _require_other(by, user)
    with entry("user_reactivated", by=by, at=at) as e:
        e.change(user, is_active=True)


@action
def remove_second_factors(*, by: User, user: User, at: datetime | None = None) -> int:
    """Take all second factors from a user, as an administrator, or one's own at a recovery.

    Answers how many there were; the password stays.
    """
    if by.id != user.id:
        require(by, Permission.ADMINISTER_USERS)
    found = Authenticator.objects.filter(user_id=user.id)
    count = found.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    with entry("second_factors_removed", by=by, at=at) as e:
        e.facts.update(user=str(user.id), factors=count)
        found.delete()
    return count


@action
def set_session_limits(
    *, by: User, idle_minutes: int, absolute_hours: int, at: datetime | None = None
) -> SessionLimits:
    """How long sessions of this node last: without use, and at the longest."""
    require(by, Permission.ADMINISTER_USERS)
    _check_between(idle_minutes, LONGEST_IDLE_MINUTES, "idle_minutes")
    _check_between(absolute_hours, LONGEST_HOURS, "absolute_hours")
    at = at or timezone.now()
    limits = SessionLimits(idle_minutes=idle_minutes, absolute_hours=absolute_hours, set_at=at)
    with entry("session_limits_set", by=by, at=at) as e:
        e.create(limits)
    transaction.on_commit(partial(forget_limits, by))
    return limits


def _require_other(by: User, user: User) -> None:
    require(by, Permission.ADMINISTER_USERS)
    if by.id == user.id:
        raise NotPermitted(_("Nobody does this to themselves. Ask another administrator."))


def _check_between(value: int, longest: int, field: str) -> None:
    if not 1 <= value <= longest:
        raise ActionError(
            _("This must be from 1 to %(longest)s.") % {"longest": longest},
            field=field,
            remedy=_("Choose a number in between."),
        )
