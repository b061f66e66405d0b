"""What a machine read from a paper, as fields of a form: each marked with how far it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.people import codes
from openhbm.apps.people.zone_values import ZoneValues
from openhbm.core.documents.mrz.zone import Standing

_NAMES = ("name", "surname", "document_name")
_MOST = 600


class PaperFields(forms.Form):
    """Fields about the paper shown, and the marks of those that a machine filled.

    The marks travel in the hidden field ``paper`` as ``birth:vouched name:read``, so that they
    are still there when the form comes back for a correction.
    """

    paper = forms.CharField(required=False, max_length=_MOST, widget=forms.HiddenInput)
    document_expires = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    document_problems = forms.MultipleChoiceField(
        label=gettext_lazy("What is wrong with the paper"),
        required=False,
        choices=codes.DocumentProblem.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Noted for whoever sees the paper next. It changes no decision, and nobody is punished"
            " or turned away for the paper they fled with."
        ),
    )
    names_compared = forms.BooleanField(
        label=gettext_lazy("I compared the name with the paper, letter by letter"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = self._marks()
        for name, standing in self.marks.items():
            self.fields[name].read_standing = standing.value  # type: ignore[attr-defined]
        if not self.needs_comparing:
            del self.fields["names_compared"]

    @property
    def needs_comparing(self) -> bool:
        """Whether two reads of a name differ or a letter was unclear, so that a person confirms."""
        return any(self.marks.get(name) == Standing.DOUBTFUL for name in _NAMES)

    @property
    def problems_stand_open(self) -> bool:
        """Whether the problems of the paper are shown unfolded."""
        return bool(self["document_problems"].value())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "names_compared" in self.fields and not values.get("names_compared"):
            self.add_error(
                "names_compared",
                _("The name could not be read for certain. Compare it, correct it, and say so."),
            )
        return values

    def _marks(self) -> dict[str, Standing]:
        told = self.data.get(self.add_prefix("paper"), "") if self.is_bound else None
        text = self.initial.get("paper", "") if told is None else told[:_MOST]
        pairs = (mark.partition(":") for mark in str(text).split())
        known = [standing.value for standing in Standing]
        return {
            name: Standing(standing)
            for name, _colon, standing in pairs
            if name in self.fields and standing in known
        }


def values_kept(reading: Mapping[str, Any]) -> ZoneValues:
    """The values of a reading that was kept with a record."""
    standing = {name: Standing(value) for name, value in reading["standing"].items()}
    return ZoneValues(reading["values"], standing, tuple(reading["problems"]))


def initial_of(found: ZoneValues) -> dict[str, Any]:
    """What a form begins with after a paper was read."""
    marks = " ".join(f"{name}:{standing}" for name, standing in found.standing.items())
    problems = {"document_problems": list(found.problems)} if found.problems else {}
    # A zone tells dates of the Gregorian calendar, whatever the page's own is.
    calendar = {"birth_calendar": "gregorian"} if "birth" in found.values else {}
    return {**found.values, **problems, **calendar, "paper": marks}
