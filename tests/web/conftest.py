"""A post, its staff and one family on its way, for the tests of the staff pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.casework.actions import refer_person, screen_person
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.crises.actions import adopt_measure, open_crisis
from openhbm.apps.crossings.actions import (
    count_arrivals,
    decide_entry,
    preregister_group,
    register_arrival,
)
from openhbm.apps.foresight.actions import check_post
from openhbm.apps.people.actions import give_consent
from openhbm.apps.people.details import (
    ConsentDetails,
    DocumentDetails,
    GroupDetails,
    LinkDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.places.actions import add_service, open_post
from openhbm.core.law import EntryFacts
from tests.kept import kept

PASSWORD = "correct horse battery"


@kept
def user_with(db: None) -> Callable[..., Any]:
    """Make a user holding the named roles everywhere."""

    def make(*roles: str, username: str = "", display_name: str = "", language: str = "en") -> Any:
        user = add_user(
            by=None,
            username=username or "-".join(roles) or "nobody",
            password=PASSWORD,
            display_name=display_name,
            language=language,
        )
        for role in roles:
            give_role(by=None, user=user, role=role)
        return user

    return make


@kept
def administrator(user_with):
    return user_with("administrator", "national_coordinator", username="admin")


@kept
def officer(user_with):
    return user_with("border_officer", username="officer", display_name="Officer Example")


@kept
def clerk(user_with):
    return user_with("registration_clerk", username="clerk", display_name="Clerk Example")


@kept
def protector(user_with):
    return user_with("protection_officer", username="protector", display_name="Protector Example")


@kept
def analyst(user_with):
    return user_with("analyst", username="analyst", display_name="Analyst Example")


@kept
def post(administrator):
    return open_post(
        by=administrator,
        code="PL-TEST",
        name="Testowa",
        names={"uk": "Тестова", "ar": "تستوفا"},
        country="POL",
        latitude=49.8,
        longitude=22.9,
        post_type="OFFICIAL_LAND",
        throughput_ordinary_per_hour=5,
        throughput_emergency_per_hour=20,
        waiting_capacity=500,
    )


@kept
def service(administrator, post):
    return add_service(
        by=administrator,
        name="Child care corner",
        category="CHILD_PROTECTION",
        provider="Example Aid",
        country="POL",
        post=post,
        contact="desk 4",
    )


@kept
def measure(administrator, user_with):
    today = timezone.localdate()
    crisis = open_crisis(by=administrator, code="C", name="Crisis", started_on=today)
    return adopt_measure(
        by=administrator,
        drafted_by=user_with("legal_adviser", username="drafter"),
        crisis=crisis,
        content_id="humanitarian_admission_temporary_protection",
        country="POL",
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )


@kept
def alert(administrator, clerk, post):
    """A post that more people reach in a day than it can let through."""
    count_arrivals(by=clerk, post=post, persons=900)
    return check_post(by=administrator, post=post, on=timezone.localdate())


@dataclass(frozen=True)
class Family:
    """One family from tally to decision."""

    tally: Any
    group: Any
    mother: Any
    child: Any
    referral: Any
    decision: Any


@kept
def family(clerk, officer, protector, post, service, measure) -> Family:
    """A mother and her son with everything done for the mother; the son not yet referred."""
    tally = count_arrivals(by=clerk, post=post, persons=3, counts={"F 18-59": 2, "M 5-11": 1})
    group = preregister_group(
        by=clerk, post=post, tally=tally, details=GroupDetails(label="Koval family", size=2)
    )
    mother = _member(clerk, post, group, "PA", MOTHER)
    child = _member(clerk, post, group, "SON", PersonDetails(name="Danylo Koval", age_years=7))
    answers = {"child_without_carer": "no", "daily_medicine": "yes", "medicine_days_left": 1}
    screen_person(by=protector, person=mother.person, post=post, answers=answers, language="uk")
    consent = give_consent(by=protector, person=mother.person, details=REFERRAL_CONSENT)
    findings = list(findings_for(protector, mother.person))
    referral = refer_person(
        by=protector, person=mother.person, findings=findings, service=service, consent=consent
    )
    decision = decide_entry(by=officer, crossing=mother, code="ADMIT_EXC", facts=admissible())
    return Family(tally, group, mother.person, child.person, referral, decision)


MOTHER = PersonDetails(
    name="Олена Коваль",
    sex="F",
    birth="1988-03",
    preferred_language="uk",
    nationalities=(NationalityDetails("UKR"),),
    documents=(DocumentDetails(kind="PASS", number="XX123456", issuer="UKR"),),
    links=(LinkDetails("Petro Koval", "HUS", "left_behind"),),
)
REFERRAL_CONSENT = ConsentDetails(purpose="referral", is_given=True, language="uk", method="spoken")


def _member(clerk, post, group, relationship, details):
    return register_arrival(
        by=clerk, post=post, group=group, relationship=relationship, details=details
    )


def admissible() -> EntryFacts:
    """Affected by the crisis, with no doubt of any kind."""
    return EntryFacts(
        on=timezone.localdate(),
        crisis_affected=True,
        security_doubt=False,
        identity_doubt=False,
        armed_or_combatant=False,
        may_be_child=False,
    )


@pytest.fixture
def signed_in(db) -> Callable[[Any], Client]:
    """A browser in which this user is signed in."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
