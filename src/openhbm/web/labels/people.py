"""Words about persons, groups and papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TABLES: Mapping[str, Mapping[str, Any]] = {
    "yes_no": {
        "yes": _("Yes"),
        "no": _("No"),
        "unknown": _("Not known"),
        "declined": _("Prefers not to say"),
    },
}
