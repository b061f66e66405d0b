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
SCENARIO_DAYS = ExportTable(
    name="scenario-days", compartment=OPERATIONAL, columns=(DAY, DESTINATION, *BOTH, *PAST)
)
SCENARIO_PLANNING = ExportTable(
    name="scenario-planning",
    compartment=OPERATIONAL,
    columns=(
        DESTINATION,
        column("before_likely", OPERATIONAL, "Busiest day as it is: as likely more as less"),
        column("before_worst", OPERATIONAL, "The same: exceeded in 1 run of 20"),
        column("after_likely", OPERATIONAL, "Busiest day with the changes: as likely more as less"),
        column("after_worst", OPERATIONAL, "The same: exceeded in 1 run of 20"),
        *PAST,
    ),
)
SCENARIO_ROADS = ExportTable(
    name="scenario-roads",
    compartment=OPERATIONAL,
    columns=(
        column("from_on", OPERATIONAL, "First day of the part of the time", "first_on"),
        column("to_on", OPERATIONAL, "Last day of it", "last_on"),
        column("first", OPERATIONAL, "One end of the road"),
        column("second", OPERATIONAL, "The other"),
        column("before", OPERATIONAL, "Persons on it as it is"),
        column("after", OPERATIONAL, "Persons on it with the changes"),
        column("more", OPERATIONAL, "More or fewer with the changes"),
        *PAST,
    ),
)
SCENARIO_TOTALS = ExportTable(
    name="scenario-totals", compartment=OPERATIONAL, columns=(DESTINATION, *BOTH, *PAST)
)
