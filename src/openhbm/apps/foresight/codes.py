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


class SignalFamily(models.TextChoices):
    """Where a signal comes from; each family speaks at a time of its own."""

    POST_COUNTS = "post_counts", _("Counts at posts")
    BORDER_APPROACH = "border_approach", _("Approach to the border")
    ORIGIN_SHOCK = "origin_shock", _("Shock at the origin")
    ECONOMY = "economy", _("Economy")
    POLICY = "policy", _("Policy")
    MEDIA = "media", _("Media and messages")
    INTENTIONS = "intentions", _("Intentions")
    SERVICES = "services", _("Services")
    COMMUNITY = "community", _("Border community")


class Reliability(models.TextChoices):
    """How far a source was right so far."""

    A = "A", _("A: completely reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: not usually reliable")
    E = "E", _("E: unreliable")
    F = "F", _("F: cannot be judged")


class Credibility(models.IntegerChoices):
    """How far what a signal says fits what else is known."""

    CONFIRMED = 1, _("1: confirmed by another source")
    PROBABLE = 2, _("2: probably true")
    POSSIBLE = 3, _("3: possibly true")
    DOUBTFUL = 4, _("4: doubtful")
    IMPROBABLE = 5, _("5: improbable")
    NOT_JUDGED = 6, _("6: cannot be judged")


class SignalDecision(models.TextChoices):
    """What a person makes of a signal."""

    NOTED = "noted", _("Noted")
    WATCH = "watch", _("Watch")
    TRIGGER = "trigger", _("Act on it")


class SignalDirection(models.TextChoices):
    """A signal is received; a notice to a counterpart is sent and has no vote here."""

    RECEIVED = "received", _("Received")
    SENT = "sent", _("Sent")


class ChannelKind(models.TextChoices):
    """How an alert leaves the system; within it, it is always shown."""

    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook (JSON)")
    CAP = "cap", _("Webhook (CAP 1.2)")


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
