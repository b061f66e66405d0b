"""From a picture to a zone: where it is, what its glyphs are, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from openhbm.core.documents.mrz.layouts import LAYOUTS, Layout
from openhbm.core.documents.ocr.deciding import ZoneReading, decided
from openhbm.core.documents.ocr.glyphs import NOTHING, GlyphModel, log_chances
from openhbm.core.documents.ocr.grid import Grid, grids_of, patches
from openhbm.core.documents.ocr.ink import Floats, Grey, ink_of, shapes_of
from openhbm.core.documents.ocr.rows import Row, rows_of

_SEARCHED = 1600
"""Longest side of the picture in which rows are looked for; glyphs come from the full one."""
_MARGIN = 4
_SHIFTS = ((0.0, 0.0), (-0.09, 0.0), (0.09, 0.0), (0.0, -0.1), (0.0, 0.1))
"""Columns and capitals by which each glyph is looked at beside its place, and averaged."""
_ENOUGH = 0.55
"""Mean chance of the glyphs from which on a grid is taken to hold a zone."""
_GOOD = 0.7
"""Mean chance from which on a grid whose check digits are right is the last one looked at."""
_SURELY_UPRIGHT = 0.88
"""Upside down much of OCR-B looks like other glyphs of it; this certain they never seem."""
_MOST_GRIDS = 6
_LAYOUTS = {(3, 30): ("TD1",), (2, 36): ("TD2", "MRVB", "FRID"), (2, 44): ("TD3", "MRVA")}
_FINEST_PITCH = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Glyph chances of each model (models, rows, width, 38) in the window that holds a zone."""

    grid: Grid
    first: int
    chances: Floats
    certainty: float

    @property
    def weight(self) -> float:
        """How much there is to read: a zone of three rows is more than two rows of it."""
        rows, width = self.chances.shape[1:3]
        return float(rows * width * (self.certainty - 0.5))


def read_zone(picture: Grey, models: Sequence[GlyphModel]) -> ZoneReading | None:
    """Read the zone in a grey picture (height, width); None when there is none to be found.

    The picture may be turned by any angle, upside down included, tilted, creased, and lit
    unevenly. ``models`` are looked at together for the reading, and apart for whether they agree.
    """
    best: tuple[tuple[bool, float], ZoneReading] | None = None
    for grid in islice(_grids(picture), _MOST_GRIDS):
        seen = _upright(picture, grid, models)
        if seen is None or seen.certainty < _ENOUGH:
            continue
        reading = _decided(seen)
        is_clear = reading.zone.is_valid and not reading.repairs
        rank = (is_clear, seen.weight)
        if best is None or rank > best[0]:
            best = rank, reading
        if is_clear and seen.certainty > _GOOD:
            break
    return best[1] if best is not None else None


def _upright(picture: Grey, grid: Grid, models: Sequence[GlyphModel]) -> Seen | None:
    """What is seen in a grid, or in the same grid upside down when that shows more glyphs."""
    seen = _seen(picture, grid, models)
    if seen is not None and seen.certainty > _SURELY_UPRIGHT:
        return seen
    other = _seen(picture, grid.upside_down(), models)
    found = [each for each in (seen, other) if each is not None]
    return max(found, key=lambda each: each.certainty) if found else None


def _decided(seen: Seen) -> ZoneReading:
    rows, width = seen.chances.shape[1:3]
    layouts = [LAYOUTS[name] for name in _LAYOUTS[rows, width]]
    return decided(seen.chances[..., :NOTHING], _fitting(seen, layouts), _corners(seen))


def _grids(picture: Grey) -> Iterator[Grid]:
    """Grids in the pixels of the picture: at two depths of ink, both ways it can lie."""
    factor = max(1, round(max(picture.shape) / _SEARCHED + 0.2))
    small = shrunk(picture, factor)
    window = max(small.shape) // 40 | 1
    for depth in (0.3, 0.75):
        shapes = shapes_of(ink_of(small, window, depth))
        upright, lying = rows_of(shapes), rows_of(shapes.turned())
        both = [(upright, False), (lying, True)]
        for rows, is_lying in sorted(both, key=lambda pair: -_longest(pair[0])):
            for grid in grids_of(rows):
                # The middle of a shrunk pixel lies between those it was made of.
                yield (grid.turned() if is_lying else grid).scaled(factor)


def _longest(rows: list[Row]) -> int:
    return len(rows[0].columns) if rows else 0


