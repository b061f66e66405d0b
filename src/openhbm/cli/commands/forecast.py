"""``hbm forecast``: arrivals of the next days, with their range and how well that did so far."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.places.queries import post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.core.flows import DailySeries, Forecast, forecast_arrivals

_HISTORY_DAYS = 400


class Command(NounCommand):
    help = "Forecast arrivals."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "arrivals",
            "Forecast the next days of a post, or of a table of days and counts.",
            self.arrivals,
            arguments,
        )

    def arrivals(self, options: Options) -> None:
        if bool(options["post"]) == bool(options["file"]):
            raise CommandError("Give one of --post CODE and --file TABLE.")
        on = options["as_of"]
        series = series_in(options["file"]) if options["file"] else self.of_post(options)
        known = series.until(on) if on else series
        if known.reported == 0:
            raise CommandError(f"No day was reported up to {on}. Give a later day.")
        forecast = forecast_arrivals(known, options["days"])
        self.tell(options, figures_of(known, forecast), lines_of(forecast))

    def of_post(self, options: Options) -> DailySeries:
        by = self.actor(options)
        post = post_for(by, options["post"])
        to_on = options["as_of"] or timezone.localdate()
        from_on = to_on - timedelta(days=_HISTORY_DAYS - 1)
        found = arrivals_by_day(by, [post], from_on=from_on, to_on=to_on).get(post.id)
        if found is None or found.reported == 0:
            raise CommandError(f"Nothing was counted at {options['post']} since {from_on}.")
        return found


def series_in(file: Path) -> DailySeries:
    """A series from a table of days (YYYY-MM-DD) and counts; other columns are left alone."""
    days: dict[date, float] = {}
    with file.open(encoding="utf-8-sig", newline="") as table:
        for line, row in enumerate(csv.reader(table), start=1):
            if len(row) < 2 or (line == 1 and not row[0][:1].isdigit()):
                continue
            try:
                days[date.fromisoformat(row[0].strip())] = float(row[1])
            except ValueError:
                raise ValueError(
                    f"{file}, line {line}: {row[:2]} is not a day and a count; "
                    "write YYYY-MM-DD,persons"
                ) from None
    return DailySeries.from_days(days)


def figures_of(known: DailySeries, forecast: Forecast) -> dict[str, object]:
    """The forecast with the skill that stands beside it."""
    return {
        "as_of": str(known.end),
        "method": forecast.method,
        "days": [
            {
                "day": str(forecast.start + timedelta(days=number)),
                "quantiles": {
                    f"{level:g}": round(float(value))
                    for level, value in zip(forecast.levels, row, strict=True)
                },
            }
            for number, row in enumerate(forecast.quantiles)
        ],
        "skill": {
            "mae": forecast.skill.mae,
            "persistence_mae": forecast.skill.persistence_mae,
            "coverage_of_80_percent_range": forecast.skill.coverage80,
            "past_forecasts": forecast.skill.origins,
        },
    }


def lines_of(forecast: Forecast) -> Iterable[str]:
    """One line a day, then the skill."""
    low, middle, high = (forecast.at(level) for level in (0.1, 0.5, 0.9))
    for number in range(len(middle)):
        day = forecast.start + timedelta(days=number)
        yield f"{day}  {middle[number]:>9,.0f}  ({low[number]:,.0f} to {high[number]:,.0f})"
    skill = forecast.skill
    if skill.mae is None:
        yield "No earlier forecast can be judged yet."
    else:
        yield (
            f"Earlier forecasts were off by {skill.mae:,.0f} a day, "
            f"the last day carried forward by {skill.persistence_mae:,.0f}; "
            f"{skill.coverage80:.0%} of days lay in the 80 % range ({skill.origins} forecasts)."
        )


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--post", default="", help="code or id of a post")
    parser.add_argument("--file", type=Path, help="a CSV of days and counts instead of a post")
    parser.add_argument("--as-of", type=day, help="forecast from this day (the last counted)")
    parser.add_argument("--days", type=int, default=14, help="days ahead (14)")
    takes_actor(parser)
    takes_json(parser)


def day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
