"""Values that two nodes wrote apart from each other: a person compares them and decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import names_of
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import people_visible_to
from openhbm.apps.sync.actions import decide_conflict
from openhbm.apps.sync.queries import conflict_for, conflicts_visible_to
from openhbm.apps.sync.undecided import OpenConflict
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import CONFLICTS
from openhbm.web.forms import ActionForm
from openhbm.web.labels import field_label
from openhbm.web.pages import Crumb, page, show


class DecidingForm(ActionForm):
    """Which value stands, and by what it was decided."""

    stamp = forms.ChoiceField(label=gettext_lazy("Which value is right?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("By what did you decide?"), max_length=200)


@page
def conflicts(request: HttpRequest) -> HttpResponse:
    """What is undecided, the oldest first."""
    found = conflicts_visible_to(request.user)
    lines = [(one, _about(request.user, one), _values(request.user, one)) for one in found]
    file = exported_values(request, _value_rows(lines), CONFLICTS)
    if file is not None:
        _note_export(request.user, found)
        return file
    context = {
        "lines": lines,
        "crumbs": [Crumb(_("Written differently"))],
    }
    return show(request, "conflicts.html", context)


def _note_export(user: Any, found: Iterable[OpenConflict]) -> None:
    """Journal whose values leave as a file, by kind and compartment."""
    ids: dict[tuple[str, Compartment], list[UUID]] = defaultdict(list)
    for one in found:
        ids[one.label, one.compartment].append(one.record_id)
    for (label, compartment), of in ids.items():
        note_read(by=user, what=label, ids=of, compartment=compartment, purpose="export")


@page
def conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """One field with its values side by side, to be decided."""
    found = conflict_for(request.user, conflict_id)
    values = _values(request.user, found)
    form = DecidingForm(request.POST or None)
    form.fields["stamp"].choices = [(v["stamp"], v["text"]) for v in values]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            decide_conflict(by=request.user, conflict_id=conflict_id, **form.cleaned_data)
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Decided. Every node hears of it when it next meets."))
            return redirect("conflicts")
    context = {
        "conflict": found,
        "about": _about(request.user, found),
        "field": field_label(found.unit),
        "values": values,
        "form": form,
        "crumbs": [Crumb(_("Written differently"), reverse("conflicts")), Crumb(_("Decide"))],
    }
    return show(request, "conflict.html", context)


def _about(user: Any, found: OpenConflict) -> Any:
    """The person concerned, if the user may see them."""
    if found.person_id is None:
        return None
    return people_visible_to(user).filter(id=found.person_id).first()


def _values(user: Any, found: OpenConflict) -> list[dict[str, Any]]:
    names = names_of(user, {one.actor_id for one in found.candidates if one.actor_id})
    return [
        {
            "stamp": one.stamp,
            "text": _text(one.values),
            "at": one.at,
            "who": names.get(one.actor_id, _("the system")) if one.actor_id else _("the system"),
            "node": one.node,
            "is_shown": one.is_shown,
        }
        for one in found.candidates
    ]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One of the values of a conflict, as a file tells it."""

    id: int
    record: str
    field: str
    person: str
    person_name: str
    value: str
    who: str
    node: str
    at: datetime
    is_shown: bool


def _value_rows(lines: Iterable[tuple[OpenConflict, Any, list[dict[str, Any]]]]) -> list[ValueRow]:
    return [
        ValueRow(
            id=one.id,
            record=one.label,
            field=one.unit,
            person=about.number if about else "",
            person_name=about.name if about else "",
            value=value["text"],
            **{name: value[name] for name in ("who", "node", "at", "is_shown")},
        )
        for one, about, values in lines
        for value in values
    ]


def _text(values: tuple[tuple[str, Any], ...]) -> str:
    told = [(name, value) for name, value in values if value not in (None, "")]
    if not told:
        return str(_("empty"))
    if len(values) == 1:
        return str(told[0][1])
    return "; ".join(f"{field_label(name)}: {value}" for name, value in told)
