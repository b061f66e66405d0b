"""Codes of alerts and their labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertLevel(models.IntegerChoices):
    """Levels an alert can have; green (0) is the absence of one."""

    WATCH = 1, _("Watch")
    PREPARE = 2, _("Prepare")
    ACTIVATE = 3, _("Activate")
    CRITICAL = 4, _("Critical")


class CapacityKind(models.TextChoices):
    """Which measured throughput arrivals were set against."""

    ORDINARY = "ordinary", _("Ordinary throughput")
    EMERGENCY = "emergency", _("Emergency throughput")


ACTIONS_OF_LEVEL = {
    "daily_brief": _("Daily brief"),
    "verify_by_phone_6h": _("Verify by phone within 6 hours"),
    "update_stock_list": _("Update the stock list"),
    "roster_on_call_72h": _("Put the roster on call for 72 hours"),
    "call_roster_24h": _("Call the roster in within 24 hours"),
    "open_lanes": _("Open lanes"),
    "call_mediators": _("Call cultural mediators"),
    "prefill_permits": _("Prepare permits"),
    "notify_partners": _("Notify partners"),
    "propose_hbm_activation": _("Propose to activate humanitarian border management"),
    "switch_registration_tier": _("Decide on a faster registration tier"),
    "open_reception_site": _("Open a reception site"),
    "draft_legal_measure": _("Draft the derogation or permit measure"),
    "sitrep_daily": _("Situation report every day"),
    "tier_0_or_1_only": _("Decide on counting and groups only"),
    "call_regional_surge": _("Call for regional surge staff"),
    "sitrep_twice_daily": _("Situation report twice a day"),
    "cross_border_hotline": _("Open the hotline with the other side"),
}
"""What each action code of a level asks people to do."""
