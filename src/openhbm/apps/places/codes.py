"""Closed lists about places. Labels are for people; codes are stored and never reused."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PostType(TextChoices):
    OFFICIAL_LAND = "OFFICIAL_LAND", _("Road crossing")
    OFFICIAL_RAIL = "OFFICIAL_RAIL", _("Rail crossing")
    SEAPORT = "SEAPORT", _("Seaport")
    RIVER = "RIVER", _("River crossing")
    AIRPORT = "AIRPORT", _("Airport")
    LAKE = "LAKE", _("Lake crossing")
    PEDESTRIAN = "PEDESTRIAN", _("Pedestrian crossing")
    UNOFFICIAL_PATH = "UNOFFICIAL_PATH", _("Unofficial path")
    TRANSIT_CENTRE = "TRANSIT_CENTRE", _("Transit centre")
    RECEPTION = "RECEPTION", _("Reception centre")
    MOBILE_POST = "MOBILE_POST", _("Mobile post")
    AT_SEA = "AT_SEA", _("At sea")


class PostStatus(TextChoices):
    OPEN = "OPEN", _("Open")
    OPEN_RESTRICTED = "OPEN_RESTRICTED", _("Open with restrictions")
    HUMANITARIAN_ONLY = "HUMANITARIAN_ONLY", _("Humanitarian only")
    ONE_WAY_IN = "ONE_WAY_IN", _("One way, inbound")
    ONE_WAY_OUT = "ONE_WAY_OUT", _("One way, outbound")
    CLOSED = "CLOSED", _("Closed")
    DESTROYED = "DESTROYED", _("Destroyed")
    UNKNOWN = "UNKNOWN", _("Unknown")


class LaneKind(TextChoices):
    ORDINARY = "E", _("Ordinary, with documents")
    FAMILY = "F", _("Families without documents")
    PRIORITY = "P", _("Priority")
    MEDICAL = "M", _("Medical")
    NATIONALS = "N", _("Nationals")
    CARGO = "C", _("Cargo and relief goods")


class SiteKind(TextChoices):
    RECEPTION = "RECEPTION", _("Reception centre")
    TRANSIT = "TRANSIT", _("Transit centre")
    SHELTER = "SHELTER", _("Shelter")
    HOSPITAL = "HOSPITAL", _("Hospital")
    WAREHOUSE = "WAREHOUSE", _("Warehouse")
    OTHER = "OTHER", _("Other")


class ServiceCategory(TextChoices):
    """What a person can be referred to; the list of the inter-agency referral form."""

    MHPSS = "MHPSS", _("Mental health and psychosocial support")
    CHILD_PROTECTION = "CHILD_PROTECTION", _("Child support and care")
    FAMILY_TRACING = "FAMILY_TRACING", _("Family tracing and reunification")
    WOMEN = "WOMEN", _("Services for women")
    DISABILITY = "DISABILITY", _("Services for people with disabilities")
    LEGAL = "LEGAL", _("Legal help")
    SAFE_SHELTER = "SAFE_SHELTER", _("Physical safety and safe shelter")
    RELIEF_ITEMS = "RELIEF_ITEMS", _("Core relief items")
    CASH = "CASH", _("Cash")
    HEALTH = "HEALTH", _("Health and nutrition")
    FOOD = "FOOD", _("Food")
    SHELTER = "SHELTER", _("Shelter")
    LIVELIHOODS = "LIVELIHOODS", _("Livelihoods and education")
    OTHER = "OTHER", _("Other")
