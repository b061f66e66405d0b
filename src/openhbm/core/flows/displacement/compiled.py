"""Kernels: plain functions over arrays, compiled once and kept on disk.

Compiled code is kept beside the source when that folder may be written, else in the user's
cache, or in ``NUMBA_CACHE_DIR``. ``hbm kernels`` compiles all of them, so that nobody waits for
it at a first click.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Function) -> Function:
    """``function`` compiled on its first call for the types it gets, without the interpreter's
    lock. It keeps its own type for checkers.

    Kernels make no arrays: all they need is handed in. So they need not count references either,
    which takes thirty times as long as the work itself (``_nrt``).
    """
    return cast(Function, _kernel(function))


def woven(function: Function) -> Function:
    """``function`` compiled into whatever calls it, for those that are called for every step:
    handing over all arrays of a network takes longer than what is done with them."""
    return cast(Function, _kernel(function, forceinline=True))


def _kernel(function: Callable[..., object], **more: Any) -> object:
    try:
        return numba.njit(cache=True, **_OPTIONS, **more)(function)
    except RuntimeError:
        # Nowhere to keep compiled code: it is compiled anew in every process, which is slow but
        # right.
        return numba.njit(**_OPTIONS, **more)(function)
