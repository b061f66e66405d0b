"""The importers on real files of six origins; totals are computed here by the csv module alone."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from openhbm.core.flows.mapping import parse_mapping
from openhbm.core.flows.observations import Reading
from openhbm.core.flows.sheets import sheet_from_text
from openhbm.core.flows.tables import read_table

DATA = Path(__file__).parents[4] / "shared" / "data"
TODAY = date(2026, 1, 1)


def source(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the data set {name} is not beside the repository")
    return path


def rows(name: str) -> list[dict[str, str]]:
    with source(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read(name: str, mapping: str = "") -> Reading:
    sheet = sheet_from_text(source(name).read_bytes(), name)
    return read_table(sheet, parse_mapping(mapping), today=TODAY)


def total(reading: Reading) -> int:
    return sum(observation.persons for observation in reading.observations)


def test_ukraine_final_file_gives_every_day() -> None:
    name = "ukraine_2022_daily_arrivals/arrivals_daily_final.csv"
    expected = {row["arrival_date"]: int(row["arrivals"]) for row in rows(name)}

    reading = read(name)

    assert {str(o.period): o.persons for o in reading.observations} == expected
    assert reading.errors == ()


def test_ukraine_vintages_give_the_last_figure_of_every_day() -> None:
    name = "ukraine_2022_daily_arrivals/arrivals_daily_vintages.csv"
    expected: dict[str, int] = {}
    for row in sorted(rows(name), key=lambda row: row["vintage_utc"]):
        expected[row["arrival_date"]] = int(row["arrivals"])

    reading = read(name)

    assert {str(o.period): o.persons for o in reading.observations} == expected
    assert reading.understood.report_column == "vintage_utc"


def test_ukraine_countries_give_gaps_as_spans_and_negative_steps_as_errors() -> None:
    name = "ukraine_2022_daily_arrivals/country_arrivals_derived.csv"
    table = [row for row in rows(name) if row["new_arrivals"]]
    good = [row for row in table if float(row["new_arrivals"]) >= 0]

    reading = read(name)

    assert total(reading) == sum(int(float(row["new_arrivals"])) for row in good)
    assert len(reading.observations) == len(good)
    assert {error.code for error in reading.errors} == {"negative"}
    assert sorted(o.period.days for o in reading.observations) == sorted(
        int(float(row["days_covered"])) for row in good
    )


def test_italy_raw_file_gives_the_latest_report_of_every_day() -> None:
    name = "italy_sea_arrivals_daily/sbarchi-per-giorno.csv"
    expected: dict[str, int] = {}
    for row in sorted(rows(name), key=lambda row: row["Data_Report"]):
        if row["Valore"] and row["Data_Report"] >= row["Data"]:
            expected[row["Data"]] = int(row["Valore"])

    reading = read(name)

    assert {str(o.period): o.persons for o in reading.observations} == expected
    assert reading.understood.persons_columns == ("Valore",)


def test_italy_file_with_its_known_damage_reports_every_damaged_cell() -> None:
    path = source("italy_sea_arrivals_daily/sbarchi-per-giorno.csv")
    damage = (
        "2025-02-30,5,n,f,2025-03-15\n2024-04-31,7,n,f,2024-05-15\n"
        "2024-05-01,[VALORE],n,f,2024-05-15\n"
    )
    good = read(path.relative_to(DATA).as_posix())

    sheet = sheet_from_text(path.read_bytes().rstrip(b"\r\n") + b"\n" + damage.encode())
    reading = read_table(sheet, today=TODAY)

    assert [error.code for error in reading.errors] == [
        "impossible_date",
        "impossible_date",
        "not_a_number",
    ]
    assert [error.cell for error in reading.errors] == ["A3105", "A3106", "B3107"]
    assert total(reading) == total(good)


def test_uk_file_counts_persons_and_not_boats() -> None:
    name = "uk_small_boats/daily_small_boats.csv"
    expected = sum(int(row["migrants"]) for row in rows(name))

    reading = read(name, "post:=Dover")

    assert total(reading) == expected
    assert reading.understood.hxl_row is None
    assert reading.understood.posts == ("Dover",)


def test_greece_file_adds_up_nationalities_per_entry_point_and_epoch() -> None:
    name = "greece_border_screening_2020/eva_border_tests_2day_by_entry_country.csv"
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(name):
        expected[row["point_entry"], row["epoch_dates"]] += int(row["numSchedArrivals"])

    reading = read(name)

    assert {(o.post, str(o.period)): o.persons for o in reading.totals()} == expected
    assert reading.understood.category_columns == ("country",)


def test_hong_kong_file_takes_the_total_per_control_point_and_direction() -> None:
    name = "hong_kong_control_points/daily_passenger_traffic_2021_2022.csv"
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(name):
        expected[row["Control Point"], row["Arrival / Departure"]] += int(row["Total"])

    reading = read(name)

    found: dict[tuple[str | None, str], int] = defaultdict(int)
    for observation in reading.observations:
        word = {"IN": "Arrival", "OUT": "Departure"}[observation.direction]
        found[observation.post, word] += observation.persons
    assert found == expected
    assert reading.understood.date_style == "day/month/year"


def test_somalia_file_gives_a_month_per_region_and_leaves_the_total_out() -> None:
    name = "somalia_prmn_displacement/arrivals_monthly_region_2010_2018.csv"
    left_out = {"Date", "Total_IDP_arrivals", "c23"}
    expected = sum(
        int(float(value))
        for row in rows(name)
        for key, value in row.items()
        if key not in left_out and value.strip()
    )

    reading = read(name, "ignore=c23")

    assert total(reading) == expected
    assert reading.understood.grain == "month"
    assert any("Total_IDP_arrivals sums" in note for note in reading.understood.notes)
