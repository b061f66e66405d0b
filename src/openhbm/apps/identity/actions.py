"""Writing match keys, within the action that changed a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.asking import record_asked
from openhbm.apps.identity.match_models import ALL_PARTS, MatchKey, MatchSubject, NameCount
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.identity.signed import signed
from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.gathered import Gathered, gathered
from openhbm.apps.people.models import Person
from openhbm.core.identity.keys import keys_of
from openhbm.core.identity.names import coarse_key, parts_of
from openhbm.core.identity.records import MatchRecord

ROWS_AT_ONCE = 1000


@action
def write_first_match_keys(*, by: User | None, person: Person, details: PersonDetails) -> None:
    """Write the keys of somebody just registered with these details, and count the name."""
    # At the desk each statement counts: what was typed is the record, and is not read back.
    record = record_asked(details, person.registered_at)
    _write(person.id, person.registered_post_id, person.number, keys_of(record))
    _count(Counter(_parts(record)))


@action
def write_match_keys(*, by: User | None, person_id: UUID) -> None:
    """Write the keys of a person anew, as the rows are now."""
    person = Person.objects.prefetch_related(*PARTS).get(pk=person_id)
    _forget(person_id)
    _write(person.id, person.registered_post_id, person.number, keys_of(record_of(person)))


@action
def write_match_keys_of(*, by: User | None, people: Sequence[Gathered]) -> None:
    """Write the keys of many people at once, who were registered or changed on another node."""
    known = MatchSubject.objects.filter(record_id__among=[person.id for person in people])
    counted = set(known.values_list("record_id", flat=True))
    if counted:
        MatchKey.objects.filter(subject__in=known).delete()
        known.delete()
    records = _write_many(people)
    _count(Counter(part for id_, one in records if id_ not in counted for part in _parts(one)))


@action
def forget_match_keys(*, by: User | None, record_id: UUID) -> None:
    """Remove every key of somebody erased, or of a record held elsewhere that is gone."""
    _forget(record_id)


@dataclass(frozen=True, slots=True)
class KeysElsewhere:
    """What is told of a record held elsewhere: whose, where, its number and its match keys."""

    record_id: UUID
    post_id: UUID | None
    number: str
    keys: Sequence[int]


@action
def take_match_keys(*, by: User | None, records: Iterable[KeysElsewhere]) -> None:
    """Keep the keys of records held on another node: by them alone these are found here.

    Of a record that is told twice the last counts. The journal does not tell them: they come again
    from the node that holds the record.
    """
    told = {one.record_id: one for one in records}
    known = MatchSubject.objects.filter(record_id__among=told)
    MatchKey.objects.filter(subject__in=known).delete()
    known.delete()
    _write_subjects((one.record_id, one.post_id, one.number, one.keys) for one in told.values())


@action
def write_all_match_keys(*, by: User | None, told: Callable[[int], object] = int) -> int:
    """Make the keys of everybody registered here anew; how many there are.

    Keys of records held elsewhere are kept. ``told`` is called with how many persons more are done.
    """
    with entry("match_keys_made", by=by) as e:
        people = Person.objects.order_by("id")
        MatchSubject.objects.filter(record_id__in=people.values("id")).delete()
        NameCount.objects.all().delete()
        counts: Counter[str] = Counter()
        for ids in _in_parts(people.filter(is_erased=False)):
            records = _write_many(gathered(ids))
            counts.update(part for _id, record in records for part in _parts(record))
            told(len(records))
        _count(counts)
        made = e.facts["keys"] = MatchKey.objects.count()
    return made


def _in_parts(people: QuerySet[Person]) -> Iterator[list[UUID]]:
    ids = list(people.values_list("pk", flat=True))
    yield from (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))


def _write_many(people: Sequence[Gathered]) -> list[tuple[UUID, MatchRecord]]:
    """The keys of many people in few statements; ids and records of those people."""
    records = [(person, record_of(person)) for person in people]
    _write_subjects(
        (person.id, person.registered_post_id, person.number, keys_of(record))
        for person, record in records
    )
    return [(person.id, record) for person, record in records]


def _write_subjects(told: Iterable[tuple[UUID, UUID | None, str, Iterable[int]]]) -> None:
    """Rows of (record, post, number, keys) of which none is there yet."""
    rows = list(told)
    insert_rows(MatchSubject, ("record_id", "post_id", "number"), (row[:3] for row in rows))
    made = MatchSubject.objects.filter(record_id__among=[row[0] for row in rows])
    subjects = dict(made.values_list("record_id", "id"))
    keys = ((signed(key), subjects[id_]) for id_, _post, _number, of in rows for key in of)
    insert_rows(MatchKey, ("key", "subject_id"), keys)


def _write(record_id: UUID, post_id: UUID | None, number: str, keys: Iterable[int]) -> None:
    subject = MatchSubject.objects.create(record_id=record_id, post_id=post_id, number=number)
    insert_rows(MatchKey, ("key", "subject_id"), [(signed(key), subject.pk) for key in keys])


def _forget(record_id: UUID) -> None:
    MatchKey.objects.filter(subject__record_id=record_id).delete()
    MatchSubject.objects.filter(record_id=record_id).delete()


def _parts(record: MatchRecord) -> list[str]:
    return [coarse_key(part)[:40] for name in record.names for part in parts_of(name)]


def _count(counts: Counter[str]) -> None:
    """Add to the counts; a spelling that no row counts yet gets one."""
    counts[ALL_PARTS] = counts.total()
    known = set(NameCount.objects.filter(key__among=counts).values_list("key", flat=True))
    with connection.cursor() as cursor:
        # In one order everywhere: two that count the same names never wait for each other.
        more = [(counts[key], key) for key in sorted(known)]
        cursor.executemany("UPDATE identity_namecount SET parts = parts + %s WHERE key = %s", more)
    insert_rows(NameCount, ("key", "parts"), [(key, counts[key]) for key in counts.keys() - known])
