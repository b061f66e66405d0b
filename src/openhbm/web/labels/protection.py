"""Words about needs, referrals, their clocks, and how supplies stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from openhbm.apps.casework.codes import Disclosable

TABLES: Mapping[str, Mapping[str, Any]] = {
    "priority": {
        "0": _("P0 immediate"),
        "1": _("P1 within 24 hours"),
        "2": _("P2 within 72 hours"),
        "3": _("P3 within 14 days"),
    },
    "disclosable": dict(Disclosable.choices),
    "line_status": {
        "green": _("enough"),
        "amber": _("short soon"),
        "red": _("short"),
        "unknown": _("not counted"),
    },
}
