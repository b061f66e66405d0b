"""Writing the keys that people and groups are found by, within the action that changed a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.following import tell_erased, tell_written
from openhbm.apps.people.gathered import Gathered, gathered
from openhbm.apps.people.models import Group, Person, SearchKey
from openhbm.apps.people.search.keys import Key, keys_of_group, keys_of_rows

ROWS_AT_ONCE = 1000
_COLUMNS = ("record_id", "post_id", "is_group", "kind", "text")
PARTS = ("names", "documents", "contacts")


@action
def index_person(*, by: User | None, person: Person, new: frozenset[Key] | None = None) -> None:
    """Write the keys of a person: the ones given of somebody new, else those of the rows."""
    if new is not None:
        _write(person.id, person.registered_post_id, new, is_group=False)
        return
    SearchKey.objects.filter(record_id=person.id).delete()
    # Asked for anew: the parts that came with the caller's person may be older than this.
    found = keys_of_rows(Person.objects.prefetch_related(*PARTS).get(pk=person.pk))
    _write(person.id, person.registered_post_id, found, is_group=False)
    tell_written(by=by, person_id=person.id)


@action
def index_group(*, by: User | None, group: Group) -> None:
    """Write the keys of a group anew."""
    SearchKey.objects.filter(record_id=group.id).delete()
    _write(group.id, group.post_id, keys_of_group(group), is_group=True)


@action
def forget_keys(*, by: User | None, record_id: UUID) -> None:
    """Remove every key of somebody erased."""
    SearchKey.objects.filter(record_id=record_id).delete()
    tell_erased(by=by, person_id=record_id)


@action
def write_keys_anew(
    *,
    by: User | None,
    people: Sequence[Gathered],
    person_ids: Iterable[Any],
    group_ids: Iterable[Any],
) -> None:
    """Write the keys of many at once, who were registered or changed on another node.

    ``people`` are those of ``person_ids`` who are here and were not erased; the others have none.
    """
    SearchKey.objects.filter(record_id__among=[*person_ids, *group_ids]).delete()
    _write_many(people, Group.objects.filter(pk__among=group_ids))


@action
def index_everybody(*, by: User | None) -> int:
    """Make every key anew from the rows, after the tables were rebuilt; how many there are."""
    with entry("search_keys_made", by=by) as e:
        SearchKey.objects.all().delete()
        people = Person.objects.filter(is_erased=False).order_by("id")
        ids = list(people.values_list("id", flat=True))
        for start in range(0, len(ids), ROWS_AT_ONCE):
            _write_many(gathered(ids[start : start + ROWS_AT_ONCE]), ())
        _write_many((), Group.objects.order_by("id").iterator(ROWS_AT_ONCE))
        made = e.facts["keys"] = SearchKey.objects.count()
    return made


def _write_many(people: Iterable[Gathered], groups: Iterable[Group]) -> None:
    of_people = (
        (one.id, one.registered_post_id, False, kind, text)
        for one in people
        for kind, text in keys_of_rows(one)
    )
    of_groups = (
        (one.id, one.post_id, True, kind, text)
        for one in groups
        for kind, text in keys_of_group(one)
    )
    insert_rows(SearchKey, _COLUMNS, [*of_people, *of_groups])


def _write(record_id: UUID, post_id: UUID | None, keys: frozenset[Key], *, is_group: bool) -> None:
    rows = [(record_id, post_id, is_group, kind, text) for kind, text in keys]
    insert_rows(SearchKey, _COLUMNS, rows)
