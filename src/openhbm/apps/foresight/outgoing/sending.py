"""One round of sending: every alert that somebody outside has not heard of yet."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.core.mail import EmailMessage

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.foresight.codes import ChannelKind
from openhbm.apps.foresight.feeds.fetching import TIMEOUT_SECONDS
from openhbm.apps.foresight.models import Alert, AlertChannel, AlertDelivery
from openhbm.apps.foresight.outgoing.actions import note_delivery
from openhbm.apps.foresight.outgoing.messages import (
    cap_of,
    json_document,
    letter,
    signature_headers,
)
from openhbm.content.permissions import Permission

KEPT_TRYING = timedelta(days=3)
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """A message tried: ``problem`` is empty when it arrived."""

    channel: str
    post: str
    level: int
    message: str
    problem: str


def send_alerts(by: User, at: datetime) -> list[Sent]:
    """Send what is due on every channel; what fails is tried again in the next round."""
    require(by, Permission.ADMINISTER_PLACES)
    rounds = []
    for alert, channel, message in _due(at):
        problem = _sent(alert, channel, message, at)
        note_delivery(by=by, alert=alert, channel=channel, message=message, problem=problem, at=at)
        rounds.append(Sent(channel.name, alert.post.code, alert.level, message, problem))
    return rounds


def _due(at: datetime) -> Iterator[tuple[Alert, AlertChannel, str]]:
    """Alerts of the last days with each channel that is to hear of them and did not yet."""
    channels = list(AlertChannel.objects.filter(is_active=True).order_by("added_at", "id"))
    recent = Alert.objects.filter(raised_at__gte=at - KEPT_TRYING, raised_at__lte=at)
    made = {(d.alert_id, d.channel_id, d.message): d for d in _deliveries(recent)}
    for alert in recent.select_related("post").order_by("raised_at", "id"):
        for channel in channels:
            if channel.least_level > alert.level or channel.post_id not in (None, alert.post_id):
                continue
            first = made.get((alert.id, channel.id, "raised"))
            heard = first is not None and first.delivered_at is not None
            # What was never told as raised is told so first; an update needs what it updates.
            message = "raised" if alert.is_open and not heard else _message(alert)
            known = made.get((alert.id, channel.id, message))
            is_open = known is None or (not known.delivered_at and known.tries < MOST_TRIES)
            # An end is told to those only who heard of the beginning.
            if is_open and alert.raised_at >= channel.added_at and (heard or message != "ended"):
                yield alert, channel, message


def _deliveries(recent: object) -> Iterator[AlertDelivery]:
    yield from AlertDelivery.objects.filter(alert__in=recent)


def _message(alert: Alert) -> str:
    if not alert.is_open:
        return "ended"
    return "confirmed" if alert.confirmed_at else "raised"


def _sent(alert: Alert, channel: AlertChannel, message: str, at: datetime) -> str:
    """Send one message; why it failed, or nothing."""
    try:
        _SENDERS[channel.kind](alert, channel, message, at)
    except (
        httpx.HTTPError, httpx.InvalidURL, UnicodeError, smtplib.SMTPException, OSError
    ) as error:  # fmt: skip
        return f"{type(error).__name__}: {error}"
    return ""


def _by_email(alert: Alert, channel: AlertChannel, message: str, at: datetime) -> None:
    found = letter(alert, message, channel.language)
    EmailMessage(found.subject, found.text, to=[channel.address]).send()


def _by_webhook(alert: Alert, channel: AlertChannel, message: str, at: datetime) -> None:
    _post(alert, channel, message, at, json_document(alert, message), "application/json")


def _by_cap(alert: Alert, channel: AlertChannel, message: str, at: datetime) -> None:
    _post(alert, channel, message, at, cap_of(alert, channel, message, at), "application/cap+xml")


def _post(
    alert: Alert, channel: AlertChannel, message: str, at: datetime, body: bytes, media: str
) -> None:
    key = f"{alert.id}.{message}"
    headers = {"content-type": media, **signature_headers(channel, key, at, body)}
    answer = httpx.post(channel.address, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()


_SENDERS: dict[str, Callable[[Alert, AlertChannel, str, datetime], None]] = {
    ChannelKind.EMAIL: _by_email,
    ChannelKind.WEBHOOK: _by_webhook,
    ChannelKind.CAP: _by_cap,
}
