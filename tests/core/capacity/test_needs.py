from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard, figures_on
from openhbm.core.capacity import (
    ITEMS,
    Climate,
    Load,
    Phase,
    StandardMissing,
    Thresholds,
    gaps_between,
    needs_for,
)
from openhbm.core.capacity.stock import Status

CASES = yaml.load(
    (Path(__file__).parents[2] / "cases/capacity/needs.yaml").read_text("utf-8"), yaml.BaseLoader
)["cases"]
STANDARDS = figures_on(pack().all(Standard), date(2022, 3, 1))
WORDS = {"phase": Phase, "climate": Climate}


def load_from(fields: dict[str, str]) -> Load:
    return Load(**{name: WORDS.get(name, float)(value) for name, value in fields.items()})


loads = st.builds(
    Load,
    arrivals_per_day=st.floats(0, 100_000),
    stay_days=st.floats(0, 30),
    phase=st.sampled_from(Phase),
    climate=st.sampled_from(Climate),
    languages=st.integers(0, 6),
    transport_share=st.floats(0, 1),
    one_way_hours=st.floats(0, 40),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_needs_worked_case_gives_the_stated_amounts(case):
    needs = {need.item: need for need in needs_for(load_from(case["load"]), STANDARDS)}

    for item, expected in case["needs"].items():
        need = needs[item]
        assert need.required.value == pytest.approx(float(expected["amount"])), item
        assert need.required.unit == expected["unit"] == ITEMS[item]
        if "per_day" in expected:
            assert need.per_day == pytest.approx(float(expected["per_day"]))
        if "basis" in expected:
            assert need.basis == expected["basis"]


def test_needs_each_cite_the_standards_they_read():
    needs = {need.item: need for need in needs_for(Load(500, stay_days=2), STANDARDS)}

    assert needs["water"].standard_ids == ("water_l",)
    assert needs["latrines_women"].standard_ids == ("persons_per_latrine", "latrine_female_share")
    assert all(need.standard_ids for need in needs.values())


def test_needs_without_a_standard_names_it():
    incomplete = {id: value for id, value in STANDARDS.items() if id != "persons_per_tap"}

    with pytest.raises(StandardMissing, match="persons_per_tap"):
        needs_for(Load(10), incomplete)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("arrivals_per_day", -1),
        ("arrivals_per_day", float("nan")),
        ("stay_days", float("inf")),
        ("family_size", 0),
        ("transport_share", 1.5),
        ("open_hours", 25),
    ],
)
def test_load_with_an_impossible_figure_is_refused_by_name(field, value):
    fields = {"arrivals_per_day": 1, field: value}

    with pytest.raises(ValueError, match=field):
        Load(**fields)


@given(load=loads, more=st.floats(0, 50_000))
def test_needs_never_fall_when_arrivals_rise(load, more):
    bigger = Load(
        **{
            **{name: getattr(load, name) for name in Load.__dataclass_fields__},
            "arrivals_per_day": load.arrivals_per_day + more,
        }
    )

    pairs = zip(needs_for(load, STANDARDS), needs_for(bigger, STANDARDS), strict=True)

    for before, after in pairs:
        assert 0 <= before.required.value <= after.required.value, before.item


@given(load=loads, available=st.dictionaries(st.sampled_from(sorted(ITEMS)), st.floats(0, 1e7)))
def test_gap_is_what_is_required_beyond_what_is_there(load, available):
    gaps = gaps_between(needs_for(load, STANDARDS), available)

    assert [gap.item for gap in gaps] == list(ITEMS)
    for gap in gaps:
        assert gap.gap == max(gap.required - available.get(gap.item, 0), 0)
        assert (gap.available is None) == (gap.item not in available)


def test_gap_of_food_for_five_days_is_amber_with_its_days_of_supply():
    needs = needs_for(Load(1000, stay_days=4), STANDARDS)

    gaps = {gap.item: gap for gap in gaps_between(needs, {"food": 11_000, "taps": 12})}

    assert gaps["food"].days_of_supply == pytest.approx(5)
    assert gaps["food"].status is Status.AMBER
    assert gaps["food"].gap == pytest.approx(11_000)
    assert gaps["taps"].status is Status.AMBER
    assert gaps["taps"].days_of_supply is None


def test_gap_of_what_nobody_counted_is_unknown_not_empty():
    needs = needs_for(Load(1000, stay_days=4), STANDARDS)

    gaps = {gap.item: gap for gap in gaps_between(needs, {"blankets": 0})}

    assert gaps["water"].status is Status.UNKNOWN
    assert gaps["water"].available is None
    assert gaps["blankets"].status is Status.RED


def test_gap_with_own_thresholds_follows_them():
    needs = needs_for(Load(1000, stay_days=4), STANDARDS)

    gaps = gaps_between(needs, {"food": 11_000}, Thresholds(red_days=6, amber_days=9))

    assert {gap.item: gap.status for gap in gaps}["food"] is Status.RED


def test_gaps_of_a_negative_amount_are_refused():
    with pytest.raises(ValueError, match="blankets"):
        gaps_between(needs_for(Load(10), STANDARDS), {"blankets": -1})
