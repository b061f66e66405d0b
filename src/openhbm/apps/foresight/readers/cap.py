"""Warnings in the Common Alerting Protocol 1.2, alone or inside an Atom feed.

Only what is meant for the world counts: tests, exercises, drafts and cancelled warnings are told
as left out, not taken for signals. Source: OASIS Common Alerting Protocol 1.2, 2010.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.foresight.readers.entries import (
    FeedFault,
    FeedReading,
    RawEntry,
    entries_of,
)
from openhbm.apps.foresight.readers.feeds import local_name, parsed_xml
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.schemas.indicators import FeedKind


def read_cap(file_name: str, data: bytes, kind: FeedKind) -> FeedReading:
    """One entry for each warning, from its first ``info``; the rest of the languages repeat it."""
    root = parsed_xml(data)
    alerts = [each for each in root.iter() if local_name(each) == "alert"]
    if not alerts:
        raise ActionError(
            _("The document holds no CAP alert; it begins with %(name)s.")
            % {"name": local_name(root)[:40]},
            field="file",
            remedy=_("Give a CAP 1.2 document."),
        )
    cancelled = {key for alert in alerts for key in _referred(alert)}
    raw, faults = [], []
    for number, alert in enumerate(alerts, 1):
        where = _("alert %(number)s") % {"number": number}
        if why := _left_out(alert, cancelled):
            faults.append(FeedFault(where, "status", why, _("It is no signal.")))
        else:
            raw.append(_raw(alert, where))
    read = entries_of(raw)
    return FeedReading(read.entries, (*faults, *read.faults))


def _referred(alert: Any) -> list[str]:
    """Identifiers that an update or a cancellation replaces."""
    if _text(alert, "msgType") not in ("Cancel", "Update"):
        return []
    triples = (triple.split(",") for triple in _text(alert, "references").split())
    return [triple[1] for triple in triples if len(triple) == 3]


def _left_out(alert: Any, cancelled: set[str]) -> str:
    if (status := _text(alert, "status")) != "Actual":
        return _("Its status is %(status)s, not Actual.") % {"status": status[:20] or "–"}
    if _text(alert, "msgType") in ("Cancel", "Ack", "Error"):
        return _("It is a message of the kind %(kind)s.") % {"kind": _text(alert, "msgType")}
    if _text(alert, "identifier") in cancelled:
        return _("A later message replaces it.")
    return ""


def _raw(alert: Any, where: str) -> RawEntry:
    info = next((each for each in alert if local_name(each) == "info"), alert)
    parts = (
        _text(info, "event"),
        _text(info, "headline"),
        _text(info, "severity"),
        _text(info, "certainty"),
    )
    return RawEntry(
        where=where,
        happened=_text(info, "onset") or _text(info, "effective") or _text(alert, "sent"),
        reported=_text(alert, "sent"),
        text=": ".join(filter(None, parts)),
        place=_text(info, "areaDesc"),
        kind=_text(info, "event"),
        reference=_text(alert, "identifier"),
    )


def _text(element: Any, name: str) -> str:
    found = (each for each in element.iter() if local_name(each) == name.casefold())
    return next(((each.text or "").strip() for each in found), "")
