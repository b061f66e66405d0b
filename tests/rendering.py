"""PDF pages as pictures, for tests of what stands on paper."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

NEEDED = "needs pdftoppm: install the package poppler-utils"
needs_renderer = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason=NEEDED)

DARK = 128


def page_pictures(pdf: bytes, tmp_path, dpi: int = 200) -> list[Image.Image]:
    """Each page in shades of grey; a complaint of the renderer fails the test."""
    source = tmp_path / "page.pdf"
    source.write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-r", str(dpi), str(source), str(tmp_path / "page")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert not done.stderr, done.stderr
    found = []
    for path in sorted(tmp_path.glob("page-*.pgm")):
        with Image.open(path) as picture:
            picture.load()
            found.append(picture.copy())
        path.unlink()
    return found


def ink(picture: Image.Image) -> NDArray[np.bool_]:
    """Where a picture is dark, cut to the part that is."""
    dark = np.asarray(picture.convert("L")) < DARK
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    assert rows.size, "nothing is printed"
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def likeness(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """How much of the ink of two strips falls together, from 0 to 1, the starts laid together."""
    shape = np.maximum(one.shape, other.shape)
    first, second = (
        np.pad(part, [(0, wide - had) for wide, had in zip(shape, part.shape, strict=True)])
        for part in (one, other)
    )
    return float((first & second).sum() / (first | second).sum())
