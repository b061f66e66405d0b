"""The worked cases of tests/cases/law."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.core.law.examples import GATE_MET, MEASURES, VALID_DEROGATION, VALID_DETENTION

from openhbm.core.law import (
    DerogationFacts,
    DetentionFacts,
    EntryFacts,
    GateFacts,
    Override,
    Vulnerabilities,
    derogation_check,
    detention_check,
    entry_options,
    non_refoulement_gate,
)
from openhbm.core.law.derogation import OBLIGATIONS
from openhbm.core.values import Outcome

FOLDER = Path(__file__).parents[2] / "cases" / "law"
TODAY = date(2022, 3, 10)
NOW = datetime(2022, 3, 10, 12, tzinfo=UTC)


def cases(name: str) -> list[Any]:
    read = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in read]


def dated(change: dict[str, Any]) -> dict[str, Any]:
    """Dates and lists as the fact classes hold them."""
    return {name: _typed(name, value) for name, value in change.items()}


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_typed(name, part) for part in value)
    is_date = isinstance(value, str) and (name.endswith("_on") or name.endswith("_dates"))
    return date.fromisoformat(value) if is_date else value


@pytest.mark.parametrize("case", cases("entry"))
def test_entry_options_worked_case_gives_its_outcomes(case: dict[str, Any]) -> None:
    gate = GATE_MET if case.get("gate") == "met" else GateFacts()
    facts = EntryFacts(on=TODAY, gate=gate, **case["facts"])

    options = entry_options(facts, MEASURES[case.get("measure")])

    outcomes = {option.code: option.outcome.value for option in options}
    assert {code: outcomes[code] for code in case["outcomes"]} == case["outcomes"]
    assert all(option.reasons for option in options)
    assert options[-1].code == "REFUSE"
    if "recommended" in case:
        assert options[0].code == case["recommended"]


@pytest.mark.parametrize("case", cases("non_refoulement"))
def test_gate_worked_case_names_the_guard(case: dict[str, Any]) -> None:
    overrides = tuple(Override(*parts) for parts in case.get("overrides", []))
    facts = replace(GATE_MET, **dated(case["change"]), overrides=overrides)

    result = non_refoulement_gate(facts)

    assert result.outcome == case["outcome"]
    unmet = [guard.rule for guard in result.guards if guard.outcome is not Outcome.PERMITTED]
    assert unmet == case["broken"]
    assert {reason.code for reason in result.reasons} >= set(case["broken"])


@pytest.mark.parametrize("case", cases("detention"))
def test_detention_worked_case_names_the_rule(case: dict[str, Any]) -> None:
    change = dict(case["change"])
    signs = {field.name for field in fields(Vulnerabilities)} & change.keys()
    state = replace(VALID_DETENTION.vulnerabilities, **{name: change.pop(name) for name in signs})
    if "detained_hours_ago" in change:
        change["detained_at"] = NOW - timedelta(hours=change.pop("detained_hours_ago"))
    facts: DetentionFacts = replace(VALID_DETENTION, **dated(change), vulnerabilities=state)

    result = detention_check(facts, NOW)

    assert result.outcome == case["outcome"]
    assert ([reason.code for reason in result.reasons] or [""])[0] == case["rule"]


@pytest.mark.parametrize("case", cases("derogation"))
def test_derogation_worked_case_names_the_test(case: dict[str, Any]) -> None:
    change = dict(case["change"])
    broken = {name: change.pop(name) for name in OBLIGATIONS if name in change}
    obligations = {**VALID_DEROGATION.obligations_met, **broken}
    facts: DerogationFacts = replace(VALID_DEROGATION, **dated(change), obligations_met=obligations)

    result = derogation_check(facts, TODAY)

    assert result.outcome == case["outcome"]
    unmet = [test.test for test in result.tests if test.outcome is not Outcome.PERMITTED]
    assert unmet == ([case["test"]] if case["test"] else [])
