import pytest

from openhbm.core.flows.composition import (
    Composition,
    arrivals_ahead,
    clusters_on_alert,
    composition_shifts,
    distance_km,
    load_ahead,
    neighbours_of,
)

USUAL = Composition(1000, 1000, 200, 1000, 50, 1000)
PLACES = {
    "a": (49.8, 22.9), "b": (50.1, 23.2), "c": (50.4, 23.5), "far": (60.0, 30.0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (Composition(1000, 1000, 349, 1000, 50, 1000), []),
        (Composition(1000, 1000, 350, 1000, 50, 1000), ["child_share"]),
        (Composition(1000, 1000, 200, 1000, 251, 1000), ["undocumented_share"]),
        (Composition(1000, 300), ["direction"]),
        (Composition(1000, 400), []),
        (Composition(10, 0, 10, 10, 10, 10), []),
        (Composition(1000), []),
    ],
)
def test_shift_alarms_from_its_threshold_on(now: Composition, codes: list[str]):
    assert [reason.code for reason in composition_shifts(now, USUAL)] == codes


def test_shift_is_told_with_both_shares():
    found = composition_shifts(Composition(1000, 1000, 500, 1000), USUAL)

    assert found[0].text == "children are 50 of 100 arrivals, usually 20"


def test_two_neighbouring_posts_on_alert_put_their_area_on_alert():
    levels = {"a": 2, "b": 0, "c": 3, "far": 4}

    assert clusters_on_alert(levels, PLACES) == ()
    assert clusters_on_alert({**levels, "b": 2}, PLACES) == (("a", "b", "c"),)


def test_neighbours_of_neighbours_belong_together_within_reach_only():
    assert clusters_on_alert(dict.fromkeys(PLACES, 2), PLACES, within_km=45) == (("a", "b", "c"),)
    assert clusters_on_alert(dict.fromkeys(PLACES, 2), PLACES, within_km=10) == ()
    assert neighbours_of(("a",), PLACES, within_km=45) == ("b",)


def test_post_without_a_place_belongs_to_no_area():
    assert clusters_on_alert({"a": 2, "nowhere": 4}, PLACES) == ()


def test_distance_of_one_degree_of_latitude_is_111_km():
    assert distance_km((49.0, 22.0), (50.0, 22.0)) == pytest.approx(111.2, abs=0.1)


def test_people_on_their_way_arrive_over_three_days():
    assert arrivals_ahead([1000]) == (200.0, 500.0, 300.0)
    assert arrivals_ahead([1000, 0]) == (500.0, 300.0, 0.0)
    assert arrivals_ahead([1000, 100]) == (520.0, 350.0, 30.0)
    assert arrivals_ahead([]) == (0.0, 0.0, 0.0)


def test_load_ahead_takes_the_larger_of_forecast_and_people_on_their_way():
    assert load_ahead([100, 120, 110], [200, 500, 300], 400) == 1.25
    assert load_ahead([100, 120], [], 400) == 0.3
    assert load_ahead([], [], 400) is None
    assert load_ahead([100], [], None) is None
