"""Registering, correcting, linking, consenting, erasing a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people import actions
from openhbm.apps.people import details as given
from openhbm.apps.people.models import Document, Person
from openhbm.apps.people.queries import (
    consent_in_force,
    group_for,
    members_of,
    people_visible_to,
    person_for,
    photo_for,
)
from openhbm.apps.places.models import Post

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def registered(by: User, post: Post, **values: Any) -> Person:
    details = given.PersonDetails(**({"name": "Olena Bondar"} | values))
    return actions.register_person(by=by, details=details, post=post, at=AT)


@pytest.mark.parametrize("values", [{"name": "Olena"}, {"name": "", "description": "Baby, blue"}])
def test_register_name_or_description_is_enough(
    clerk: User, post: Post, values: dict[str, str]
) -> None:
    assert registered(clerk, post, **values).number.startswith("TST-")


def test_register_neither_name_nor_description_is_refused(clerk: User, post: Post) -> None:
    with pytest.raises(ActionError) as caught:
        registered(clerk, post, name="  ")
    assert caught.value.field == "name"
    assert caught.value.remedy


def test_register_year_only_is_never_first_of_january(clerk: User, post: Post) -> None:
    person = person_for(clerk, registered(clerk, post, birth="1988").id)
    assert str(person.birth) == "1988"
    assert (person.birth_on_low, person.birth_on_high) == (date(1988, 1, 1), date(1988, 12, 31))


def test_register_age_keeps_the_day_it_was_said(clerk: User, post: Post) -> None:
    person = registered(clerk, post, age_years=17)
    assert (person.age_years, person.age_as_of_on) == (17, AT.date())
    age = person.age_on(date(2022, 12, 31))
    assert age is not None
    assert (age.low, age.high) == (17, 18)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth": "30/02/1988"}, "birth"),
        ({"birth": "2031"}, "birth"),
        ({"birth": "1850"}, "birth"),
        ({"age_years": 200}, "age_years"),
        ({"sex": "Q"}, "sex"),
        ({"nationalities": (given.NationalityDetails("QQQ"),)}, "nationality"),
        ({"nationalities": (given.NationalityDetails("UKR", "maybe"),)}, "status"),
        ({"documents": (given.DocumentDetails("SCROLL"),)}, "kind"),
    ],
)
def test_register_nonsense_names_the_field_and_keeps_nothing(
    clerk: User, post: Post, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ActionError) as caught:
        registered(clerk, post, **values)
    assert caught.value.field == field
    assert not Person.objects.exists()


def test_register_stateless_code_of_travel_documents_is_known(clerk: User, post: Post) -> None:
    person = registered(clerk, post, nationalities=(given.NationalityDetails("XXA"),))
    assert [n.country for n in person.nationalities.all()] == ["XXA"]


def test_register_into_a_group_names_the_focal_point(clerk: User, post: Post) -> None:
    details = given.GroupDetails("Bondar", 2, {"F 18-59": 1})
    group = actions.register_group(by=clerk, details=details, post=post, at=AT)
    for relationship in ("PA", "DAU"):
        actions.register_person(
            by=clerk,
            details=given.PersonDetails(name="Olena"),
            post=post,
            group=group,
            relationship=relationship,
            at=AT,
        )
    found = group_for(clerk, group.number)
    assert [m.relationship for m in members_of(clerk, found)] == ["PA", "DAU"]
    assert found.focal_person is not None


@pytest.mark.parametrize("counts", [{"F 5-99": 1}, {"F 5-11": -1}, {"F 5-11": 9}])
def test_group_counts_that_make_no_sense_are_refused(
    clerk: User, post: Post, counts: dict[str, int]
) -> None:
    with pytest.raises(ActionError) as caught:
        actions.register_group(by=clerk, details=given.GroupDetails("X", 2, counts), post=post)
    assert caught.value.field == "counts"


def test_correct_keeps_the_former_value_in_the_history(clerk: User, post: Post) -> None:
    person = registered(clerk, post)
    actions.correct_person(by=clerk, person=person, name="Olena Bondarenko")
    names = [
        v for h in history_of(clerk, subject=person.id) for _, n, v in h.changes if n == "name"
    ]
    assert names == ["Olena Bondar", "Olena Bondarenko"]


def test_family_link_relative_missing_needs_only_a_name(clerk: User, post: Post) -> None:
    link = actions.link_family(
        by=clerk,
        person=registered(clerk, post),
        relationship="SON",
        whereabouts="missing",
        other_name="Danylo",
        separated_on="2022-03",
    )
    assert link.reunification_wanted is None


def test_consent_withdrawn_is_no_longer_in_force(clerk: User, post: Post) -> None:
    person = registered(clerk, post)
    details = given.ConsentDetails("tracing", True, "uk", "spoken", recipient="ICRC")
    consent = actions.give_consent(by=clerk, person=person, details=details)
    assert consent_in_force(clerk, person, "tracing") == consent
    actions.withdraw_consent(by=clerk, consent=consent)
    assert consent_in_force(clerk, person, "tracing") is None
    assert person_for(clerk, person.id).consents.count() == 1


def test_photo_is_on_disk_but_not_readable_there(clerk: User, post: Post) -> None:
    person = registered(clerk, post)
    photo = actions.attach_photo(by=clerk, person=person, data=PNG)
    files = list((Path(settings.HBM_HOME) / "files/photos" / str(person.id)).iterdir())
    assert photo_for(clerk, photo.id) == ("image/png", PNG)
    assert len(files) == 1
    assert PNG not in files[0].read_bytes()


def test_photo_that_is_none_is_refused(clerk: User, post: Post) -> None:
    with pytest.raises(ActionError) as caught:
        actions.attach_photo(by=clerk, person=registered(clerk, post), data=b"GIF89a")
    assert caught.value.field == "photo"


def test_erase_leaves_a_number_and_a_chain_that_verifies(
    dpo: User, clerk: User, post: Post, django_capture_on_commit_callbacks: Any
) -> None:
    documents = (given.DocumentDetails("PASS", "AB123"),)
    person = registered(clerk, post, documents=documents)
    actions.attach_photo(by=clerk, person=person, data=PNG)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(by=dpo, person_id=person.id, reason="asked for it")
    kept = Person.objects.get(id=person.id)
    assert (kept.name, kept.number, kept.is_erased) == ("", person.number, True)
    assert not Document.objects.exists()
    assert not list((Path(settings.HBM_HOME) / "files/photos" / str(person.id)).iterdir())
    assert all(h.is_erased for h in history_of(clerk, subject=person.id))
    assert verdict(clerk).verified
    with pytest.raises(NotVisible):
        person_for(clerk, person.id)


@pytest.mark.parametrize("reason", ["", "  "])
def test_erase_without_a_reason_is_refused(dpo: User, clerk: User, post: Post, reason: str) -> None:
    person = registered(clerk, post)
    with pytest.raises(ActionError):
        actions.erase_person(by=dpo, person_id=person.id, reason=reason)
    assert person_for(clerk, person.id).name == "Olena Bondar"


def test_reader_without_identity_sees_nobody(clerk: User, post: Post, user_with: Any) -> None:
    person = registered(clerk, post)
    analyst = user_with("analyst")
    assert not people_visible_to(analyst).exists()
    with pytest.raises(NotVisible):
        person_for(analyst, person.id)
    seen = {n for h in history_of(analyst, subject=person.id) for _, n, _ in h.changes}
    assert not seen & {"name", "description", "sex", "birth_on_low"}


def test_officer_of_another_post_neither_sees_nor_writes(
    clerk: User, post: Post, administrator: User, user_with: Any
) -> None:
    person = registered(clerk, post)
    from_elsewhere = user_with("border_officer", username="elsewhere", post=Post(id=clerk.id))
    assert not people_visible_to(from_elsewhere).exists()
    with pytest.raises(NotVisible):
        person_for(from_elsewhere, person.id)
    with pytest.raises(NotPermitted):
        registered(from_elsewhere, post)


def test_analyst_may_not_register(post: Post, user_with: Any) -> None:
    with pytest.raises(NotPermitted):
        registered(user_with("analyst"), post)


def test_consent_to_be_referred_is_hidden_from_who_does_not_read_protection(
    clerk, post, user_with
) -> None:
    person = registered(clerk, post)
    for purpose in ("photo", "referral"):
        agreed = given.ConsentDetails(purpose, True, language="uk", method="spoken")
        actions.give_consent(by=clerk, person=person, details=agreed)
    protector = user_with("protection_officer")

    def seen(user) -> tuple[list[str], list[str]]:
        consents = person_for(user, person.id).consents.all()
        told = history_of(user, subject=person.id, post_id=post.id)
        purposes = [v for h in told for _label, name, v in h.changes if name == "purpose"]
        return sorted(c.purpose for c in consents), sorted(purposes)

    assert seen(clerk) == (["photo"], ["photo"])
    assert seen(protector) == (["photo", "referral"], ["photo", "referral"])
    assert consent_in_force(clerk, person, "referral") is None
