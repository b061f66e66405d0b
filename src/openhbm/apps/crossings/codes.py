"""Closed lists about crossings."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    IN = "IN", _("In")
    OUT = "OUT", _("Out")
    TRANSIT = "TRANSIT", _("Transit")
    INTERNAL = "INTERNAL", _("Internal")
    RETURNED_BY_NEIGHBOUR = "RETURNED_BY_NEIGHBOUR", _("Returned by the neighbour")
    TURNED_BACK_INCIDENT = "TURNED_BACK_INCIDENT", _("Turned back (incident, monitoring only)")


class TransportMode(TextChoices):
    FOOT = "FOOT", _("On foot")
    BICYCLE = "BICYCLE", _("Bicycle")
    MOTORBIKE = "MOTORBIKE", _("Motorbike")
    CAR = "CAR", _("Car")
    BUS = "BUS", _("Bus")
    TRUCK = "TRUCK", _("Truck")
    ANIMAL = "ANIMAL", _("Animal")
    TRAIN = "TRAIN", _("Train")
    BOAT_SMALL = "BOAT_SMALL", _("Small boat")
    FERRY = "FERRY", _("Ferry")
    SHIP = "SHIP", _("Ship")
    AIR = "AIR", _("Air")
    AMBULANCE = "AMBULANCE", _("Ambulance")
    MILITARY = "MILITARY", _("Military vehicle")
    UNKNOWN = "UNKNOWN", _("Not known")


class FlowType(TextChoices):
    LOCAL_SHORT = "LOCAL_SHORT", _("Local, short")
    ECON_GT6M = "ECON_GT6M", _("Economic, over six months")
    SEASONAL = "SEASONAL", _("Seasonal")
    TOURISM = "TOURISM", _("Tourism")
    CONFLICT = "CONFLICT", _("Conflict")
    DISASTER = "DISASTER", _("Disaster")
    FAMILY = "FAMILY", _("Family")
    RETURN_VOL = "RETURN_VOL", _("Voluntary return")
    RETURN_FORCED = "RETURN_FORCED", _("Forced return")
    EVACUATION = "EVACUATION", _("Evacuation")
    PASTORAL = "PASTORAL", _("With animals to pasture")
    PILGRIMAGE = "PILGRIMAGE", _("Pilgrimage")
    TRADE = "TRADE", _("Trade")
    MEDICAL = "MEDICAL", _("Medical")
    UNKNOWN = "UNKNOWN", _("Not known")


class TallySource(TextChoices):
    OFFICER = "officer", _("Counted at the line")
    IMPORT = "import", _("Imported")
    REGISTRATION = "registration", _("Made by a registration")
