"""Dark shapes of the size of letters, however the light falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Grey: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]

_LEAST_CONTRAST = 7.0
"""Grey levels under the surroundings at which something counts as ink; noise stays below it."""
_TALLEST = 0.14
_MOST_SHAPES = 6_000


@dataclass(frozen=True, slots=True)
class Shapes:
    """Centres and sizes of dark shapes, one row each; in pixels."""

    x: Floats
    y: Floats
    width: Floats
    height: Floats

    def turned(self) -> Shapes:
        """The same shapes in the picture mirrored along its diagonal."""
        return Shapes(self.y, self.x, self.height, self.width)


def ink_of(grey: Grey, window: int, depth: float = 0.3) -> NDArray[np.bool_]:
    """Where a picture is clearly darker than the mean of ``window`` pixels around.

    ``depth`` is how many local standard deviations darker.
    """
    soft = ndimage.gaussian_filter(grey.astype(np.float32), 0.8)
    mean = ndimage.uniform_filter(soft, window)
    square = ndimage.uniform_filter(soft * soft, window)
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    return np.asarray(soft < mean - np.maximum(depth * spread, _LEAST_CONTRAST))


def shapes_of(ink: NDArray[np.bool_]) -> Shapes:
    """The connected shapes of an ink map that can be letters by their size."""
    labels, _ = ndimage.label(ink)
    boxes = [box for box in ndimage.find_objects(labels) if box is not None]
    sides = [(b[1].start, b[1].stop, b[0].start, b[0].stop) for b in boxes]
    x0, x1, y0, y1 = np.array(sides, np.float32).reshape(-1, 4).T
    width, height = x1 - x0, y1 - y0
    large, small = np.maximum(width, height), np.minimum(width, height)
    keep = (large >= 7) & (large <= _TALLEST * max(ink.shape)) & (small >= 2) & (large <= 8 * small)
    places = np.flatnonzero(keep)[:_MOST_SHAPES]
    middles = np.stack([x0 + x1, y0 + y1]).astype(np.float32)[:, places] / np.float32(2)
    return Shapes(middles[0], middles[1], width[places], height[places])
