"""What charts are drawn with: colours, lines, words and the frame around a drawing.

Drawings are inline SVG. Colours are attributes and not styles, so that a strict content security
policy lets them through; the time axis runs from left to right in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.utils import translation
from django.utils.formats import date_format, get_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

THIN_SPACE = "\u202f"
BAR, BAND, MIDDLE, GRID, INK, UNREPORTED = (
    "#0a568a",
    "#f3c9a5",
    "#b4480c",
    "#c3ccd4",
    "#42515e",
    "#74828e",
)


def chart_figure(
    name: str,
    title: str,
    words: str,
    parts: Iterable[SafeString],
    below: Iterable[SafeString],
    *,
    width: float,
    height: float,
) -> SafeString:
    """A drawing with its title, the same in words, and what stands below it. ``name`` makes the ids
    unique when a page has several."""
    return format_html(
        '<figure class="chart-frame" tabindex="0"><svg xmlns="http://www.w3.org/2000/svg"'
        ' class="chart" viewBox="0 0 {} {}" role="img" direction="ltr" font-size="12" fill="{}"'
        ' aria-labelledby="{n}-title {n}-desc"><title id="{n}-title">{}</title>'
        '<desc id="{n}-desc">{}</desc>{}</svg><figcaption>{}</figcaption></figure>',
        f"{width:g}",
        f"{height:g}",
        INK,
        title,
        words,
        joined(parts),
        joined(below),
        n=name,
    )


def value_lines(
    values: Iterable[float], y: Callable[[float], float], start: float, end: float
) -> Iterator[SafeString]:
    """A line across the drawing at each value, with its number before it."""
    for value in values:
        yield thin_line(start, y(value), end, y(value), GRID)
        yield words_at(start - 6, y(value) + 4, shown_number(value), "end")


def ticks(bottom: float, top: float, step: float) -> Iterator[float]:
    """Values from ``bottom`` to ``top``, both included."""
    value = bottom
    while value <= top + 1e-9:
        yield value
        value += step


def days_below(days: Iterable[tuple[date, float]], floor: float) -> Iterator[SafeString]:
    """A mark and a date under the axis at each of these places."""
    for day, x in days:
        yield thin_line(x, floor, x, floor + 4, INK)
        yield words_at(x, floor + 18, axis_day(day), "middle")


def error_note(words: str) -> SafeString:
    """What past forecasts were worth, below a drawing."""
    return format_html('<p class="chart-error">{}</p>', words)


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


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of a drawing, one after another."""
    return format_html_join("", "{}", ((part,) for part in parts))


def thin_line(x1: float, y1: float, x2: float, y2: float, colour: str) -> SafeString:
    """A thin line."""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>',
        *coordinates(x1, y1, x2, y2),
        colour,
    )


def words_at(x: float, y: float, words: str, anchor: str) -> SafeString:
    """Words that begin, end or have their middle at a point."""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>', *coordinates(x, y), anchor, words
    )


def points_of(points: Iterable[tuple[float, float]]) -> str:
    """The corners of a line or area."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def coordinates(*values: float) -> tuple[str, ...]:
    """Numbers with a dot whatever the language, as SVG wants them."""
    return tuple(f"{value:.1f}" for value in values)
