"""Sections on movement: highlights, arrivals, load, waits, forecast."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.reports.blocks import Block, Bullets, Cell, Chart, Facts, Words, table
from openhbm.apps.reports.chart_values import (
    ArrivalsSeries,
    CountedDay,
    ForecastDay,
    ForecastError,
)
from openhbm.apps.reports.charts import arrivals_chart, error_words
from openhbm.apps.reports.drawing import shown_number
from openhbm.apps.reports.forecasts import sum_words
from openhbm.apps.reports.words import country_name, local_name, word

_UNKNOWN = "–"
_ACTIVATED = 3


def number(value: float | None) -> str:
    """A number in the reader's language; a dash when it is not known."""
    return _UNKNOWN if value is None else shown_number(value)


def share(value: float | None) -> str:
    """A ratio as percent."""
    if value is None:
        return _UNKNOWN
    return _("%(number)s%%") % {"number": number(value * 100)}


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def shown_date(text: str) -> str:
    return str(date_format(day_of(text), "DATE_FORMAT"))


def highlights(figures: dict[str, Any]) -> list[Block]:
    """The figures that matter most, and a sentence for each thing out of the ordinary."""
    came, load = figures["arrivals"], figures["capacity"]
    pairs = [
        (_("Arrivals on the day"), number(came["in"])),
        (_("Change from the day before"), _change(came["in"], came["in_day_before"])),
        (_("Arrivals so far"), number(came["cumulative"])),
        (_("Load of all measured posts"), share(load["ratio"])),
        (_("Highest alert level"), word("level", load["level"])),
    ]
    return [Facts(tuple(pairs)), *_bullets(_sentences(figures))]


def arrivals(figures: dict[str, Any]) -> list[Block]:
    """The chart, what came in and out, and the busiest posts."""
    came = figures["arrivals"]
    pairs = (
        (_("In"), number(came["in"])),
        (_("Out"), number(came["out"])),
        (_("In, so far"), number(came["cumulative"])),
        (
            _("Posts that reported"),
            _("%(some)s of %(all)s")
            % {"some": number(came["posts_reporting"]), "all": number(came["posts_expected"])},
        ),
    )
    rows = [
        (
            local_name(row),
            country_name(row["country"]),
            _level(row["level"]),
            number(row["in"]),
            number(row["in_day_before"]),
        )
        for row in came["by_post"]
    ]
    headings = (_("Busiest posts"), _("Country"), _("Level"), _("In"), _("Day before"))
    return [Chart(_chart(figures)), Facts(pairs), *_table(headings, rows, 2)]


def capacity(figures: dict[str, Any]) -> list[Block]:
    """How full the posts are, now and at the peak of the next 72 hours."""
    load = figures["capacity"]
    rows = [
        (local_name(row), _level(row["level"]), share(row["ratio"]), share(row["ratio_72h"]))
        for row in load["by_post"]
    ]
    headings = (_("Fullest posts"), _("Level"), _("Load on the day"), _("Peak in 72 hours"))
    levels = tuple(
        (word("level", level), number(count)) for level, count in load["posts_by_level"].items()
    )
    note = _("Load is arrivals of a day over what the post can let through in a day.")
    return [Facts(levels), *_table(headings, rows, 2, note)]


def waits(figures: dict[str, Any]) -> list[Block]:
    """Waits by the queue model."""
    found = figures["waits"]
    rows = [
        (
            local_name(row),
            number(row["stations"]),
            number(row["per_hour"]),
            number(row["mean"]) if row["is_stable"] else Cell(_("grows"), True, "red"),
            number(row["p90"]) if row["is_stable"] else Cell(_("grows"), True, "red"),
        )
        for row in found["by_post"]
    ]
    headings = (
        _("Post"),
        _("Stations"),
        _("Persons an hour"),
        _("Mean wait, minutes"),
        _("9 in 10 wait less, minutes"),
    )
    note = _(
        "Worked out from manned stations, %(minutes)s minutes a person and arrivals spread evenly"
        " over the day; waits were not measured."
    ) % {"minutes": number(found["minutes_per_person"])}
    modelled = found["posts_modelled"]
    if modelled and not rows:
        return [
            Words(_("Nowhere does the queue model give a wait of a minute.")),
            Words(note, "note"),
        ]
    return _table(headings, rows, 4, note)


def forecast(figures: dict[str, Any]) -> list[Block]:
    """All posts together in words, the busiest posts in a table, each with its error."""
    found = figures["forecast"]
    blocks: list[Block] = []
    if found["total"]:
        blocks.append(Words(_total_words(found["total"])))
    rows = [
        (
            local_name(row),
            shown_date(row["on"]),
            number(row["middle"]),
            _("%(low)s to %(high)s") % {"low": number(row["low"]), "high": number(row["high"])},
            number(row["error"]["mae"]),
            number(row["error"]["persistence_mae"]),
        )
        for row in found["by_post"]
        if row["error"]
    ]
    headings = (
        _("Post"),
        _("Busiest day"),
        _("Arrivals"),
        _("8 of 10 cases"),
        _("Mean error a day"),
        _("Error of “as the last day”"),
    )
    return [*blocks, *_table(headings, rows, 4)]


