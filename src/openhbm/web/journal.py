"""The history of one record, for whoever may see it: who changed what, when and what for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import history_of, names_of
from openhbm.apps.casework.queries import referral_at_post
from openhbm.apps.crossings.queries import crossing_for, tally_for
from openhbm.apps.people.queries import group_for, person_for
from openhbm.web.labels import event_label, field_label
from openhbm.web.pages import page, show

HIDDEN_FIELDS = frozenset({"id", "content_hash", "form_hash", "digest"})
SHORTEST_LIST = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new value, in words."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    sequence: int
    at: datetime
    what: str
    who: str
    purpose: str
    changes: tuple[Change, ...]
    is_erased: bool


# The page of a record → how to ask for it, so that a history shows only to who sees the record.
RECORDS: Mapping[str, tuple[str, Callable[[Any, UUID], Any], str]] = {
    "person": ("", person_for, "person"),
    "group": ("people.group", group_for, "group"),
    "tally": ("crossings.tally", tally_for, "tally"),
    "crossing": ("crossings.crossing", crossing_for, "crossing"),
    "referral": ("casework.referral", referral_at_post, "referral"),
}


@page
def record_history(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Everything the journal says of one record that this user may read."""
    if kind not in RECORDS:
        raise Http404(f"no history of {kind}")
    label, find, route = RECORDS[kind]
    record = find(request.user, record_id)
    events = events_of(request.user, kind, record)
    context = {"record": record, "events": events, "back": route, "record_id": record_id}
    return show(request, "journal.html", context)


def events_of(user: Any, kind: str, record: Any, limit: int | None = None) -> list[Event]:
    """The history of a record, newest first, at most ``limit`` lines."""
    label = RECORDS[kind][0]
    lines = (
        history_of(user, record=f"{label}:{record.id}", post_id=record.post_id)
        if label
        else history_of(user, subject=record.id, post_id=record.registered_post_id)
    )
    lines = sorted(lines, key=lambda line: line.sequence, reverse=True)
    # One step is several entries when parts of it are sealed apart; it is told once.
    steps = [
        list(parts) for _key, parts in groupby(lines, lambda one: (one.type, one.at, one.actor_id))
    ]
    names = names_of(user, {line.actor_id for line in lines if line.actor_id})
    return [_event(parts, names) for parts in steps[:limit]]


def _event(parts: list[Any], names: Mapping[UUID, str]) -> Event:
    line = parts[-1]
    return Event(
        sequence=line.sequence,
        at=line.at,
        what=event_label(line.type),
        who=names.get(line.actor_id, _("the system")),
        purpose=line.purpose,
        changes=tuple(
            Change(field_label(name), _shown(value))
            for part in reversed(parts)
            for _record, name, value in part.changes
            if name not in HIDDEN_FIELDS and value not in ("", None, [], {})
        ),
        is_erased=any(part.is_erased for part in parts),
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_shown(part) for part in value)
    return str(value)
