"""Charts as inline SVG: read without scripts, by screen readers, on paper and on the page alike.

The time axis runs from left to right in every language; its dates say so. Colours are attributes
and not styles, so that a strict content security policy lets them through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import translation
from django.utils.formats import date_format, get_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.reports.chart_values import (
    ArrivalsSeries,
    CountedDay,
    ForecastDay,
    ForecastError,
    Scale,
    labelled_days,
    scale_for,
    tick_step,
)

THIN_SPACE = "\u202f"
BAR, BAND, MIDDLE, GRID, INK, UNREPORTED = (
    "#0a568a",
    "#f3c9a5",
    "#b4480c",
    "#c3ccd4",
    "#42515e",
    "#74828e",
)


def arrivals_chart(series: ArrivalsSeries, language: str, name: str = "arrivals") -> SafeString:
    """A figure: bars of arrivals per day with the forecast's band, legend and error below.

    In ``language``; "" with no day at all. ``name`` makes the ids unique when a page has several
    charts. Words stand outside the drawing, where every renderer shapes Arabic rightly.
    """
    if not series.days:
        return SafeString()
    with translation.override(language):
        scale = scale_for(series)
        return format_html(
            '<figure class="chart-frame" tabindex="0"><svg xmlns="http://www.w3.org/2000/svg"'
            ' class="chart" viewBox="0 0 {} {}" role="img" direction="ltr" font-size="12" fill="{}"'
            ' aria-labelledby="{n}-title {n}-desc"><title id="{n}-title">{}</title>'
            '<desc id="{n}-desc">{}</desc>{}</svg><figcaption>{}{}</figcaption></figure>',
            f"{scale.width:g}",
            f"{scale.height:g}",
            INK,
            _("Arrivals per day"),
            described(series),
            _joined(_parts(series, scale)),
            _legend(series),
            _error(series.error),
            n=name,
        )


def described(series: ArrivalsSeries) -> str:
    """The chart in words, for whoever cannot see it."""
    sentences = []
    reported = [day for day in series.counted if day.count is not None]
    if reported:
        highest = max(reported, key=lambda day: day.count or 0)
        sentences.append(
            _("Counted from %(first)s to %(last)s; most on %(day)s: %(count)s.")
            % {
                "first": shown_day(reported[0].on),
                "last": shown_day(reported[-1].on),
                "day": shown_day(highest.on),
                "count": shown_number(highest.count or 0),
            }
        )
    if missing := len(series.counted) - len(reported):
        sentences.append(
            ngettext("%(n)s day without a report.", "%(n)s days without a report.", missing)
            % {"n": missing}
        )
    if series.forecast:
        last = series.forecast[-1]
        sentences.append(
            _("Forecast to %(day)s: %(middle)s on that day, in 8 of 10 cases %(low)s to %(high)s.")
            % {
                "day": shown_day(last.on),
                "middle": shown_number(last.middle),
                "low": shown_number(last.low),
                "high": shown_number(last.high),
            }
        )
    if series.error:
        sentences.append(error_words(series.error))
    return " ".join(sentences)


def error_words(error: ForecastError) -> str:
    """What stands beside every forecast: how far off past ones were, how often the band held."""
    words = {
        "mae": shown_number(error.mae),
        "persistence": shown_number(error.persistence_mae),
        "origins": shown_number(error.origins),
    }
    if error.is_bound:
        said = _("Mean error of past forecasts: at most %(mae)s a day, all posts together.") % words
    else:
        said = (
            _(
                "Mean error of %(origins)s past forecasts: %(mae)s a day"
                " (%(persistence)s when taking the last day for the next)."
            )
            % words
        )
    if error.coverage80 is None:
        return said
    held = {"share": shown_number(error.coverage80 * 100)}
    return f"{said} " + _("The band held %(share)s of 100 past days.") % held


def shown_day(day: date) -> str:
    """A day as it stands in a sentence or under an axis: day and short month."""
    return date_format(day, "j M")


def axis_day(day: date) -> str:
    """A day under the axis: as in a sentence, or in digits where letters must be joined up."""
    return f"{day.day}/{day.month}" if translation.get_language_bidi() else shown_day(day)


def shown_number(value: float) -> str:
    """A rounded number, grouped the way the language does, or by thin spaces.

    Below ten one decimal is kept: "0.6 a day" must not become "1 a day".
    """
    if abs(value) < 10 and round(value, 1) % 1:
        return str(number_format(value, 1))
    separator = get_format("THOUSAND_SEPARATOR") if get_format("NUMBER_GROUPING") else THIN_SPACE
    return f"{round(value):,}".replace(",", separator)


def _parts(series: ArrivalsSeries, scale: Scale) -> Iterator[SafeString]:
    yield from _grid(scale)
    yield _band(series.wide, scale, opacity="0.5")
    yield _band(series.forecast, scale)
    yield _band(series.half, scale, MIDDLE, "0.3")
    yield from (_bar(day, scale) for day in series.counted)
    yield from _middles(series.forecast, scale)
    yield from _days_below(scale)


def _grid(scale: Scale) -> Iterator[SafeString]:
    step = tick_step(scale.top)
    value = 0.0
    while value <= scale.top + 1e-9:
        y = scale.y(value)
        yield _line(scale.start, y, scale.width - scale.end, y, GRID)
        yield _text(scale.start - 6, y + 4, shown_number(value), "end")
        value += step


def _bar(day: CountedDay, scale: Scale) -> SafeString:
    """A bar; a day without a report is a dashed frame and never looks like zero."""
    x, width = scale.x(day.on) - scale.step * 0.4, scale.step * 0.8
    if day.count is None:
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="14" fill="none" stroke="{}"'
            ' stroke-dasharray="2 2"><title>{}</title></rect>',
            *_coordinates(x, scale.floor - 14, width),
            UNREPORTED,
            _("%(day)s: no report") % {"day": shown_day(day.on)},
        )
    y = scale.y(day.count)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}: {}</title></rect>',
        *_coordinates(x, y, width, scale.floor - y),
        BAR,
        shown_day(day.on),
        shown_number(day.count),
    )


def _band(
    days: tuple[ForecastDay, ...], scale: Scale, fill: str = BAND, opacity: str = "1"
) -> SafeString:
    if not days:
        return SafeString()
    edges = [(day.on, day.high) for day in days] + [(day.on, day.low) for day in reversed(days)]
    if len(days) == 1:
        half = scale.step * 0.4
        x, high, low = scale.x(days[0].on), scale.y(days[0].high), scale.y(days[0].low)
        points = [(x - half, high), (x + half, high), (x + half, low), (x - half, low)]
    else:
        points = [(scale.x(on), scale.y(value)) for on, value in edges]
    return format_html(
        '<polygon points="{}" fill="{}" fill-opacity="{}"/>', _points(points), fill, opacity
    )


def _middles(days: tuple[ForecastDay, ...], scale: Scale) -> Iterator[SafeString]:
    if len(days) > 1:
        points = [(scale.x(day.on), scale.y(day.middle)) for day in days]
        yield format_html(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>',
            _points(points),
            MIDDLE,
        )
    for day in days:
        words = _("%(day)s: %(middle)s, in 8 of 10 cases %(low)s to %(high)s") % {
            "day": shown_day(day.on),
            "middle": shown_number(day.middle),
            "low": shown_number(day.low),
            "high": shown_number(day.high),
        }
        yield format_html(
            '<circle cx="{}" cy="{}" r="3" fill="{}"><title>{}</title></circle>',
            *_coordinates(scale.x(day.on), scale.y(day.middle)),
            MIDDLE,
            words,
        )


def _days_below(scale: Scale) -> Iterator[SafeString]:
    for day in labelled_days(scale.days):
        x = scale.x(day)
        yield _line(x, scale.floor, x, scale.floor + 4, INK)
        yield _text(x, scale.floor + 18, axis_day(day), "middle")


def _legend(series: ArrivalsSeries) -> SafeString:
    entries = [(BAR, BAR, _("Counted"))]
    if any(day.count is None for day in series.counted):
        entries.append(("none", UNREPORTED, _("No report")))
    if series.forecast:
        entries.append((MIDDLE, MIDDLE, _("Forecast, middle value")))
        entries.append((BAND, BAND, _("8 of 10 cases")))
    if series.half:
        entries.append((BAND, MIDDLE, _("Dark: half of the cases; pale edge: 18 of 20")))
    marks = format_html_join(
        " ",
        '<span class="chart-mark"><svg width="11" height="11" viewBox="0 0 11 11"'
        ' aria-hidden="true"><rect x="1" y="1" width="9" height="9" fill="{}" stroke="{}"/></svg>'
        " {}</span>",
        entries,
    )
    return format_html('<p class="chart-legend">{}</p>', marks)


def _error(error: ForecastError | None) -> SafeString:
    if error is None:
        return SafeString()
    return format_html('<p class="chart-error">{}</p>', error_words(error))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>',
        *_coordinates(x1, y1, x2, y2),
        colour,
    )


def _text(x: float, y: float, words: str, anchor: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>', *_coordinates(x, y), anchor, words
    )


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _coordinates(*values: float) -> tuple[str, ...]:
    """Numbers with a dot whatever the language, as SVG wants them."""
    return tuple(f"{value:.1f}" for value in values)
