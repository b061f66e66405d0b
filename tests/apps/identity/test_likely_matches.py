"""Search before register: who somebody may be, with reasons, among the people one may see."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.actions import (
    KeysElsewhere,
    forget_match_keys,
    take_match_keys,
    write_all_match_keys,
)
from openhbm.apps.identity.models import MatchKey, MatchSubject, NameCount
from openhbm.apps.identity.queries import Likely, likely_household, likely_matches
from openhbm.apps.ledger.records import new_id
from openhbm.apps.people.actions import (
    add_document,
    correct_person,
    erase_person,
    link_family,
    register_group,
    register_person,
)
from openhbm.apps.people.codes import Whereabouts
from openhbm.apps.people.details import (
    DocumentDetails,
    GroupDetails,
    LinkDetails,
    NameDetails,
    PersonDetails,
)
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post
from openhbm.core.identity.keys import keys_of
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.values import PartialDate

WOMAN = PersonDetails(
    name="Layla Hassan Almutakhayyal", sex="F", birth="1988-03-07", origin="Qariyat al-Wahm"
)


def asked(name: str, birth: str = "", **known: str) -> MatchRecord:
    born = PartialDate.parse(birth) if birth else None
    return MatchRecord(names=(name,), birth=born, **known)


@pytest.fixture
def second_post(administrator: User, post: Post) -> Post:
    return open_post(
        by=administrator, code="PL-TEST2", name="Druga", names={}, country="POL", latitude=50.5,
        longitude=23.5, post_type="OFFICIAL_LAND", throughput_ordinary_per_hour=50,
        throughput_emergency_per_hour=200, waiting_capacity=500,
    )  # fmt: skip


@pytest.fixture
def woman(clerk: User, post: Post) -> Person:
    return register_person(by=clerk, details=WOMAN, post=post)


def numbers(likely: Likely) -> list[str]:
    return [one.number for one in likely.matches]


@pytest.mark.parametrize(
    ("name", "birth"),
    [
        ("Leila Hasan El-Mutakhayel", "1988-03-07"),
        ("ليلى حسن المتخيل", "1988"),
        ("ALMUTAKHAYYAL<<LAYLA<HASSAN", "1988-07-03"),
        ("Лейла Хасан Аль-Мутахаййал", "1987"),
        ("Almutakhayyal Layla", "1988-03"),
    ],
)
def test_search_finds_her_under_every_spelling_with_reasons(
    clerk: User, woman: Person, name: str, birth: str
) -> None:
    found = likely_matches(clerk, asked(name, birth, sex="F", place="Qaryat al Wahm"))

    assert numbers(found) == [woman.number]
    match = found.matches[0].match
    assert {"names", "birth", "place"} <= {e.signal for e in match.evidence}
    assert all(e.reason.text and e.weight for e in match.evidence if e.signal != "names")


def test_third_post_sees_the_two_earlier_records_with_reasons_before_saving(
    clerk: User, post: Post, second_post: Post, woman: Person
) -> None:
    again = PersonDetails(name="ليلى حسن المتخيل", sex="F", birth="1988", origin="Qariyat al-Wahm")
    second = register_person(by=clerk, details=again, post=second_post)
    people_before = Person.objects.count()

    found = likely_matches(
        clerk, asked("Laila Hassan Al Mutakhayal", "1989", sex="F", place="Qariyat alwahm")
    )

    assert set(numbers(found)) == {woman.number, second.number}
    assert all(one.match.evidence for one in found.matches)
    assert {one.person.registered_post for one in found.matches if one.person} == {
        post,
        second_post,
    }
    assert Person.objects.count() == people_before


def test_sibling_is_a_relative_and_never_stands_above_the_own_record(
    clerk: User, post: Post, woman: Person
) -> None:
    sister = PersonDetails(
        name="Hanaa Hassan Almutakhayyal", sex="F", birth="1990-03-07", origin="Qariyat al-Wahm"
    )
    register_person(by=clerk, details=sister, post=post)

    found = likely_matches(
        clerk, asked("Hanaa Hassan Almutakhayyal", "1990-03-07", sex="F", place="Qariyat al-Wahm")
    )

    assert found.matches[0].person is not None
    assert found.matches[0].person.name == sister.name
    assert woman.number not in numbers(found)
    assert [one.number for one in found.relatives] == [woman.number]


def test_two_namesakes_of_common_names_and_one_year_stay_unsure(clerk: User, post: Post) -> None:
    register_person(
        by=clerk, details=PersonDetails(name="Mohammed Ahmed", sex="M", birth="1990"), post=post
    )

    found = likely_matches(clerk, asked("Mohamed Ahmad", "1990", sex="M"))

    assert [one.match.judgement for one in found.matches] == [Judgement.UNSURE]


def test_hidden_record_answers_as_an_absent_one(
    user_with, post: Post, second_post: Post, woman: Person
) -> None:
    officer = user_with("registration_clerk", username="elsewhere", post=second_post)
    reader = user_with("border_officer", username="here", post=post)

    assert likely_matches(officer, asked(WOMAN.name, WOMAN.birth)) == Likely()
    assert likely_matches(officer, asked("Nobody Atall", WOMAN.birth)) == Likely()
    assert numbers(likely_matches(reader, asked(WOMAN.name, WOMAN.birth))) == [woman.number]


def test_user_without_identity_access_finds_nobody(user_with, woman: Person) -> None:
    stranger = user_with(username="stranger")

    assert likely_matches(stranger, asked(WOMAN.name, WOMAN.birth)) == Likely()


def test_corrected_person_is_found_by_the_new_name(clerk: User, woman: Person) -> None:
    correct_person(by=clerk, person=woman, name="Samira Yasser Alkhayali")

    assert numbers(likely_matches(clerk, asked("Samira Yaser Elkhayali", "1988-03-07"))) == [
        woman.number
    ]


def test_added_document_finds_the_person_under_another_name(clerk: User, woman: Person) -> None:
    add_document(by=clerk, person=woman, details=DocumentDetails("PASS", "N 0012345"))
    known = MatchRecord(names=("Zoriana Hassan",), documents=("n0012345",), sex="F")

    found = likely_matches(clerk, known)

    assert [one.number for one in (*found.matches, *found.relatives)] == [woman.number]


def test_linked_father_becomes_part_of_the_keys(clerk: User, post: Post) -> None:
    details = PersonDetails(name="Layla Almutakhayyal", sex="F", birth="1988")
    woman = register_person(by=clerk, details=details, post=post)
    before = MatchKey.objects.count()

    link_family(
        by=clerk, person=woman, relationship="FTH", whereabouts="missing", other_name="Hassan"
    )

    assert MatchKey.objects.count() > before


def test_erased_person_leaves_no_key(clerk: User, dpo: User, woman: Person) -> None:
    erase_person(by=dpo, person_id=woman.id, reason="asked for it")

    assert not MatchKey.objects.exists()
    assert not MatchSubject.objects.exists()
    assert likely_matches(clerk, asked(WOMAN.name, WOMAN.birth)) == Likely()


def test_keys_made_anew_are_the_keys_there_were(clerk: User, post: Post, woman: Person) -> None:
    known = PersonDetails(
        name=" Samir  Hassan Almutakhayyal", sex="M", age_years=41, address="Qariyat al-Wahm",
        name_parts=NameDetails("سمير حسن المتخيل", given="سمير", family="المتخيل"),
        other_names=(NameDetails("Samir Abu Wahm"),), phone="+48 500 000 123",
        documents=(DocumentDetails("PASS", "N 00-12345"), DocumentDetails("NID", "7 8 9 0 1")),
        links=(
            LinkDetails("Hassan Alkhayali", "FTH", Whereabouts.PRESENT),
            LinkDetails("Karim Alkhayali", "FTH", Whereabouts.MISSING),
            LinkDetails("Hanaa Teretu", "MTH", Whereabouts.PRESENT),
        ),
    )  # fmt: skip
    register_person(by=clerk, details=known, post=post)
    before = sorted(MatchKey.objects.values_list("key", flat=True))
    counted = sorted(NameCount.objects.values_list("key", "parts"))

    made = write_all_match_keys(by=clerk)

    assert made == len(before)
    assert sorted(MatchKey.objects.values_list("key", flat=True)) == before
    assert sorted(NameCount.objects.values_list("key", "parts")) == counted


def test_node_that_holds_keys_only_says_what_agrees_and_nothing_else(
    clerk: User, post: Post
) -> None:
    elsewhere = MatchRecord(
        names=("Layla Hassan Almutakhayyal",), birth=PartialDate.parse("1988-03-07")
    )
    record_id = new_id()
    told = KeysElsewhere(record_id, post.id, "FAR-1", tuple(keys_of(elsewhere)))
    outdated = KeysElsewhere(record_id, post.id, "FAR-0", ())
    take_match_keys(by=clerk, records=[outdated, told])

    found = likely_matches(clerk, asked("ليلى حسن المتخيل", "1988-03-07")).matches

    assert [(one.number, one.person, one.match.judgement) for one in found] == [
        ("FAR-1", None, Judgement.UNSURE)
    ]
    assert all(not e.right for e in found[0].match.evidence)
    forget_match_keys(by=clerk, record_id=record_id)
    assert likely_matches(clerk, asked("ليلى حسن المتخيل", "1988-03-07")) == Likely()


def test_clerk_of_a_post_finds_by_keys_whom_another_node_registered_and_no_hidden_record(
    user_with, post: Post, second_post: Post, woman: Person
) -> None:
    here = user_with("registration_clerk", username="here", post=second_post)
    commander = user_with("post_commander", username="commander", post=second_post)
    elsewhere = MatchRecord(names=(WOMAN.name,), birth=PartialDate.parse(WOMAN.birth))
    told = KeysElsewhere(new_id(), post.id, "FAR-1", tuple(keys_of(elsewhere)))
    take_match_keys(by=here, records=[told])
    take_match_keys(by=here, records=[told])

    found = likely_matches(here, asked("ليلى حسن المتخيل", "1988-03-07")).matches

    # Of the two at the other post only the one whose record is on another node.
    assert [(one.number, one.person) for one in found] == [("FAR-1", None)]
    # Who registers nobody has nothing to look for there.
    assert likely_matches(commander, asked("ليلى حسن المتخيل", "1988-03-07")) == Likely()


def test_household_registered_together_before_counts_for_each_member(
    clerk: User, post: Post
) -> None:
    group = register_group(by=clerk, details=GroupDetails("The blue cart", 2), post=post)
    names = ("Layla Hassan Almutakhayyal", "Samir Hassan Almutakhayyal")
    for name in names:
        details = PersonDetails(name=name, birth="1988", origin="Qariyat al-Wahm")
        register_person(by=clerk, details=details, post=post, group=group)

    alone = likely_matches(clerk, asked("Laila Hasan Almutakhayal", "1988"))
    both = likely_household(
        clerk,
        [asked("Laila Hasan Almutakhayal", "1988"), asked("Sameer Hasan Almutakhayal", "1988")],
    )

    assert both[0].matches[0].match.weight > alone.matches[0].match.weight
    assert "together" in {e.signal for e in both[0].matches[0].match.evidence}
