"""What time it is at the node: now, or a replay's time that runs on from its last instant.

A replay or an exercise sets ``HBM_CLOCK_STARTS``, so that deadlines, ages and measures are those
of the crisis replayed and not of the day on which somebody looks at it.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.dateparse import parse_datetime

_STARTED = time.monotonic()


def is_replay() -> bool:
    """Whether the pages show another time than the real one."""
    return bool(_starts())


def now() -> datetime:
    """The instant that pages show and write with."""
    text = _starts()
    if not text:
        return timezone.now()
    start = parse_datetime(text)
    if start is None or timezone.is_naive(start):
        raise ImproperlyConfigured(
            f"HBM_CLOCK_STARTS is {text!r}; write a time such as 2022-03-07T20:00+00:00"
        )
    return start + timedelta(seconds=time.monotonic() - _STARTED)


def today() -> date:
    """The day it is at the node."""
    return timezone.localdate(now())


def _starts() -> str:
    return str(getattr(settings, "CLOCK_STARTS", ""))
