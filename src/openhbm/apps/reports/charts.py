"""Charts as inline SVG: read without scripts, by screen readers, on paper and on the page alike.

The time axis runs from left to right in every language; its dates say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
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
from openhbm.apps.reports.drawing import (
    BAND,
    BAR,
    MIDDLE,
    UNREPORTED,
    chart_figure,
    coordinates,
    days_below,
    error_note,
    points_of,
    shown_day,
    shown_number,
    ticks,
    value_lines,
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
        return chart_figure(
            name,
            _("Arrivals per day"),
            described(series),
            _parts(series, scale),
            (_legend(series), _error(series.error)),
            width=scale.width,
            height=scale.height,
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


def _parts(series: ArrivalsSeries, scale: Scale) -> Iterator[SafeString]:
    values = ticks(0.0, scale.top, tick_step(scale.top))
    yield from value_lines(values, scale.y, scale.start, scale.width - scale.end)
    yield _band(series.wide, scale, opacity="0.5")
    yield _band(series.forecast, scale)
    yield _band(series.half, scale, MIDDLE, "0.3")
    yield from (_bar(day, scale) for day in series.counted)
    yield from _middles(series.forecast, scale)
    labelled = ((day, scale.x(day)) for day in labelled_days(scale.days))
    yield from days_below(labelled, scale.floor)


def _bar(day: CountedDay, scale: Scale) -> SafeString:
    """A bar; a day without a report is a dashed frame and never looks like zero."""
    x, width = scale.x(day.on) - scale.step * 0.4, scale.step * 0.8
    if day.count is None:
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="14" fill="none" stroke="{}"'
            ' stroke-dasharray="2 2"><title>{}</title></rect>',
            *coordinates(x, scale.floor - 14, width),
            UNREPORTED,
            _("%(day)s: no report") % {"day": shown_day(day.on)},
        )
    y = scale.y(day.count)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}: {}</title></rect>',
        *coordinates(x, y, width, scale.floor - y),
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
        '<polygon points="{}" fill="{}" fill-opacity="{}"/>', points_of(points), fill, opacity
    )


def _middles(days: tuple[ForecastDay, ...], scale: Scale) -> Iterator[SafeString]:
    if len(days) > 1:
        points = [(scale.x(day.on), scale.y(day.middle)) for day in days]
        yield format_html(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>',
            points_of(points),
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
            *coordinates(scale.x(day.on), scale.y(day.middle)),
            MIDDLE,
            words,
        )


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
    return error_note(error_words(error))
