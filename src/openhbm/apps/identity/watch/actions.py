"""Writes about watch lists: importing them, screening people, reading hits."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require, require_write, require_write_everywhere
from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.identity.signed import signed
from openhbm.apps.identity.watch.codes import HitReading, HitState, ListFormat
from openhbm.apps.identity.watch.formats import follow_the_money, ofac, united_nations
from openhbm.apps.identity.watch.formats.entries import Change, ListedPerson
from openhbm.apps.identity.watch.matching import EntryMatch, entry_matches, keys_of_entry
from openhbm.apps.identity.watch.models import (
    WatchEntry,
    WatchHit,
    WatchKey,
    WatchList,
    WatchReading,
    WatchRun,
)
from openhbm.apps.identity.watch.queries import hit_for
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import EntryDraft, action, entry, hold_journal
from openhbm.apps.people.details import script_of
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.standards import Standard

READ_WITHIN_HOURS = "watch_hit_read_hours"
"""The standard of the content pack that says by when both readers should have looked."""
KEYS_AT_ONCE = 20_000
_READERS: dict[str, Callable[[bytes], Iterator[ListedPerson]]] = {
    ListFormat.FTM: follow_the_money.persons_in,
    ListFormat.UN: united_nations.persons_in,
    ListFormat.OFAC: ofac.persons_in,
}


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What an import did, in entries."""

    code: str
    version: int
    added: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0


@action
def import_watch_list(
    *,
    by: User,
    code: str,
    name: str,
    format: str,
    data: bytes,
    is_delta: bool = False,
    at: datetime | None = None,
) -> ImportedList:
    """Take a list, or with ``is_delta`` only its changes, and make its keys.

    Entries that a whole list no longer holds are marked as gone and kept, because hits point to
    them. ActionError when the file is of another format, or holds no person.
    """
    require_write_everywhere(by, Compartment.SECURITY)
    at = at or timezone.now()
    if format not in _READERS:
        raise ActionError(
            _("%(format)s is no format of lists.") % {"format": format},
            field="format",
            remedy=_("Choose ftm, un or ofac."),
        )
    people = list({person.key: person for person in _READERS[format](data)}.values())
    if not people and not is_delta:
        raise ActionError(
            _("The file holds no person."), field="file", remedy=_("Check the file and its format.")
        )
    hold_journal()
    known = WatchList.objects.filter(code=code).first()
    with entry("watch_list_imported", by=by, at=at, purpose="screening") as e:
        listed = known or e.create(WatchList(code=code, name=name, format=format, imported_at=at))
        counts = _entries_taken(e, listed, people, is_delta, at)
        changes = counts["added"] + counts["changed"] + counts["gone"]
        e.change(
            listed,
            name=name,
            imported_at=at,
            sha256=hashlib.sha256(data).hexdigest(),
            version=listed.version + bool(changes),
        )
    return ImportedList(code, listed.version, **counts)


def _entries_taken(
    e: EntryDraft, listed: WatchList, people: list[ListedPerson], is_delta: bool, at: datetime
) -> dict[str, int]:
    before = {found.key: found for found in listed.entries.all()}
    counts = Counter({"added": 0, "changed": 0, "gone": 0, "unchanged": 0})
    rekeyed: list[WatchEntry] = []
    for person in people:
        found = before.pop(person.key, None)
        what = _taken(e, listed, person, found, at, rekeyed)
        counts[what] += 1
    for missing in before.values() if not is_delta else ():
        if not missing.is_gone:
            e.change(missing, is_gone=True, changed_at=at)
            rekeyed.append(missing)
            counts["gone"] += 1
    _write_keys(rekeyed)
    return dict(counts)


def _taken(
    e: EntryDraft,
    listed: WatchList,
    person: ListedPerson,
    found: WatchEntry | None,
    at: datetime,
    rekeyed: list[WatchEntry],
) -> str:
    is_gone = person.change is Change.GONE
    if found is None:
        if is_gone:
            return "unchanged"
        made = WatchEntry(watch_list=listed, changed_at=at, **person.told())
        rekeyed.append(e.create(made))
        return "added"
    if is_gone and not found.is_gone:
        e.change(found, is_gone=True, changed_at=at)
        rekeyed.append(found)
        return "gone"
    values = {} if is_gone else person.told() | {"is_gone": False}
    if all(getattr(found, name) == value for name, value in values.items()):
        return "unchanged"
    e.change(found, changed_at=at, **values)
    rekeyed.append(found)
    return "changed"


