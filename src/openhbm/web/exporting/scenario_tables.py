"""The columns of scenarios as files. Figures of a scenario carry what its model was worth."""

from __future__ import annotations

from typing import Any

from openhbm.web.exporting.columns import ExportColumn, ExportTable, column, through
from openhbm.web.exporting.tables import ID, OPERATIONAL

SCENARIOS = ExportTable(
    name="scenarios",
    compartment=OPERATIONAL,
    related=("instance",),
    columns=(
        ID,
        column("name", OPERATIONAL, "Name of the scenario"),
        column("crisis", OPERATIONAL, "Name of the crisis", through("instance.name")),
        column("as_of", OPERATIONAL, "Day whose knowledge it starts from", "as_of_on"),
        column("days_ahead", OPERATIONAL, "Days worked out"),
        column("runs", OPERATIONAL, "Runs of each side"),
        column("seed", OPERATIONAL, "Seed of chance"),
        column("spec_sha256", OPERATIONAL, "Hash of crisis, changes and settings"),
        column("content_hash", OPERATIONAL, "Hash of the content pack"),
        column("state", OPERATIONAL, "running, done or failed"),
        column("asked_at", OPERATIONAL, "Instant it was asked for (UTC)"),
    ),
)


def _figures(side: str, meaning: str) -> tuple[ExportColumn, ...]:
    said = {"low": "1 of 10 runs fall short", "middle": "half", "high": "1 of 10 runs exceed"}
    return tuple(
        column(f"{side}_{part}", OPERATIONAL, f"{meaning}: {words}", f"{side}.{part}")
        for part, words in said.items()
    )


def _past(name: str) -> Any:
    def get(row: Any) -> object:
        return getattr(row.trust.past, name) if row.trust.past else None

    return get


DAY = column("day", OPERATIONAL, "Day", "on")
DESTINATION = column("destination", OPERATIONAL, "Destination", "name")
BOTH = (
    *_figures("before", "Arrivals as it is"),
    *_figures("after", "Arrivals with the changes"),
    *_figures("more", "More or fewer with the changes, run by run"),
)
WORTH = (
    column(
        "past_forecasts",
        OPERATIONAL,
        "Past forecasts of the crisis that were judged; empty: never compared with what came",
        _past("forecasts"),
    ),
    column(
        "past_misallocated",
        OPERATIONAL,
        "Share of arrivals that those put at the wrong destination",
        _past("misallocated"),
    ),
)
"""What the model was worth so far: no figure of it leaves without."""

SCENARIO_DAYS = ExportTable(
    name="scenario-days", compartment=OPERATIONAL, columns=(DAY, DESTINATION, *BOTH, *WORTH)
)
SCENARIO_TOTALS = ExportTable(
    name="scenario-totals", compartment=OPERATIONAL, columns=(DESTINATION, *BOTH, *WORTH)
)
SCENARIO_ROADS = ExportTable(
    name="scenario-roads",
    compartment=OPERATIONAL,
    columns=(
        column("first_day", OPERATIONAL, "First day of the part of the time", "first_on"),
        column("last_day", OPERATIONAL, "Last day of the part of the time", "last_on"),
        column("from", OPERATIONAL, "Place a road begins at", "first"),
        column("to", OPERATIONAL, "Place it ends at", "second"),
        column("before", OPERATIONAL, "Persons who take it as it is, mean of the runs"),
        column("after", OPERATIONAL, "Persons who take it with the changes, mean of the runs"),
        column("more", OPERATIONAL, "More or fewer with the changes"),
        *WORTH,
    ),
)
SCENARIO_PLANNING = ExportTable(
    name="scenario-planning",
    compartment=OPERATIONAL,
    columns=(
        DESTINATION,
        column("side", OPERATIONAL, "before: as it is; after: with the changes"),
        column("likely", OPERATIONAL, "Arrivals of the busiest day, exceeded in half of the runs"),
        column("worst", OPERATIONAL, "Arrivals of the busiest day, exceeded in 1 run of 20"),
        *WORTH,
    ),
)
