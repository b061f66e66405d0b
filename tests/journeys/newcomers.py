"""Somebody new at a post of the demo: registered, and referred to a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openhbm.apps.casework.actions import refer_person, screen_person
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.crossings.actions import register_arrival
from openhbm.apps.people.actions import give_consent
from openhbm.apps.people.details import ConsentDetails, PersonDetails

POST = "PL-MEDYKA"
"""The post at which the demo's crew works."""


def details_of(name: str, sex: str, age: int, spoken: str) -> PersonDetails:
    return PersonDetails(name=name, sex=sex, age_years=age, preferred_language=spoken)


def registered(
    by: Any, post: Any, group: Any, relationship: str, details: PersonDetails, at: datetime
) -> Any:
    crossing = register_arrival(
        by=by, post=post, group=group, relationship=relationship, details=details, at=at
    )
    return crossing.person


def referred(by: Any, person: Any, service: Any, at: datetime) -> Any:
    answers = {"child_without_carer": "no", "daily_medicine": "yes", "medicine_days_left": 1}
    screen_person(by=by, person=person, post=service.post, answers=answers, language="uk", at=at)
    said = ConsentDetails(
        purpose="referral",
        is_given=True,
        language="uk",
        method="spoken",
        recipient=service.provider,
    )
    consent = give_consent(by=by, person=person, details=said, at=at)
    findings = list(findings_for(by, person))
    return refer_person(
        by=by, person=person, findings=findings, service=service, consent=consent, at=at
    )
