"""The entry decision: the law engine lists what may be done and why; the officer decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import may
from openhbm.apps.crises.queries import measure_in_force
from openhbm.apps.crossings.actions import decide_entry
from openhbm.apps.crossings.queries import crossing_for, entry_options_for
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import person_for
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.law import EntryCode
from openhbm.core.law import EntryFacts
from openhbm.web import clock
from openhbm.web.crossings import crumbs_to
from openhbm.web.forms import ActionForm
from openhbm.web.labels.facts import DECISION_FACTS
from openhbm.web.pages import Crumb, needs, page, show

ANSWERS = (
    ("", gettext_lazy("Not established")),
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
)
ADULT_AGE = 18
VALUES = {"yes": True, "no": False}


class FactsForm(ActionForm):
    """What is established about this one person. What is not established stays open."""

    waited_hours = forms.FloatField(
        label=gettext_lazy("Hours waited at a second check"),
        min_value=0,
        max_value=1000,
        required=False,
    )
    permit_until_on = forms.DateField(
        label=gettext_lazy("Permit until, if one is issued"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    code = forms.ChoiceField(label=gettext_lazy("Decision"), required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in DECISION_FACTS:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
        self.fields["code"].choices = [(code, code) for code in pack().all(EntryCode)]  # type: ignore[attr-defined]

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The facts as shown."""
        return [self[name] for name, _label in DECISION_FACTS]

    def facts(self) -> EntryFacts:
        """What the law engine takes; None for what is not established."""
        known = {
            name: VALUES.get(self.cleaned_data.get(name, "")) for name, _label in DECISION_FACTS
        }
        return EntryFacts(
            on=clock.today(), waited_hours=self.cleaned_data["waited_hours"] or 0.0, **known
        )


@page
@needs(Permission.DECIDE_ENTRY)
def decide(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """First the facts and what the law says to them; then the decision, by the officer."""
    found = crossing_for(request.user, crossing_id)
    if found.person_id is None:
        messages.error(request, _("Entry is decided person by person, never for a group."))
        return redirect("crossing", found.id)
    form = FactsForm(request.POST or None, initial=known_facts(request.user, found))
    measure = measure_in_force(request.user, found.post.country, clock.today())
    options: list[tuple[Any, Any]] = []
    if request.method == "POST" and form.is_valid():
        if "decide" in request.POST and _decide(request, form, found):
            messages.success(request, _("The decision is recorded with its reasons."))
            return redirect("person", found.person_id)
        options = _options(request.user, found, form)
    context = {
        "crossing": found,
        "form": form,
        "measure": measure,
        "options": options,
        "crumbs": [*crumbs_to(request.user, found)[0], Crumb(_("Entry decision"))],
    }
    return show(request, "decide.html", context)


def known_facts(user: Any, crossing: Any) -> dict[str, str]:
    """What registration says already; the officer confirms or changes it."""
    person = person_for(user, crossing.person_id)
    countries = {nationality.country for nationality in person.nationalities.all()}
    kinds = {document.kind for document in person.documents.all()}
    age = person.age_on(clock.today())
    known = {
        "own_national": crossing.post.country in countries if countries else None,
        "lacks_document": all(kind.startswith("NONE") for kind in kinds) if kinds else None,
        "may_be_child": age.low < ADULT_AGE if age else None,
    }
    return {name: "yes" if value else "no" for name, value in known.items() if value is not None}


def may_decide(user: Any) -> bool:
    """Whether one of the user's roles is an official's who decides on entry."""
    return may(user, Permission.DECIDE_ENTRY)


def _options(user: Any, crossing: Any, form: FactsForm) -> list[tuple[Any, Any]]:
    codes = pack().all(EntryCode)
    return [(codes[o.code], o) for o in entry_options_for(user, crossing, form.facts())]


def _decide(request: HttpRequest, form: FactsForm, crossing: Any) -> Any:
    if not form.cleaned_data["code"]:
        form.add_error("code", _("Choose one of the decisions."))
        return None
    try:
        return decide_entry(
            by=request.user,
            crossing=crossing,
            code=form.cleaned_data["code"],
            facts=form.facts(),
            at=clock.now(),
            permit_until_on=form.cleaned_data["permit_until_on"],
        )
    except ActionError as error:
        form.refuse(error)
        return None
