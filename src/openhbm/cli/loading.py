"""Loading a process: what is loaded once stays, and need not be looked through for garbage."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def modules_loaded_to_stay() -> Iterator[None]:
    """Collect nothing meanwhile, and afterwards leave alone what is there by then.

    Modules, models and content are some hundred thousand objects. Without this every full
    collection visits all of them, in the middle of somebody's request, to find none to free.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # Compiled libraries complain of what is left when the process ends.
        atexit.register(gc.unfreeze)
        gc.enable()
