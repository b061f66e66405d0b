"""What every stored record has: an id that whoever creates it can make, and compartments."""

from __future__ import annotations

import os
import time
from typing import ClassVar
from uuid import UUID

from django.apps import apps
from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.core.ledger.ids import uuid7


def new_id() -> UUID:
    """A UUIDv7: unique with no network, sorted by time of making."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


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