def series_of(figures: dict[str, Any]) -> ArrivalsSeries:
    """Counted days and forecast of stored figures, as a chart takes them."""
    total = figures["forecast"]["total"]
    counted = tuple(
        CountedDay(day_of(row["on"]), row["count"]) for row in figures["arrivals"]["by_day"]
    )
    if total is None or total["days"][0]["low"] is None:
        return ArrivalsSeries(counted)
    days = tuple(
        ForecastDay(day_of(row["on"]), row["low"], row["middle"], row["high"])
        for row in total["days"]
    )
    return ArrivalsSeries(counted, days, ForecastError(**total["error"]))


def _chart(figures: dict[str, Any]) -> Any:
    return arrivals_chart(series_of(figures), get_language() or "en", name="sitrep-arrivals")


def _sentences(figures: dict[str, Any]) -> list[str]:
    levels = figures["capacity"]["posts_by_level"]
    activated = sum(count for level, count in levels.items() if int(level) >= _ACTIVATED)
    short = sum(line["status"] == "red" for line in figures["needs"]["lines"])
    overdue = figures["referrals"]["buckets"]["overdue"]
    silent = figures["arrivals"]["posts_expected"] - figures["arrivals"]["posts_reporting"]
    found = (
        (
            activated,
            ngettext(
                "%(n)s post is at red or critical.",
                "%(n)s posts are at red or critical.",
                activated,
            )
            % {"n": number(activated)},
        ),
        (
            short,
            ngettext("%(n)s item is badly short.", "%(n)s items are badly short.", short)
            % {"n": number(short)},
        ),
        (overdue != "0", _("Referrals overdue: %(n)s.") % {"n": overdue}),
        (
            silent,
            ngettext("%(n)s post did not report.", "%(n)s posts did not report.", silent)
            % {"n": number(silent)},
        ),
    )
    return [sentence for is_so, sentence in found if is_so]


def _total_words(total: dict[str, Any]) -> str:
    first, peak = total["days"][0], max(total["days"], key=lambda day: day["middle"])
    has_range = first["low"] is not None
    told = _with_range(first, peak) if has_range else _without_range(first, peak)
    error = error_words(ForecastError(**total["error"]))
    return f"{_posts_words(total, has_range)} {told} {error}"


def _posts_words(total: dict[str, Any], has_range: bool) -> str:
    # Reports from before it was kept how many posts there were do not say it.
    if "of" in total:
        return sum_words(total["posts"], total["of"], has_range=has_range)
    posts = ngettext("Forecasts of %(n)s post.", "Forecasts of %(n)s posts.", total["posts"])
    return posts % {"n": number(total["posts"])}


def _without_range(first: dict[str, Any], peak: dict[str, Any]) -> str:
    return _(
        "%(first_on)s: %(first)s arrivals expected. Busiest day to come: %(peak_on)s with %(peak)s."
    ) % {
        "first_on": shown_date(first["on"]),
        "first": number(first["middle"]),
        "peak_on": shown_date(peak["on"]),
        "peak": number(peak["middle"]),
    }


def _with_range(first: dict[str, Any], peak: dict[str, Any]) -> str:
    return _(
        "%(first_on)s: %(first)s arrivals, in 8 of 10 cases %(first_low)s to %(first_high)s."
        " Busiest day to come: %(peak_on)s with %(peak)s, in 8 of 10 cases %(peak_low)s to"
        " %(peak_high)s."
    ) % {
        "first_on": shown_date(first["on"]),
        "first": number(first["middle"]),
        "first_low": number(first["low"]),
        "first_high": number(first["high"]),
        "peak_on": shown_date(peak["on"]),
        "peak": number(peak["middle"]),
        "peak_low": number(peak["low"]),
        "peak_high": number(peak["high"]),
    }


def _change(now: int | None, before: int | None) -> str:
    if now is None or not before:
        return _UNKNOWN
    change = round((now - before) / before * 100)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    # The mark keeps the sign before the number where text runs from right to left.
    return _("%(number)s%%") % {"number": f"\u200e{sign}{number(abs(change))}"}


def _level(level: int) -> Cell:
    return Cell(word("level", level), tone=f"level-{level}")


def _bullets(sentences: list[str]) -> list[Block]:
    return [Bullets(tuple(sentences))] if sentences else []


def _table(headings: Any, rows: Any, numbers: int, note: str = "") -> list[Block]:
    return [table(headings, rows, numbers, note)] if rows else []
