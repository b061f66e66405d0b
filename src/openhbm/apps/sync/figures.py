"""How this node is doing, as it tells the ones it meets."""

from __future__ import annotations

import shutil
import time
from importlib.metadata import version
from typing import Any

from django.conf import settings

from openhbm.apps.ledger.models import Conflict, UnappliedEntry
from openhbm.apps.sync.cards import Card
from openhbm.apps.sync.outgoing import unsent_to
from openhbm.apps.sync.pictures import photos_wanted_from


def own_figures(to: Card) -> dict[str, Any]:
    """What another node is told of this one: no names, no records."""
    return {
        "version": version("openhbm"),
        "free_disk_bytes": shutil.disk_usage(settings.HBM_HOME).free,
        "unsent": unsent_to(to),
        "conflicts": Conflict.objects.filter(closed_at=None).count(),
        "unapplied": UnappliedEntry.objects.count(),
        "photos": photos_wanted_from(to),
        "at_ms": time.time_ns() // 1_000_000,
    }


def told_figures(told: Any) -> dict[str, Any]:
    """Another node's figures, as far as they are figures."""
    known = ("version", "free_disk_bytes", "unsent", "conflicts", "unapplied", "photos", "at_ms")
    given = told if isinstance(told, dict) else {}
    found = {name: given.get(name) for name in known}
    return {
        name: value
        for name, value in found.items()
        if (isinstance(value, int) and 0 <= value < 1 << 60)
        or (name == "version" and isinstance(value, str) and len(value) < 40)
    }
