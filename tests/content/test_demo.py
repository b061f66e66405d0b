"""The demo content: it adds up to what was published and to one share per country."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openhbm.content.loader import SHIPPED, Pack, load_pack
from openhbm.content.schemas.demo import (
    Arrivals,
    DemoPost,
    DemoService,
    Population,
    PostProfile,
    Scenario,
)
from openhbm.content.schemas.places import Country
from openhbm.content.schemas.roles import Role

DATA = Path(__file__).parents[3] / "shared" / "data"
CODES = {
    "Poland": "POL",
    "Slovakia": "SVK",
    "Hungary": "HUN",
    "Romania": "ROU",
    "Moldova": "MDA",
}


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load_pack(SHIPPED)


def source(path: str) -> Path:
    found = DATA / path
    if not found.exists():
        pytest.skip(f"the source data {path} is not beside the repository")
    return found


def test_demo_arrivals_cover_the_scenario_without_a_gap(shipped: Pack) -> None:
    scenario = shipped.get(Scenario, "ukraine-2022")
    arrivals = shipped.get(Arrivals, scenario.arrivals)

    assert arrivals.days[0].on == scenario.starts_on
    assert arrivals.days[-1].on == scenario.ends_on
    assert len(arrivals.days) == 51
    assert set(scenario.countries) == set(arrivals.published_total)


def test_demo_arrivals_equal_the_published_steps(shipped: Pack) -> None:
    arrivals = shipped.get(Arrivals, "ukraine-2022-arrivals")
    published = {}
    with source("ukraine_2022_daily_arrivals/country_arrivals_derived.csv").open() as file:
        for row in csv.DictReader(file):
            if row["days_covered"] == "1.0":
                published[row["iso3"], date.fromisoformat(row["source_date"])] = int(
                    float(row["new_arrivals"])
                )

    stated = {
        (country, day.on): persons
        for day in arrivals.days
        for country, persons in day.counts.items()
        if country not in day.spread
    }

    assert len(stated) > 130
    assert {key: published.get(key) for key in stated} == stated


def test_demo_arrivals_end_at_the_published_totals(shipped: Pack) -> None:
    arrivals = shipped.get(Arrivals, "ukraine-2022-arrivals")
    last = {}
    with source("ukraine_2022_daily_arrivals/country_arrivals_derived.csv").open() as file:
        for row in csv.DictReader(file):
            if row["source_date"] <= "2022-04-15":
                last[row["iso3"]] = int(row["cumulative_refugees"])

    for country, total in arrivals.published_total.items():
        assert sum(day.counts[country] for day in arrivals.days) == total == last[country]


def test_demo_posts_shares_are_one_per_country_and_none_at_closed_posts(shipped: Pack) -> None:
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for post in shipped.all(DemoPost).values():
        shares[post.country] += post.share
        if post.status == "CLOSED":
            assert post.share == 0

    assert shares == dict.fromkeys(CODES.values(), Decimal(1))


def test_demo_posts_are_those_of_the_source(shipped: Pack) -> None:
    path = source("ukraine_border_crossing_points/UKR_Border_Crossings_20230530.geojson")
    features = [each["properties"] for each in json.loads(path.read_text("utf-8"))["features"]]
    expected = {
        (f["Name_ENG"], f["Name_UKR"], CODES[f["Country"]], round(f["Lat"], 5), round(f["Lon"], 5),
         "OPEN" if f["Status"] == "Operational" else "CLOSED")
        for f in features if f["Country"] in CODES
    }  # fmt: skip

    found = {
        (p.names["en"], p.names["uk"], p.country, p.latitude, p.longitude, p.status)
        for p in shipped.all(DemoPost).values()
    }

    assert found == expected
    assert len(found) == 70


def test_demo_posts_and_services_name_profiles_that_exist(shipped: Pack) -> None:
    profiles = set(shipped.all(PostProfile))

    assert {post.profile for post in shipped.all(DemoPost).values()} <= profiles
    for service in shipped.all(DemoService).values():
        assert set(service.profiles) <= profiles


def test_demo_population_is_mostly_women_and_children(shipped: Pack) -> None:
    population = shipped.get(Population, "ukraine-2022-population")
    persons = adult_men = 0.0
    for household in population.compositions:
        for slot in household.members:
            mean = sum(n * weight for n, weight in slot.counts.items()) / sum(slot.counts.values())
            persons += household.share * mean
            is_man = {"M": 1.0, "F": 0.0, "any": 0.5}[slot.sex] * (slot.low >= 18)
            adult_men += household.share * mean * is_man

    assert 0.85 < 1 - adult_men / persons < 0.97


def test_countries_cover_iso_and_the_document_codes(shipped: Pack) -> None:
    countries = shipped.all(Country)
    iso = [country for country in countries.values() if country.kind == "iso"]

    assert len(iso) == 249
    assert len({country.alpha2 for country in iso}) == 249
    assert {id for id, c in countries.items() if c.protection_sensitive} == {
        "XXA", "XXB", "XXC", "XXX"
    }  # fmt: skip
    for country in iso:
        assert {"en", "fr", "ar", "uk"} <= set(country.names), country.id


def test_countries_same_as_points_to_a_country_that_exists(shipped: Pack) -> None:
    countries = shipped.all(Country)

    assert countries["D"].same_as == "DEU"
    assert {c.same_as for c in countries.values() if c.same_as} <= set(countries)


def test_roles_of_enforcement_never_read_protection_or_health(shipped: Pack) -> None:
    roles = shipped.all(Role)

    for id in ("border_officer", "shift_lead", "post_commander", "administrator"):
        assert not {"protection", "health", "grievance"} & set(roles[id].reads), id
    assert {"protection", "health"} <= set(roles["protection_officer"].reads)
    assert all(role.held_by["en"].endswith(".") for role in roles.values())
    assert len(roles) == 19
