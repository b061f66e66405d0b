"""A page of maps: who went where in each part of a run, and what changes make of it.

One file without scripts or anything fetched from elsewhere, to be opened, sent and printed. Roads
are as thick as many people took them, places as large as many people were there at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import numpy as np

from openhbm.core.flows.displacement.engines import Flow
from openhbm.core.flows.displacement.scenarios import Difference

WIDTH, HEIGHT, EDGE = 420, 300, 28
_THICKEST, _LARGEST = 12.0, 16.0
_PERIODS = 6
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-inline-size: 84rem;
  padding-inline: 1rem; color: #1c2530; background: #fff }
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem }
figure { margin: 0; border: 1px solid #c7ced6; border-radius: .5rem; padding: .75rem }
svg { inline-size: 100%; block-size: auto }
figcaption { font-weight: 600 }
.road { stroke: #b9c2cc; stroke-width: 1 }
.flow, .more { stroke: #0b5cad } .fewer { stroke: #b3261e; stroke-dasharray: 6 3 }
.flow, .more, .fewer { stroke-linecap: round; opacity: .75 }
.place { fill: #fff; stroke: #1c2530; stroke-width: 1.5 }
.destination { fill: #cfe3f7 } .conflict { fill: #f6d3cf }
text { font-size: 11px; fill: #1c2530; paint-order: stroke; stroke: #fff; stroke-width: 3px }
table { border-collapse: collapse } th, td { padding: .25rem .75rem; text-align: end;
  border-block-end: 1px solid #c7ced6 } th:first-child { text-align: start }
"""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where places lie on a map, in points [P, 2]."""

    points: np.ndarray
    named: frozenset[int]


def flow_page(title: str, flow: Flow, after: Flow | None, more: Difference | None) -> str:
    """The page of a run, and of the same run with changes when there is one."""
    parts = _periods(len(flow.stocks))
    runs = [flow] if after is None else [flow, after]
    largest = max(
        float(run.crossings[days].sum(axis=0).max(initial=0)) for run in runs for days in parts
    )
    sheet = _sheet(flow)
    body = [
        f"<h1>{escape(title)}</h1>",
        "<p>Of a simulation, not of counts. Persons who came to the end of a road; places as many "
        "as were there on the last day of each part.</p>",
        _figures("As it is", flow, parts, sheet, largest),
    ]
    if after is not None and more is not None:
        body += [
            _figures("With the changes", after, parts, sheet, largest),
            _differences(flow, after, parts, sheet),
            _table(more),
        ]
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _periods(days: int) -> list[slice]:
    edges = np.unique(np.linspace(0, days, min(_PERIODS, days) + 1).astype(int))
    return [slice(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]


def _sheet(flow: Flow) -> _Sheet:
    """Places by longitude and latitude, as large as the sheet allows without stretching them."""
    places = flow.instance.places
    east = np.array([place.longitude for place in places])
    north = np.array([place.latitude for place in places])
    flat = np.cos(np.radians(north.mean()))
    spread = np.column_stack([(east - east.min()) * flat, north.max() - north])
    room = np.array([WIDTH, HEIGHT]) - 2 * EDGE
    scale = float((room / np.maximum(spread.max(axis=0), 1e-6)).min())
    points = EDGE + spread * scale + (room - spread.max(axis=0) * scale) / 2
    named = frozenset(flow.instance.destinations)
    return _Sheet(points, named)


def _figures(
    heading: str, flow: Flow, parts: Sequence[slice], sheet: _Sheet, largest: float
) -> str:
    maps = []
    for days in parts:
        taken = flow.crossings[days].sum(axis=0)
        lines = [
            _line(flow, sheet, road, "flow", persons / max(largest, 1.0), f"{persons:,.0f}")
            for road, persons in enumerate(taken)
            if persons > 0
        ]
        maps.append(_map(flow, sheet, days, lines))
    return f"<h2>{escape(heading)}</h2><div class='maps'>{''.join(maps)}</div>"


def _differences(before: Flow, after: Flow, parts: Sequence[slice], sheet: _Sheet) -> str:
    """Per road how many more or fewer took it; roads are told apart by their ends, as changes may
    add some."""
    shifts = [_shift(before, after, days) for days in parts]
    largest = max((abs(persons) for shift in shifts for persons in shift.values()), default=1.0)
    maps = []
    for days, shift in zip(parts, shifts, strict=True):
        lines = [
            _stroke(
                sheet,
                ends,
                "more" if persons > 0 else "fewer",
                abs(persons) / max(largest, 1.0),
                f"{_between(before, ends)}: {persons:+,.0f}",
            )
            for ends, persons in shift.items()
        ]
        maps.append(_map(after, sheet, days, lines))
    legend = "<p>Full lines: more people take the road; broken lines: fewer.</p>"
    return f"<h2>What the changes make of it</h2>{legend}<div class='maps'>{''.join(maps)}</div>"


def _shift(before: Flow, after: Flow, days: slice) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for flow, sign in ((before, -1.0), (after, 1.0)):
        taken = flow.crossings[days].sum(axis=0)
        for road, ends in enumerate(zip(flow.road_from, flow.road_to, strict=True)):
            found[ends] = found.get(ends, 0.0) + sign * float(taken[road])
    return {ends: persons for ends, persons in found.items() if abs(persons) >= 1.0}


def _map(flow: Flow, sheet: _Sheet, days: slice, lines: Sequence[str]) -> str:
    start = flow.instance.start
    first, last = start + timedelta(days=days.start), start + timedelta(days=days.stop - 1)
    stocks = flow.stocks[days.stop - 1]
    most = float(flow.stocks.max(initial=1.0))
    roads = "".join(
        _stroke(sheet, (a, b), "road", None, "")
        for a, b in zip(flow.road_from, flow.road_to, strict=True)
        if a < b
    )
    places = "".join(_place(flow, sheet, number, stocks, most) for number in range(len(stocks)))
    return (
        f"<figure><svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' "
        f"aria-label='{first} – {last}'>{roads}{''.join(lines)}{places}</svg>"
        f"<figcaption>{first} – {last}</figcaption></figure>"
    )


def _place(flow: Flow, sheet: _Sheet, number: int, stocks: np.ndarray, most: float) -> str:
    place = flow.instance.places[number]
    x, y = sheet.points[number]
    size = 3.0 + _LARGEST * float(np.sqrt(stocks[number] / most))
    kind = "destination" if number in sheet.named else ""
    kind = kind or ("conflict" if place.kind == "conflict_zone" else "")
    told = f"{escape(place.name)}: {stocks[number]:,.0f}"
    label = _label(x, y, size + 2, told) if kind == "destination" else ""
    return (
        f"<circle class='place {kind}' cx='{x:.1f}' cy='{y:.1f}' r='{size:.1f}'>"
        f"<title>{told}</title></circle>{label}"
    )


def _label(x: float, y: float, away: float, told: str) -> str:
    """Beside a place, on the side on which there is room."""
    is_late = x > WIDTH * 0.6
    at, anchor = (x - away, "end") if is_late else (x + away, "start")
    return f"<text x='{at:.0f}' y='{y + 4:.0f}' text-anchor='{anchor}'>{told}</text>"


def _line(flow: Flow, sheet: _Sheet, road: int, kind: str, share: float, persons: str) -> str:
    ends = flow.road_from[road], flow.road_to[road]
    return _stroke(sheet, ends, kind, share, f"{_between(flow, ends)}: {persons}")


def _between(flow: Flow, ends: tuple[int, int]) -> str:
    places = flow.instance.places
    return f"{places[ends[0]].name} → {places[ends[1]].name}"


def _stroke(sheet: _Sheet, ends: tuple[int, int], kind: str, share: float | None, told: str) -> str:
    (a, b), (c, d) = sheet.points[ends[0]], sheet.points[ends[1]]
    width = "" if share is None else f" stroke-width='{max(_THICKEST * share, 0.8):.1f}'"
    title = f"<title>{escape(told)}</title>" if told else ""
    return (
        f"<line class='{kind}' x1='{a:.1f}' y1='{b:.1f}' x2='{c:.1f}' y2='{d:.1f}'{width}>"
        f"{title}</line>"
    )


def _table(more: Difference) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{a:,.0f}</td><td>{b:,.0f}</td>"
        f"<td>{b - a:+,.0f}</td></tr>"
        for name, a, b in zip(more.names, more.before, more.after, strict=True)
    )
    head = "".join(
        f"<th scope='col'>{text}</th>"
        for text in ("Destination", "Arrivals as it is", "With the changes", "Difference")
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h2>Arrivals in all</h2>{table}"
