"""Words about alert levels and what the law answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TABLES: Mapping[str, Mapping[str, Any]] = {
    "level": {
        "0": _("Green: ordinary"),
        "1": _("Yellow: watch"),
        "2": _("Orange: prepare"),
        "3": _("Red: activate"),
        "4": _("Critical"),
    },
    "signal_weight": {
        "noted": _("Noted"),
        "watch": _("Watch"),
        "trigger": _("Two sources agree: confirm and act"),
    },
    "outcome": {
        "permitted": _("permitted"),
        "prohibited": _("prohibited"),
        "needs_a_person": _("needs a person's judgement"),
    },
}
