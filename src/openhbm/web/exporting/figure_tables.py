"""The columns of tables of figures and of what runs the system: needs, accuracy, nodes, roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from openhbm.web.exporting.columns import ExportColumn, ExportTable, column, through
from openhbm.web.exporting.tables import ID, IDENTITY, OPERATIONAL, PUBLIC


def _told(id: str, meaning: str, value: str | Callable[[Any], object] = "") -> ExportColumn:
    """A column of figures or of how the system runs."""
    return column(id, OPERATIONAL, meaning, value)


def _kept(id: str, meaning: str) -> ExportColumn:
    """The same of a row that is kept as a mapping."""
    return column(id, OPERATIONAL, meaning, lambda row: row.get(id))


def _ahead(place: int, what: str) -> Callable[[Any], object]:
    """A figure of one of the days shown of what is expected."""
    return lambda line: getattr(line.days[place].band, what, None)


def _of_sum(what: str) -> Callable[[Any], object]:
    """How many posts a forecast of a country or an area speaks of."""
    return lambda line: getattr(line.row.forecast, what, None)


def _next_day(what: str) -> Callable[[Any], object]:
    """A figure of the first day of a class of travellers."""
    return lambda row: getattr(row.part.days[0], what)


def _scores(of: str) -> tuple[ExportColumn, ...]:
    """What forecasts were worth; empty while it is not yet known."""
    return (
        _told("judged", "Days judged", through(f"{of}.judged")),
        _told("mean_error", "Mean error, persons a day", through(f"{of}.mae")),
        _told(
            "carried_forward",
            "The same of the last count carried forward",
            through(f"{of}.persistence_mae"),
        ),
        _told("band_held", "Share of days within the 8 of 10 band", through(f"{of}.coverage80")),
    )


SITUATION = ExportTable(
    name="situation",
    compartment=OPERATIONAL,
    columns=(
        column("code", PUBLIC, "Code of the post"),
        column("name", PUBLIC, "Name of the post"),
        column("country", PUBLIC, "Country (ISO 3166-1 alpha-3)"),
        column("latitude", PUBLIC, "Latitude in degrees (WGS 84)"),
        column("longitude", PUBLIC, "Longitude in degrees (WGS 84)"),
        _told("status", "Whether and how it is open"),
        _told("arrivals", "Arrivals on the day of the figures; empty when it did not report"),
        _told("arrivals_day_before", "Arrivals on the day before"),
        _told("level", "Level of the alert, 0 to 4"),
        _told("load_ratio", "Arrivals by what the post lets through"),
    ),
)

STAFF_GAPS = ExportTable(
    name="staff-gaps",
    compartment=OPERATIONAL,
    columns=(
        _told("item", "Code of what is short"),
        _told("unit", "Its unit"),
        _told("required", "How much is required"),
        _told("available", "How much there is; empty when nobody counted"),
        _told("gap", "How much is short"),
        _told("posts_short", "At how many posts"),
    ),
)
STOCK_GAPS = replace(STAFF_GAPS, name="stock-gaps")

NEEDS = ExportTable(
    name="needs",
    compartment=OPERATIONAL,
    columns=(
        _kept("item", "Code of what is needed"),
        _kept("unit", "Its unit"),
        _kept("required", "How much is required"),
        _kept("available", "How much there is; empty when nobody counted"),
        _kept("gap", "How much is short"),
        _kept("days_of_supply", "For how many days it lasts"),
        _kept("status", "green, amber, red or unknown"),
    ),
)

BOARD = ExportTable(
    name="board",
    compartment=OPERATIONAL,
    columns=(
        _told("post", "Code of the post", "post.code"),
        _told("asks_for", "What its signals ask for together", "tally.asks_for.value"),
        _told("signals", "Their indicators", lambda row: [one.indicator for one in row.signals]),
        _told("load_now", "Arrivals of the last day counted by what the post lets through"),
        _told("load_ahead", "The highest such load of the next three days"),
        _told("level", "Level of the alert, 0 to 4; empty when there is none",
              through("alert.level")),
        _told("confirmed_at", "Instant a person confirmed it (UTC)", through("alert.confirmed_at")),
        _told("confirmed_by", "Who confirmed it"),
        _told("done", "What was done", lambda row: [one.action for one in row.measures]),
    ),
)  # fmt: skip

DELIVERIES = ExportTable(
    name="deliveries",
    compartment=OPERATIONAL,
    related=("channel", "alert__post"),
    columns=(
        ID,
        _told("post", "Code of the post", "alert.post.code"),
        _told("name", "Who was told", "channel.name"),
        _told("channel", "By what", "channel.kind"),
        _told("message", "What was told: raised, confirmed or ended"),
        _told("tries", "How often it was tried"),
        _told("tried_at", "Instant of the last try (UTC)"),
        _told("delivered_at", "Instant of delivery (UTC)"),
        _told("problem", "Why it failed"),
    ),
)

ACCURACY = ExportTable(
    name="accuracy",
    compartment=OPERATIONAL,
    columns=(
        _told("post", "Code of the post", "post.code"),
        _told("forecasts", "Forecasts of the last half year"),
        *_scores("overall"),
        _told("alarms_right", "Alarms that were right", "ledger.right"),
        _told("alarms_false", "Alarms that were false", "ledger.false"),
        _told("missed", "First days of surges without an alarm", "ledger.missed"),
        _told("lead_hours", "Hours that alarms gave", "ledger.lead_hours"),
    ),
)  # fmt: skip

ACCURACY_OF_AREAS = ExportTable(
    name="accuracy-areas",
    compartment=OPERATIONAL,
    columns=(
        _told("place", "P-code of the area, or country (ISO 3166-1 alpha-3); ALL for all posts"),
        _told("forecasts", "Forecasts of the last half year"),
        *_scores("overall"),
    ),
)

ACCURACY_OF_AREA_FORECASTS = ExportTable(
    name="accuracy-area-forecasts",
    compartment=OPERATIONAL,
    columns=(
        _told("place", "P-code of the area, or country; ALL for all posts", "forecast.place"),
        _told("as_of_on", "Last day known to the forecast", "forecast.as_of_on"),
        _told("made_at", "Instant at which it was made (UTC)", "forecast.made_at"),
        _told("posts_counted", "Posts in the sum", "forecast.posts_counted"),
        _told("posts_in_all", "Posts there were; empty where that was not kept",
              "forecast.posts_in_all"),
        *_scores("score"),
    ),
)  # fmt: skip

ACCURACY_BY_DAY = ExportTable(
    name="accuracy-by-day",
    compartment=OPERATIONAL,
    columns=(
        _told("days_ahead", "Days ahead; empty for all of them"),
        _told("judged", "Days judged"),
        _told("mean_error", "Mean error, persons a day", "mae"),
        _told("carried_forward", "The same of the last count carried forward", "persistence_mae"),
        _told("bias", "Mean of forecast less count, persons a day"),
        _told("band_held", "Share of days within the 8 of 10 band", "coverage80"),
    ),
)

OUTLOOK = ExportTable(
    name="expected",
    compartment=OPERATIONAL,
    columns=(
        _told("country", "Country (ISO 3166-1 alpha-3)", "row.country"),
        _told("area", "P-code of the area; empty for a country and a post",
              through("row.area.pcode")),
        _told("post", "Code of the post; empty for a country and an area",
              through("row.post.code")),
        _told("as_of_on", "Last day known to the forecast", "row.forecast.as_of_on"),
        _told("is_current", "Whether it is new enough to go by", "row.is_current"),
        _told("posts_counted", "Posts in the sum; empty for a post", _of_sum("posts_counted")),
        _told("posts_in_all", "Posts there were; empty for a post", _of_sum("posts_in_all")),
        *(
            _told(f"{what}_{ahead}", meaning.format(ahead), _ahead(place, what))
            for place, ahead in enumerate((1, 3, 7, 14))
            for what, meaning in (
                ("expected", "Persons expected on day {} of the forecast; they add up over posts"),
                ("low", "The same, lower end of 8 of 10 cases"),
                ("high", "The same, upper end of 8 of 10 cases"),
            )
        ),
        _told("total", "Persons expected on all days of the forecast"),
        _told("mean_error", "Mean error so far, persons a day", "row.forecast.mae"),
        _told("carried_forward", "The same of the last count carried forward",
              "row.forecast.persistence_mae"),
    ),
)  # fmt: skip

_WORTH = (
    _told("mean_error", "Mean error of the post's forecasts so far, persons a day", "forecast.mae"),
    _told("carried_forward", "The same of the last count carried forward",
          "forecast.persistence_mae"),
)  # fmt: skip
"""What the forecast that is divided was worth so far: no part of it leaves without."""

OUTLOOK_HOURS = ExportTable(
    name="expected-hours",
    compartment=OPERATIONAL,
    columns=(
        _told("starts_at", "Instant at which the hour begins (UTC)", "part.starts_at"),
        _told("expected", "Persons expected", "part.band.expected"),
        _told("low", "Lower end of 8 of 10 cases", "part.band.low"),
        _told("high", "Upper end of 8 of 10 cases", "part.band.high"),
        *_WORTH,
    ),
)

OUTLOOK_CLASSES = ExportTable(
    name="expected-classes",
    compartment=OPERATIONAL,
    columns=(
        _told("class", "Sex and age band, or mode and way of travel", "part.name"),
        _told("expected_1", "Persons expected on the next day", _next_day("expected")),
        _told("low_1", "The same, lower end of 8 of 10 cases", _next_day("low")),
        _told("high_1", "The same, upper end of 8 of 10 cases", _next_day("high")),
        _told("total", "Persons expected on all days of the forecast", "part.total"),
        *_WORTH,
    ),
)

NODES = ExportTable(
    name="nodes",
    compartment=OPERATIONAL,
    columns=(
        _told("prefix", "What its numbers begin with"),
        _told("name", "Name of the node"),
        _told("kind", "Kind of node"),
        _told("is_upstream", "Whether it is the one above this node"),
        _told("is_revoked", "Whether it is shut out"),
        _told("met_at", "Instant they last met (UTC)"),
        _told("tried_at", "Instant of the last try (UTC)"),
        _told("lacks", "Entries it lacks"),
        _told("unsent", "Entries unsent there"),
        _told("free_disk_bytes", "Free disk in bytes"),
        _told("version", "Version of the software"),
        _told("skew_ms", "How far its clock is ahead, in milliseconds"),
        _told("is_quarantined", "Whether nothing is taken from it for now"),
        _told("problems", "What is wrong and what to do, in the language of the page"),
    ),
)

CONFLICTS = ExportTable(
    name="conflicts",
    compartment=OPERATIONAL,
    columns=(
        _told("id", "Number of the conflict; a row for each of its values"),
        _told("record", "Kind of record"),
        _told("field", "Field that was written differently"),
        column("person", IDENTITY, "Number of the person"),
        column("person_name", IDENTITY, "Name of the person"),
        _told("value", "What was written; a row is there for those only who read the field"),
        _told("who", "Who wrote it"),
        _told("node", "Where it was written"),
        _told("at", "Instant of writing (UTC)"),
        _told("is_shown", "Whether it is the one shown now"),
    ),
)

LANES = ExportTable(
    name="lanes",
    compartment=OPERATIONAL,
    related=("post",),
    columns=(
        ID,
        _told("post", "Code of the post", "post.code"),
        _told("code", "Code of the lane"),
        _told("kind", "For whom it is"),
        _told("booths", "Booths"),
        _told("is_open", "Whether it is open"),
    ),
)

ROLES_HELD = ExportTable(
    name="roles-held",
    compartment=OPERATIONAL,
    related=("user",),
    columns=(
        ID,
        _told("username", "Name to sign in with", "user.username"),
        _told("role", "Role, its id in the content"),
        _told("place", "Identifier of the post or service; empty for everywhere", "place_id"),
        _told("from_at", "Instant from which it is held (UTC)"),
        _told("until_at", "Instant until which it is held (UTC)"),
    ),
)

MEASURE_DRAFTS = ExportTable(
    name="measure-drafts",
    compartment=OPERATIONAL,
    columns=(
        ID,
        _told("country", "Country (ISO 3166-1 alpha-3)"),
        _told("content", "Its id in the content", "content_id"),
        _told("reference", "Legal basis"),
        _told("starts_on", "First day it would apply"),
        _told("ends_on", "First day it would no longer apply"),
        _told("drafted_at", "Instant of drafting (UTC)"),
    ),
)

REFUSED = ExportTable(
    name="refused",
    compartment=OPERATIONAL,
    columns=(
        _kept("cell", "Cell or row of the file"),
        _kept("value", "What stands there"),
        _kept("problem", "What is wrong"),
        _kept("remedy", "What to do"),
    ),
)
