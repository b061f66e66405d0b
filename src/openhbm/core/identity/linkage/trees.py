"""Trained trees as numbers: a scorer is a file of them and not a pickle.

Apart from what scores with them, which is compiled: whoever reads content needs no compiler.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEPTH = 5
INNER, LEAVES = (1 << DEPTH) - 1, 1 << DEPTH

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Trees:
    """T complete trees of depth `DEPTH`.

    ``feature`` and ``edge`` T x inner nodes: a row goes right where its feature is above the edge;
    ``leaf`` T x leaves: what is added to the log odds; ``base``: the log odds before any tree.
    """

    base: float
    feature: NDArray[np.int16]
    edge: Floats
    leaf: Floats


def packed(trees: Trees) -> str:
    """Trees as text (base 64 of compressed little-endian numbers)."""
    numbers = (
        np.array([trees.base], "<f4"),
        trees.feature.astype("<i1"),
        trees.edge.astype("<f4"),
        trees.leaf.astype("<f4"),
    )
    return b64encode(zlib.compress(b"".join(n.tobytes() for n in numbers), 9)).decode()


def unpacked(text: str) -> Trees:
    """Trees from the text of `packed`; raises ValueError when it is none."""
    try:
        data = zlib.decompress(b64decode("".join(text.split()), validate=True))
    except (ValueError, zlib.error) as error:
        raise ValueError(f"this is no scorer as `packed` writes it: {error}") from None
    size = INNER * (1 + 4) + LEAVES * 4
    count, rest = divmod(len(data) - 4, size)
    if rest or count < 1:
        raise ValueError(f"a scorer of {len(data)} bytes does not hold whole trees of {size} bytes")
    shapes = (
        ("<f4", 1),
        ("<i1", count * INNER),
        ("<f4", count * INNER),
        ("<f4", count * LEAVES),
    )
    found, at = [], 0
    for kind, length in shapes:
        found.append(np.frombuffer(data, kind, length, at))
        at += found[-1].nbytes
    base, feature, edge, leaf = found
    return Trees(
        float(base[0]),
        feature.astype(np.int16).reshape(count, INNER),
        edge.reshape(count, INNER),
        leaf.reshape(count, LEAVES),
    )
