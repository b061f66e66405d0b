"""Writes about alerts that leave the system: who hears of them, and that they did."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.foresight.codes import ChannelKind
from openhbm.apps.foresight.feeds.fetching import check_address
from openhbm.apps.foresight.models import Alert, AlertChannel, AlertDelivery
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.places.models import Post
from openhbm.content.permissions import Permission


@action
def add_channel(
    *,
    by: User,
    name: str,
    kind: str,
    address: str,
    least_level: int,
    language: str = "en",
    post: Post | None = None,
    at: datetime | None = None,
) -> AlertChannel:
    """Have somebody outside hear of alerts from a level on, of one post or of all.

    ActionError for an address that is none, or that messages would reach in the open.
    """
    require(by, Permission.ADMINISTER_PLACES)
    if kind == ChannelKind.EMAIL:
        _check_email(address)
    else:
        check_address(address, "address")
    channel = AlertChannel(
        name=name.strip(),
        kind=kind,
        address=address,
        language=language,
        least_level=least_level,
        post=post,
        added_at=at or timezone.now(),
    )
    with entry("channel_added", by=by, at=at) as e:
        return e.create(channel)


@action
def end_channel(*, by: User, channel: AlertChannel, at: datetime | None = None) -> AlertChannel:
    """Tell somebody no longer; what was sent stays on record."""
    require(by, Permission.ADMINISTER_PLACES)
    with entry("channel_ended", by=by, at=at) as e:
        return e.change(channel, is_active=False)


@action
def note_delivery(
    *,
    by: User,
    alert: Alert,
    channel: AlertChannel,
    message: str,
    problem: str = "",
    at: datetime | None = None,
) -> AlertDelivery:
    """Note that a message went out, or why it did not; tried again it is the same delivery."""
    require(by, Permission.ADMINISTER_PLACES)
    at = at or timezone.now()
    known = AlertDelivery.objects.filter(alert=alert, channel=channel, message=message).first()
    made = known or AlertDelivery(alert=alert, channel=channel, message=message, tried_at=at)
    values = {
        "tries": made.tries + 1,
        "tried_at": at,
        "delivered_at": None if problem else at,
        "problem": problem[:300],
    }
    with entry("alert_sent_out", by=by, at=at) as e:
        if known:
            return e.change(known, **values)
        for name, value in values.items():
            setattr(made, name, value)
        return e.create(made)


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise ActionError(
            _("%(address)s is no e-mail address.") % {"address": address[:120]},
            field="address",
            remedy=_("Write name@example.org."),
        ) from None
