"""Closed lists about crises."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    BEFORE = "before", _("Before")
    DURING = "during", _("During")
    AFTER = "after", _("After")


class ActivationLevel(IntegerChoices):
    """How far humanitarian border management is switched on; the numbers are the alert levels."""

    NORMAL = 0, _("Normal")
    WATCH = 1, _("Watch")
    PREPARE = 2, _("Prepare")
    ACTIVATE = 3, _("Activate")
    EMERGENCY = 4, _("Emergency")
