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
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.queries import group_for, person_for
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.oversight_tables import HISTORY
from openhbm.web.labels import event_label, field_label
from openhbm.web.pages import page, show
from openhbm.web.told_values import Names, Told, shown_value


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new value, in words, and the page of the record it names."""

    field: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    sequence: int
    at: datetime
    what: str
    who: str
    purpose: str
    parts: tuple[tuple[Change, ...], ...]
    is_erased: bool


# The page of a record → how to ask for it, so that a history shows only to who sees the record.
RECORDS: Mapping[str, tuple[str, Callable[[Any, UUID], Any], str]] = {
    "person": ("", person_for, "person"),
    "group": ("people.group", group_for, "group"),
    "tally": ("crossings.tally", tally_for, "tally"),
    "crossing": ("crossings.crossing", crossing_for, "crossing"),
    "referral": ("casework.referral", referral_at_post, "referral"),
}


COMPARTMENTS = {
    "person": Compartment.IDENTITY,
    "group": Compartment.IDENTITY,
    "tally": Compartment.OPERATIONAL,
    "crossing": Compartment.MOVEMENT,
    "referral": Compartment.PROTECTION,
}
"""Under which a history that leaves as a file is journalled."""


@page
def record_history(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Everything the journal says of one record that this user may read."""
    if kind not in RECORDS:
        raise Http404(f"no history of {kind}")
    label, find, route = RECORDS[kind]
    record = find(request.user, record_id)
    events = events_of(request.user, kind, record)
    file = exported_values(request, events, HISTORY)
    if file is not None:
        note_read(
            by=request.user,
            what=label or "people.person",
            ids=[record_id],
            compartment=COMPARTMENTS[kind],
            purpose="export",
            subject=None if label else record_id,
        )
        return file
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
    lines = sorted(lines, key=lambda line: line.clock, reverse=True)
    # One step is several entries when parts of it are sealed apart; it is told once.
    steps = [
        list(parts) for _key, parts in groupby(lines, lambda one: (one.type, one.at, one.actor_id))
    ]
    steps = steps[:limit]
    actors = names_of(user, {parts[0].actor_id for parts in steps if parts[0].actor_id})
    names = Names.of(user, (told for parts in steps for part in parts for told in part.changes))
    own = str(record.id)
    return [_event(parts, actors, names, own) for parts in steps]


def _event(parts: list[Any], actors: Mapping[UUID, str], names: Names, own: str) -> Event:
    line = parts[-1]
    told = [one for part in reversed(parts) for one in part.changes if one[2] != own]
    return Event(
        sequence=line.sequence,
        at=line.at,
        what=event_label(line.type),
        who=actors.get(line.actor_id, _("the system")),
        purpose=line.purpose,
        parts=_by_record(told, names),
        is_erased=any(part.is_erased for part in parts),
    )


def _by_record(told: list[Told], names: Names) -> tuple[tuple[Change, ...], ...]:
    """The changes of a step, record by record: a person, each name, each paper.

    The journal tells the fields of a record in a row, so that a field told again is another
    record's.
    """
    records: list[tuple[str, set[str], list[Change]]] = []
    for one in told:
        if not records or records[-1][0] != one[0] or one[1] in records[-1][1]:
            records.append((one[0], set(), []))
        records[-1][1].add(one[1])
        value = shown_value(one, names)
        if value is not None and value.text:
            records[-1][2].append(Change(field_label(one[1]), value.text, value.href))
    return tuple(tuple(changes) for _record, _names, changes in records if changes)