def _write_keys(entries: list[WatchEntry]) -> None:
    """The keys of entries anew; of those that are gone none."""
    ids = [found.id for found in entries]
    for start in range(0, len(ids), 500):
        WatchKey.objects.filter(entry_id__in=ids[start : start + 500]).delete()
    made = (
        WatchKey(key=signed(key), entry_id=found.id)
        for found in entries
        if not found.is_gone
        for key in keys_of_entry(found)
    )
    WatchKey.objects.bulk_create(made, batch_size=KEYS_AT_ONCE)


@action
def screen_people(
    *,
    by: User,
    person_ids: Iterable[UUID] | None = None,
    at: datetime | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> WatchRun:
    """Look for everybody ``by`` may see, or those named, on the lists; open hits for a reader.

    A hit refuses nobody anything. A pair of person and entry that has a hit gets no second one.
    """
    require(by, Permission.READ_IDENTITY)
    require_write(by, Compartment.SECURITY)
    at = at or timezone.now()
    people = people_visible_to(by).prefetch_related(*PARTS, "nationalities")
    people = people if person_ids is None else people.filter(id__in=list(person_ids))
    scripts: Counter[str] = Counter()
    nations: Counter[str] = Counter()
    total, hits = people.count(), 0
    for done, person in enumerate(people.order_by("id").iterator(500), 1):
        script, nation = _script(person), _nation(person)
        scripts[script] += 1
        nations[nation] += 1
        hits += _screened(by, person, script, nation, at)
        if done % 100 == 0 or done == total:
            told(done, total)
    run = WatchRun(
        run_at=at,
        run_by_id=by.id,
        persons=total,
        hits=hits,
        scripts=dict(scripts),
        nationalities=dict(nations),
    )
    with entry("watch_lists_screened", by=by, at=at, purpose="screening") as e:
        return e.create(run)


def _screened(by: User, person: Person, script: str, nation: str, at: datetime) -> int:
    record = record_of(person)
    found = entry_matches(record, frequencies_of([record]))
    known = set(WatchHit.objects.filter(person=person).values_list("entry_id", flat=True))
    fresh = [match for match in found if match.entry.id not in known]
    for match in fresh:
        with entry("watch_hit_found", by=by, at=at, subject=person.id, purpose="screening") as e:
            e.create(_hit(person, match, script, nation, at))
    return len(fresh)


def _hit(person: Person, match: EntryMatch, script: str, nation: str, at: datetime) -> WatchHit:
    return WatchHit(
        person=person,
        entry=match.entry,
        found_at=at,
        due_at=at + _read_within(at),
        weight=round(match.match.weight, 3),
        script=script,
        nationality=nation,
    )


def _read_within(at: datetime) -> timedelta:
    return timedelta(hours=pack().get(Standard, READ_WITHIN_HOURS).number_on(at.date()))


def _script(person: Any) -> str:
    """The script the name was given in, as the statistics count it."""
    names = [person.name, *(name.full for name in person.names.all())]
    return next((script_of(name) for name in names if name.strip()), "")


def _nation(person: Any) -> str:
    return next((n.country for n in person.nationalities.all()), "")


@action
def read_hit(
    *, by: User, hit_id: UUID, reading: str, note: str, at: datetime | None = None
) -> WatchHit:
    """Say what a hit is, with the reason. Two different readers who agree close it.

    Where they differ it stays open as disputed for a third. Closing has no effect on the person.
    """
    hold_journal()
    hit = hit_for(by, hit_id)
    require_write(by, Compartment.SECURITY, hit.person.registered_post_id)
    _check_reading(by, hit, reading, note)
    at = at or timezone.now()
    made = WatchReading(hit=hit, reading=reading, read_at=at, read_by_id=by.id, note=note.strip())
    before = list(hit.readings.values_list("reading", flat=True))
    with entry("watch_hit_read", by=by, at=at, subject=hit.person_id, purpose="screening") as e:
        e.create(made)
        if not before:
            return e.change(hit, state=HitState.READ_ONCE)
        if reading in before:
            return e.change(hit, state=HitState.CLOSED, outcome=reading, closed_at=at)
        return e.change(hit, state=HitState.DISPUTED)


def _check_reading(by: User, hit: WatchHit, reading: str, note: str) -> None:
    if reading not in HitReading.values:
        raise ActionError(
            _("%(word)s is no reading.") % {"word": reading},
            field="reading",
            remedy=_("Say the person listed, another person, or cannot be said."),
        )
    if not note.strip():
        raise ActionError(
            _("The reason is missing."),
            field="note",
            remedy=_("Write what you compared, so that the second reader can follow."),
        )
    if hit.state == HitState.CLOSED:
        raise ActionError(
            _("This hit is closed."), field="reading", remedy=_("Its history tells who closed it.")
        )
    if hit.readings.filter(read_by_id=by.id).exists():
        raise ActionError(
            _("You have read this hit."),
            field="reading",
            remedy=_("The second reading is somebody else's."),
        )
