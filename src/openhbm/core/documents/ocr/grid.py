"""The grid of columns and rows that a zone is printed in, as it lies in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from openhbm.core.documents.ocr.ink import Floats
from openhbm.core.documents.ocr.rows import Row

PATCH_WIDTH, PATCH_HEIGHT = 20, 28
_PATCH_PITCHES = 1.25
"""How much of the pitch a patch is wide: the glyph and a little of its neighbours."""
_PATCH_CAPITALS = 1.5
_NEAREST_ROWS, _FARTHEST_ROWS = 1.1, 3.4
_CAPITAL_OF_PITCH = 1.06
"""Height of a capital of OCR-B with its ink over the pitch: about 2.7 over 2.54 mm."""
_FITTED = 0.3
_AS_NEAR = 0.02
"""Pitches by which one fit has to be nearer than another to tell anything."""


@dataclass(frozen=True, slots=True)
class Grid:
    """``homography`` (3, 3) takes (column, row, 1) to pixels; ``columns`` is first and last seen.

    ``capital`` is the height of a capital letter in rows: 0.5 means half the line spacing.
    """

    homography: NDArray[np.float64]
    rows: int
    columns: tuple[int, int]
    pitch: float
    capital: float

    def places(self, column: NDArray[np.float64], row: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (…, 2) as x and y of columns and rows."""
        flat = np.stack([column, row, np.ones_like(column)], -1) @ self.homography.T
        return np.asarray(flat[..., :2] / flat[..., 2:], np.float64)

    def turned(self) -> Grid:
        """The same grid in the picture mirrored along its diagonal.

        The rows change their order with it, or the glyphs would be read from behind.
        """
        swap = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]], float)
        flip = np.array([[1, 0, 0], [0, -1, self.rows - 1], [0, 0, 1]], float)
        homography = swap @ self.homography @ flip
        return Grid(homography, self.rows, self.columns, self.pitch, self.capital)

    def upside_down(self) -> Grid:
        """The grid read from the other end, last row first."""
        first, last = self.columns
        turn = np.array([[-1, 0, first + last], [0, -1, self.rows - 1], [0, 0, 1]], float)
        return Grid(self.homography @ turn, self.rows, self.columns, self.pitch, self.capital)

    def scaled(self, factor: float) -> Grid:
        """The grid in the picture made ``factor`` times as large."""
        scale = np.diag([factor, factor, 1.0])
        return Grid(
            scale @ self.homography, self.rows, self.columns, self.pitch * factor, self.capital
        )


def grids_of(rows: list[Row]) -> Iterator[Grid]:
    """Two or three neighbouring parallel rows of one pitch as a grid, the fullest first."""
    groups = [group for size in (3, 2) for group in combinations(rows[:9], size)]
    stacks = [stack for group in groups if (stack := _stacked(group)) is not None]
    stacks.sort(key=lambda stack: -_fullness(stack))
    for stack in stacks:
        if (grid := _fitted(stack)) is not None:
            yield grid
    for stack in stacks[:2]:
        # Seen at a slant, a row of two may belong a column further than it seems.
        for shift in (-1, 1) if len(stack) == 2 else ():
            if (found := _fitted_with(stack, (0, shift))) is not None:
                yield found[1]


def _fullness(stack: tuple[Row, ...]) -> float:
    """Shapes in the rows; three rows count only when each is about as full as the others."""
    counts = [len(row.columns) for row in stack]
    return sum(counts) if min(counts) > 0.6 * max(counts) else 0.5 * sum(counts)


def _stacked(group: tuple[Row, ...]) -> tuple[Row, ...] | None:
    """The rows from top to bottom when they are parallel, of one pitch and evenly far apart."""
    lead = group[0]
    across = np.array([-lead.direction[1], lead.direction[0]])
    levels = [float((row.middle - lead.middle) @ across) for row in group]
    order = np.argsort(levels)
    stack, gaps = tuple(group[i] for i in order), np.diff(np.array(levels)[order])
    pitch = float(np.mean([row.pitch for row in stack]))
    if any(abs(row.pitch / pitch - 1) > 0.12 for row in stack):
        return None
    if any(abs(float(row.direction @ across)) > 0.12 for row in stack):
        return None
    if np.any(gaps < _NEAREST_ROWS * pitch) or np.any(gaps > _FARTHEST_ROWS * pitch):
        return None
    return stack if gaps.max() < 1.35 * gaps.min() else None


def _fitted(stack: tuple[Row, ...]) -> Grid | None:
    """The grid through all shapes; of three rows any may be counted from one column beside.

    The offsets that leave the shapes nearest to their places win, of equally near ones the
    smallest: rows that are shifted evenly only look slanted.
    """
    shifts = product((0, -1, 1), repeat=len(stack) - 1) if len(stack) > 2 else [(0,)]
    fits = []
    for shift in shifts:
        if (found := _fitted_with(stack, (0, *shift))) is not None:
            fits.append((found[0], sum(map(abs, shift)), found[1]))
    if not fits:
        return None
    nearest = min(off for off, _, _ in fits)
    return min((fit for fit in fits if fit[0] < nearest + _AS_NEAR), key=lambda fit: fit[1])[2]


