"""An alert in words, as JSON and as CAP, for those outside who hear of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from openhbm.apps.foresight.codes import ACTIONS_OF_LEVEL, AlertLevel
from openhbm.apps.foresight.models import Alert, AlertChannel
from openhbm.apps.foresight.outgoing.cap import CapAlert, CapInfo, cap_document
from openhbm.core.flows import LEVELS
from openhbm.core.ledger.envelopes import derived_key

VALID_FOR = timedelta(hours=72)
_SEVERITY = {1: "Minor", 2: "Moderate", 3: "Severe", 4: "Extreme"}
_URGENCY = {1: "Future", 2: "Expected", 3: "Immediate", 4: "Immediate"}


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail about an alert."""

    subject: str
    text: str


def is_exercise() -> bool:
    """Whether this node says Exercise in all it sends: always, until it is put into production."""
    return not settings.HBM_IN_PRODUCTION


def letter(alert: Alert, message: str, language: str) -> Letter:
    """Post, level, day and what the level asks for. No forecast: e-mail is read by anybody."""
    with translation.override(language):
        level = AlertLevel(alert.level).label
        subject = _("%(post)s: %(level)s") % {
            "post": alert.post.name_in(language),
            "level": level,
        }
        lines = [subject, _state(message), _("Since %(day)s.") % {"day": alert.since_on}]
        asked = (code for each in LEVELS[1 : alert.level + 1] for code in each.actions)
        lines += [f"- {ACTIONS_OF_LEVEL[code]}" for code in asked]
        if is_exercise():
            subject = _("Exercise: %(subject)s") % {"subject": subject}
            lines.insert(0, _("EXERCISE. Nothing of this is real."))
        return Letter(subject, "\n".join(map(str, lines)) + "\n")


def _state(message: str) -> str:
    words = {
        "raised": _("The alert was raised. It recommends; people decide."),
        "confirmed": _("A person looked into the alert and confirmed it."),
        "ended": _("The alert has ended."),
    }
    return words[message]


def json_document(alert: Alert, message: str) -> bytes:
    """The alert for machines: ids, codes and figures, no words to be translated."""
    said: dict[str, Any] = {
        "type": f"alert.{message}",
        "id": str(alert.id),
        "status": "exercise" if is_exercise() else "actual",
        "post": alert.post.code,
        "level": alert.level,
        "since_on": alert.since_on.isoformat(),
        "raised_at": alert.raised_at.isoformat(),
        "confirmed_at": alert.confirmed_at.isoformat() if alert.confirmed_at else None,
        "ended_at": alert.ended_at.isoformat() if alert.ended_at else None,
        "reasons": [reason.get("code", "") for reason in alert.reasons],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def cap_of(alert: Alert, channel: AlertChannel, message: str, at: datetime) -> bytes:
    """The alert as CAP 1.2: Exercise outside production, and always restricted: a public word on
    where people cross can bring them into danger."""
    language = channel.language
    kind = {"raised": "Alert", "confirmed": "Update", "ended": "Cancel"}[message]
    about = (_SENDER, _key(alert, "raised"), alert.raised_at)
    with translation.override(language):
        level = str(AlertLevel(alert.level).label)
        info = CapInfo(
            language=language,
            category="Safety",
            event=_("Arrivals at a border post"),
            urgency="Past" if message == "ended" else _URGENCY[alert.level],
            severity=_SEVERITY[alert.level],
            certainty="Observed" if alert.confirmed_at else "Likely",
            headline=f"{alert.post.name_in(language)}: {level}",
            description=_state(message),
            area=alert.post.name_in(language),
            sender_name="OpenHBM",
            expires_at=max(at, timezone.now()) + VALID_FOR,
            parameters=(("openhbm:level", str(alert.level)),),
            geocodes=(("openhbm:post", alert.post.code),),
        )
        found = CapAlert(
            identifier=_key(alert, message),
            sender=_SENDER,
            sent_at=at,
            infos=(info,),
            status="Exercise" if is_exercise() else "Actual",
            message=kind,
            scope="Restricted",
            restriction=_("For %(name)s only; not for the public.") % {"name": channel.name},
            references=() if message == "raised" else (about,),
        )
    return cap_document(found)


_SENDER = "openhbm"


def _key(alert: Alert, message: str) -> str:
    return f"openhbm-{alert.id}-{message}"


def channel_secret(channel: AlertChannel) -> bytes:
    """The key a webhook's receiver checks signatures with; derived, so that none is stored."""
    return bytes(derived_key(settings.KEYS.node_secret, f"openhbm alert channel {channel.id}"))


def signature_headers(channel: AlertChannel, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """Headers by the Standard Webhooks specification: id, seconds, and HMAC-SHA256 over both and
    the body, so that nothing can be altered or sent again later unnoticed."""
    seconds = str(int(at.timestamp()))
    signed = b".".join((key.encode(), seconds.encode(), body))
    mark = hmac.new(channel_secret(channel), signed, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{b64encode(mark).decode()}",
    }
