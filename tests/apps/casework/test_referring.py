"""Reviewing findings, referring, moving referrals on, and their clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.casework import queries
from openhbm.apps.casework.actions import advance_referral, refer_person, review_finding
from openhbm.apps.casework.codes import CLOCKS, OPEN_STATES, ReferralState
from openhbm.apps.casework.models import Finding, Referral, ReferralStep
from openhbm.apps.casework.referring import referral_procedure
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people import details as given
from openhbm.apps.people.actions import withdraw_consent
from openhbm.apps.people.models import Consent, Person
from openhbm.apps.places.actions import change_service
from openhbm.apps.places.codes import ServiceCategory
from openhbm.apps.places.models import Service

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
Register = Callable[..., Person]


@pytest.fixture
def patient(register: Register, screen: Any) -> Person:
    """A man with insulin for two days who agreed to be referred."""
    consent = given.ConsentDetails("referral", True, "uk", "spoken")
    person = register(50, consents=(consent,))
    screen(person, daily_medicine="yes", medicine_days_left=2)
    return person


def consent_of(person: Person) -> Consent:
    return Consent.objects.get(person=person)


def findings_of(person: Person) -> list[Finding]:
    return list(Finding.objects.filter(person=person))


@pytest.fixture
def referral(patient: Person, protector: User, clinic: Service) -> Referral:
    return refer_person(
        by=protector,
        person=patient,
        findings=findings_of(patient),
        service=clinic,
        consent=consent_of(patient),
        at=AT,
    )


def test_refer_urgent_need_has_its_three_clocks(referral: Referral) -> None:
    assert (referral.state, referral.priority, referral.needs) == ("sent", 2, ["SM-CI"])
    assert referral.due_at == AT + timedelta(hours=72)
    assert referral.receive_by_at == AT + timedelta(hours=18)
    assert referral.accept_by_at == AT + timedelta(hours=36)
    steps = list(referral.steps.order_by("number").values_list("from_state", "to_state"))
    assert steps == [("draft", "consented"), ("consented", "sent")]


def test_refer_without_consent_is_refused(
    patient: Person, protector: User, clinic: Service
) -> None:
    with pytest.raises(ActionError) as caught:
        refer_person(
            by=protector, person=patient, findings=findings_of(patient), service=clinic, at=AT
        )

    assert caught.value.field == "consent"
    assert not Referral.objects.exists()


def test_refer_withdrawn_consent_is_refused(
    patient: Person, protector: User, clerk: User, clinic: Service
) -> None:
    consent = consent_of(patient)
    withdraw_consent(by=clerk, consent=consent, at=AT)

    with pytest.raises(ActionError, match="does not cover"):
        refer_person(
            by=protector,
            person=patient,
            findings=findings_of(patient),
            service=clinic,
            consent=consent,
            at=AT,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        given.ConsentDetails("photo", True, "uk", "spoken"),
        given.ConsentDetails("referral", False, "uk", "spoken"),
        given.ConsentDetails("referral", True, "uk", "spoken", recipient="Another partner"),
    ],
)
def test_refer_consent_to_something_else_is_refused(
    register: Register, screen: Any, protector: User, clinic: Service, wrong: given.ConsentDetails
) -> None:
    person = register(50, consents=(wrong,))
    screen(person, daily_medicine="yes")

    with pytest.raises(ActionError) as caught:
        refer_person(
            by=protector,
            person=person,
            findings=findings_of(person),
            service=clinic,
            consent=consent_of(person),
            at=AT,
        )

    assert caught.value.field == "consent"


def test_refer_child_in_danger_goes_with_a_supervisor(
    register: Register, screen: Any, protector: User, supervisor: User, clinic: Service
) -> None:
    child = register(4)
    screen(child, alone_child="yes")

    sent = refer_person(
        by=protector,
        person=child,
        findings=findings_of(child),
        service=clinic,
        consent_exception="danger_to_child",
        supervisor=supervisor,
        at=AT,
    )

    assert (sent.consent, sent.supervisor_id) == (None, supervisor.id)
    assert sent.due_at == AT + timedelta(hours=1)
    assert [step.to_state for step in sent.steps.all()] == ["sent"]


@pytest.mark.parametrize(
    ("age", "answers", "exception", "who", "field"),
    [
        (4, {"alone_child": "yes"}, "danger_to_child", None, "supervisor"),
        (4, {"alone_child": "yes"}, "danger_to_child", "protector", "supervisor"),
        (4, {"alone_child": "yes"}, "in_a_hurry", "supervisor", "consent"),
        (4, {"alone_child": "yes"}, "danger_to_child", "clerk", "supervisor"),
        (4, {"alone_child": "yes"}, "danger_to_child", "officer", "supervisor"),
        (40, {"afraid_to_return": "yes"}, "danger_to_child", "supervisor", "consent_exception"),
        (40, {"daily_medicine": "yes"}, "danger_to_life", "supervisor", "consent_exception"),
    ],
)
def test_refer_exception_that_does_not_hold_names_the_field(
    request: pytest.FixtureRequest,
    register: Register,
    screen: Any,
    protector: User,
    clinic: Service,
    age: int,
    answers: dict[str, Any],
    exception: str,
    who: str | None,
    field: str,
) -> None:
    person = register(age)
    screen(person, **answers)

    with pytest.raises(ActionError) as caught:
        refer_person(
            by=protector,
            person=person,
            findings=findings_of(person),
            service=clinic,
            consent_exception=exception,
            supervisor=request.getfixturevalue(who) if who else None,
            at=AT,
        )

    assert caught.value.field == field


def test_refer_findings_of_nobody_or_another_are_refused(
    patient: Person, register: Register, protector: User, clinic: Service
) -> None:
    other = register(20)

    for person, findings in ((patient, []), (other, findings_of(patient))):
        with pytest.raises(ActionError) as caught:
            refer_person(by=protector, person=person, findings=findings, service=clinic, at=AT)
        assert caught.value.field == "findings"


def test_refer_to_a_service_that_closed_is_refused(
    patient: Person, protector: User, administrator: User, clinic: Service
) -> None:
    change_service(by=administrator, service=clinic, is_active=False)

    with pytest.raises(ActionError) as caught:
        refer_person(
            by=protector, person=patient, findings=findings_of(patient), service=clinic, at=AT
        )

    assert caught.value.field == "service"


def test_advance_whole_way_adds_a_step_each_time(referral: Referral, protector: User) -> None:
    way = ["received", "accepted", "in_service", "completed"]

    for hours, state in enumerate(way, start=1):
        advance_referral(
            by=protector, referral=referral, to_state=state, at=AT + timedelta(hours=hours)
        )

    done = queries.referral_for(protector, referral.id)
    assert (done.state, done.completed_at) == ("completed", AT + timedelta(hours=4))
    assert [step.to_state for step in queries.steps_of(protector, done)][2:] == way


@pytest.mark.parametrize(
    ("to_state", "values", "field"),
    [
        ("completed", {}, "to_state"),
        ("nirvana", {}, "to_state"),
        ("received", {"at": AT - timedelta(minutes=1)}, "at"),
    ],
)
def test_advance_wrong_move_is_refused_and_leaves_no_step(
    referral: Referral, protector: User, to_state: str, values: dict[str, Any], field: str
) -> None:
    steps = ReferralStep.objects.count()

    with pytest.raises(ActionError) as caught:
        advance_referral(by=protector, referral=referral, to_state=to_state, **values)

    assert caught.value.field == field
    assert ReferralStep.objects.count() == steps


def test_advance_stale_copy_cannot_repeat_a_step(referral: Referral, protector: User) -> None:
    stale = Referral.objects.get(id=referral.id)
    advance_referral(by=protector, referral=referral, to_state="received", at=AT)

    with pytest.raises(ActionError):
        advance_referral(by=protector, referral=stale, to_state="received", at=AT)


def test_advance_declining_needs_a_reason(referral: Referral, protector: User) -> None:
    advance_referral(by=protector, referral=referral, to_state="received", at=AT)

    with pytest.raises(ActionError, match="reason"):
        advance_referral(by=protector, referral=referral, to_state="declined", at=AT)

    declined = advance_referral(
        by=protector, referral=referral, to_state="declined", decline_reason="capacity", at=AT
    )
    assert declined.decline_reason == "capacity"


@pytest.mark.parametrize(
    ("moves", "hours", "is_late"),
    [
        ([], 17, False),
        ([], 19, True),
        (["received"], 19, False),
        (["received"], 37, True),
        (["received", "accepted"], 71, False),
        (["received", "accepted"], 73, True),
        (["received", "accepted", "in_service"], 500, False),
        (["withdrawn"], 500, False),
    ],
)
def test_late_referrals_follow_the_clock_of_their_state(
    referral: Referral, protector: User, moves: list[str], hours: int, is_late: bool
) -> None:
    for state in moves:
        advance_referral(by=protector, referral=referral, to_state=state, at=AT)

    late = queries.late_referrals(protector, AT + timedelta(hours=hours))

    assert late.exists() == is_late


def test_referrals_by_deadline_soonest_clock_comes_first(
    referral: Referral,
    register: Register,
    screen: Any,
    protector: User,
    supervisor: User,
    clinic: Service,
) -> None:
    child = register(4)
    screen(child, alone_child="yes")
    urgent = refer_person(
        by=protector,
        person=child,
        findings=findings_of(child),
        service=clinic,
        consent_exception="danger_to_child",
        supervisor=supervisor,
        at=AT,
    )

    found = list(queries.referrals_by_deadline(protector, AT + timedelta(minutes=20)))

    assert [one.id for one in found] == [urgent.id, referral.id]
    assert [one.is_late for one in found] == [True, False]
    assert found[1].next_clock_at == referral.receive_by_at


def test_review_dismissing_needs_a_note_and_is_remembered(patient: Person, protector: User) -> None:
    finding = findings_of(patient)[0]

    with pytest.raises(ActionError) as caught:
        review_finding(by=protector, finding=finding, status="dismissed", at=AT)
    review_finding(by=protector, finding=finding, status="dismissed", note="Has a month's", at=AT)

    assert caught.value.field == "note"
    kept = queries.finding_for(protector, finding.id)
    assert (kept.status, kept.reviewed_by_id, kept.reviewed_at) == ("dismissed", protector.id, AT)
    assert not queries.findings_to_review(protector).exists()


def test_refer_dismissed_finding_is_refused(
    patient: Person, protector: User, clinic: Service
) -> None:
    finding = findings_of(patient)[0]
    review_finding(by=protector, finding=finding, status="dismissed", note="No", at=AT)

    with pytest.raises(ActionError, match="dismissed"):
        refer_person(
            by=protector,
            person=patient,
            findings=[finding],
            service=clinic,
            consent=consent_of(patient),
            at=AT,
        )


def test_procedure_and_code_know_the_same_states_and_services() -> None:
    procedure = referral_procedure()

    assert set(procedure.transitions) == {state.value for state in ReferralState}
    assert {state for state, after in procedure.transitions.items() if after} == set(OPEN_STATES)
    assert set(CLOCKS) <= set(OPEN_STATES)
    codes = {category.code for category in procedure.service_categories}
    assert codes == {category.value for category in ServiceCategory}