def shrunk(picture: Grey, factor: int) -> Grey:
    """The picture made ``factor`` times smaller by means of squares."""
    if factor == 1:
        return picture
    height, width = (side // factor * factor for side in picture.shape)
    blocks = picture[:height, :width].reshape(height // factor, factor, width // factor, factor)
    return np.asarray(blocks.mean((1, 3)), np.uint8)


def _seen(picture: Grey, grid: Grid, models: Sequence[GlyphModel]) -> Seen | None:
    """The glyphs of a grid in the window of 30, 36 or 44 columns that fits best."""
    low, high = grid.columns
    columns = np.arange(low - _MARGIN, high + _MARGIN + 1)
    if len(columns) > 70 or len(columns) < 30:
        return None
    area, moved = _cut_out(picture, grid, columns)
    chances = np.stack([_chances(area, moved, columns, model) for model in models])
    sure = np.exp(chances[..., NOTHING]).mean(0)
    window = _window(1 - sure)
    if window is None:
        return None
    first, width = window
    chances = chances[:, :, first : first + width]
    best = np.exp(chances[..., :NOTHING].mean(0)).max(-1)
    return Seen(grid, int(columns[first]), chances, float(best.mean()))


def _cut_out(picture: Grey, grid: Grid, columns: NDArray[np.int64]) -> tuple[Floats, Grid]:
    """The part of the picture that holds the grid, at about the size the models learnt from."""
    corners = np.array(
        [[c, r] for c in (columns[0] - 1.0, columns[-1] + 1.0) for r in (-1.0, grid.rows)]
    )
    places = grid.places(corners[:, 0], corners[:, 1])
    limits = np.array(picture.shape[::-1])
    start = np.clip(places.min(0) - 8, 0, limits - 1).astype(int)
    end = np.clip(places.max(0) + 8, start + 1, limits).astype(int)
    area = picture[start[1] : end[1], start[0] : end[0]]
    factor = max(1, int(grid.pitch // _FINEST_PITCH) + (grid.pitch > _FINEST_PITCH))
    shift = np.array([[1, 0, -start[0]], [0, 1, -start[1]], [0, 0, 1]], float)
    moved = Grid(shift @ grid.homography, grid.rows, grid.columns, grid.pitch, grid.capital).scaled(
        1 / factor
    )
    return ndimage.gaussian_filter(shrunk(area, factor).astype(np.float32), 0.4), moved


def _chances(area: Floats, grid: Grid, columns: NDArray[np.int64], model: GlyphModel) -> Floats:
    """Logarithms of mean chances (rows, columns, 38) over small shifts."""
    column, row = (
        a.ravel() for a in np.meshgrid(columns.astype(float), np.arange(grid.rows) * 1.0)
    )
    total = np.zeros((len(column), NOTHING + 1), np.float32)
    for across, down in _SHIFTS:
        cut = patches(area, grid, column + across, row + down * grid.capital)
        total = total + log_chances(model, cut)
    mean = total / len(_SHIFTS)
    mean = mean - np.log(np.exp(mean).sum(1, keepdims=True))
    return np.asarray(mean.reshape(grid.rows, len(columns), -1), np.float32)


def _window(glyphs: NDArray[np.float32]) -> tuple[int, int] | None:
    """First place and width of the columns that hold glyphs, with nothing on either side."""
    rows, count = glyphs.shape
    odds = np.log((glyphs + 0.02) / (1.02 - glyphs)).sum(0)
    running = np.concatenate([[0], np.cumsum(odds)])
    best: tuple[float, int, int] | None = None
    for lines, width in _LAYOUTS:
        if lines != rows:
            continue
        for first in range(count - width + 1):
            inside = running[first + width] - running[first]
            score = float(2 * inside - running[-1])
            if best is None or score > best[0]:
                best = (score, first, width)
    return best[1:] if best is not None else None


def _fitting(seen: Seen, layouts: Sequence[Layout]) -> Sequence[Layout]:
    """Visas begin with V, and nothing else of two rows does."""
    first = seen.chances[:, 0, 0, :NOTHING].mean(0)
    is_visa = int(np.argmax(first)) == 10 + ord("V") - ord("A")
    fitting = [layout for layout in layouts if layout.name.startswith("MRV") == is_visa]
    return fitting or layouts


def _corners(seen: Seen) -> NDArray[np.float64]:
    rows, width = seen.chances.shape[1:3]
    first, last = seen.first - 0.6, seen.first + width - 0.4
    column = np.array([first, last, last, first])
    row = np.array([-0.5, -0.5, rows - 0.5, rows - 0.5])
    return seen.grid.places(column, row)
