"""What must hold whatever is established: not knowing never opens a gate."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.law.examples import (
    GATE_MET,
    MEASURES,
    TODAY,
    VALID_DEROGATION,
    VALID_DETENTION,
)

from openhbm.core.law import (
    DECISIONS,
    DerogationFacts,
    DetentionFacts,
    EntryFacts,
    GateFacts,
    Override,
    derogation_check,
    detention_check,
    entry_options,
    non_refoulement_gate,
)
from openhbm.core.law.derogation import is_derogable
from openhbm.core.values import Outcome

NOW = datetime(2022, 3, 10, 12, tzinfo=UTC)
maybe = st.none() | st.booleans()
days = st.none() | st.dates(date(2022, 1, 1), date(2022, 4, 1))
BOOLS = [
    field.name
    for field in fields(GateFacts)
    if field.name.endswith("_on") is False and field.type == "bool | None"
]
gate_changes = st.dictionaries(st.sampled_from(BOOLS), maybe, max_size=6)
CLEARABLE = [*BOOLS, "destination_assessed_on", "appeal_deadline_on", "alike_decisions", "on"]
entry_names = [field.name for field in fields(EntryFacts) if field.type == "bool | None"]
entry_sets = st.builds(
    lambda facts, gate: EntryFacts(on=TODAY, gate=gate, **facts),
    st.fixed_dictionaries({}, optional=dict.fromkeys(entry_names, maybe)),
    st.builds(lambda change: replace(GATE_MET, **change), gate_changes),
)


@given(gate_changes, st.sampled_from(CLEARABLE))
def test_gate_unknown_never_turns_a_no_into_permitted(change: dict[str, Any], name: str) -> None:
    facts = replace(GATE_MET, **change)
    before = non_refoulement_gate(facts).outcome

    after = non_refoulement_gate(replace(facts, **{name: None})).outcome

    # Whether a consulate was called matters only when it was; unknown is itself not permitted.
    assert before is Outcome.PERMITTED or after is not Outcome.PERMITTED


@given(st.sampled_from(BOOLS))
def test_gate_any_flipped_fact_is_never_prohibited_without_reason(name: str) -> None:
    value = getattr(GATE_MET, name)
    if value is None:
        return

    result = non_refoulement_gate(replace(GATE_MET, **{name: not value}))

    needs_more = {"may_be_child", "at_sea", "consulate_contacted"}
    assert result.outcome is (Outcome.NEEDS_A_PERSON if name in needs_more else Outcome.PROHIBITED)
    assert result.reasons


def test_gate_nothing_established_is_never_permitted() -> None:
    result = non_refoulement_gate(GateFacts())

    assert result.outcome is not Outcome.PERMITTED
    assert {reason.code for reason in result.reasons} == {f"R-NR-{n}" for n in range(1, 11)}


@given(entry_sets, st.sampled_from([None, True, "later", "expired"]))
def test_entry_refusal_is_last_and_never_permitted(facts: EntryFacts, measure: Any) -> None:
    options = entry_options(facts, MEASURES[measure])

    assert [option.code for option in options if option.code == "REFUSE"] == ["REFUSE"]
    assert options[-1].code == "REFUSE"
    assert options[-1].outcome is not Outcome.PERMITTED
    assert {option.code for option in options} == set(DECISIONS)
    assert all(option.reasons for option in options)


@given(entry_sets, st.sampled_from(entry_names))
def test_entry_unknown_never_opens_a_decision(facts: EntryFacts, name: str) -> None:
    before = {option.code: option.outcome for option in entry_options(facts, MEASURES[True])}

    unknown = entry_options(replace(facts, **{name: None}), MEASURES[True])

    for option in unknown:
        assert option.outcome is not Outcome.PERMITTED or before[option.code] is Outcome.PERMITTED


@given(entry_sets)
def test_entry_refusal_whoever_asks_for_protection_is_prohibited(facts: EntryFacts) -> None:
    options = entry_options(replace(facts, asks_protection=True), None)

    assert options[-1].outcome is Outcome.PROHIBITED


@given(entry_sets, gate_changes)
def test_entry_refusal_is_closed_while_the_gate_is(
    facts: EntryFacts, change: dict[str, Any]
) -> None:
    gate = replace(GATE_MET, **change)
    options = entry_options(replace(facts, gate=gate), None)

    is_open = non_refoulement_gate(gate).outcome is Outcome.PERMITTED
    assert is_open or options[-1].outcome is Outcome.PROHIBITED


@given(st.sampled_from([field.name for field in fields(DetentionFacts)][:-1]))
def test_detention_anything_left_out_is_never_permitted(name: str) -> None:
    harmless = {"detained_at", "reviewed_at", "consulate_contacted", "consulate_consented"}
    default = getattr(DetentionFacts(), name)

    result = detention_check(replace(VALID_DETENTION, **{name: default}), NOW)

    assert (result.outcome is Outcome.PERMITTED) == (name in harmless)


@given(st.none() | st.integers(0, 17), maybe)
def test_detention_child_is_always_prohibited(age: int | None, with_child: bool | None) -> None:
    facts = replace(VALID_DETENTION, age_low=age, with_own_child=with_child)

    assert detention_check(facts, NOW).outcome is Outcome.PROHIBITED


def test_detention_release_is_due_when_the_limit_is_reached() -> None:
    result = detention_check(VALID_DETENTION, NOW)

    assert result.release_at == VALID_DETENTION.detained_at + timedelta(hours=72)


@given(st.sampled_from([field.name for field in fields(DerogationFacts)]))
def test_derogation_anything_left_out_is_never_permitted(name: str) -> None:
    empty = DerogationFacts()
    harmless = {"suspends", "ended_notified_on"}

    result = derogation_check(replace(VALID_DEROGATION, **{name: getattr(empty, name)}), TODAY)

    assert (result.outcome is Outcome.PERMITTED) == (name in harmless)


@given(days)
def test_derogation_after_its_end_is_invalid(day: date | None) -> None:
    on = (day or TODAY) + timedelta(days=90)

    assert derogation_check(VALID_DEROGATION, on).outcome is Outcome.PROHIBITED


def test_gate_override_by_an_unnamed_person_counts_for_nothing() -> None:
    facts = replace(
        GATE_MET, fit_to_travel=False, overrides=(Override("R-NR-9", "duty_doctor", ""),)
    )

    assert non_refoulement_gate(facts).outcome is Outcome.PROHIBITED


@pytest.mark.parametrize("field", ["fears_return", "open_claim", "decision_written", "at_sea"])
@pytest.mark.parametrize("said", ["", "no", "yes", 0, 1])
def test_gate_with_anything_but_a_truth_value_stays_closed(field: str, said: object) -> None:
    gate = replace(GATE_MET, **{field: said})

    assert non_refoulement_gate(gate).outcome is not Outcome.PERMITTED


def test_refuse_with_a_possible_child_outside_the_gate_is_prohibited() -> None:
    facts = EntryFacts(
        on=date(2022, 3, 10),
        own_national=False,
        asks_protection=False,
        meets_ordinary_rules=False,
        may_be_child=True,
        gate=GATE_MET,
    )

    refuse = entry_options(facts, None)[-1]

    assert (refuse.code, refuse.outcome) == ("REFUSE", Outcome.PROHIBITED)


@pytest.mark.parametrize("article", ["Article 6", "art. 7", "6,7", "06", "six", ""])
def test_article_that_cannot_be_read_is_not_taken_for_derogable(article: str) -> None:
    assert is_derogable("ICCPR", article) is None
