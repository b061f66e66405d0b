"""How alike two words are: Jaro and Winkler's measure on the letters of their sounds.

Sources: Jaro, JASA 84 (1989) 414; Winkler, Proc. Section on Survey Research Methods (1990) 354.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.compiled import compiled

PREFIX, PREFIX_WEIGHT = 4, 0.1


@compiled
def _common(a: NDArray[np.uint8], na: int, b: NDArray[np.uint8], nb: int) -> tuple[int, int, int]:
    """(how many letters are common, which of ``a``, which of ``b``, both as bits)."""
    reach = max(na, nb) // 2 - 1
    taken_a, taken_b, common = 0, 0, 0
    for i in range(na):
        for j in range(max(0, i - reach), min(nb, i + reach + 1)):
            if not (taken_b >> j) & 1 and a[i] == b[j]:
                taken_a |= 1 << i
                taken_b |= 1 << j
                common += 1
                break
    return common, taken_a, taken_b


@compiled
def _moved(a: NDArray[np.uint8], na: int, b: NDArray[np.uint8], taken_a: int, taken_b: int) -> int:
    """How many of the common letters stand in another order."""
    moved, j = 0, 0
    for i in range(na):
        if (taken_a >> i) & 1:
            while not (taken_b >> j) & 1:
                j += 1
            if a[i] != b[j]:
                moved += 1
            j += 1
    return moved


@compiled
def jaro_winkler(a: NDArray[np.uint8], na: int, b: NDArray[np.uint8], nb: int) -> float:
    """Likeness 0 to 1 of the first ``na`` letters of ``a`` and ``nb`` of ``b``; at most 32."""
    if na == 0 or nb == 0:
        return 0.0
    common, taken_a, taken_b = _common(a, na, b, nb)
    if common == 0:
        return 0.0
    moved = _moved(a, na, b, taken_a, taken_b)
    jaro = (common / na + common / nb + (common - moved / 2) / common) / 3
    same = 0
    while same < min(na, nb, PREFIX) and a[same] == b[same]:
        same += 1
    return jaro + same * PREFIX_WEIGHT * (1 - jaro)


@compiled
def one_slip(a: NDArray[np.uint8], na: int, b: NDArray[np.uint8], nb: int) -> bool:
    """Whether one letter more, less or wrong, or two swapped, makes ``a`` out of ``b``."""
    if abs(na - nb) > 1:
        return False
    start = 0
    while start < na and start < nb and a[start] == b[start]:
        start += 1
    end_a, end_b = na, nb
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a -= 1
        end_b -= 1
    left, right = end_a - start, end_b - start
    if left <= 1 and right <= 1:
        return True
    swapped = left == 2 and right == 2
    return swapped and a[start] == b[start + 1] and a[start + 1] == b[start]
