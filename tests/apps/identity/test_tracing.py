"""Looking for a relative: relations and the story of the separation find more than a name."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.tracing.queries import search_for, searches_visible_to, traces_of
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import link_family, register_group, register_person
from openhbm.apps.people.details import GroupDetails, LinkDetails, PersonDetails
from openhbm.apps.people.models import FamilyLink, Person
from openhbm.apps.places.models import Post
from openhbm.core.identity.records import Judgement


def person(by: User, post: Post, name: str, *links: LinkDetails, **known: object) -> Person:
    return register_person(
        by=by, post=post, details=PersonDetails(name=name, links=tuple(links), **known)
    )


@pytest.fixture
def protector(user_with) -> User:
    return user_with("protection_officer", username="protector")


@pytest.fixture
def father(clerk: User, post: Post) -> Person:
    return person(
        clerk, post, "Samir Hassan Almutakhayyal",
        LinkDetails("Karim Samir Almutakhayyal", "SON", "missing", separated_on="2026-05",
                    separated_at_place="Qasr al-Wahm", reunification_wanted=True),
        sex="M", birth="1980", origin="Qariyat al-Wahm",
    )  # fmt: skip


def link_of(father: Person) -> FamilyLink:
    return FamilyLink.objects.get(person=father)


def test_child_who_names_the_father_and_the_place_stands_above_a_namesake(
    clerk: User, protector: User, post: Post, father: Person
) -> None:
    son = person(
        clerk, post, "Kareem Almutakhayal",
        LinkDetails("Sameer Hasan Almutakhayal", "FTH", "missing", separated_on="2026-05-20",
                    separated_at_place="Qasr alwahm"),
        sex="M", birth="2014", origin="Qaryat al-Wahm",
    )  # fmt: skip
    person(clerk, post, "Karim Samir Almutakhayyal", sex="M", birth="1960", origin="Elsewhere")

    best = traces_of(protector, link_of(father))[0]

    assert best.person == son
    assert best.match.judgement is Judgement.MATCH
    signals = {e.signal for e in best.match.evidence}
    assert {"names", "mutual", "parent_name", "separation_place", "separation_date"} <= signals


def test_name_alone_is_never_called_likely(
    clerk: User, protector: User, post: Post, father: Person
) -> None:
    person(clerk, post, "Karim Samir Almutakhayyal", sex="M")

    (trace,) = traces_of(protector, link_of(father))

    assert trace.match.judgement is Judgement.UNSURE


def test_brothers_and_sisters_of_the_same_group_are_evidence(
    clerk: User, protector: User, post: Post, father: Person
) -> None:
    link_family(
        by=clerk, person=father, relationship="DAU", whereabouts="missing",
        other_name="Hanaa Samir Almutakhayyal",
    )  # fmt: skip
    group = register_group(by=clerk, details=GroupDetails("Two children", 3), post=post)
    aunt = PersonDetails(name="Layla Alkhayali", sex="F")
    register_person(by=clerk, details=aunt, post=post, group=group, relationship="PA")
    for name, sex, relationship in (("Karim Samir", "M", "SON"), ("Hanaa Samir", "F", "DAU")):
        details = PersonDetails(name=f"{name} Almutakhayyal", sex=sex)
        register_person(
            by=clerk, details=details, post=post, group=group, relationship=relationship
        )

    link = FamilyLink.objects.get(person=father, relationship="SON")
    (trace, *_others) = traces_of(protector, link)

    assert "sibling_names" in {e.signal for e in trace.match.evidence}


def test_searches_are_for_protection_staff_alone(
    clerk: User, protector: User, user_with, post: Post, father: Person
) -> None:
    officer = user_with("border_officer", username="officer")

    assert list(searches_visible_to(protector)) == [link_of(father)]
    assert not searches_visible_to(clerk).exists()
    assert not searches_visible_to(officer).exists()
    with pytest.raises(NotVisible):
        search_for(officer, link_of(father).id)


def test_who_does_not_wish_to_be_joined_is_not_looked_for(
    clerk: User, protector: User, post: Post
) -> None:
    person(
        clerk, post, "Layla Alkhayali",
        LinkDetails("Yasser Alkhayali", "HUS", "left_behind", reunification_wanted=False),
    )  # fmt: skip

    assert not searches_visible_to(protector).exists()


def test_looking_at_traces_is_journalled_with_the_person_who_asks(
    protector: User, father: Person
) -> None:
    traces_of(protector, link_of(father))

    assert Entry.objects.filter(type="record_read", subject=father.id).exists()
