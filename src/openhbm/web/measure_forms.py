"""Forms of legal measures: drafting one and what is stated of rights it suspends; ending one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.law import Measure
from openhbm.core.law.derogation import NON_DEROGABLE, OBLIGATIONS
from openhbm.web.forms import ActionForm
from openhbm.web.labels import choices

_TRUTH = {"yes": True, "no": False}
NOBODY_LOOKED, NONE_MADE = "", "none"


def _day_field(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _truth(label: Any) -> forms.ChoiceField:
    answers = [("", _("Not established")), ("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(label=label, choices=answers, required=False)


class DerogationForm(ActionForm):
    """What is stated of the rights a measure suspends. Empty means not stated."""

    instrument = forms.ChoiceField(
        label=_("Under which treaty"),
        required=False,
        choices=[("", _("not stated")), *((name, name) for name in (*NON_DEROGABLE, "ACHPR"))],
    )
    articles = forms.CharField(
        label=_("Articles suspended, such as 12, 21"), max_length=200, required=False
    )
    suspends = forms.MultipleChoiceField(
        label=_("Does it touch any of these"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices("never_suspended"),
    )
    gazette_ref = forms.CharField(label=_("Official publication"), max_length=200, required=False)
    proclaimed_on = _day_field(_("Proclaimed on"))
    threatens_life_of_nation = _truth(_("The emergency threatens the life of the nation"))
    threat_evidence = _words(_("Evidence of the threat"))
    duration_reason = _words(_("Why this long"))
    geography_reason = _words(_("Why there"))
    scope_reason = _words(_("Why these rights"))
    ordinary_limits_insufficient = _words(_("Why ordinary limitations are not enough"))
    distinctions = forms.MultipleChoiceField(
        label=_("People are treated differently on the sole ground of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("none", _("nothing of these; somebody looked")), *choices("distinction")],
    )
    refugee_law = _truth(_("Refugee law is respected"))
    torture_convention = _truth(_("The Convention against Torture is respected"))
    child_rights = _truth(_("The rights of the child are respected"))
    humanitarian_law = _truth(_("Humanitarian law is respected"))
    review_on = _day_field(_("First review on"))
    notified_on = _day_field(_("UN Secretary-General notified on"))
    oversight_review_on = _day_field(_("Parliament or court reviews it on"))

    def stated(self) -> dict[str, Any]:
        """Plain values as a draft stores them."""
        given = self.cleaned_data
        plain = ("instrument", "gazette_ref", "suspends", "threat_evidence", "duration_reason")
        plain += ("geography_reason", "scope_reason", "ordinary_limits_insufficient")
        grounds = given["distinctions"]
        return {
            **{name: given[name] for name in plain},
            "articles": [part.strip() for part in given["articles"].split(",") if part.strip()],
            "threatens_life_of_nation": _TRUTH.get(given["threatens_life_of_nation"]),
            "distinctions": [g for g in grounds if g != NONE_MADE] if grounds else None,
            "obligations_met": {
                name: _TRUTH[given[name]] for name in OBLIGATIONS if given[name] in _TRUTH
            },
            "review_dates": [given["review_on"].isoformat()] if given["review_on"] else [],
            **{name: _iso(given[name]) for name in ("proclaimed_on", "notified_on")},
            "oversight_review_on": _iso(given["oversight_review_on"]),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class DraftForm(DerogationForm):
    """A measure of the content for a country, from day to day."""

    content_id = forms.ChoiceField(label=_("Measure"))
    crisis = forms.ChoiceField(label=_("Crisis"))
    country = forms.CharField(label=_("Country, three letters"), max_length=3)
    reference = forms.CharField(
        label=_("Where it will be published"), max_length=300, required=False
    )
    starts_on = _day_field(_("First day"), required=True)
    ends_on = _day_field(_("Last day"), required=True)
    suspends_rights = forms.BooleanField(
        label=_("It suspends rights, beyond what ordinary law allows to limit"), required=False
    )

    MEASURE = ("content_id", "crisis", "country", "reference", "starts_on", "ends_on")

    def __init__(self, *args: Any, crises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.crises = {str(crisis.id): crisis for crisis in crises}
        measures = [
            (each.id, text_in(each.title, language)) for each in pack().all(Measure).values()
        ]
        self.fields["content_id"].choices = measures  # type: ignore[attr-defined]
        self.fields["crisis"].choices = [  # type: ignore[attr-defined]
            (key, crisis.name_in(language)) for key, crisis in self.crises.items()
        ]

    @property
    def measure_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MEASURE]

    @property
    def derogation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DerogationForm.base_fields]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        kept = {name: given[name] for name in self.MEASURE if name != "crisis"}
        return kept | {
            "crisis": self.crises[given["crisis"]],
            "derogation": self.stated() if given["suspends_rights"] else {},
        }


class EndForm(ActionForm):
    """From which day a measure no longer applies, and why."""

    on = _day_field(_("No longer applies from"), required=True)
    reason = forms.CharField(label=_("Because"), max_length=300)


class DropForm(ActionForm):
    """Why a draft is dropped."""

    reason = forms.CharField(label=_("Because"), max_length=300)
