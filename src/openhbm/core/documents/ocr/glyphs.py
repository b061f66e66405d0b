"""Tells glyphs of OCR-B apart: a small network over straightened patches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhbm.core.documents.mrz.layouts import ALPHABET
from openhbm.core.documents.ocr.ink import Floats

NOTHING = len(ALPHABET)
"""The class of a patch with no glyph in its middle."""
CLASSES = NOTHING + 1
_BLOCK = 128
_ONE_THREAD = 250_000
"""Multiplications up to which OpenBLAS stays with one thread."""


@dataclass(frozen=True, slots=True)
class GlyphModel:
    """Layers of weights (inputs, outputs) and biases (outputs), with rectifiers between them.

    ``view`` names what of a patch the first layer sees: its ``ink``, or its ``edges``.
    """

    view: str
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]


def seen(view: str, patches: Floats) -> Floats:
    """Patches (n, 28, 20) as inputs (n, …) of a model of that view."""
    if view == "ink":
        return patches.reshape(len(patches), -1)
    down, right = np.diff(patches, axis=1)[:, :, :-1], np.diff(patches, axis=2)[:, :-1]
    # Means over two by two: edges keep their place to half a stroke and lose the noise.
    both = np.stack([down, right], 1)[:, :, :26, :18]
    small = both.reshape(len(patches), 2, 13, 2, 9, 2).mean((3, 5))
    strength = np.abs(both).reshape(len(patches), 2, 13, 2, 9, 2).mean((3, 5))
    return np.concatenate([small, strength], 1).reshape(len(patches), -1) * 2


def log_chances(model: GlyphModel, patches: Floats) -> Floats:
    """Logarithms of the chance of each class (n, 38) for patches (n, 28, 20)."""
    values = seen(model.view, patches)
    for weight, bias in zip(model.weights[:-1], model.biases[:-1], strict=True):
        values = np.maximum(_product(values, weight) + bias, 0)
    scores = _product(values, model.weights[-1]) + model.biases[-1]
    scores = scores - scores.max(1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(1, keepdims=True)), np.float32)


def _product(values: Floats, weight: Floats) -> Floats:
    """The matrix product in pieces for which BLAS starts no threads.

    Threads that wait for each other cost many times what they give for matrices this small,
    above all on a machine that serves others meanwhile.
    """
    count, inputs = values.shape
    if count > _BLOCK:
        blocks = [_product(values[n : n + _BLOCK], weight) for n in range(0, count, _BLOCK)]
        return np.concatenate(blocks)
    most = max(_ONE_THREAD // (_BLOCK * weight.shape[1]), 1)
    piece = next(size for size in range(most, 0, -1) if inputs % size == 0)
    left = values.reshape(count, -1, piece).transpose(1, 0, 2)
    return np.asarray(np.matmul(left, weight.reshape(-1, piece, weight.shape[1])).sum(0))
