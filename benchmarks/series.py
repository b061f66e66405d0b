"""Reads the shared files of real daily counts that the benchmarks and tests measure on."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from openhbm.core.flows import DailySeries

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def ukraine_total() -> dict[str, DailySeries]:
    """Persons leaving Ukraine per day, all neighbours, from 24 February 2022."""
    rows = _rows("ukraine_2022_daily_arrivals/arrivals_daily_final.csv")
    days = {date.fromisoformat(row["arrival_date"]): float(row["arrivals"]) for row in rows}
    return {"Ukraine 2022, all neighbours": DailySeries.from_days(days)}


def ukraine_by_country() -> dict[str, DailySeries]:
    """The same per country; only steps of one day, days without a total of their own are gaps."""
    days: dict[str, dict[date, float]] = defaultdict(dict)
    for row in _rows("ukraine_2022_daily_arrivals/country_arrivals_derived.csv"):
        if row["days_covered"] == "1.0" and float(row["new_arrivals"]) >= 0:
            day = date.fromisoformat(row["source_date"])
            days[row["iso3"]][day] = float(row["new_arrivals"])
    named = {f"Ukraine 2022, {code}": DailySeries.from_days(d) for code, d in sorted(days.items())}
    return {name: series for name, series in named.items() if series.reported >= 20}


def uk_small_boats() -> dict[str, DailySeries]:
    """Persons crossing the Channel in small boats."""
    rows = _rows("uk_small_boats/daily_small_boats.csv")
    days = {date.fromisoformat(row["#date"]): float(row["migrants"]) for row in rows}
    return {"UK small boats": DailySeries.from_days(days)}


def italy_sea() -> dict[str, DailySeries]:
    """Persons arriving in Italy by sea."""
    rows = _rows("italy_sea_arrivals_daily/arrivals_daily_clean.csv")
    days = {date.fromisoformat(row["date"]): float(row["arrivals"]) for row in rows}
    return {"Italy by sea": DailySeries.from_days(days)}


def hong_kong() -> dict[str, DailySeries]:
    """Arrivals at the Hong Kong control points that were open in 2021 and 2022."""
    days: dict[str, dict[date, float]] = defaultdict(dict)
    for row in _rows("hong_kong_control_points/daily_passenger_traffic_2021_2022.csv"):
        if row["Arrival / Departure"] == "Arrival":
            day = datetime.strptime(row["Date"], "%d-%m-%Y").date()  # noqa: DTZ007 a plain date
            days[row["Control Point"]][day] = float(row["Total"])
    named = {f"Hong Kong, {name}": DailySeries.from_days(d) for name, d in sorted(days.items())}
    return {name: series for name, series in named.items() if (series.counts > 0).sum() >= 60}


_CLASSES = ("Hong Kong Residents", "Mainland Visitors", "Other Visitors")


def hong_kong_classes() -> dict[str, dict[str, DailySeries]]:
    """Arrivals by class of traveller at the control points that were open in 2021 and 2022."""
    days: dict[str, dict[str, dict[date, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in _rows("hong_kong_control_points/daily_passenger_traffic_2021_2022.csv"):
        if row["Arrival / Departure"] == "Arrival":
            day = datetime.strptime(row["Date"], "%d-%m-%Y").date()  # noqa: DTZ007 a plain date
            for name in _CLASSES:
                days[row["Control Point"]][name][day] = float(row[name])
    points = {f"Hong Kong, {point}": found for point, found in sorted(days.items())}
    open_ = hong_kong().keys()
    return {
        point: {name: DailySeries.from_days(each) for name, each in found.items()}
        for point, found in points.items()
        if point in open_
    }


def forecast_set() -> dict[str, DailySeries]:
    """The mixed set of 18 series: control points, sea crossings, registrations."""
    days: dict[str, dict[date, float]] = defaultdict(dict)
    for row in _rows("daily_series/series.csv"):
        days[row["unique_id"]][date.fromisoformat(row["ds"])] = float(row["y"])
    return {name: DailySeries.from_days(d) for name, d in sorted(days.items())}


# General holidays as gazetted by the Government of the Hong Kong SAR, without Sundays; known at
# least half a year ahead. They hold for the control points of the mixed set.
_GAZETTED = """
    2023-04-05 2023-04-07 2023-04-08 2023-04-10 2023-05-01 2023-05-26 2023-06-22 2023-07-01
    2023-09-30 2023-10-02 2023-10-23 2023-12-25 2023-12-26 2024-01-01 2024-02-10 2024-02-12
    2024-02-13 2024-03-29 2024-03-30 2024-04-01 2024-04-04 2024-05-01 2024-05-15 2024-06-10
    2024-07-01 2024-09-18 2024-10-01 2024-10-11 2024-12-25 2024-12-26 2025-01-01 2025-01-29
    2025-01-30 2025-01-31
"""
HONG_KONG_HOLIDAYS = frozenset(map(date.fromisoformat, _GAZETTED.split()))


SETS = {
    "Ukraine 2022 total": ukraine_total,
    "Ukraine 2022 by country": ukraine_by_country,
    "UK small boats": uk_small_boats,
    "Italy by sea": italy_sea,
    "Hong Kong control points": hong_kong,
    "mixed set": forecast_set,
}
