"""Reads about signing in: second factors, who should have one, how long a session lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from openhbm.apps.accounts.models import DeviceUse, SessionLimits, User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.ledger.compartments import SEALED
from openhbm.content.permissions import Permission

DEFAULT_IDLE_MINUTES, DEFAULT_HOURS = 30, 12
_LIMITS_KEPT_SECONDS = 30
_LIMITS = "hbm-session-limits"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without use, and at the longest."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor as its owner sees it."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one user."""

    app: Factor | None
    keys: tuple[Factor, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.keys)


def factors_of(user: User) -> Factors:
    """The user's own second factors; ``codes_left`` is None without recovery codes."""
    found = list(Authenticator.objects.filter(user_id=user.id).order_by("created_at"))
    by_kind = {a.type: a for a in found}
    codes = by_kind.get(Authenticator.Type.RECOVERY_CODES)
    app = by_kind.get(Authenticator.Type.TOTP)
    return Factors(
        app=_factor(app) if app else None,
        keys=tuple(_factor(a) for a in found if a.type == Authenticator.Type.WEBAUTHN),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def has_second_factor(user: User) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id=user.id, type__in=kinds).exists()


def is_linked(user: User) -> bool:
    """Whether the user has signed in through an identity provider before."""
    return SocialAccount.objects.filter(user_id=user.id).exists()


def should_have_second_factor(user: User) -> bool:
    """Whether the user administers, or reads what was learnt in confidence."""
    may = permissions_of(user)
    return bool(may.reads & SEALED) or Permission.ADMINISTER_USERS in may.all


def session_limits(user: User | None) -> Limits:
    """This node's limits; asked at every request, so read anew only twice a minute."""
    found: tuple[int, int] | None = cache.get(_LIMITS)
    if found is None:
        row = SessionLimits.objects.order_by("-set_at", "-id").first()
        found = (row.idle_minutes, row.absolute_hours) if row else None
        found = found or (DEFAULT_IDLE_MINUTES, DEFAULT_HOURS)
        cache.set(_LIMITS, found, _LIMITS_KEPT_SECONDS)
    return Limits(timedelta(minutes=found[0]), timedelta(hours=found[1]))


def forget_limits(user: User | None) -> None:
    """Read the limits anew at the next question; after they were changed."""
    cache.delete(_LIMITS)


def devices_used_by(user: User) -> list[DeviceUse]:
    """The enrolled devices on which the user signed in, the latest first."""
    found = DeviceUse.objects.filter(user=user, device__revoked_at=None)
    return list(found.select_related("device").order_by("-used_at"))


def users_with_second_factor(user: User, ids: set[UUID]) -> set[UUID]:
    """Which of these users have a second factor, for those who administer users."""
    if Permission.ADMINISTER_USERS not in permissions_of(user).all:
        return set()
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found = Authenticator.objects.filter(user_id__in=ids, type__in=kinds)
    return set(found.values_list("user_id", flat=True))


def _factor(authenticator: Authenticator) -> Factor:
    is_key = authenticator.type == Authenticator.Type.WEBAUTHN
    return Factor(
        id=authenticator.pk,
        kind=authenticator.type,
        name=authenticator.wrap().name if is_key else "",
        added_at=authenticator.created_at,
        used_at=authenticator.last_used_at,
    )
