"""The journal tells all of a case, and erasing a person leaves nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.forms.models import model_to_dict

from openhbm.apps.accounts.models import User
from openhbm.apps.casework.actions import advance_referral, refer_person, review_finding
from openhbm.apps.casework.models import Finding, Referral, ReferralStep, Screening
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import erase_person
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Service

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
MODELS = (Screening, Finding, Referral, ReferralStep)


@pytest.fixture
def child(
    register: Callable[..., Person],
    screen: Any,
    protector: User,
    supervisor: User,
    clinic: Service,
) -> Person:
    """A child found alone, reviewed, referred and received."""
    person = register(4)
    screen(person, alone_child="yes")
    findings = list(Finding.objects.filter(person=person))
    review_finding(by=protector, finding=findings[0], status="confirmed", at=AT)
    referral = refer_person(
        by=protector,
        person=person,
        findings=findings,
        service=clinic,
        consent_exception="danger_to_child",
        supervisor=supervisor,
        at=AT,
    )
    advance_referral(by=protector, referral=referral, to_state="received", at=AT)
    return person


def rows() -> dict[str, dict[Any, dict[str, Any]]]:
    return {
        model.__name__: {row.pk: model_to_dict(row) for row in model.objects.all()}
        for model in MODELS
    }


def test_rebuild_from_the_journal_gives_the_same_rows(child: Person, administrator: User) -> None:
    before = rows()

    rebuild_tables(by=administrator)

    assert rows() == before
    assert all(before.values())
    assert verdict(administrator).verified


def test_erase_person_leaves_nothing_of_the_case(
    child: Person, user_with: Callable[..., User]
) -> None:
    officer = user_with("data_protection_officer", username="dpo")

    erase_person(by=officer, person_id=child.id, reason="Asked by the guardian")

    assert not any(rows().values())
    assert verdict(officer).verified
