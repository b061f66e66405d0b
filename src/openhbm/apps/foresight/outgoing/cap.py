"""Alerts as Common Alerting Protocol 1.2: built, and checked by the schema's rules and five more.

The schema does not see five things, checked here: a restricted message without its restriction, a
private one without addresses, an update or cancellation without references, a polygon that is
not closed, and a message that expires before it was sent. UTC is written ``-00:00``; the schema
refuses ``Z``. Source: OASIS Common Alerting Protocol Version 1.2, 1 July 2010.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra",
    "CBRNE", "Other",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
_NOT_IN_KEYS = re.compile(r"[\s,<&]")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class CapInfo:
    """What is said in one language. ``parameters`` are (name, value); ``polygon`` (latitude,
    longitude) points, the last one equal to the first; ``geocodes`` (scheme, code)."""

    language: str
    category: str
    event: str
    urgency: str
    severity: str
    certainty: str
    headline: str
    description: str
    area: str
    instruction: str = ""
    sender_name: str = ""
    expires_at: datetime | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    polygon: tuple[tuple[float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CapAlert:
    """One message. ``references`` are (sender, identifier, sent) of those it replaces."""

    identifier: str
    sender: str
    sent_at: datetime
    infos: tuple[CapInfo, ...]
    status: str = "Exercise"
    message: str = "Alert"
    scope: str = "Restricted"
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    references: tuple[tuple[str, str, datetime], ...] = field(default=())


def cap_faults(alert: CapAlert) -> list[str]:
    """What is wrong with a message, one sentence a fault; nothing when it may be sent."""
    faults = [
        f"{name} {value!r} is none of {', '.join(known)}"
        for name, value, known in (
            ("status", alert.status, STATUSES),
            ("msgType", alert.message, MESSAGES),
            ("scope", alert.scope, SCOPES),
        )
        if value not in known
    ]
    for name, key in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not key or _NOT_IN_KEYS.search(key):
            faults.append(f"{name} {key!r} is empty or holds spaces, commas, < or &")
    if alert.sent_at.tzinfo is None:
        faults.append("sent has no time zone")
    if alert.scope == "Restricted" and not alert.restriction.strip():
        faults.append("scope Restricted needs a restriction: who may read it")
    if alert.scope == "Private" and not alert.addresses:
        faults.append("scope Private needs addresses: who it is for")
    if alert.message in ("Update", "Cancel", "Ack", "Error") and not alert.references:
        faults.append(f"msgType {alert.message} needs references: which message it is about")
    for info in alert.infos:
        faults.extend(_info_faults(info, alert))
    return faults


def _info_faults(info: CapInfo, alert: CapAlert) -> list[str]:
    faults = [
        f"{name} {value!r} is none of {', '.join(known)}"
        for name, value, known in (
            ("category", info.category, CATEGORIES),
            ("urgency", info.urgency, URGENCIES),
            ("severity", info.severity, SEVERITIES),
            ("certainty", info.certainty, CERTAINTIES),
        )
        if value not in known
    ]
    if not _LANGUAGE.fullmatch(info.language):
        faults.append(f"language {info.language!r} is no language code")
    faults += [f"{name} is empty" for name in ("event", "area") if not getattr(info, name).strip()]
    if info.expires_at is not None and info.expires_at <= alert.sent_at:
        faults.append("it expires before it was sent")
    if info.polygon and (len(info.polygon) < 4 or info.polygon[0] != info.polygon[-1]):
        faults.append("the polygon is not closed: its last point is to be its first, of 4 or more")
    if any(not (-90 <= lat <= 90 and -180 <= lon <= 180) for lat, lon in info.polygon):
        faults.append("a point of the polygon lies nowhere on earth")
    return faults


def cap_document(alert: CapAlert) -> bytes:
    """The message as XML. ValueError that lists the faults when it must not be sent."""
    if faults := cap_faults(alert):
        raise ValueError(f"the CAP message is not valid: {'; '.join(faults)}")
    root = Element("alert", xmlns=NAMESPACE)
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", cap_time(alert.sent_at))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.message)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction if alert.scope == "Restricted" else "")
    _add(root, "addresses", " ".join(_quoted(alert.addresses)))
    triples = (f"{sender},{key},{cap_time(at)}" for sender, key, at in alert.references)
    _add(root, "references", " ".join(triples))
    for info in alert.infos:
        _add_info(root, info)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def cap_time(at: datetime) -> str:
    """An instant as CAP wants it: whole seconds, and UTC as ``-00:00``."""
    plain = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{plain.isoformat()}-00:00"


def _add_info(root: Element, info: CapInfo) -> None:
    inside = SubElement(root, "info")
    for name, value in (
        ("language", info.language),
        ("category", info.category),
        ("event", info.event),
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("expires", cap_time(info.expires_at) if info.expires_at else ""),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
    ):
        _add(inside, name, value)
    for name, value in info.parameters:
        _add_pair(inside, "parameter", name, value)
    area = SubElement(inside, "area")
    _add(area, "areaDesc", info.area)
    _add(area, "polygon", " ".join(f"{lat:.5f},{lon:.5f}" for lat, lon in info.polygon))
    for scheme, code in info.geocodes:
        _add_pair(area, "geocode", scheme, code)


def _add(parent: Element, name: str, text: str) -> None:
    if text:
        # A name that came with a stray control character is no reason for nobody to be warned.
        SubElement(parent, name).text = _NOT_IN_XML.sub(" ", text)


def _add_pair(parent: Element, name: str, key: str, value: str) -> None:
    pair = SubElement(parent, name)
    _add(pair, "valueName", key)
    _add(pair, "value", value)


def _quoted(addresses: Sequence[str]) -> list[str]:
    return [f'"{each}"' if " " in each else each for each in addresses]
