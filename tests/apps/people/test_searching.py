"""One search box: whatever is typed finds whom it is about, and nobody the user may not see."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.people.actions import (
    add_document,
    add_name,
    correct_person,
    erase_person,
    open_record,
    register_group,
    register_person,
)
from openhbm.apps.people.codes import NameKind
from openhbm.apps.people.details import (
    DocumentDetails,
    GroupDetails,
    NameDetails,
    PersonDetails,
)
from openhbm.apps.people.models import Person, SearchKey
from openhbm.apps.people.queries import person_for
from openhbm.apps.people.search.actions import index_everybody
from openhbm.apps.people.search.queries import found_groups, found_people
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post


@pytest.fixture
def mother(clerk: User, post: Post) -> Person:
    details = PersonDetails(
        name="Олена Коваль-Мар’янко",
        other_names=(
            NameDetails("Olena Koval", kind=NameKind.ON_DOCUMENT),
            NameDetails("José Ñúñez"),
        ),
        documents=(DocumentDetails(kind="PASS", number="XX 123456", issuer="UKR"),),
        phone="+380 (50) 123-45-67",
    )
    return register_person(by=clerk, details=details, post=post)


@pytest.fixture
def reader(clerk: User) -> User:
    return clerk


def names_found(user: User, text: str) -> list[tuple[str, str]]:
    return [(str(one.record), one.reason) for one in found_people(user, text)]


@pytest.mark.parametrize(
    "text",
    [
        "олена",
        "ОЛЕНА",
        "Коваль Олена",
        "кова",
        "маряНКО",
        "ковальмарянко",
        "olena koval",
        "KOVAL  olena",
        "Ole Kov",
        "jose nunez",
        "José",
    ],
)
def test_name_in_any_order_case_and_spelling_is_found(reader, mother, text) -> None:
    assert names_found(reader, text) == [(mother.name, "name")]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("أحمد مُحَمَّد", "احمد محمد"),
        ("آمنة", "امنه"),
        ("محـــمد", "محمد"),
        ("علی کریم", "علي كريم"),
        ("يحيى", "يحيي"),
        ("ΓΙΏΡΓΟΣ", "γιωργος"),
        ("Γιώργος", "ΓΙΩΡΓΟΣ"),
        ("Ґалаґан", "галаган"),
        ("Семён", "семен"),
        ("Łukasz Großmann", "lukasz grossmann"),
        ("IŞIK", "ışık"),
        ("ሰላም ተስፋዬ", "ተስፋዬ"),
        ("देवी शर्मा", "शर्मा"),
    ],
)
def test_spellings_of_one_name_meet(reader, clerk, post, stored, typed) -> None:
    register_person(by=clerk, details=PersonDetails(name=stored), post=post)

    assert names_found(reader, typed) == [(stored, "name")]


def test_number_is_found_whole_by_its_end_and_with_slips(reader, mother) -> None:
    whole = mother.number
    code = whole.replace("-", "")
    spellings = (
        whole, whole.lower(), code, whole.replace("-", " "), f"HBM:{whole}", f"hbm : {code}",
        code[-6:], code[-6:-1], f" {code[-6:-3]} {code[-3:]} ",
    )  # fmt: skip

    found = {text: names_found(reader, text) for text in spellings}

    assert found == dict.fromkeys(spellings, [(mother.name, "number")])


@pytest.mark.parametrize("text", ["XX123456", "xx 123-456", "XX1234"])
def test_document_number_is_found_however_it_is_written(reader, mother, text) -> None:
    assert names_found(reader, text) == [(mother.name, "document")]


@pytest.mark.parametrize(
    "text", ["+380501234567", "0501234567", "050 123 45 67", "00380501234567", "1234567"]
)
def test_phone_is_found_by_its_last_digits(reader, mother, text) -> None:
    assert names_found(reader, text) == [(mother.name, "phone")]


@pytest.mark.parametrize("text", ["", "  ", "а", "123", "koval petro", "+", "\x00", "\ud800", "-"])
def test_what_says_too_little_or_fits_nobody_finds_nobody(reader, mother, text) -> None:
    assert found_people(reader, text) == []
    assert found_groups(reader, text) == []


def test_group_is_found_by_number_name_and_token(reader, clerk, post) -> None:
    details = GroupDetails(label="Родина Коваль", size=3, token="band 0042")
    group = register_group(by=clerk, details=details, post=post)

    reasons = [
        [(one.record.id, one.reason) for one in found_groups(reader, text)]
        for text in (group.number, "коваль", "BAND-0042")
    ]

    assert reasons == [[(group.id, "number")], [(group.id, "name")], [(group.id, "token")]]


def test_person_of_another_post_is_not_found(administrator, mother) -> None:
    other = open_post(
        by=administrator, code="SK-1", name="Other", country="SVK",
        latitude=48.0, longitude=22.0, post_type="OFFICIAL_LAND",
    )  # fmt: skip
    stranger = add_user(by=None, username="stranger", password=None)
    give_role(by=None, user=stranger, role="registration_clerk", place_id=other.id)

    asked = (mother.number, "olena", "XX123456", "1234567")

    assert {text: found_people(stranger, text) for text in asked} == dict.fromkeys(asked, [])


def test_record_opened_by_breaking_the_glass_is_found(administrator, user_with, mother) -> None:
    other = open_post(
        by=administrator, code="SK-2", name="Far", country="SVK",
        latitude=48.0, longitude=22.0, post_type="OFFICIAL_LAND",
    )  # fmt: skip
    far = user_with("border_officer", username="far", post=other)
    before = found_people(far, mother.number)

    open_record(by=far, number=mother.number, reason="The family is at our gate.")
    again = user_named(None, "far")

    assert before == []
    assert names_found(again, mother.number) == [(mother.name, "number")]
    assert names_found(again, "olena koval") == [(mother.name, "name")]


def test_whoever_reads_no_identities_finds_nobody(user_with, mother) -> None:
    assert found_people(user_with("analyst"), mother.number) == []


def test_what_is_corrected_or_added_is_found_at_once(reader, clerk, mother) -> None:
    held = person_for(clerk, mother.id)
    correct_person(by=clerk, person=held, name="Ольга Коваль")
    add_name(by=clerk, person=held, full="Lesia Ukrainka")
    add_document(by=clerk, person=held, details=DocumentDetails(kind="PASS", number="ID-998877"))

    assert names_found(reader, "lesia") == [("Ольга Коваль", "name")]
    assert names_found(reader, "id998877") == [("Ольга Коваль", "document")]
    assert names_found(reader, "олена") == []


def test_erased_person_leaves_no_key(dpo, clerk, post, mother) -> None:
    group = register_group(by=clerk, details=GroupDetails(label="Koval Olena", size=2), post=post)
    register_person(
        by=clerk, details=PersonDetails(name="Olena Koval"), post=post, group=group,
        relationship="PA",
    )  # fmt: skip
    focal = Person.objects.get(name="Olena Koval")

    erase_person(by=dpo, person_id=mother.id, reason="asked for it")
    erase_person(by=dpo, person_id=focal.id, reason="asked for it")

    assert not SearchKey.objects.filter(record_id__in=[mother.id, focal.id]).exists()
    assert not SearchKey.objects.filter(text="koval").exists()


def test_rebuilt_tables_are_indexed_alike(administrator, clerk, post, mother) -> None:
    register_group(by=clerk, details=GroupDetails(label="Koval", size=2), post=post)
    before = set(SearchKey.objects.values_list("record_id", "kind", "text"))

    rebuild_tables(by=administrator)
    made = index_everybody(by=administrator)

    assert set(SearchKey.objects.values_list("record_id", "kind", "text")) == before
    assert made == len(before)
