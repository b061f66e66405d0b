"""Preparing a tablet for work alone, adding who works on it, and taking in what it brings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import Device, User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.accounts.tokens import token_digest
from openhbm.apps.intake.tablet_models import Tablet, TabletContact, TabletItem, TabletUser
from openhbm.apps.intake.tablets.keys import TOLD_IN_TRUST, opening_key
from openhbm.apps.intake.tablets.shapes import Said, read_body, read_said
from openhbm.apps.intake.tablets.storing import STORING, Work
from openhbm.apps.ledger import clock
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.permissions import Permission
from openhbm.core.documents.numbers import FIRST_BLOCK
from openhbm.core.ledger.envelopes import EnvelopeError
from openhbm.core.ledger.items import open_item


@dataclass(frozen=True, slots=True)
class Prepared:
    """A tablet with a user on it, and secrets that are told once: the node keeps their hashes."""

    tablet: Tablet
    tablet_secret: str
    user_secret: str


@action
def prepare_tablet(
    *, by: User, device: Device | None, tablet: Tablet | None = None, at: datetime | None = None
) -> Prepared:
    """Prepare a device for work alone, or add a user to a ``tablet`` that is prepared.

    ActionError when the device was not let in; NotPermitted for who does not work at its post.
    """
    at = at or clock.now()
    device = _let_in(device if tablet is None else tablet.device)
    require(by, Permission.WRITE_OPERATIONAL, device.place_id)
    tablet_secret = "" if tablet else secrets.token_urlsafe(32)
    user_secret = secrets.token_urlsafe(32)
    with entry("tablet_prepared", by=by, at=at) as e:
        if tablet is None:
            tablet = e.create(
                Tablet(
                    device=device,
                    block=_next_block(),
                    digest=token_digest(tablet_secret),
                    prepared_at=at,
                )
            )
        digest = token_digest(user_secret)
        e.create(TabletUser(tablet=tablet, user=by, digest=digest, since_at=at))
    return Prepared(tablet, tablet_secret, user_secret)


@action
def take_item(
    *,
    by: None,
    item_id: UUID,
    sealed: bytes,
    though_revoked: bool = False,
    at: datetime | None = None,
) -> TabletItem:
    """Open an item and do what it says as whoever made it; brought again, nothing is done.

    Who made it, and on which tablet, is proven inside; it may be brought by any. Journalled as
    that user's acts. ActionError says in plain words why it cannot be taken; what was written on
    a tablet that was put out needs ``though_revoked``, which is a person's decision.
    """
    hold_journal()  # the same item brought twice at once is taken once
    known = TabletItem.objects.filter(id=item_id).first()
    if known is not None:
        return known
    at = at or clock.now()
    said = _opened(item_id, sealed)
    worker = _worker(said, though_revoked=though_revoked)
    tablet = worker.tablet
    # A clock may be wrong by years; nothing happened before the tablet was there, or in the future.
    made_at = min(max(said.at, tablet.prepared_at), at)
    work = Work(by=worker.user, tablet=tablet, item_id=str(item_id), at=made_at)
    body = read_body(said)
    note = STORING[said.kind](work, body)
    with entry("tablet_item_taken", by=worker.user, at=at) as e:
        return e.create(
            TabletItem(
                id=item_id,
                tablet=tablet,
                user=worker.user,
                kind=said.kind,
                note=note,
                made_at=made_at,
                taken_at=at,
            )
        )


@action
def note_contact(
    *,
    by: None,
    tablet: Tablet,
    unsent: int,
    refused: int = 0,
    clock_ahead_seconds: int = 0,
    version: str = "",
    at: datetime | None = None,
) -> None:
    """Keep what a tablet said of itself: not journalled, it serves who looks after it."""
    TabletContact.objects.update_or_create(
        tablet=tablet,
        defaults={
            "seen_at": at or timezone.now(),
            "unsent": unsent,
            "refused": refused,
            "clock_ahead_seconds": max(min(clock_ahead_seconds, 2**31 - 1), -(2**31)),
            "version": version[:40],
        },
    )


def _let_in(device: Device | None) -> Device:
    if device is None or device.revoked_at is not None:
        raise ActionError(
            _("This device was not let in."),
            remedy=_("Ask your supervisor to show the square of a new device, and scan it here."),
        )
    return device


def _next_block() -> int:
    highest: int | None = Tablet.objects.aggregate(highest=Max("block"))["highest"]
    return max(highest or 0, FIRST_BLOCK) + 1


def _opened(item_id: UUID, sealed: bytes) -> Said:
    """The item, opened with the key of its kind: what is told in trust is sealed apart."""
    for is_protected in (False, True):
        try:
            said = read_said(open_item(opening_key(is_protected=is_protected), item_id, sealed))
        except EnvelopeError:
            continue
        if is_protected == (said.kind in TOLD_IN_TRUST):
            return said
    raise ActionError(
        _("This was sealed for another node, or changed on the way."),
        remedy=_("Bring the tablet to the node where it was prepared."),
    )


def _worker(said: Said, *, though_revoked: bool) -> TabletUser:
    held = TabletUser.objects.select_related("user", "tablet__device")
    found = held.filter(user_id=said.user, digest=token_digest(said.key)).first()
    if found is None:
        raise ActionError(
            _("Whoever made this does not work on a tablet of this node."),
            remedy=_("Save the backup file of this tablet and show it to your supervisor."),
        )
    if found.tablet.device.revoked_at is not None and not though_revoked:
        raise ActionError(
            _("This was written before the tablet was put out."),
            remedy=_("Save the backup file of this tablet and show it to your supervisor."),
        )
    return found
