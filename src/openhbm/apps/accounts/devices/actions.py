"""Letting a device in with a code, and putting it out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import Device, OneTimeCode, User
from openhbm.apps.accounts.permissions import NotPermitted, permissions_of, require
from openhbm.apps.accounts.tokens import code_digest, new_code, token_digest
from openhbm.apps.ledger.checking import check_value
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.permissions import Permission

ENROLMENT = "enrolment"
ENROLMENT_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device that was let in, and the secret that it keeps; the node keeps only its hash."""

    device: Device
    secret: str


@action
def issue_enrolment(*, by: User, place_id: UUID | None, at: datetime | None = None) -> str:
    """Make a code that lets one device in at a post; the only time it can be seen."""
    _require_enrolling(by, place_id)
    at = at or timezone.now()
    text = new_code(3)
    code = OneTimeCode(
        purpose=ENROLMENT,
        digest=code_digest(text),
        place_id=place_id,
        issued_by=by,
        issued_at=at,
        expires_at=at + timedelta(minutes=ENROLMENT_MINUTES),
    )
    with entry("enrolment_issued", by=by, at=at) as e:
        e.create(code)
    return text


@action
def enrol_device(
    *, by: None, code: str, label: str, public_key: str = "", at: datetime | None = None
) -> Enrolled:
    """Let a device in with a code; journalled as the act of who issued the code."""
    at = at or timezone.now()
    check_value(label, "label")
    hold_journal()  # one code, used by two at once, lets one of them in
    found = _code(code, at)
    if not label.strip():
        raise ActionError(
            _("The device needs a name."),
            field="label",
            remedy=_("Write what stands on it, such as: tablet 3, lane 2."),
        )
    secret = secrets.token_urlsafe(32)
    device = Device(
        label=label.strip(),
        place_id=found.place_id,
        digest=token_digest(secret),
        public_key=public_key,
        enrolled_by=found.issued_by,
        enrolled_at=at,
    )
    with entry("device_enrolled", by=found.issued_by, at=at) as e:
        e.change(found, used_at=at)
        e.create(device)
    return Enrolled(device, secret)


@action
def revoke_device(*, by: User, device: Device, at: datetime | None = None) -> None:
    """Put a device out: its sessions end with their next request."""
    _require_enrolling(by, device.place_id)
    if device.revoked_at is not None:
        return
    with entry("device_revoked", by=by, at=at) as e:
        e.change(device, revoked_by=by, revoked_at=at or timezone.now())


def _may_enrol(user: User, place_id: UUID | None) -> bool:
    posts = permissions_of(user).posts_with(Permission.ENROL_DEVICES)
    return posts is None or place_id in posts


def _require_enrolling(by: User, place_id: UUID | None) -> None:
    require(by, Permission.ENROL_DEVICES, place_id)
    if place_id is None and permissions_of(by).posts_with(Permission.ENROL_DEVICES) is not None:
        raise NotPermitted(_("Choose one of your posts for this device."))


def _code(text: str, at: datetime) -> OneTimeCode:
    found = (
        OneTimeCode.objects.select_related("issued_by")
        .filter(purpose=ENROLMENT, digest=code_digest(text), used_at=None, expires_at__gt=at)
        .first()
    )
    # Asked anew: who issued it may have lost the role, or have been deactivated.
    if found is None or not _may_enrol(found.issued_by, found.place_id):
        raise ActionError(
            _("This code is unknown, used already or over."),
            field="code",
            remedy=_("Ask your supervisor to show a new one; it holds for ten minutes."),
        )
    return found
