"""The whole replay, a few days at a small scale, as the command line runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DAYS, SCALE = 3, "1:20000"
VARYING = ("seconds", "persons_per_second", "sitrep")


def demo(operators_home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment |= {"HBM_HOME": str(operators_home), "HBM_DATABASE_URL": "postgresql://nobody@x/y"}
    return subprocess.run(
        [sys.executable, "-m", "openhbm.cli", "demo", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def replayed(operators_home: Path, home: Path, seed: int) -> dict[str, object]:
    ended = demo(
        operators_home,
        *("--no-serve", "--json", "--seed", str(seed), "--days", str(DAYS)),
        *("--scale", SCALE, "--home", str(home)),
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder):
    (folder / "operator").mkdir()
    (folder / "operator" / "hbm.sqlite3").write_text("what an operator has")
    return replayed(folder / "operator", folder / "home", seed=4)


def test_demo_replays_the_scaled_source_exactly(first):
    scaled = first["source_total"] * first["scale"]

    assert first["mismatch_days"] == 0
    assert abs(first["tallied"] - scaled) <= 2.5  # half a person per country
    assert first["registered"] == first["tallied"]
    assert first["screened"] == first["decided"] == first["registered"]
    assert first["referred"] > 0


def test_demo_journal_verifies(first):
    assert first["journal"]["verified"] is True
    assert first["journal"]["entries"] > 5 * first["registered"]


def test_demo_plan_holds_each_item_with_what_is_missing(first):
    plan = {line["item"]: line for line in first["plan"]}

    assert {"stations", "staff", "water", "shelter", "latrines"} <= plan.keys()
    assert plan["water"]["required"] > 0
    assert plan["water"]["gap"] <= plan["water"]["required"]


def test_demo_report_is_a_page_and_a_document(first):
    assert "<html" in Path(first["sitrep"]["html"]).read_text()
    assert Path(first["sitrep"]["pdf"]).read_bytes().startswith(b"%PDF-")


def test_demo_forecast_is_scored_on_the_days_that_came(first):
    assert first["forecast"]["horizon_days"] == DAYS - 1
    assert 0 <= first["forecast"]["coverage80"] <= 1


def test_demo_of_the_same_seed_is_the_same_and_of_another_is_not(folder, first):
    again = replayed(folder / "operator", folder / "again", seed=4)

    assert {k: v for k, v in again.items() if k not in VARYING} == {
        k: v for k, v in first.items() if k not in VARYING
    }


def test_demo_leaves_the_operators_home_alone(folder, first):
    operator = folder / "operator"

    assert [each.name for each in operator.iterdir()] == ["hbm.sqlite3"]
    assert (operator / "hbm.sqlite3").read_text() == "what an operator has"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scale", "5"), "write it as 1:1000"),
        (("--days", "0"), "at least one day"),
        (("--seed", "x"), "not a whole number"),
        (("--scenario", "atlantis"), "atlantis"),
    ],
)
def test_demo_asked_for_nonsense_says_what_to_write(tmp_path, arguments, said):
    ended = demo(tmp_path, "--no-serve", *arguments)

    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
