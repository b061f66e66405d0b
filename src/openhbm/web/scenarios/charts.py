"""Two bands by day, without and with the changes, and the band of their difference, as inline SVG.

Drawn like the charts of arrivals: the time axis runs from left to right in every language, colours
are attributes, words stand outside the drawing. What the model was worth stands below each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openhbm.apps.foresight.whatif.queries import Range, Row
from openhbm.apps.reports.chart_values import labelled_days, tick_step
from openhbm.apps.reports.drawing import (
    BAR,
    INK,
    MIDDLE,
    chart_figure,
    days_below,
    error_note,
    points_of,
    shown_day,
    shown_number,
    thin_line,
    ticks,
    value_lines,
)
from openhbm.web.scenarios.trusting import trust_note

WIDTH, HEIGHT = 760.0, 260.0
START, END, ABOVE, BELOW = 66.0, 12.0, 12.0, 34.0


@dataclass(frozen=True, slots=True)
class Line:
    """One band with its middle, how it is drawn and what it is called."""

    name: str
    colour: str
    dashes: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where days and numbers stand on the drawing."""

    days: tuple[date, ...]
    bottom: float
    top: float

    def x(self, number: int) -> float:
        step = (WIDTH - START - END) / max(len(self.days), 1)
        return START + (number + 0.5) * step

    def y(self, value: float) -> float:
        room = HEIGHT - ABOVE - BELOW
        return HEIGHT - BELOW - room * (value - self.bottom) / (self.top - self.bottom)


def both_chart(rows: Sequence[Row]) -> SafeString:
    """Arrivals by day, without and with the changes."""
    lines = (
        Line(_("As it is"), BAR, "", tuple(row.before for row in rows)),
        Line(_("With the changes"), MIDDLE, "6 4", tuple(row.after for row in rows)),
    )
    return _figure("both", _("Arrivals per day, as it is and with the changes"), lines, rows)


def difference_chart(rows: Sequence[Row]) -> SafeString:
    """How many more or fewer by day because of the changes."""
    lines = (Line(_("More or fewer"), MIDDLE, "", tuple(row.more for row in rows)),)
    return _figure("difference", _("Difference per day"), lines, rows)


def _figure(name: str, title: str, lines: Sequence[Line], rows: Sequence[Row]) -> SafeString:
    frame = _frame(lines, rows)
    parts = [*_grid(frame), *(part for line in lines for part in _drawn(line, frame))]
    below = (_legend(lines), error_note(trust_note(rows[0].trust)))
    words = _described(lines, rows)
    return chart_figure(name, title, words, parts, below, width=WIDTH, height=HEIGHT)


def _frame(lines: Sequence[Line], rows: Sequence[Row]) -> Frame:
    values = [value for line in lines for r in line.ranges for value in (r.low, r.high)]
    low, high = min(0.0, *values), max(0.0, *values)
    step = tick_step(max(high - low, 1.0))
    bottom, top = step * math.floor(low / step), step * max(math.ceil(high / step), 1)
    days = tuple(row.on for row in rows if row.on)
    return Frame(days, bottom, top)


def _grid(frame: Frame) -> Iterable[SafeString]:
    values = ticks(frame.bottom, frame.top, tick_step(frame.top - frame.bottom))
    yield from value_lines(values, frame.y, START, WIDTH - END)
    yield thin_line(START, frame.y(0.0), WIDTH - END, frame.y(0.0), INK)
    labelled = ((day, frame.x(frame.days.index(day))) for day in labelled_days(frame.days))
    yield from days_below(labelled, HEIGHT - BELOW)


def _drawn(line: Line, frame: Frame) -> Iterable[SafeString]:
    count = len(line.ranges)
    edges = [(n, line.ranges[n].high) for n in range(count)]
    edges += [(n, line.ranges[n].low) for n in reversed(range(count))]
    yield format_html(
        '<polygon points="{}" fill="{}" fill-opacity="0.22"/>',
        points_of((frame.x(n), frame.y(value)) for n, value in edges),
        line.colour,
    )
    middles = ((frame.x(n), frame.y(each.middle)) for n, each in enumerate(line.ranges))
    yield format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5"{}/>',
        points_of(middles),
        line.colour,
        _dashes(line),
    )


def _dashes(line: Line) -> SafeString:
    return format_html(' stroke-dasharray="{}"', line.dashes) if line.dashes else SafeString()


def _described(lines: Sequence[Line], rows: Sequence[Row]) -> str:
    """The chart in words: the day on which each line is furthest from nothing."""
    said = []
    for line in lines:
        place = max(range(len(rows)), key=lambda n: abs(line.ranges[n].middle))
        found, on = line.ranges[place], rows[place].on
        said.append(
            _("%(name)s: most on %(day)s: %(middle)s, in 8 of 10 runs %(low)s to %(high)s.")
            % {
                "name": line.name,
                "day": shown_day(on) if on else "",
                "middle": shown_number(found.middle),
                "low": shown_number(found.low),
                "high": shown_number(found.high),
            }
        )
    return " ".join(said)


def _legend(lines: Sequence[Line]) -> SafeString:
    marks = format_html_join(
        " ",
        '<span class="chart-mark"><svg width="26" height="11" viewBox="0 0 26 11"'
        ' aria-hidden="true"><rect y="1" width="26" height="9" fill="{}" fill-opacity="0.22"/>'
        '<line x1="0" y1="5.5" x2="26" y2="5.5" stroke="{}" stroke-width="2.5"{}/></svg> {}</span>',
        ((line.colour, line.colour, _dashes(line), line.name) for line in lines),
    )
    return format_html('<p class="chart-legend">{} <span>{}</span></p>', marks, _band_words())


def _band_words() -> str:
    return _("Line: half of the runs. Band: 8 of 10 runs.")
