"""Two posts edit the same thing apart: both values are kept, a person decides, all agree."""

from __future__ import annotations

import pytest
from tests.apps.sync.people import register_at

from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Conflict, FieldVersion
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.records import journalled_models
from openhbm.apps.people.actions import correct_person
from openhbm.apps.people.contacting.actions import correct_contact
from openhbm.apps.people.models import Contact, Person
from openhbm.apps.places.actions import change_post
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import decide_conflict


@pytest.fixture
def woman(country):
    """Registered at a post, known at the centre."""
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    found = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    return found


def phone_at(country, prefix: str) -> str:
    with country.at(prefix):
        return Contact.objects.get().value


def correct_phone(country, prefix: str, value: str) -> None:
    with country.at(prefix):
        correct_contact(by=country.chief(), contact=Contact.objects.get(), value=value)


def rows_at(country, prefix: str, label: str) -> list:
    with country.at(prefix):
        models = {m._meta.label_lower: m for m in journalled_models()}
        return list(models[label]._default_manager.order_by("pk").values())


def test_phone_edited_apart_both_values_kept_until_a_person_decides(country, woman):
    correct_phone(country, "PLM", "+380 11")
    correct_phone(country, "CEN", "+380 22")
    country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            conflict = Conflict.objects.get(closed_at=None)
            assert (conflict.unit, conflict.subject) == ("value", woman.id)
            assert FieldVersion.objects.filter(unit="value", is_head=True).count() == 2
    assert phone_at(country, "PLM") == phone_at(country, "CEN")

    with country.at("CEN"):
        chosen = FieldVersion.objects.filter(unit="value", is_head=True).order_by("stamp")[0]
        decide_conflict(
            by=country.chief(),
            conflict_id=Conflict.objects.get().id,
            stamp=chosen.stamp,
            reason="she was asked",
        )
    country.meet("PLM")
    assert phone_at(country, "PLM") == phone_at(country, "CEN") == "+380 11"
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            assert not Conflict.objects.filter(closed_at=None).exists()
            assert verdict(None).verified


def test_birth_edited_apart_the_child_is_shown_until_somebody_decides(country, woman):
    for prefix, birth in (("PLM", "2012"), ("CEN", "1999")):
        with country.at(prefix):
            correct_person(by=country.chief(), person=Person.objects.get(), birth=birth)
    country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            assert Person.objects.get().birth_on_low.year == 2012
            assert Conflict.objects.get(closed_at=None).unit == "birth"


def test_low_risk_field_edited_apart_takes_the_latest_everywhere_without_a_conflict(country):
    country.meet("PLM")
    for prefix, latrines in (("PLM", 4), ("CEN", 9)):
        with country.at(prefix):
            post = Post.objects.get(code="PL-MED")
            change_post(by=country.chief(), post=post, latrines=latrines)
    country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            assert Post.objects.get(code="PL-MED").latrines == 9
            assert not Conflict.objects.exists()


def test_edit_that_knew_of_the_other_is_no_conflict(country, woman):
    correct_phone(country, "CEN", "+380 22")
    country.meet("PLM")
    correct_phone(country, "PLM", "+380 33")
    country.meet("PLM")
    assert phone_at(country, "CEN") == "+380 33"
    with country.at("CEN"):
        assert not Conflict.objects.exists()


def test_rebuilding_a_node_gives_the_rows_that_merging_gave(country, woman):
    correct_phone(country, "PLM", "+380 11")
    correct_phone(country, "CEN", "+380 22")
    country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            labels = [m._meta.label_lower for m in journalled_models()]
        before = {label: rows_at(country, prefix, label) for label in labels}
        with country.at(prefix):
            rebuild_tables(by=country.chief())
        assert {label: rows_at(country, prefix, label) for label in labels} == before


def test_rebuilding_gives_the_conflicts_too_decided_and_undecided(country, woman):
    for first, second in (("+380 11", "+380 22"), ("+380 33", "+380 44")):
        correct_phone(country, "PLM", first)
        correct_phone(country, "CEN", second)
        country.meet("PLM")
        with country.at("CEN"):
            chosen = FieldVersion.objects.filter(unit="value", is_head=True).order_by("stamp")[0]
            open_now = Conflict.objects.get(closed_at=None)
            decide_conflict(
                by=country.chief(), conflict_id=open_now.id, stamp=chosen.stamp, reason="asked"
            )
        country.meet("PLM")
    for prefix, birth in (("PLM", "2012"), ("CEN", "1999")):
        with country.at(prefix):
            correct_person(by=country.chief(), person=Person.objects.get(), birth=birth)
    country.meet("PLM")
    told = {}
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            before = list(Conflict.objects.order_by("pk").values())
            assert [row["closed_at"] is None for row in before] == [False, False, True]
            rebuild_tables(by=country.chief())
            assert list(Conflict.objects.order_by("pk").values()) == before
            # Nor does it depend on what was there before.
            Conflict.objects.all().delete()
            rebuild_tables(by=country.chief())
            told[prefix] = [
                {k: v for k, v in row.items() if k != "id"}
                for row in Conflict.objects.order_by("opened_at").values()
            ]
            assert told[prefix] == [{k: v for k, v in row.items() if k != "id"} for row in before]
    assert told["PLM"] == told["CEN"]


def test_decide_conflict_twice_says_it_was_decided(country, woman):
    correct_phone(country, "PLM", "+380 11")
    correct_phone(country, "CEN", "+380 22")
    country.meet("PLM")
    with country.at("CEN"):
        conflict = Conflict.objects.get()
        stamp = FieldVersion.objects.filter(unit="value", is_head=True)[0].stamp
        given = {"by": country.chief(), "conflict_id": conflict.id, "stamp": stamp}
        decide_conflict(**given, reason="asked")
        with pytest.raises(ActionError, match="decided meanwhile"):
            decide_conflict(**given, reason="asked again")
