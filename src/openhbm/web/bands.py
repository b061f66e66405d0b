"""Counts by sex and age: ten fields that appear on the tally pad and on the group form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BANDS = (
    ("F 0-4", _("Girls 0–4")),
    ("M 0-4", _("Boys 0–4")),
    ("F 5-11", _("Girls 5–11")),
    ("M 5-11", _("Boys 5–11")),
    ("F 12-17", _("Girls 12–17")),
    ("M 12-17", _("Boys 12–17")),
    ("F 18-59", _("Women 18–59")),
    ("M 18-59", _("Men 18–59")),
    ("F 60+", _("Women 60 and over")),
    ("M 60+", _("Men 60 and over")),
)
SEXES = {"F": _("female"), "M": _("male"), "X": _("other sex"), "U": _("sex not known")}
LARGEST = 100000


def band_label(key: str) -> str:
    """Words for a sex and age band such as ``F 5-11`` or ``U ?``."""
    known = dict(BANDS).get(key)
    if known is not None:
        return str(known)
    sex, _space, ages = key.partition(" ")
    words = str(SEXES.get(sex, sex))
    return f"{words} {ages.replace('-', '–')}" if ages not in ("", "?") else words


def band_initial(counts: Mapping[str, int]) -> dict[str, int]:
    """What the band fields start with, from counts known already."""
    return {f"band_{n}": counts[key] for n, (key, _label) in enumerate(BANDS) if key in counts}


class BandFields(forms.Form):
    """Adds one field per band; ``counts()`` gives those that were filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (_key, label) in enumerate(BANDS):
            self.fields[f"band_{place}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=LARGEST,
                widget=forms.NumberInput(attrs={"data-pad-count": "", "inputmode": "numeric"}),
            )

    @property
    def band_fields(self) -> list[forms.BoundField]:
        """The fields as shown, in order."""
        return [self[f"band_{place}"] for place in range(len(BANDS))]

    def counts(self) -> dict[str, int]:
        """Persons by band; bands left empty are not known and left out."""
        values = {
            key: self.cleaned_data.get(f"band_{place}") for place, (key, _label) in enumerate(BANDS)
        }
        return {key: number for key, number in values.items() if number}
