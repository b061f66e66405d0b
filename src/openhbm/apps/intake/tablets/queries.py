"""Which tablet this is, how the tablets of a post stand, and what one may find while cut off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.devices.queries import devices_visible_to
from openhbm.apps.accounts.models import Device, User
from openhbm.apps.accounts.tokens import token_digest
from openhbm.apps.intake.tablet_models import Tablet, TabletContact, TabletUser

SILENT = timedelta(hours=24)
"""A tablet with unsent items that was not heard of for so long wants looking for."""


def tablet_of_secret(user: None, secret: str) -> Tablet | None:
    """The tablet that keeps this secret, revoked or not; None when there is none such."""
    held = Tablet.objects.select_related("device").filter(digest=token_digest(secret))
    return held.first()


def tablet_by_id(user: None, tablet_id: UUID) -> Tablet | None:
    """One tablet, for a file that names it."""
    return Tablet.objects.select_related("device").filter(id=tablet_id).first()


def tablet_on(user: User, device: Device, tablet_id: UUID) -> Tablet | None:
    """The tablet that a browser on this device says it is; None when that is not so."""
    return Tablet.objects.select_related("device").filter(id=tablet_id, device=device).first()


def worker_of(user: None, tablet: Tablet, user_id: UUID, secret: str) -> User | None:
    """Who works on the tablet and knows their secret there; None else, and when deactivated."""
    held = TabletUser.objects.select_related("user").filter(tablet=tablet, user_id=user_id)
    found = held.filter(digest=token_digest(secret), user__is_active=True).first()
    return found.user if found else None


def tablets_visible_to(user: User) -> QuerySet[Tablet]:
    """Tablets on the devices that the user looks after, the newest first."""
    found = Tablet.objects.select_related("device", "contact").order_by("-prepared_at")
    return found.filter(device__in=devices_visible_to(user))


@dataclass(frozen=True, slots=True)
class TabletStanding:
    """How a device's tablet stands: what is not sent yet, and when it was last in touch."""

    label: str
    prepared_at: datetime
    seen_at: datetime | None
    unsent: int
    refused: int
    clock_ahead_seconds: int
    is_revoked: bool

    def is_silent(self, at: datetime) -> bool:
        """Whether somebody should look for it: it holds what nobody else has."""
        if self.is_revoked or not self.unsent or self.seen_at is None:
            return False
        return at - self.seen_at > SILENT


def standings_of(user: User, devices: Iterable[Device]) -> dict[UUID, TabletStanding]:
    """By device, of its newest tablet; devices that were never prepared are left out."""
    found: dict[UUID, TabletStanding] = {}
    ids = [device.id for device in devices]
    for tablet in tablets_visible_to(user).filter(device_id__in=ids).order_by("prepared_at"):
        found[tablet.device_id] = _standing(tablet)
    return found


def all_standings(user: User | None) -> list[TabletStanding]:
    """Every tablet of this node, for whoever runs it; no names of people in it."""
    found = Tablet.objects.select_related("device", "contact").order_by("prepared_at")
    return [_standing(tablet) for tablet in found]


def _standing(tablet: Tablet) -> TabletStanding:
    contact = _contact(tablet)
    return TabletStanding(
        label=str(tablet),
        prepared_at=tablet.prepared_at,
        seen_at=contact.seen_at if contact else None,
        unsent=contact.unsent if contact else 0,
        refused=contact.refused if contact else 0,
        clock_ahead_seconds=contact.clock_ahead_seconds if contact else 0,
        is_revoked=tablet.device.revoked_at is not None,
    )


def _contact(tablet: Tablet) -> TabletContact | None:
    try:
        return tablet.contact
    except TabletContact.DoesNotExist:
        return None
