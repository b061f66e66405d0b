"""Forms, legal measures and procedures: what the shipped ones say, what a wrong one is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.conditions import read_condition
from openhbm.content.schemas.forms import Form, SpecificNeed
from openhbm.content.schemas.law import EntryCode, Measure
from openhbm.content.schemas.procedures import ReferralProcedure
from openhbm.core.law import DECISIONS
from openhbm.core.screening import All, AnyOf, Test

PACK = load_pack(SHIPPED)
FORM = PACK.get(Form, "border_screening")
LANGUAGES = {"en", "fr", "ar", "uk"}


def form_with(**changes: Any) -> dict[str, Any]:
    """A small form as its file would hold it, with the changes named."""
    text = {"en": "Words"}
    form: dict[str, Any] = {
        "id": "small",
        "source": "test",
        "reviewed_on": "2026-11-21",
        "verified": "false",
        "title": text,
        "intro": text,
        "closing": text,
        "questions": [{"id": "sick", "text": text}],
        "rules": [],
    }
    return form | changes


def test_shipped_form_asks_in_four_languages() -> None:
    asked = [question for question in FORM.questions if not question.specialist]

    assert {question.id for question in asked if set(question.text) < LANGUAGES} == set()
    options = [option for question in asked for option in question.options]
    assert [option.code for option in options if set(option.label) < LANGUAGES] == []


def test_shipped_rules_find_only_codes_that_are_listed_and_current() -> None:
    needs = PACK.all(SpecificNeed)

    assert all(needs[rule.code].is_current for rule in FORM.rules)
    assert [rule.id for rule in FORM.rules if needs[rule.code].restricted != rule.restricted] == []


def test_shipped_needs_stand_in_the_category_of_their_code() -> None:
    needs = PACK.all(SpecificNeed)

    assert {code: need.category for code, need in needs.items()} == {
        code: code.split("-")[0] for code in needs
    }
    must_be_restricted = {"SV", "TR"}
    assert all(n.restricted for n in needs.values() if n.category in must_be_restricted)
    assert all(n.set_by == "protection" for n in needs.values() if n.restricted)


def test_shipped_procedure_helps_with_every_code_the_form_can_find() -> None:
    procedure = PACK.get(ReferralProcedure, "referral")

    assert [rule.code for rule in FORM.rules if not procedure.services_for(rule.code)] == []


def test_shipped_decisions_are_those_of_the_table() -> None:
    codes = PACK.all(EntryCode)

    assert set(codes) == set(DECISIONS)
    assert not codes["REFUSE"].admits


def test_measure_terms_hold_on_their_first_and_last_day_only() -> None:
    measure = PACK.get(Measure, "humanitarian_admission_temporary_protection")

    terms = measure.terms(date(2022, 3, 4), date(2023, 3, 3))

    assert terms.is_in_force(date(2022, 3, 4)) and terms.is_in_force(date(2023, 3, 3))
    assert not terms.is_in_force(date(2022, 3, 3)) and not terms.is_in_force(date(2023, 3, 4))
    assert (terms.permit_code, terms.duration_days) == ("TP", 365)
    assert any("2022/382" in ref for ref in terms.legal_refs)


@pytest.mark.parametrize("ground", ["religion", "sex", "race", "language"])
def test_measure_cannot_choose_people_by_a_forbidden_ground(ground: str) -> None:
    shipped = PACK.get(Measure, "humanitarian_admission_temporary_protection")

    with pytest.raises(ValidationError, match="eligibility"):
        Measure.model_validate(shipped.model_dump(mode="json") | {"eligibility": [ground]})


def test_read_condition_nested_groups() -> None:
    condition = read_condition(
        {"all": [{"fact": "age_low", "below": "18"}, {"any": [{"question": "sick", "is": "yes"}]}]}
    )

    sick = AnyOf((Test("sick", "is", ("yes",)),))
    assert condition == All((Test("fact.age_low", "below", ("18",)), sick))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("sick", "is no condition"),
        ({"question": "sick"}, "one operator"),
        ({"question": "sick", "is": "yes", "in": ["no"]}, "one operator"),
        ({"question": "sick", "fact": "age_low", "is": "yes"}, "needs one of"),
        ({"question": "sick", "matches": ".*"}, "is no operator"),
        ({"all": "sick"}, "holds a list"),
        ({"all": [], "any": []}, "stands alone"),
        ({"any": []}, "at least one"),
    ],
)
def test_read_condition_nonsense_is_refused_with_words(raw: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_condition(raw)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {
                "rules": [
                    {
                        "id": "R",
                        "when": {"question": "sikc", "is": "yes"},
                        "code": "SM",
                        "priority": "P0",
                        "text": "x",
                    }
                ]
            },
            "sikc",
        ),
        ({"questions": [{"id": "sick", "text": {"en": "a"}}] * 2}, "stand twice"),
        ({"questions": [{"id": "sick", "text": {"en": "a"}, "kind": "one"}]}, "options belong"),
        ({"questions": [{"id": "sick", "text": {"en": "a"}, "kind": "number"}]}, "low below high"),
        ({"questions": [{"id": "sick", "text": {"uk": "a"}}]}, "English"),
    ],
)
def test_form_that_does_not_hang_together_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Form.model_validate(form_with(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sla_hours": {"P0": "1"}}, "exactly P0"),
        ({"sla_hours": {"P0": "-1", "P1": "1", "P2": "1", "P3": "1"}}, "greater than 0"),
        ({"services": {"SM": ["MAGIC"]}}, "MAGIC"),
        ({"receive_fraction": "1.5"}, "less than 1"),
    ],
)
def test_procedure_that_does_not_hang_together_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    shipped = PACK.get(ReferralProcedure, "referral").model_dump(mode="json")

    with pytest.raises(ValidationError, match=message):
        ReferralProcedure.model_validate(shipped | changes)
