"""What is counted at a post: stock items and staff functions with their units, and their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard
from openhbm.core.capacity import ITEMS

FUNCTIONS: tuple[str, ...] = (
    "stations",
    *(item for item, unit in ITEMS.items() if unit == "person"),
)
"""What is staffed: people by what they do, and stations that somebody sits at."""

ITEM_NAMES: Mapping[str, Any] = {
    "water": _("Water"),
    "storage": _("Water storage"),
    "taps": _("Taps"),
    "latrines": _("Latrines"),
    "latrines_women": _("Latrines for women"),
    "handwashing": _("Handwashing stations"),
    "showers": _("Showers"),
    "waste_bins": _("Waste bins"),
    "soap": _("Soap"),
    "shelter": _("Shelter"),
    "site": _("Site area"),
    "food": _("Food"),
    "energy": _("Food energy"),
    "blankets": _("Blankets"),
    "mats": _("Sleeping mats"),
    "jerrycans": _("Jerrycans"),
    "dignity_kits": _("Dignity kits"),
    "stations": _("Registration stations"),
    "staff": _("Registration staff"),
    "interpreters": _("Interpreters"),
    "screening_officers": _("Screening officers"),
    "marshals": _("Crowd marshals"),
    "security": _("Security officers"),
    "monitors": _("Border monitors"),
    "health_staff": _("Health staff"),
    "clinicians": _("Clinicians"),
    "buses": _("Buses"),
}


def stock_units() -> dict[str, str]:
    """Every stock item with its unit: what plans ask for, and the list of goods to hold ready."""
    held_ready = {s.item: s.unit for s in pack().all(Standard).values() if s.item}
    planned = {item: unit for item, unit in ITEMS.items() if item not in FUNCTIONS}
    return {item: unit for item, unit in held_ready.items() if item not in FUNCTIONS} | planned
