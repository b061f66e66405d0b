"""Rows written past the ORM are the rows that the ORM would have written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger import rows
from openhbm.apps.ledger.copies import RunError, made_entry
from openhbm.apps.ledger.inserting import as_stored, insert_many, insert_rows, update_rows
from openhbm.apps.ledger.models import Entry, FieldVersion, PersonKey
from openhbm.apps.ledger.records import journalled_models
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import DocumentDetails, NameDetails, PersonDetails
from openhbm.apps.people.models import Document, Person, PersonName
from openhbm.apps.places.models import Post
from openhbm.core.ledger.packed import Form, Item, Said

ZONES = (UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-9)))
DETAILS = PersonDetails(
    name="Olena Bondar",
    sex="F",
    birth="1988-03",
    other_names=(NameDetails("Олена Бондар", given="Олена", family="Бондар"),),
    documents=(DocumentDetails("PASS", "AB123", "UKR", problems=("EXPIRED",)),),
)


@pytest.fixture
def person(clerk: User, post: Post) -> Person:
    return register_person(by=clerk, details=DETAILS, post=post)


def stored(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def by_the_orm(model: type[Model], told: list[tuple[UUID, dict[str, Any]]]) -> None:
    model._default_manager.bulk_create(
        model(pk=key, **rows.python_values(model, values)) for key, values in told
    )


@given(st.lists(st.datetimes(timezones=st.sampled_from(ZONES)) | st.none(), max_size=9))
def test_as_stored_gives_of_each_instant_what_its_field_gives(instants: list[Any]) -> None:
    field = Entry._meta.get_field("at")
    given = [(one,) for one in (*instants, *instants)]

    found = [value for (value,) in as_stored((field,), given, connection)]

    if connection.vendor == "postgresql":
        assert found == [one for (one,) in given]
    else:
        assert found == [field.get_db_prep_save(one, connection) for (one,) in given]


@pytest.mark.parametrize("insert", [rows.insert_told, by_the_orm])
@pytest.mark.parametrize("model", [PersonName, Document, Entry])
def test_rows_taken_out_and_put_back_are_the_same(
    person: Person, model: type[Model], insert: Callable[..., None]
) -> None:
    before = stored(model)
    found = list(model._default_manager.all())
    told = [(one.pk, rows.values_of(one)) for one in found]
    if model is not Entry:
        told = [(key, json.loads(rows.encoded(values))) for key, values in told]
    model._default_manager.all().delete()

    insert(model, told) if model is not Entry else insert_many(found)

    assert stored(model) == before
    assert before


def attempted(insert: Callable[..., None], model: type[Model], key: UUID) -> Any:
    """The row that becomes of nothing but an id, or the error; undone either way."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                insert(model, [(key, {})])
                found: Any = model._default_manager.filter(pk=key).values().get()
        except DatabaseError as error:
            found = type(error)
        transaction.set_rollback(True)
    return found


def test_row_of_which_nothing_is_told_becomes_what_the_orm_makes_of_it(db: None) -> None:
    made = 0
    for model in journalled_models():
        key = uuid4()
        ours, theirs = (attempted(insert, model, key) for insert in (rows.insert_told, by_the_orm))
        assert type(ours) is type(theirs), model
        if isinstance(ours, dict):
            made += 1
            fresh = {f.attname for f in model._meta.concrete_fields if callable(f.default)}
            assert {k: v for k, v in ours.items() if k not in fresh} == {
                k: v for k, v in theirs.items() if k not in fresh
            }
        else:
            assert ours is theirs, model
    assert made


def test_insert_nothing_is_no_statement(db: None) -> None:
    insert_rows(PersonKey, ("subject", "is_sealed", "wrapped"), [])
    insert_many([])
    assert not PersonKey.objects.exists()


def test_insert_what_the_database_refuses_is_its_error(db: None) -> None:
    twice = [(UUID(int=1), False, b"a"), (UUID(int=1), False, b"b")]
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(PersonKey, ("subject", "is_sealed", "wrapped"), twice)


def test_update_rows_writes_the_named_fields_of_those_rows_only(
    person: Person, clerk: User, post: Post
) -> None:
    other = register_person(by=clerk, details=PersonDetails(name="Petro Bondar"), post=post)
    update_rows(Person, ("name", "registered_post_id"), [("Olena Koval", None, person.pk)])
    person.refresh_from_db()
    assert (person.name, person.registered_post_id, person.sex) == ("Olena Koval", None, "F")
    assert Person.objects.get(pk=other.pk).name == "Petro Bondar"


def test_python_values_of_a_field_that_is_not_known_are_refused() -> None:
    with pytest.raises(FieldDoesNotExist):
        rows.python_values(Person, {"shoe_size": 43})


def test_among_finds_ids_and_their_texts_and_nothing_for_nothing(person: Person) -> None:
    for ids in ([person.pk], [str(person.pk), uuid4()], {str(person.pk).upper()}):
        assert list(Person.objects.filter(pk__among=ids)) == [person]
    assert not Person.objects.filter(pk__among=[])
    assert not Person.objects.filter(pk__among=[uuid4()])


def test_among_finds_texts_whatever_stands_in_them(db: None) -> None:
    texts = ['a"b,{c}', "%s", "олена", "x"]
    insert_rows(
        FieldVersion,
        ("record", "unit", "stamp", "entry_id", "base", "is_head"),
        [(text, "name", "s", UUID(int=1), ["a", "b"], True) for text in texts],
    )
    found = FieldVersion.objects.filter(record__among=texts[:3])
    assert sorted(found.values_list("record", flat=True)) == sorted(texts[:3])
    assert found[0].base == ["a", "b"]


def test_entry_with_its_header_read_already_is_stored_as_one_that_is_read_here(
    person: Person,
) -> None:
    entry = Entry.objects.get(subject=person.id)
    said = Said(
        entry.id, entry.sequence, entry.type, entry.record, entry.subject, entry.compartment,
        False, entry.actor, entry.at, entry.clock,
    )  # fmt: skip
    item = Item(bytes(entry.header), b"{}", Form.KEYED)
    read = Item(item.header, item.body, item.form, said=said)

    def taken(one: Item) -> Any:
        return made_entry(one, entry.node_id, entry.sequence, bytes(32), lambda *_: bytes(32))

    assert taken(item) == taken(read)
    with pytest.raises(RunError):
        made_entry(read, entry.node_id, entry.sequence + 1, bytes(32), lambda *_: bytes(32))
