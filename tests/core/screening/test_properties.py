"""What must hold whatever is answered: a worry added never costs anybody protection."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import (
    AnswerKind,
    Facts,
    Finding,
    Question,
    check_answers,
    findings_from,
    observable_flags,
    priority_of,
)

FORM = load_pack(SHIPPED).get(Form, "border_screening")
REASSURING_YES = {"feels_safe", "has_papers", "has_nationality"}
WORRY = {
    question.id: "no" if question.id in REASSURING_YES else "yes"
    for question in FORM.core_questions
    if question.kind is AnswerKind.YES_NO
}
NO_PRIORITY = 9


def _answer_to(question: Question) -> st.SearchStrategy[Any]:
    if question.kind is AnswerKind.NUMBER:
        return st.integers(int(question.low), int(question.high))
    if question.kind is AnswerKind.MANY:
        return st.lists(st.sampled_from(question.accepted), unique=True, max_size=3)
    return st.sampled_from(question.accepted)


answer_sets = st.fixed_dictionaries(
    {}, optional={question.id: _answer_to(question) for question in FORM.core_questions}
)
maybe = st.none() | st.booleans()
ages = st.none() | st.integers(0, 90)
fact_sets = st.builds(
    Facts,
    age_low=ages,
    age_high=ages,
    sex=st.sampled_from("FMXU"),
    accompanied_by_carer=maybe,
    child_care=st.sampled_from([None, "carer", "relative", "unverified", "none"]),
    travels_alone=maybe,
    dependants=st.none() | st.integers(0, 6),
    has_document=maybe,
    nationalities=st.sampled_from([(), ("UKR",), ("XXA",)]),
    triage=st.sampled_from([None, "red", "yellow", "green"]),
    pending_removal=maybe,
    shared_language=maybe,
    unable_reason=st.sampled_from(["", "refused", "language", "unconscious", "crush"]),
)


def _found(answers: dict[str, Any], facts: Facts) -> tuple[Finding, ...]:
    return findings_from(answers, facts, FORM.core_rules, FORM.core_scores)


def _urgency(found: tuple[Finding, ...]) -> int:
    priority = priority_of(found)
    return NO_PRIORITY if priority is None else int(priority)


@given(answer_sets, fact_sets, st.sampled_from(sorted(WORRY)))
def test_findings_worry_added_never_lowers_the_priority(
    answers: dict[str, Any], facts: Facts, question: str
) -> None:
    before = {finding.code: finding.priority for finding in _found(answers, facts)}

    found = _found({**answers, question: WORRY[question]}, facts)

    after = {finding.code: finding.priority for finding in found}
    declined_before = answers.get(question) == "declined"
    for code, priority in before.items():
        if code == "HBM-PI" and declined_before:
            continue  # a declined answer replaced by an open one may no longer need a private talk
        assert code in after, f"{code} was lost"
        assert after[code] <= priority


@given(answer_sets, fact_sets, st.sampled_from(["refused", "language", "unconscious", "crush"]))
def test_findings_unable_to_screen_raises_never_lowers(
    answers: dict[str, Any], facts: Facts, reason: str
) -> None:
    able = _urgency(_found(answers, replace(facts, unable_reason="")))

    unable = _urgency(_found(answers, replace(facts, unable_reason=reason)))

    assert unable <= min(able, 2)


@given(answer_sets, fact_sets)
def test_findings_unknown_age_is_protected_like_a_child(
    answers: dict[str, Any], facts: Facts
) -> None:
    adult = replace(facts, age_low=30, age_high=30)

    unknown = _found(answers, replace(adult, age_low=None, age_high=None))

    of_adult = {finding.code for finding in _found(answers, adult)}
    of_unknown = {finding.code for finding in unknown}
    assert of_adult - of_unknown <= {"WR-SF"}


@given(answer_sets, fact_sets)
def test_observable_flags_restricted_finding_leaves_no_trace(
    answers: dict[str, Any], facts: Facts
) -> None:
    found = _found(answers, facts)

    shown = observable_flags(found)

    open_only = tuple(finding for finding in found if not finding.restricted)
    assert shown == observable_flags(open_only)
    assert all("-" not in flag or flag in ("LP-ND", "HBM-PI") for flag in shown)


@given(answer_sets)
def test_check_answers_answers_of_the_form_fit(answers: dict[str, Any]) -> None:
    assert check_answers(FORM.core_questions, answers) == ()


junk = (
    st.none() | st.text(max_size=5) | st.floats() | st.integers() | st.lists(st.text(), max_size=2)
)


@given(st.dictionaries(st.sampled_from([*WORRY, "medicine_days_left", "disclosed"]), junk))
def test_check_answers_junk_is_named_by_question(answers: dict[str, Any]) -> None:
    for error in check_answers(FORM.core_questions, answers):
        assert error.question_id in answers
        assert error.message
        assert error.remedy


def test_finding_several_rules_keep_every_reason() -> None:
    found = _found({"someone_answers": "yes", "papers_or_debt": "yes"}, Facts(age_low=20))

    suspected = next(finding for finding in found if finding.code == "HBM-VT")

    codes = [reason.code for reason in suspected.reasons]
    assert codes[:2] == ["R-TIP-1", "R-TIP-2"]
    assert sum(reason.weight for reason in suspected.reasons) == 5
    assert suspected.rule_id == "R-TIP-1"


@pytest.mark.parametrize("code", sorted({rule.code for rule in FORM.core_rules}))
def test_rules_of_restricted_categories_are_restricted(code: str) -> None:
    rules = [rule for rule in FORM.core_rules if rule.code == code]

    must_be_restricted = code.split("-")[0] in ("SV", "TR") or code in ("LP-RR", "SM-AD")

    assert not must_be_restricted or all(rule.restricted for rule in rules)
