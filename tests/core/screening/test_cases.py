"""The worked cases of tests/cases/screening against the shipped form."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import (
    Facts,
    check_answers,
    findings_from,
    observable_flags,
    priority_of,
)

FOLDER = Path(__file__).parents[2] / "cases" / "screening"
CASES = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def form() -> Form:
    return load_pack(SHIPPED).get(Form, "border_screening")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_screening_worked_case_gives_its_findings(form: Form, case: dict[str, Any]) -> None:
    stated = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in case["facts"].items()
    }
    assert check_answers(form.core_questions, case["answers"]) == ()

    found = findings_from(case["answers"], Facts(**stated), form.core_rules, form.core_scores)

    assert {finding.code: finding.priority.name for finding in found} == case["findings"]
    priority = priority_of(found)
    assert (priority.name if priority is not None else None) == case["priority"]
    assert not {finding.code for finding in found} & set(case.get("absent", []))
    if "restricted" in case:
        assert {finding.code for finding in found if finding.restricted} == set(case["restricted"])
    if "flags" in case:
        assert list(observable_flags(found)) == case["flags"]
