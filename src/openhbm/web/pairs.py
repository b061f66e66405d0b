"""Pairs of records that may be one person, side by side, for whoever judges them."""

from __future__ import annotations

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
from openhbm.apps.identity.pairs.actions import judge_pair
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.queries import (
    counts_of_pairs,
    judgements_of,
    one_person,
    pair_for,
    pairs_visible_to,
    sides_of,
    sides_of_each,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import PAIRS
from openhbm.web.filters import chosen_code
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, needs, page, page_of, show


class JudgementForm(ActionForm):
    """What the pair is, and why."""

    judgement = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[(state.value, state.label) for state in PairState if state != "not_judged"],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("It stays in the history of both records."),
    )


class UndoForm(ActionForm):
    """Taking the judgement back, and why."""

    note = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


@page
@needs(Permission.JUDGE_PAIRS, Permission.READ_IDENTITY)
def pairs(request: HttpRequest) -> HttpResponse:
    """The queue of one state, the likeliest first."""
    state = chosen_code(request, "state", dict(PairState.choices)) or PairState.NOT_JUDGED.value
    rows = pairs_visible_to(request.user, state)
    file = exported(request, rows, PAIRS, seen=sides_of_each)
    if file is not None:
        return file
    found = page_of(request, rows)
    counts = counts_of_pairs(request.user)
    context = {
        "page": found,
        "rows": list(sides_of_each(request.user, found)),
        "state": state,
        "states": [(value, name, counts[value]) for value, name in PairState.choices],
        "crumbs": [Crumb(_("Double registrations"))],
    }
    return _private(show(request, "pairs.html", context))


@page
@needs(Permission.JUDGE_PAIRS, Permission.READ_IDENTITY)
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Both records with everything that speaks for and against it, and the judgement."""
    found = pair_for(request.user, pair_id)
    is_undoing = request.POST.get("undo") == "1"
    form = JudgementForm(request.POST if request.method == "POST" and not is_undoing else None)
    undo = UndoForm(request.POST if is_undoing else None)
    if request.method == "POST" and _judged(request, found, undo if is_undoing else form):
        return redirect("pair", pair_id)
    judgements = list(judgements_of(request.user, found))
    names = names_of(request.user, {judgement.judged_by_id for judgement in judgements})
    sides = sides_of(request.user, found)
    context = {
        "pair": found,
        "sides": sides,
        "judgements": [(each, names.get(each.judged_by_id, "")) for each in judgements],
        "linked": one_person(request.user, sides.left),
        "form": form,
        "undo": undo,
        "crumbs": [
            Crumb(_("Double registrations"), reverse("pairs")),
            Crumb(f"{sides.left.number} – {sides.right.number}"),
        ],
    }
    return _private(show(request, "pair.html", context))


def _judged(request: HttpRequest, found: Any, form: ActionForm) -> bool:
    """Whether the judgement, or taking it back, was recorded."""
    if not form.is_valid():
        return False
    judgement = form.cleaned_data.get("judgement", PairState.NOT_JUDGED.value)
    try:
        judge_pair(
            by=request.user,
            pair_id=found.id,
            judgement=judgement,
            note=form.cleaned_data["note"],
            at=clock.now(),
        )
    except ActionError as error:
        form.refuse(error)
        return False
    messages.success(request, _SAID[judgement])
    return True


_SAID = {
    "match": gettext_lazy("The records are linked. Both stay as they are; it can be undone."),
    "no_match": gettext_lazy("Remembered: two persons. The pair is not proposed again."),
    "unsure": gettext_lazy("Remembered: it cannot be said now."),
    "not_judged": gettext_lazy("The judgement is taken back."),
}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
