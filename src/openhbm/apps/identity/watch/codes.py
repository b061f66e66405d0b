"""Formats of lists, states of hits and what a reader may say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListFormat(models.TextChoices):
    FTM = "ftm", "FollowTheMoney"
    UN = "un", _("United Nations, XML")
    OFAC = "ofac", "OFAC, CSV"


class HitState(models.TextChoices):
    """How far a hit has been read."""

    OPEN = "open", _("Waits for a reader")
    READ_ONCE = "read_once", _("Waits for a second reader")
    DISPUTED = "disputed", _("Two readers differ")
    CLOSED = "closed", _("Closed")


class HitReading(models.TextChoices):
    """What a reader says of a hit."""

    MATCH = "match", _("The person listed")
    NO_MATCH = "no_match", _("Another person")
    UNSURE = "unsure", _("Cannot be said")
