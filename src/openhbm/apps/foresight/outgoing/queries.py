"""Reads about who hears of alerts, and what reached them."""

from __future__ import annotations

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may
from openhbm.apps.foresight.models import Alert, AlertChannel, AlertDelivery
from openhbm.apps.foresight.outgoing.messages import channel_secret
from openhbm.apps.ledger.errors import NotVisible
from openhbm.content.permissions import Permission


def channels_visible_to(user: User) -> QuerySet[AlertChannel]:
    """Who hears of alerts, by name; for those who run the system."""
    found = AlertChannel.objects.select_related("post").order_by("name", "id")
    return found if may(user, Permission.ADMINISTER_PLACES) else found.none()


def deliveries_of(user: User, alert: Alert) -> QuerySet[AlertDelivery]:
    """Whom an alert reached, the newest first; for those who run the system, and for those who
    confirm alerts there: they have to know who heard."""
    found = AlertDelivery.objects.filter(alert=alert).select_related("channel")
    found = found.order_by("-tried_at", "-id")
    is_told = may(user, Permission.ADMINISTER_PLACES) or may(
        user, Permission.CONFIRM_ALERTS, alert.post_id
    )
    return found if is_told else found.none()


def secret_of(user: User, channel: AlertChannel) -> str:
    """The key that a webhook's receiver checks signatures with, in hexadecimal."""
    if not may(user, Permission.ADMINISTER_PLACES):
        raise NotVisible(f"There is no channel {channel.id}.")
    return channel_secret(channel).hex()
