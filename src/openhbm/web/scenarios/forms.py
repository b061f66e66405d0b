"""What is asked for: the tables of a crisis, a scenario with its changes, a plan by its figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.foresight.whatif.actions import MOST_DAYS_AHEAD, MOST_SEED, RUNS
from openhbm.apps.foresight.whatif.changes import ChangeDetails, ChangeKind
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_visible_to
from openhbm.web.forms import ActionForm, ChoiceWithEmpty

CHANGES_OFFERED = 4
_TABLES = ".zip,.csv"


class ManyFiles(forms.FileInput):
    """One or more files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Every file that was chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given]


class LoadForm(ActionForm):
    """Places, roads, conflict and counts of a crisis."""

    name = forms.CharField(label=gettext_lazy("Name of the crisis"), max_length=120)
    files = FilesField(
        label=gettext_lazy("Tables"),
        widget=ManyFiles(attrs={"accept": _TABLES}),
        allow_empty_file=True,  # a crisis without closures has an empty table of them
        help_text=gettext_lazy(
            "A ZIP file of the folder with input_csv and source_data, or its CSV tables."
        ),
    )


def _day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ScenarioForm(ActionForm):
    """From when, for how long, how many, and how often it is run."""

    name = forms.CharField(label=gettext_lazy("Name of the scenario"), max_length=120)
    as_of_on = _day(
        gettext_lazy("As of"),
        gettext_lazy("Only what was known when this day ended is used; changes begin after it."),
    )
    days_ahead = forms.IntegerField(
        label=gettext_lazy("Days ahead"), min_value=1, max_value=MOST_DAYS_AHEAD
    )
    per_day = forms.FloatField(
        label=gettext_lazy("Persons who flee a day"),
        required=False,
        min_value=0,
        max_value=1e7,
        help_text=gettext_lazy("Empty: as forecast from what was counted so far."),
    )
    runs = forms.TypedChoiceField(
        label=gettext_lazy("Runs"),
        choices=[(runs, runs) for runs in RUNS],
        coerce=int,
        help_text=gettext_lazy("Spread over totals, rules of movement and chance."),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=MOST_SEED,
        help_text=gettext_lazy("The same seed gives the same figures again."),
    )


class ChangeForm(ActionForm):
    """One change; without a kind it is none."""

    kind = ChoiceWithEmpty(
        label=gettext_lazy("Change"), choices=ChangeKind.choices, empty=gettext_lazy("none")
    )
    first = forms.CharField(label=gettext_lazy("Place or country"), max_length=200, required=False)
    second = forms.CharField(
        label=gettext_lazy("Other end"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Of a road or border, or where people are sent."),
    )
    from_on = _day(gettext_lazy("First day"), required=False)
    until_on = _day(gettext_lazy("Last day"), gettext_lazy("Empty: for good."), required=False)
    amount = forms.FloatField(
        label=gettext_lazy("Number"),
        required=False,
        help_text=gettext_lazy("Kilometres of a new road, persons a place holds, intensity."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].widget.attrs.update({"list": "names", "autocomplete": "off"})

    @property
    def is_filled(self) -> bool:
        """Whether anything was chosen or written."""
        return self.is_bound and any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields
        )

    def details(self) -> ChangeDetails:
        """What is asked for, once the form is valid."""
        return ChangeDetails(**self.cleaned_data)

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if self.is_filled and not kind:
            raise forms.ValidationError(_("Choose what is to be changed."))
        return kind


class Asked:
    """The forms of one scenario: what is asked, and a row for each change."""

    def __init__(self, data: Any, initial: dict[str, Any]) -> None:
        self.scenario = ScenarioForm(data, initial=initial)
        self.rows = [ChangeForm(data, prefix=f"change{n}") for n in range(1, CHANGES_OFFERED + 1)]

    @property
    def filled(self) -> list[ChangeForm]:
        return [row for row in self.rows if row.is_filled]

    def is_valid(self) -> bool:
        return all([self.scenario.is_valid(), *(row.is_valid() for row in self.filled)])

    def refuse(self, error: ActionError) -> None:
        """Show what the action said at the change it numbers, or at the form."""
        parts = error.field.split(".")
        if parts[0] == "changes" and len(parts) == 3:
            self.filled[int(parts[1]) - 1].refuse(error)
        else:
            self.scenario.refuse(error)

    @property
    def errors(self) -> list[tuple[Any, str]]:
        """(bound field, what is wrong) of every form, in order."""
        return [
            (field, error)
            for form in (self.scenario, *self.filled)
            for field in form
            for error in field.errors
        ]

    @property
    def general(self) -> list[str]:
        return [e for form in (self.scenario, *self.filled) for e in form.non_field_errors()]


class PlanForm(ActionForm):
    """Which figure of a scenario is to be the basis of a post's needs."""

    post = forms.ChoiceField(label=gettext_lazy("Post"))
    destination = forms.ChoiceField(label=gettext_lazy("Planned for arrivals at"))
    side = forms.ChoiceField(
        label=gettext_lazy("Scenario"),
        choices=[
            ("after", gettext_lazy("With the changes")),
            ("before", gettext_lazy("As it is")),
        ],
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("Busiest day"),
        choices=[
            ("worst", gettext_lazy("Worst: exceeded in 1 run of 20")),
            ("likely", gettext_lazy("Most likely")),
        ],
    )
    for_on = _day(gettext_lazy("Plan from"))

    def __init__(self, *args: Any, user: Any, destinations: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        posts = [(str(post.code), post.name_in(language)) for post in posts_visible_to(user)]
        self.fields["post"].choices = posts
        self.fields["destination"].choices = [(name, name) for name in destinations]
