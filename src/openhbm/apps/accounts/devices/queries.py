"""Which device this is, who used it today, which devices a supervisor looks after."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import Device, User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.tokens import token_digest
from openhbm.apps.ledger.errors import NotVisible
from openhbm.content.permissions import Permission


def device_of_secret(user: User | None, secret: str) -> Device | None:
    """The enrolled device that keeps this secret; None when unknown or revoked.

    ``user`` is None before sign-in.
    """
    return Device.objects.filter(digest=token_digest(secret), revoked_at=None).first()


def colleagues_on(user: User | None, device: Device, since: datetime) -> list[User]:
    """Who signed in on this device since then, by name; for the device itself, before sign-in."""
    found = User.objects.filter(
        device_uses__device=device, device_uses__used_at__gte=since, is_active=True
    )
    return list(found.distinct().order_by("display_name"))


def devices_visible_to(user: User) -> QuerySet[Device]:
    """Devices of the posts where the user may let devices in; the newest first."""
    found = Device.objects.select_related("enrolled_by", "revoked_by").order_by("-enrolled_at")
    posts = permissions_of(user).posts_with(Permission.ENROL_DEVICES)
    return found if posts is None else found.filter(place_id__in=posts)


def device_for(user: User, device_id: UUID) -> Device:
    """One device; NotVisible when absent or another post's."""
    found = devices_visible_to(user).filter(id=device_id).first()
    if found is None:
        raise NotVisible(f"There is no device {device_id}.")
    return found
