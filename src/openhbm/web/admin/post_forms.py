"""Forms of a post: adding it, its profile part by part, its lanes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openhbm.apps.places.codes import LaneKind, PostStatus, PostType
from openhbm.web.forms import ActionForm, ChoiceWithEmpty

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: Any, length: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False)


def _number(label: Any, low: float = 0, high: float | None = None) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=low, max_value=high, required=False)


def _whole(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, required=False)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=_DAY)


def _known(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        empty_value=None,
        coerce=lambda text: text == "yes",
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
    )


class NewPostForm(ActionForm):
    """What a post needs to be there."""

    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=160)
    country = forms.CharField(label=_("Country, three letters"), max_length=3)
    post_type = forms.ChoiceField(label=_("Kind"), choices=PostType.choices)
    latitude = _number(_("Latitude"), -90, 90)
    longitude = _number(_("Longitude"), -180, 180)


PARTS: tuple[tuple[Any, str], ...] = (
    (
        _("Where and what"),
        "name post_type unlocode other_side_country latitude longitude source",
    ),
    (_("Status"), "status status_reason status_since_on status_source"),
    (_("Hours and languages"), "hours_open_per_day languages"),
    (
        _("Throughput"),
        "throughput_ordinary_per_hour throughput_emergency_per_hour throughput_measured_on",
    ),
    (
        _("People waiting"),
        "waiting_capacity shade_m2 latrines water_litres_per_hour private_rooms has_ramp",
    ),
    (
        _("Health and safety"),
        "has_medical_point ambulance_minutes holding_capacity_adults flood_risk ordnance_risk",
    ),
    (
        _("Power and connection"),
        "power_source power_autonomy_hours connectivity_primary connectivity_backup"
        " connectivity_kbit_per_second",
    ),
    (_("Way to reception"), "reception_km reception_minutes"),
)
"""The profile in the order it is shown; empty means not measured yet."""


class PostForm(ActionForm):
    """The profile of a post. Empty means not known, never none."""

    name = forms.CharField(label=_("Name"), max_length=160)
    post_type = forms.ChoiceField(label=_("Kind"), choices=PostType.choices)
    unlocode = _text(_("UN/LOCODE"), 5)
    other_side_country = _text(_("Country on the other side, three letters"), 3)
    latitude = _number(_("Latitude"), -90, 90)
    longitude = _number(_("Longitude"), -180, 180)
    source = _text(_("Source"), 300)
    status = forms.ChoiceField(label=_("Status"), choices=PostStatus.choices)
    status_reason = _text(_("Because"), 200)
    status_since_on = _day(_("Since"))
    status_source = _text(_("Who says so"), 200)
    hours_open_per_day = forms.FloatField(label=_("Hours open a day"), min_value=0, max_value=24)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken by staff"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=settings.LANGUAGES,
    )
    throughput_ordinary_per_hour = _number(_("Persons an hour, ordinary"))
    throughput_emergency_per_hour = _number(_("Persons an hour, in an emergency"))
    throughput_measured_on = _day(_("Measured on"))
    waiting_capacity = _whole(_("Persons who can wait"))
    shade_m2 = _whole(_("Shade, square metres"))
    latrines = _whole(_("Latrines"))
    water_litres_per_hour = _number(_("Water, litres an hour"))
    private_rooms = _whole(_("Private rooms"))
    has_ramp = _known(_("Ramp"))
    has_medical_point = _known(_("Medical point"))
    ambulance_minutes = _whole(_("Ambulance, minutes away"))
    holding_capacity_adults = _whole(_("Places for holding adults"))
    flood_risk = _text(_("Flood risk"), 60)
    ordnance_risk = _text(_("Mines or ordnance"), 60)
    power_source = _text(_("Power"), 60)
    power_autonomy_hours = _number(_("Hours without the grid"))
    connectivity_primary = _text(_("Connection"), 60)
    connectivity_backup = _text(_("Connection in reserve"), 60)
    connectivity_kbit_per_second = _whole(_("Connection, kbit a second"))
    reception_km = _number(_("Reception centre, kilometres away"))
    reception_minutes = _whole(_("Reception centre, minutes away"))

    def __init__(self, *args: Any, post: Any, **kwargs: Any) -> None:
        initial = {name: _shown(getattr(post, name)) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        known = dict(settings.LANGUAGES)
        others = [(code, code) for code in post.languages if code not in known]
        self.fields["languages"].choices = [*settings.LANGUAGES, *others]  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields part by part."""
        return [(title, [self[name] for name in names.split()]) for title, names in PARTS]


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class LaneForm(ActionForm):
    """A lane: whom it serves and with how many booths."""

    code = forms.CharField(label=_("Code"), max_length=12)
    kind = ChoiceWithEmpty(label=_("For whom"), choices=LaneKind.choices, required=True)
    booths = forms.IntegerField(label=_("Booths"), min_value=1, max_value=100, initial=1)
