"""What every stored record has: an id that whoever creates it can make, and compartments."""

from __future__ import annotations

import os
import threading
import time
from typing import ClassVar
from uuid import UUID

from django.apps import apps
from django.db import models

# Brings ``among`` to every model.
import openhbm.apps.ledger.among  # noqa: F401
from openhbm.apps.ledger.compartments import Compartment
from openhbm.core.ledger.ids import uuid7

_TICK_MS = 250
_STEP_BYTES = 4
_MOST_RANDOM = 1 << 74


class _Tick(threading.local):
    """The identifier this thread made last."""

    milliseconds = -_TICK_MS
    random = _MOST_RANDOM


_tick = _Tick()


def new_id() -> UUID:
    """A UUIDv7: unique with no network, sorted by time of making.

    Those that a thread makes within a quarter of a second count up by random steps (RFC 9562, 6.2,
    method 2): side by side in an index, and a third of the bytes when they are sent together.
    """
    now = time.time_ns() // 1_000_000
    _tick.random += 1 + int.from_bytes(os.urandom(_STEP_BYTES), "big")
    if not 0 <= now - _tick.milliseconds < _TICK_MS or _tick.random >= _MOST_RANDOM:
        _tick.milliseconds = now
        _tick.random = int.from_bytes(os.urandom(10), "big") % _MOST_RANDOM
    spread = (_tick.random >> 62) << 64 | _tick.random & ((1 << 62) - 1)
    return uuid7(_tick.milliseconds, spread.to_bytes(10, "big"))


def _forget_tick() -> None:
    _tick.random = _MOST_RANDOM


# A process that was forked must not count on from where its parent does.
os.register_at_fork(after_in_child=_forget_tick)


class Record(models.Model):
    """A row that the journal can rebuild. Changed only through ``journal.entry``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    compartments: ClassVar[dict[Compartment, str]] = {}

    class Meta:
        abstract = True


def journalled_models() -> list[type[models.Model]]:
    """The models whose rows the journal tells, those pointed to before those that point."""
    found = (m for config in apps.get_app_configs() for m in config.get_models())
    return [m for m in found if issubclass(m, Record)]
