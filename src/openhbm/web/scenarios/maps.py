"""Maps of who takes which road in a part of the time: as it is, with the changes, and the
difference. Read without scripts; the busiest roads stand in a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openhbm.apps.foresight.whatif.queries import Outcome, Trust
from openhbm.apps.reports.drawing import shown_number
from openhbm.core.flows.displacement.places import DESTINATIONS, Instance, Kind

WIDTH, HEIGHT, EDGE = 420.0, 300.0, 30.0
THICKEST, BUSIEST = 12.0, 6
MOST_ROADS = 250
"""Roads that a map shows; of more, those that most people take."""
Ends = tuple[int, int]
Taken = dict[Ends, float]


@dataclass(frozen=True, slots=True)
class RoadRow:
    """One road in one part of the time: persons without and with the changes."""

    first: str
    second: str
    before: float
    after: float
    first_on: date
    last_on: date
    trust: Trust

    @property
    def more(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class FlowMaps:
    """The maps of one part of the time, and the roads on which most differs."""

    number: int
    parts: tuple[tuple[date, date], ...]
    before: SafeString
    after: SafeString
    difference: SafeString
    roads: tuple[RoadRow, ...]

    @property
    def first_on(self) -> date:
        return self.parts[self.number][0]

    @property
    def last_on(self) -> date:
        return self.parts[self.number][1]


def flow_maps(crisis: Instance, outcome: Outcome, part: int) -> FlowMaps:
    """Maps of part ``part`` of the time; beyond the last one, of the last."""
    figures = outcome.figures
    parts = _parts(outcome)
    part = min(max(part, 0), len(parts) - 1)
    before, after = (_taken(figures["roads"][side], part) for side in ("before", "after"))
    roads = _busiest(_roads(crisis, outcome, part))
    shown = _shown(before, after)
    before, after = ({e: t[e] for e in shown if e in t} for t in (before, after))
    more = {ends: after.get(ends, 0.0) - before.get(ends, 0.0) for ends in {*before, *after}}
    most = _most(figures["roads"])
    sheet = _Sheet.of(crisis, {*before, *after})
    return FlowMaps(
        number=part,
        parts=parts,
        before=sheet.drawn(before, most, _("Roads taken, as it is")),
        after=sheet.drawn(after, most, _("Roads taken, with the changes")),
        difference=sheet.drawn(more, most, _("More or fewer on each road")),
        roads=roads,
    )


def _shown(before: Taken, after: Taken) -> set[Ends]:
    """The roads that most people take on either side."""
    ends = sorted({*before, *after}, key=lambda e: -max(before.get(e, 0.0), after.get(e, 0.0)))
    return set(ends[:MOST_ROADS])


def road_rows(crisis: Instance, outcome: Outcome) -> list[RoadRow]:
    """Every road in every part of the time that somebody takes on either side."""
    return [
        row
        for part in range(len(outcome.figures["parts"]))
        for row in _roads(crisis, outcome, part)
    ]


def _parts(outcome: Outcome) -> tuple[tuple[date, date], ...]:
    """First and last day of each part."""
    return tuple(
        (outcome.first_on + timedelta(days=a), outcome.first_on + timedelta(days=b - 1))
        for a, b in outcome.figures["parts"]
    )


def _roads(crisis: Instance, outcome: Outcome, part: int) -> list[RoadRow]:
    figures, names = outcome.figures["roads"], crisis.names
    before, after = (_taken(figures[side], part) for side in ("before", "after"))
    first_on, last_on = _parts(outcome)[part]
    return [
        RoadRow(
            names[a],
            names[b],
            before.get((a, b), 0.0),
            after.get((a, b), 0.0),
            first_on,
            last_on,
            outcome.trust,
        )
        for a, b in sorted({*before, *after})
    ]


def _taken(roads: Sequence[Sequence[Any]], part: int) -> Taken:
    found: Taken = {}
    for first, second, persons in roads:
        if persons[part] > 0:
            found[int(first), int(second)] = float(persons[part])
    return found


def _most(roads: Mapping[str, Sequence[Sequence[Any]]]) -> float:
    """Persons on the busiest road of any part and side: lines mean the same on every map."""
    return max((max(p) for side in roads.values() for _a, _b, p in side), default=1.0) or 1.0


def _busiest(rows: list[RoadRow]) -> tuple[RoadRow, ...]:
    """Those on which most differs, then those that most take."""
    rows.sort(key=lambda row: (-abs(row.more), -row.before, row.first, row.second))
    return tuple(rows[:BUSIEST])


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where places lie on the drawing [P, 2], which are drawn, and the roads below them."""

    crisis: Instance
    points: Any
    base: SafeString
    seen: frozenset[int]

    @classmethod
    def of(cls, crisis: Instance, taken: Iterable[Ends]) -> _Sheet:
        points = _points(crisis)
        numbers = {place.name: number for number, place in enumerate(crisis.places)}
        ends = {tuple(sorted((numbers[x.first], numbers[x.second]))) for x in crisis.links}
        ends = ends if len(ends) <= MOST_ROADS else set()
        ends |= {tuple(sorted(each)) for each in taken}
        base = format_html_join(
            "",
            '<line x1="{}" y1="{}" x2="{}" y2="{}"/>',
            (_ends(points, pair) for pair in sorted(ends)),
        )
        seen = frozenset(number for pair in ends for number in pair) | {*crisis.destinations}
        return cls(crisis, points, format_html('<g class="flow-roads">{}</g>', base), seen)

    def drawn(self, taken: Taken, most: float, title: str) -> SafeString:
        """One map: every road, those taken as thick as many took them, and the places."""
        lines = format_html_join(
            "",
            '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="{}">'
            "<title>{} → {}: {}</title></line>",
            (self._line(ends, persons, most) for ends, persons in sorted(taken.items())),
        )
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="flow-map" viewBox="0 0 {} {}"'
            ' role="img" aria-label="{}">{}{}{}</svg>',
            f"{WIDTH:g}",
            f"{HEIGHT:g}",
            title,
            self.base,
            lines,
            self._places(),
        )

    def _line(self, ends: Ends, persons: float, most: float) -> tuple[str, ...]:
        kind = "flow-more" if persons > 0 else "flow-fewer"
        names = self.crisis.names
        width = f"{max(THICKEST * abs(persons) / most, 1.0):.1f}" if abs(persons) >= 0.5 else "0"
        return (
            kind,
            *_ends(self.points, ends),
            width,
            names[ends[0]],
            names[ends[1]],
            shown_number(persons),
        )

    def _places(self) -> SafeString:
        marks = []
        for number, place in enumerate(self.crisis.places):
            if number not in self.seen:
                continue
            x, y = self.points[number]
            is_end = place.kind in DESTINATIONS
            kind = "flow-end" if is_end else "flow-place"
            kind = "flow-conflict" if place.kind is Kind.CONFLICT_ZONE else kind
            marks.append(
                format_html(
                    '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>{}',
                    kind,
                    f"{x:.1f}",
                    f"{y:.1f}",
                    "6" if is_end else "3.5",
                    place.name,
                    _label(x, y, place.name) if is_end else "",
                )
            )
        return format_html_join("", "{}", ((mark,) for mark in marks))


def _points(crisis: Instance) -> Any:
    """Places by longitude and latitude, as large as the sheet allows without stretching them."""
    east = np.array([place.longitude for place in crisis.places])
    north = np.array([place.latitude for place in crisis.places])
    flat = np.cos(np.radians(north.mean()))
    spread = np.column_stack([(east - east.min()) * flat, north.max() - north])
    room = np.array([WIDTH, HEIGHT]) - 2 * EDGE
    scale = float((room / np.maximum(spread.max(axis=0), 1e-6)).min())
    return EDGE + spread * scale + (room - spread.max(axis=0) * scale) / 2


def _ends(points: Any, ends: Iterable[int]) -> tuple[str, ...]:
    (a, b), (c, d) = (points[number] for number in ends)
    return tuple(f"{value:.1f}" for value in (a, b, c, d))


def _label(x: float, y: float, name: str) -> SafeString:
    """Beside a place, on the side on which there is room."""
    is_late = x > WIDTH * 0.6
    at, anchor = (x - 9, "end") if is_late else (x + 9, "start")
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>', f"{at:.0f}", f"{y + 4:.0f}", anchor, name
    )
