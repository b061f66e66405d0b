"""Where things happen: areas, posts and their profile, lanes, sites, services."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record
from openhbm.apps.places.codes import LaneKind, PostStatus, PostType, ServiceCategory, SiteKind

_LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
_LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Area(Record):
    """An administrative area by P-code; ``parent`` is the area one level up."""

    pcode = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    names = models.JSONField(default=dict, blank=True)
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=3)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    valid_from_on = models.DateField(null=True)

    compartments: ClassVar = {
        Compartment.PUBLIC: "pcode name names level country parent valid_from_on"
    }

    class Meta:
        indexes = [models.Index(fields=["pcode"], name="area_pcode")]


class Post(Record):
    """A border post with the profile that planning needs. Empty numbers mean not yet measured."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    names = models.JSONField(default=dict, blank=True)
    country = models.CharField(max_length=3)
    other_side_country = models.CharField(max_length=3, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    unlocode = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True, validators=_LATITUDE)
    longitude = models.FloatField(null=True, validators=_LONGITUDE)
    post_type = models.CharField(max_length=20, choices=PostType)
    status = models.CharField(max_length=20, choices=PostStatus, default=PostStatus.OPEN)
    status_reason = models.CharField(max_length=200, blank=True)
    status_since_on = models.DateField(null=True)
    status_source = models.CharField(max_length=200, blank=True)
    hours_open_per_day = models.FloatField(
        default=24, validators=[MinValueValidator(0), MaxValueValidator(24)]
    )
    languages = models.JSONField(default=list, blank=True)
    power_source = models.CharField(max_length=60, blank=True)
    power_autonomy_hours = models.FloatField(null=True, validators=[MinValueValidator(0)])
    connectivity_primary = models.CharField(max_length=60, blank=True)
    connectivity_backup = models.CharField(max_length=60, blank=True)
    connectivity_kbit_per_second = models.PositiveIntegerField(null=True)
    water_litres_per_hour = models.FloatField(null=True, validators=[MinValueValidator(0)])
    latrines = models.PositiveIntegerField(null=True)
    shade_m2 = models.PositiveIntegerField(null=True)
    waiting_capacity = models.PositiveIntegerField(null=True)
    has_medical_point = models.BooleanField(null=True)
    ambulance_minutes = models.PositiveIntegerField(null=True)
    private_rooms = models.PositiveIntegerField(null=True)
    has_ramp = models.BooleanField(null=True)
    holding_capacity_adults = models.PositiveIntegerField(null=True)
    flood_risk = models.CharField(max_length=60, blank=True)
    ordnance_risk = models.CharField(max_length=60, blank=True)
    throughput_ordinary_per_hour = models.FloatField(null=True, validators=[MinValueValidator(0)])
    throughput_emergency_per_hour = models.FloatField(null=True, validators=[MinValueValidator(0)])
    throughput_measured_on = models.DateField(null=True)
    reception_km = models.FloatField(null=True, validators=[MinValueValidator(0)])
    reception_minutes = models.PositiveIntegerField(null=True)
    contacts = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)

    compartments: ClassVar = {
        Compartment.PUBLIC: "code name names country other_side_country area unlocode latitude"
        " longitude post_type status status_reason status_since_on status_source source",
        Compartment.OPERATIONAL: "hours_open_per_day languages power_source power_autonomy_hours"
        " connectivity_primary connectivity_backup connectivity_kbit_per_second"
        " water_litres_per_hour latrines shade_m2 waiting_capacity has_medical_point"
        " ambulance_minutes private_rooms has_ramp holding_capacity_adults flood_risk"
        " ordnance_risk throughput_ordinary_per_hour throughput_emergency_per_hour"
        " throughput_measured_on reception_km reception_minutes contacts",
    }

    class Meta:
        indexes = [models.Index(fields=["code"], name="post_code")]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The post's name in a language, else its first name."""
        return str(self.names.get(language) or self.name)

    @property
    def is_receiving(self) -> bool:
        """Whether people can come in here."""
        return self.status not in (PostStatus.CLOSED, PostStatus.DESTROYED, PostStatus.ONE_WAY_OUT)


class Lane(Record):
    """A lane of a post: whom it serves and with how many booths."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="lanes")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=1, choices=LaneKind)
    booths = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True)

    compartments: ClassVar = {Compartment.OPERATIONAL: "post code kind booths is_open"}


class Site(Record):
    """A reception, transit or shelter site, hospital or warehouse."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=SiteKind)
    country = models.CharField(max_length=3)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    latitude = models.FloatField(null=True, validators=_LATITUDE)
    longitude = models.FloatField(null=True, validators=_LONGITUDE)
    capacity = models.PositiveIntegerField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "name kind country area latitude longitude capacity"
    }


class Service(Record):
    """Somewhere a person can be referred to: what, by whom, when, in which languages, how many."""

    name = models.CharField(max_length=160)
    category = models.CharField(max_length=20, choices=ServiceCategory)
    provider = models.CharField(max_length=160)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="services")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="services")
    country = models.CharField(max_length=3)
    hours = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(default=list, blank=True)
    capacity_per_day = models.PositiveIntegerField(null=True)
    contact = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "name category provider post site country hours languages"
        " capacity_per_day contact is_active checked_on",
    }

    def __str__(self) -> str:
        return self.name
