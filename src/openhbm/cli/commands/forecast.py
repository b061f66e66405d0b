"""``hbm forecast``: arrivals of the next days, with their range and how well that did so far: of a
post, also by class and hour, of an area or a country with its posts, or of a table."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.outlook.queries import (
    Band,
    Division,
    Together,
    classes_ahead,
    foreseen_together,
    hours_ahead,
    posts_within,
)
from openhbm.apps.ledger import clock
from openhbm.apps.places.queries import Post, area_for, post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.day_table import FIRST_ON, LAST_ON, series_in
from openhbm.cli.numbers import whole_number
from openhbm.core.flows import DailySeries, Forecast, forecast_arrivals

_HISTORY_DAYS = 400
_MOST_DAYS = 120
_ONE_OF = "Give one of --post CODE, --area P-CODE, --country ISO3 and --file TABLE."


class Command(NounCommand):
    help = "Forecast arrivals."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "arrivals",
            "Forecast the next days of a post, of an area or a country with all its posts, or of a"
            " table of days and counts.",
            self.arrivals,
            arguments,
        )

    def arrivals(self, options: Options) -> None:
        if sum(bool(options[each]) for each in ("post", "area", "country", "file")) != 1:
            raise CommandError(_ONE_OF)
        divided = options["hourly"] or options["by_class"]
        if divided and not options["post"]:
            raise CommandError("--hourly and --by-class divide the forecast of a --post CODE.")
        if options["area"] or options["country"]:
            self.together(options)
            return
        on = options["as_of"]
        post = post_for(self.actor(options), options["post"]) if options["post"] else None
        series = self.of_post(options, post) if post else series_in(options["file"])
        known = series.until(on) if on else series
        if known.reported == 0:
            raise CommandError(f"No day was reported up to {on}. Give a later day.")
        forecast = forecast_arrivals(known, options["days"])
        figures, lines = figures_of(known.end, forecast), list(lines_of(forecast))
        if post and divided:
            known_at = end_of(on) if on else clock.now()
            division = Division(post, forecast.start, forecast.levels, forecast.quantiles, known_at)
            self.divide(options, division, figures, lines)
        self.tell(options, figures, lines)

    def of_post(self, options: Options, post: Post) -> DailySeries:
        to_on = options["as_of"] or timezone.localdate()
        from_on = to_on - timedelta(days=_HISTORY_DAYS - 1)
        by = self.actor(options)
        found = arrivals_by_day(by, [post], from_on=from_on, to_on=to_on).get(post.id)
        if found is None or found.reported == 0:
            raise CommandError(f"Nothing was counted at {options['post']} since {from_on}.")
        return found

    def together(self, options: Options) -> None:
        """Posts of an area or a country, and their sum."""
        by, on = self.actor(options), options["as_of"] or timezone.localdate()
        area = area_for(by, options["area"]) if options["area"] else None
        posts = posts_within(by, options["country"].upper(), area)
        place = options["area"] or options["country"].upper()
        if not posts:
            raise CommandError(f"No post lies in {place}.")
        found = foreseen_together(by, posts, on, options["days"])
        if found is None:
            raise CommandError(f"Nothing was counted in {place} in the eight weeks up to {on}.")
        figures = {
            "place": place,
            "posts_counted": len(found.posts),
            "posts_in_all": len(found.posts) + len(found.left_out),
            "left_out": [post.code for post in found.left_out],
            **figures_of(on, found.whole),
            "posts": [
                {"post": post.code, **figures_of(on, forecast)} for post, forecast in found.posts
            ],
        }
        sums = [sum_line(place, found), *lines_of(found.whole)]
        self.tell(options, figures, [*sums, *map(post_line, found.posts)])

    def divide(
        self, options: Options, division: Division, figures: dict[str, object], lines: list[str]
    ) -> None:
        """Add the hours and classes that were asked for."""
        by = self.actor(options)
        if options["hourly"]:
            ahead = hours_ahead(by, division)
            figures["days_known_by_the_hour"] = ahead.days_known
            figures["hours"] = [
                {"starts_at": each.starts_at.isoformat(), **plain_band(each.band)}
                for each in ahead.hours
            ]
            lines.append(f"By the hour, as on {ahead.days_known} days counted by the hour:")
            lines += [
                f"{each.starts_at:%Y-%m-%d %H:%M}  {band_text(each.band)}" for each in ahead.hours
            ]
        if options["by_class"]:
            classes = classes_ahead(by, division)
            figures["classes"] = [
                {"class": each.name, "days": [plain_band(band) for band in each.days]}
                for each in classes
            ]
            lines.append("By class, tomorrow:" if classes else "No class of travellers was noted.")
            lines += [f"{each.name:<16}  {band_text(each.days[0])}" for each in classes]


def sum_line(place: str, found: Together) -> str:
    """How many posts are in a sum, and which are not."""
    counted = len(found.posts)
    said = f"{place}, {counted} of {counted + len(found.left_out)} posts together"
    if not found.left_out:
        return said
    codes = ", ".join(post.code for post in found.left_out)
    return f"{said}; nothing was counted in eight weeks at {codes}"


def plain_band(band: Band) -> dict[str, float]:
    """A band in a tenth of a person."""
    return {name: round(getattr(band, name), 1) for name in ("expected", "low", "middle", "high")}


def band_text(band: Band) -> str:
    return f"{band.expected:>9,.1f}  ({band.low:,.0f} to {band.high:,.0f})"


def post_line(found: tuple[Post, Forecast]) -> str:
    """What is expected at one post tomorrow and over all days."""
    post, forecast = found
    expected = forecast.expected
    return (
        f"{post.code:<16} {expected[0]:>9,.0f} on the first day, "
        f"{expected.sum():,.0f} in {len(expected)} days"
    )


def end_of(on: date) -> datetime:
    """When a day was over where the node is, or now while it is not: what came in later was not
    known then."""
    over = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return min(over, clock.now())


def figures_of(as_of: date, forecast: Forecast) -> dict[str, object]:
    """The forecast with the skill that stands beside it. What is expected adds up over posts."""
    return {
        "as_of": str(as_of),
        "method": forecast.method,
        "days": [
            {
                "day": str(forecast.start + timedelta(days=number)),
                "expected": round(float(forecast.expected[number]), 3),
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
    parser.add_argument("--area", default="", help="P-code of an area: its posts and their sum")
    parser.add_argument("--country", default="", help="a country (ISO 3166 alpha-3), likewise")
    parser.add_argument("--file", type=Path, help="a CSV of days and counts instead of a post")
    parser.add_argument("--as-of", type=day, help="forecast from this day (the last counted)")
    parser.add_argument(
        "--days", type=whole_number(1, _MOST_DAYS), default=14, help="days ahead (14)"
    )
    parser.add_argument(
        "--hourly", action="store_true", help="also the next 72 hours of the post, hour by hour"
    )
    parser.add_argument(
        "--by-class", action="store_true", help="also by sex and age, and by way of travel"
    )
    takes_actor(parser)
    takes_json(parser)


def day(text: str) -> date:
    """A day with room before it for what was counted and after it for what is forecast."""
    found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
    if not FIRST_ON <= found <= LAST_ON:
        raise ValueError(text)
    return found
