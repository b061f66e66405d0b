"""Watch lists: hits to be read by two people, the lists, and what the hits say about bias."""

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
from openhbm.apps.identity.watch.actions import read_hit
from openhbm.apps.identity.watch.codes import HitReading, HitState
from openhbm.apps.identity.watch.queries import (
    evidence_of_hit,
    hit_for,
    hit_statistics,
    hits_visible_to,
    readings_of,
    watch_lists_visible_to,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported, exported_values
from openhbm.web.exporting.people_tables import (
    HITS,
    HITS_BY_NATIONALITY,
    HITS_BY_SCRIPT,
    WATCH_LISTS,
)
from openhbm.web.filters import chosen_code
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, needs, page, page_of, show

READERS = (Permission.READ_SECURITY, Permission.READ_IDENTITY)
SHARES = (
    ("script", gettext_lazy("By script of the name"), HITS_BY_SCRIPT),
    ("nationality", gettext_lazy("By nationality"), HITS_BY_NATIONALITY),
)
"""What hits are counted by, so that bias shows."""


class ReadingForm(ActionForm):
    """What the hit is, and what was compared."""

    reading = forms.ChoiceField(
        label=gettext_lazy("Who is it?"), choices=HitReading.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("What you compared"),
        max_length=300,
        help_text=gettext_lazy("The second reader does not see it before reading the hit."),
    )


@page
@needs(*READERS)
def hits(request: HttpRequest) -> HttpResponse:
    """The hits of one state, the soonest due first; lists and statistics below."""
    state = chosen_code(request, "state", dict(HitState.choices)) or HitState.OPEN.value
    user = request.user
    found, lists = hits_visible_to(user, state), watch_lists_visible_to(user)
    shares = {by: hit_statistics(user, by) for by, _title, _table in SHARES}
    file = exported(request, found, HITS) or exported(request, lists, WATCH_LISTS, beside=True)
    for by, _title, table in SHARES:
        file = file or exported_values(request, shares[by], table, beside=True)
    if file is not None:
        return file
    context = {
        "page": page_of(request, found),
        "state": state,
        "states": [(v, name, hits_visible_to(user, v).count()) for v, name in HitState.choices],
        "lists": lists,
        "statistics": [(title, by, table.name, shares[by]) for by, title, table in SHARES],
        "now": clock.now(),
    }
    return _private(show(request, "hits.html", context))


@page
@needs(*READERS)
def hit(request: HttpRequest, hit_id: UUID) -> HttpResponse:
    """One hit with everything that speaks for and against it, and its readings."""
    found = hit_for(request.user, hit_id)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and _was_read(request, found, form):
        return redirect("watch-hit", hit_id)
    readings = list(readings_of(request.user, found))
    names = names_of(request.user, {reading.read_by_id for reading in readings})
    has_read = any(reading.read_by_id == request.user.id for reading in readings)
    context = {
        "hit": found,
        "found": evidence_of_hit(request.user, found),
        "readings": [(each, names.get(each.read_by_id, "")) for each in readings],
        "form": None if has_read or found.state == HitState.CLOSED else form,
        "has_read": has_read,
        "crumbs": [Crumb(_("Watch lists"), reverse("watch-hits")), Crumb(found.person.number)],
    }
    return _private(show(request, "hit.html", context))


def _was_read(request: HttpRequest, found: Any, form: ReadingForm) -> bool:
    if not form.is_valid():
        return False
    try:
        closed = read_hit(
            by=request.user, hit_id=found.id, at=clock.now(), **form.cleaned_data
        ).state
    except ActionError as error:
        form.refuse(error)
        return False
    messages.success(request, _SAID[closed])
    return True


_SAID = {
    HitState.READ_ONCE: gettext_lazy("Recorded. Somebody else reads it, too."),
    HitState.DISPUTED: gettext_lazy("Recorded. You differ from the first reader; a third decides."),
    HitState.CLOSED: gettext_lazy("Two readers agree: closed. Nothing follows by itself."),
}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
