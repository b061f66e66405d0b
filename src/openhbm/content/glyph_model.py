"""The trained models that read glyphs of OCR-B, beside the content they are shipped with.

Made by ``scripts/train_glyphs.py``; the file is generated data and is replaced as a whole.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from openhbm.core.documents.ocr.glyphs import GlyphModel

FILE = Path(__file__).parent / "glyphs" / "ocrb.npz"
VIEWS = ("ink", "edges")


@cache
def glyph_models() -> tuple[GlyphModel, ...]:
    """The models, each with a view of its own of a glyph, so that two reads can disagree."""
    with np.load(FILE, allow_pickle=False) as kept:
        values = {name: kept[name].astype(np.float32) for name in kept.files}
    return tuple(
        GlyphModel(
            view,
            tuple(values[f"{view}_weight_{n}"] for n in (0, 1)),
            tuple(values[f"{view}_bias_{n}"] for n in (0, 1)),
        )
        for view in VIEWS
    )
