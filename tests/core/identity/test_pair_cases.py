"""Worked cases of two records: what may be said of them, and for which reasons."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from openhbm.core.identity.evidence import explained
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.records import MatchRecord
from openhbm.core.values import PartialDate

CASES = Path(__file__).resolve().parents[2] / "cases" / "identity" / "pairs.yaml"
ROWS = yaml.load(CASES.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
FREQUENCIES = Frequencies()


def record(said: dict[str, str]) -> MatchRecord:
    return MatchRecord(
        names=(said["name"],) if "name" in said else (),
        birth=PartialDate.parse(said["birth"]) if "birth" in said else None,
        sex=said.get("sex", "U"),
        place=said.get("place", ""),
        documents=(said["document"],) if "document" in said else (),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_pair_is_judged_with_its_reasons(row):
    found = explained(record(row["left"]), record(row["right"]), FREQUENCIES)

    assert found.judgement == row["judgement"], found
    assert found.is_relative == (row.get("relative") == "true")
    assert set(row.get("because", ())) <= {e.reason.code for e in found.evidence}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_judgement_is_the_same_from_either_side(row):
    left, right = record(row["left"]), record(row["right"])

    there = explained(left, right, FREQUENCIES)
    back = explained(right, left, FREQUENCIES)

    assert there.judgement == back.judgement
    assert there.weight == pytest.approx(back.weight)
