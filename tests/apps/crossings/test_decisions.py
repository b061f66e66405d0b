"""Entry decisions: the law engine bounds them, an official takes them, the record says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.apps.crossings.invented import MORNING, family, somebody
from tests.apps.crossings.refusing import DAY, NOT_COVERED, OPEN_GATE

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.crises.actions import end_measure
from openhbm.apps.crossings.actions import decide_entry, preregister_group, register_arrival
from openhbm.apps.crossings.models import DecisionFacts, EntryDecision
from openhbm.apps.crossings.queries import (
    crossing_of_group,
    decisions_of,
    decisions_visible_to,
    entry_options_for,
    facts_of,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.actions import erase_person
from openhbm.apps.people.details import NationalityDetails
from openhbm.content.loader import pack
from openhbm.core.law import EntryFacts, Override

FLED = EntryFacts(
    on=DAY,
    own_national=False,
    crisis_affected=True,
    lacks_document=True,
    meets_ordinary_rules=False,
    asks_protection=False,
    security_doubt=False,
    identity_doubt=False,
    armed_or_combatant=False,
)


@pytest.fixture
def crossing(officer, post):
    return register_arrival(by=officer, post=post, details=somebody(), at=MORNING)


def test_decide_entry_under_the_measure_records_permit_reasons_measure_and_hash(
    officer, crossing, measure
):
    decision = decide_entry(by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=MORNING)

    decision.refresh_from_db()
    assert (decision.outcome, decision.permit_code, decision.measure) == (
        "permitted", "TP", measure,
    )  # fmt: skip
    assert decision.permit_until_on == DAY + timedelta(days=365)
    assert decision.content_hash == pack().hash
    assert decision.decided_by_id == officer.id
    assert decision.reasons[0]["code"] == "ADMIT_EXC"
    assert "measure in force" in decision.reasons[0]["text"]


@pytest.mark.parametrize(
    "at", [datetime(2022, 3, 3, 12, tzinfo=UTC), datetime(2022, 4, 1, tzinfo=UTC)]
)
def test_decide_entry_outside_the_measure_falls_back_to_ordinary_law(
    officer, crossing, measure, at
):
    decision = decide_entry(by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=at)

    assert decision.outcome == "needs_a_person"
    assert (decision.measure, decision.permit_code) == (None, "")


def test_decide_entry_after_the_measure_was_ended_does_not_rest_on_it(
    officer, coordinator, crossing, measure
):
    end_measure(by=coordinator, measure=measure, on=DAY, reason="annulled")

    decision = decide_entry(by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=MORNING)

    assert decision.measure is None


def test_decide_entry_prohibited_code_names_reasons_and_the_recommended_one(
    officer, crossing, measure
):
    with pytest.raises(ActionError) as caught:
        decide_entry(by=officer, crossing=crossing, code="ADMIT_ORD", facts=FLED, at=MORNING)

    assert caught.value.field == "code"
    assert "meets the ordinary entry rules" in caught.value.message
    assert "ADMIT_EXC" in caught.value.remedy
    assert not EntryDecision.objects.exists()


def test_decide_entry_refusal_with_nothing_established_is_prohibited(officer, crossing):
    with pytest.raises(ActionError) as caught:
        decide_entry(
            by=officer, crossing=crossing, code="REFUSE", facts=EntryFacts(on=DAY), at=MORNING
        )

    assert "Not established" in caught.value.message
    assert not EntryDecision.objects.exists()


def test_decide_entry_refusal_with_every_guard_met_stays_a_persons_decision(officer, crossing):
    decision = decide_entry(
        by=officer, crossing=crossing, code="REFUSE", facts=NOT_COVERED, at=MORNING
    )

    assert decision.outcome == "needs_a_person"


def test_decide_entry_more_refusals_alike_than_the_alarm_allows_are_prohibited(officer, post):
    crossings = [
        register_arrival(by=officer, post=post, details=somebody(), at=MORNING) for _ in range(6)
    ]
    refuse = {"by": officer, "code": "REFUSE", "facts": NOT_COVERED}
    for minute, crossing in enumerate(crossings[:5]):
        decide_entry(crossing=crossing, at=MORNING + timedelta(minutes=minute), **refuse)

    with pytest.raises(ActionError, match="same wording"):
        decide_entry(crossing=crossings[5], at=MORNING + timedelta(minutes=6), **refuse)
    decide_entry(crossing=crossings[5], at=MORNING + timedelta(minutes=30), **refuse)

    assert EntryDecision.objects.filter(code="REFUSE").count() == 6


def test_decide_entry_unknown_code_lists_the_known_ones(officer, crossing):
    with pytest.raises(ActionError) as caught:
        decide_entry(by=officer, crossing=crossing, code="WAVE_BACK", facts=FLED, at=MORNING)

    assert "ADMIT_ASY" in caught.value.remedy


def test_decide_entry_for_a_whole_group_is_refused(officer, post):
    group = preregister_group(by=officer, post=post, details=family(3), at=MORNING)

    with pytest.raises(ActionError, match="person by person"):
        decide_entry(
            by=officer, crossing=crossing_of_group(officer, group), code="ADMIT_ASY", facts=FLED
        )


@pytest.mark.parametrize("until_on", [date(2022, 3, 6), date(2024, 1, 1)])
def test_decide_entry_permit_outside_what_the_measure_allows_is_refused(
    officer, crossing, measure, until_on
):
    with pytest.raises(ActionError) as caught:
        decide_entry(
            by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=MORNING,
            permit_until_on=until_on,
        )  # fmt: skip

    assert caught.value.field == "permit_until_on"


def test_decide_entry_by_who_only_registers_is_not_permitted(clerk, crossing):
    with pytest.raises(NotPermitted, match="border officer"):
        decide_entry(by=clerk, crossing=crossing, code="ADMIT_ASY", facts=FLED, at=MORNING)


def test_decisions_are_added_and_the_newest_stands(officer, crossing, measure):
    asks = EntryFacts(on=DAY, asks_protection=True, armed_or_combatant=False)
    decide_entry(by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=MORNING)
    decide_entry(
        by=officer, crossing=crossing, code="ADMIT_ASY", facts=asks,
        at=MORNING + timedelta(minutes=5),
    )  # fmt: skip

    assert [d.code for d in decisions_of(officer, crossing.person)] == ["ADMIT_ASY", "ADMIT_EXC"]


def test_facts_of_a_decision_are_for_protection_only_and_reading_is_journalled(
    officer, user_with, crossing
):
    protection = user_with("protection_officer", username="protection")
    asks = EntryFacts(on=DAY, asks_protection=True, armed_or_combatant=False)
    decision = decide_entry(by=officer, crossing=crossing, code="ADMIT_ASY", facts=asks, at=MORNING)

    assert facts_of(officer, decision) == {}
    found = facts_of(protection, decision)
    assert found["asks_protection"] is True
    assert "crisis_affected" not in found
    reads = history_of(protection, subject=crossing.person_id, with_reads=True)
    assert "record_read" in [happening.type for happening in reads]


def test_decisions_are_hidden_from_who_may_not_read_movement(officer, coordinator, crossing):
    decide_entry(
        by=officer, crossing=crossing, code="ADMIT_ASY",
        facts=EntryFacts(on=DAY, asks_protection=True, armed_or_combatant=False), at=MORNING,
    )  # fmt: skip

    assert decisions_visible_to(officer).count() == 1
    assert not decisions_visible_to(coordinator).exists()


def test_entry_options_recommend_what_the_measure_opens(officer, coordinator, crossing, measure):
    options = entry_options_for(officer, crossing, FLED)

    assert options[0].code == "ADMIT_EXC"
    assert options[-1].code == "REFUSE"
    with pytest.raises(NotVisible):
        entry_options_for(coordinator, crossing, FLED)


def test_erasing_a_person_erases_their_decisions(dpo, officer, clerk, crossing, measure):
    decide_entry(by=officer, crossing=crossing, code="ADMIT_EXC", facts=FLED, at=MORNING)

    erase_person(by=dpo, person_id=crossing.person_id, reason="asked for it")

    assert not EntryDecision.objects.exists()
    assert not DecisionFacts.objects.exists()


@pytest.mark.parametrize(
    "registered",
    [{"age_years": 15}, {"birth": "2005"}, {"nationalities": (NationalityDetails("POL"),)}],
)
def test_refuse_of_a_registered_child_or_national_is_prohibited_whatever_is_said(
    officer, post, registered
):
    crossing = register_arrival(by=officer, post=post, details=somebody(**registered), at=MORNING)

    with pytest.raises(ActionError, match="prohibited"):
        decide_entry(by=officer, crossing=crossing, code="REFUSE", facts=NOT_COVERED, at=MORNING)


def test_refuse_with_a_guard_set_aside_in_somebodys_name_is_not_taken(officer, crossing):
    aside = Override("R-NR-3", "protection_officer", "somebody")
    gate = replace(OPEN_GATE, urgent_referral=True, overrides=(aside,))

    with pytest.raises(ActionError, match="name"):
        decide_entry(
            by=officer,
            crossing=crossing,
            code="REFUSE",
            facts=replace(NOT_COVERED, gate=gate),
            at=MORNING,
        )
