"""Lists of those who wait: the home page counts them, and the lists show the same with
``?waiting=…``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from openhbm.web import clock

WAITING_DAYS = 3
"""Who came longer ago and was never registered or decided on has most likely gone on."""


def waiting_since() -> datetime:
    """The instant from which on people count as waiting."""
    return clock.now() - timedelta(days=WAITING_DAYS)


def asks_for_waiting(request: HttpRequest, what: str) -> bool:
    """Whether the list is asked for only those who wait for ``what``."""
    return request.GET.get("waiting") == what