def _fitted_with(stack: tuple[Row, ...], shifts: tuple[int, ...]) -> tuple[float, Grid] | None:
    """How far off the shapes are, in pitches, and the grid, with rows moved by some columns."""
    columns, levels, places = _numbered(stack)
    columns = columns + np.array(shifts, float)[levels.astype(int)]
    keep = np.ones(len(columns), bool)
    homography = _homography(columns, levels, places)
    pitch = float(np.mean([row.pitch for row in stack]))
    for _ in range(4):
        off = np.hypot(*(_apply(homography, columns, levels) - places).T)
        closest = max(float(np.quantile(off, 0.6)), 0.08 * pitch)
        keep = off < max(2.2 * closest, 0.12 * pitch)
        if keep.sum() < 16:
            return None
        homography = _homography(columns[keep], levels[keep], places[keep])
    off = np.hypot(*(_apply(homography, columns[keep], levels[keep]) - places[keep]).T)
    if np.median(off) > _FITTED * pitch:
        return None
    low, high = int(columns[keep].min()), int(columns[keep].max())
    middle = np.array([[(low + high) / 2, 0.0], [(low + high) / 2, 1.0]])
    ends = _apply(homography, middle[:, 0], middle[:, 1])
    spacing = float(np.hypot(*(ends[1] - ends[0])))
    capital = _capital(stack, pitch) / spacing
    mean = float(np.hypot(*(_apply(homography, columns, levels) - places).T).mean())
    return mean / pitch, Grid(homography, len(stack), (low, high), pitch, capital)


def _capital(stack: tuple[Row, ...], pitch: float) -> float:
    """Pixels a capital letter is high: as measured, within what the pitch allows."""
    slope = np.abs(stack[0].direction[1])
    upright = np.sqrt(1 - slope * slope) + 0.65 * slope
    measured = float(np.median([row.height for row in stack])) / upright - 1.0
    usual = _CAPITAL_OF_PITCH * pitch
    return float(np.clip(measured, 0.8 * usual, 1.25 * usual))


def _numbered(
    stack: tuple[Row, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Columns, rows and places of all shapes; columns of one row meet those of the next."""
    lead = max(stack, key=lambda row: len(row.columns))
    columns, levels = [], []
    for level, row in enumerate(stack):
        columns.append(row.columns + _offset(lead, row))
        levels.append(np.full(len(row.columns), float(level)))
    places = np.concatenate([row.places for row in stack]).astype(np.float64)
    return np.concatenate(columns).astype(np.float64), np.concatenate(levels), places


def _offset(lead: Row, row: Row) -> int:
    """How many columns the first of ``row`` stands after the first of ``lead``."""
    along = lead.direction
    here, there = lead.places @ along, row.places @ along
    column = np.interp(there, here, lead.columns)
    inside = (there >= here[0]) & (there <= here[-1])
    if inside.any():
        off = float(np.median((column - row.columns)[inside]))
    else:
        off = float((there[0] - here[0]) / lead.pitch)
    # Seen at a slant, rows that begin and end together can look shifted by half a column.
    return 0 if row.span == lead.span and abs(off) < 1.3 else round(off)


def _homography(
    columns: NDArray[np.float64], levels: NDArray[np.float64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Least squares by the direct linear transform, both sides scaled to unit size."""
    grid = np.stack([columns, levels], 1)
    to_grid, to_places = _scaling(grid), _scaling(places)
    u = np.hstack([grid, np.ones((len(grid), 1))]) @ to_grid.T
    v = np.hstack([places, np.ones((len(places), 1))]) @ to_places.T
    nothing = np.zeros_like(u)
    system = np.vstack(
        [np.hstack([u, nothing, -v[:, :1] * u]), np.hstack([nothing, u, -v[:, 1:2] * u])]
    )
    _, _, right = np.linalg.svd(system.T @ system)
    found = np.linalg.inv(to_places) @ right[-1].reshape(3, 3) @ to_grid
    return np.asarray(found / found[2, 2])


def _scaling(points: NDArray[np.float64]) -> NDArray[np.float64]:
    middle, spread = points.mean(0), np.maximum(points.std(0), 1e-6)
    return np.array(
        [[1 / spread[0], 0, -middle[0] / spread[0]], [0, 1 / spread[1], -middle[1] / spread[1]],
         [0, 0, 1]]
    )  # fmt: skip


def _apply(
    homography: NDArray[np.float64], columns: NDArray[np.float64], levels: NDArray[np.float64]
) -> NDArray[np.float64]:
    flat = np.stack([columns, levels, np.ones_like(columns)], 1) @ homography.T
    return np.asarray(flat[:, :2] / flat[:, 2:])


def patches(
    picture: Floats, grid: Grid, columns: NDArray[np.float64], rows: NDArray[np.float64]
) -> Floats:
    """Patches (n, 28, 20) around the centres ``columns`` and ``rows`` (n), straightened.

    Each has mean 0 and standard deviation 1, so that neither light nor glare is left in it.
    """
    u = (np.arange(PATCH_WIDTH) + 0.5) / PATCH_WIDTH - 0.5
    v = (np.arange(PATCH_HEIGHT) + 0.5) / PATCH_HEIGHT - 0.5
    column = columns[:, None, None] + _PATCH_PITCHES * u[None, None, :] + 0 * v[None, :, None]
    row = rows[:, None, None] + _PATCH_CAPITALS * grid.capital * v[None, :, None] + 0 * u
    places = grid.places(column, row)
    values = ndimage.map_coordinates(
        picture, [places[..., 1], places[..., 0]], order=1, mode="nearest"
    ).astype(np.float32)
    return normalised(values)


def normalised(values: Floats) -> Floats:
    """Patches (n, 28, 20) with mean 0 and standard deviation 1 each."""
    values = values - values.mean((1, 2), keepdims=True)
    return np.asarray(values / (values.std((1, 2), keepdims=True) + 1.0), np.float32)
