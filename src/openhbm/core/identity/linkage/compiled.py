"""How loops over many pairs are compiled; see ``numba``'s own cache for where the code is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """``function``, compiled on its first call; it keeps its own type for checkers."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
