"""What was read, what the check digits vouch for, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.documents.mrz.layouts import Layout, Span
from openhbm.core.documents.mrz.parsing import parse_lines
from openhbm.core.documents.mrz.repair import Candidate, Change, weighed_candidates
from openhbm.core.documents.mrz.weighing import allowed, likeliest, names_weighed
from openhbm.core.documents.mrz.zone import Standing, Zone
from openhbm.core.documents.ocr.ink import Floats

_SURE = 0.8
"""Chance under which a glyph without a check digit is left to a person."""
_CLEAR = 2.0
"""Logarithm by which one repair must be likelier than the next to be taken."""
_FARTHEST = 12.0
"""A repair that is less likely than this, in logarithms, is no reading any more."""
_NEVER = np.float32(-1e9)
_NAME_FIELDS = ("names", "surname", "given")


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """A zone as read from a picture.

    ``standing`` says of each value how far it can be relied on; ``unsure`` are the places (line
    and column from 1) of characters that a person should look at. ``names_agree`` is whether both
    reads give the same names; no check digit vouches for those. ``repairs`` were chosen because
    only they make all check digits right; ``candidates`` are others when none was clearly likelier.
    ``corners`` (4, 2) is where the zone lies in the picture, in pixels.
    """

    zone: Zone
    standing: dict[str, Standing]
    unsure: tuple[tuple[int, int], ...]
    names_agree: bool
    repairs: tuple[Change, ...]
    candidates: tuple[Candidate, ...]
    certainty: float
    corners: NDArray[np.float64]


def decided(
    chances: Floats, layouts: Sequence[Layout], corners: NDArray[np.float64]
) -> ZoneReading:
    """The reading from chances (models, rows, width, 37), of the layout that fits best."""
    both = chances.mean(0)
    options = [_of_layout(both, layout) for layout in layouts]
    zone, repairs, candidates = max(options, key=lambda option: _merit(option[0], option[1]))
    layout = next(layout for layout in layouts if layout.name == zone.format)
    parts = [_raw_lines(each, layout) for each in chances]
    agree = all(_names(lines, layout) == _names(zone.lines, layout) for lines in parts)
    best = np.exp(both).max(-1)
    unsure = _unsure(zone, layout, best, parts)
    return ZoneReading(
        zone=zone,
        standing=_standings(zone, layout, unsure, names_agree=agree),
        unsure=unsure,
        names_agree=agree,
        repairs=repairs,
        candidates=candidates,
        certainty=float(best.mean()),
        corners=corners,
    )


def _merit(zone: Zone, repairs: tuple[Change, ...]) -> tuple[bool, int, int]:
    return zone.is_valid, -len(repairs), len(zone.checks)


def _of_layout(
    chances: Floats, layout: Layout
) -> tuple[Zone, tuple[Change, ...], tuple[Candidate, ...]]:
    """The zone as read; with a repair when exactly one is likely and the checks ask for it."""
    lines = _raw_lines(chances, layout)
    zone = parse_lines(lines, layout)
    if zone.is_valid:
        return zone, (), ()
    found = [c for c in weighed_candidates(chances, layout, lines, 3) if c.cost < _FARTHEST]
    if not found:
        return zone, (), ()
    if len(found) > 1 and found[1].cost - found[0].cost < _CLEAR:
        return zone, (), tuple(found)
    return found[0].zone, found[0].changes, ()


def _raw_lines(chances: Floats, layout: Layout) -> tuple[str, ...]:
    """The likeliest lines that the grammar allows, whatever the check digits say."""
    masked = np.where(allowed(layout), chances, _NEVER)
    lines = list(likeliest(masked))
    if "names" in layout.fields:
        span = layout.fields["names"]
        names = names_weighed(masked[span.line, span.start : span.end])
        line = lines[span.line]
        lines[span.line] = line[: span.start] + names + line[span.end :]
    return tuple(lines)


def _names(lines: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    return tuple(layout.fields[f].of(lines) for f in _NAME_FIELDS if f in layout.fields)


def _unsure(
    zone: Zone, layout: Layout, best: Floats, parts: list[tuple[str, ...]]
) -> tuple[tuple[int, int], ...]:
    """Places that no check digit vouches for and whose glyph is faint, or read in two ways."""
    places = []
    for name, span in layout.fields.items():
        if zone.standing(name) == Standing.VOUCHED:
            continue
        for column in range(span.start, span.end):
            read = {lines[span.line][column] for lines in parts}
            if best[span.line, column] < _SURE or read != {zone.lines[span.line][column]}:
                places.append((span.line + 1, column + 1))
    return tuple(sorted(set(places)))


def _standings(
    zone: Zone, layout: Layout, unsure: tuple[tuple[int, int], ...], *, names_agree: bool
) -> dict[str, Standing]:
    """Of each value: vouched for, read, or doubtful because of a glyph in it."""
    standings = {}
    for name, span in layout.fields.items():
        values = ("surname", "given") if name == "names" else (name,)
        for value in values:
            standing = zone.standing(value)
            if standing == Standing.READ and _touches(span, unsure):
                standing = Standing.DOUBTFUL
            if name in _NAME_FIELDS and standing == Standing.READ and not names_agree:
                standing = Standing.DOUBTFUL
            standings[value] = standing
    return standings


def _touches(span: Span, places: tuple[tuple[int, int], ...]) -> bool:
    return any(line - 1 == span.line and span.start < column <= span.end for line, column in places)
