"""Rows of equally spaced shapes: the one thing on a page that only a zone has so many of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from openhbm.core.documents.ocr.ink import Floats, Shapes

_NEIGHBOURS = 10
_STEEPEST = 0.75
"""Tangent of the steepest row; with the mirrored pass every direction is covered."""
_LEAST_LINKED = 5
_LEAST_IN_ROW = 14
_MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Row:
    """Shapes of one row from left to right: places (n, 2) in pixels and their columns (n)."""

    places: Floats
    columns: NDArray[np.int64]
    pitch: float
    height: float

    @property
    def span(self) -> int:
        return int(self.columns[-1] - self.columns[0]) + 1

    @property
    def middle(self) -> Floats:
        return np.asarray(self.places.mean(0), np.float32)

    @property
    def direction(self) -> Floats:
        """Unit vector along the row, from left to right."""
        slope = float(np.polyfit(self.places[:, 0], self.places[:, 1], 1)[0])
        return np.array([1, slope], np.float32) / np.float32(np.hypot(1, slope))


def rows_of(shapes: Shapes) -> list[Row]:
    """Rows of at least fourteen equally spaced shapes, the longest first."""
    if len(shapes.x) < _LEAST_IN_ROW:
        return []
    places = np.stack([shapes.x, shapes.y], 1).astype(np.float32)
    size = np.maximum(shapes.width, shapes.height)
    chains = _merged([_sorted(places, chain) for chain in _chains(places, size)], places, size)
    rows = (_row(places[chain], shapes.height[chain]) for chain in chains)
    found = [row for row in rows if row is not None]
    return sorted(found, key=lambda row: -len(row.columns))[:_MOST_ROWS]


def _chains(places: Floats, size: Floats) -> list[NDArray[np.int64]]:
    """Shapes linked to their nearest neighbour on the right, where that finds them on its left."""
    count = min(_NEIGHBOURS, len(places))
    distance, other = KDTree(places).query(places, k=count)
    offset = places[other] - places[:, None]
    ratio = size[other] / size[:, None]
    fits = (distance > 0) & (distance < 2.6 * size[:, None]) & (ratio > 0.5) & (ratio < 2.0)
    fits &= np.abs(offset[..., 1]) < _STEEPEST * np.abs(offset[..., 0])
    right = _nearest(other, distance, fits & (offset[..., 0] > 0))
    left = _nearest(other, distance, fits & (offset[..., 0] < 0))
    here = np.flatnonzero(right >= 0)
    here = here[left[right[here]] == here]
    links = coo_array((np.ones(len(here)), (here, right[here])), shape=(len(places),) * 2)
    _, label = connected_components(links, directed=False)
    order = np.argsort(label, kind="stable")
    bounds = np.flatnonzero(np.diff(label[order])) + 1
    return [chain for chain in np.split(order, bounds) if len(chain) >= _LEAST_LINKED]


def _nearest(
    other: NDArray[np.int64], distance: Floats, fits: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Of each shape the nearest other one that fits, or -1."""
    best = np.argmin(np.where(fits, distance, np.inf), 1)
    rows = np.arange(len(other))
    return np.where(fits[rows, best], other[rows, best], -1)


def _sorted(places: Floats, chain: NDArray[np.int64]) -> NDArray[np.int64]:
    return chain[np.argsort(places[chain, 0])]


def _merged(
    chains: list[NDArray[np.int64]], places: Floats, size: Floats
) -> list[NDArray[np.int64]]:
    """Chains that lie on one line with a gap between them, joined; the longest leads."""
    waiting = sorted(chains, key=len, reverse=True)[:80]
    done = []
    while waiting:
        chain = waiting.pop(0)
        joined = True
        while joined:
            joined = False
            for place, other in enumerate(waiting):
                if _continues(places[chain], places[other], float(np.median(size[chain]))):
                    chain = _sorted(places, np.concatenate([chain, waiting.pop(place)]))
                    joined = True
                    break
        done.append(chain)
    return [chain for chain in done if len(chain) >= _LEAST_IN_ROW]


def _continues(row: Floats, other: Floats, size: float) -> bool:
    """Whether ``other`` lies before or after ``row`` on the same line and not too far off."""
    before, after = other[-1, 0] < row[0, 0], other[0, 0] > row[-1, 0]
    if not (before or after):
        return False
    near, end = (row[:12], other[-1]) if before else (row[-12:], other[0])
    gap = np.hypot(*(end - (near[0] if before else near[-1])))
    if gap > 9 * size:
        return False
    slope, level = np.polyfit(near[:, 0], near[:, 1], 1)
    off = np.abs(other[:, 1] - (slope * other[:, 0] + level))
    return bool(np.median(off[:6] if after else off[-6:]) < 0.35 * size)


def _row(places: Floats, heights: Floats) -> Row | None:
    """The columns of a chain, counted by its spacing; None when it is not evenly spaced."""
    steps = np.hypot(*np.diff(places, axis=0).T)
    pitch = float(np.median(steps))
    if pitch <= 0:
        return None
    columns, local = [0], pitch
    for step in steps:
        count = max(round(float(step) / local), 0)
        columns.append(columns[-1] + count)
        if count == 1:
            local = 0.85 * local + 0.15 * float(step)
    counted = np.array(columns)
    single = np.diff(counted) == 1
    # Letters in running text keep no such even distance from one another.
    even = np.abs(steps[single] / pitch - 1) < 0.22
    keep = np.concatenate([[True], np.diff(counted) > 0]) & _on_line(places, pitch)
    if keep.sum() < _LEAST_IN_ROW or even.mean() < 0.7 or single.mean() < 0.6:
        return None
    counted = counted[keep] - counted[keep][0]
    return Row(places[keep], counted, pitch, float(np.percentile(heights, 75)))


def _on_line(places: Floats, pitch: float) -> NDArray[np.bool_]:
    """Which places lie on the row's own line, within a quarter of the pitch; ends may stray."""
    keep = np.ones(len(places), bool)
    for reach in (0.6, 0.4, 0.25):
        slope, level = np.polyfit(places[keep, 0], places[keep, 1], 1)
        off = np.abs(places[:, 1] - slope * places[:, 0] - level)
        near = off < reach * pitch
        if near.sum() < _LEAST_IN_ROW:
            break
        keep = near
    return keep
