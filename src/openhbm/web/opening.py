"""Breaking the glass: opening one record beyond one's posts, and the review that follows."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.actions import GLASS_HOURS, review_glass
from openhbm.apps.accounts.codes import GlassOutcome
from openhbm.apps.accounts.permissions import require
from openhbm.apps.accounts.queries import (
    glass_broken_for,
    glass_broken_visible_to,
    may,
    may_read,
)
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import open_record
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.oversight_tables import OPENED
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, page, page_of, show


class OpeningForm(ActionForm):
    """Whose record, and why it cannot wait."""

    number = forms.CharField(label=gettext_lazy("Registration number"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("Why must it be opened now?"),
        help_text=gettext_lazy("One sentence, without names. It is read by another person."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewForm(ActionForm):
    """Whether the glass was rightly broken."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Your judgement"),
        choices=GlassOutcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        help_text=gettext_lazy("Needed unless it was justified."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@page
def opened_records(request: HttpRequest) -> HttpResponse:
    """Records opened: one's own, and everybody's for whoever reviews them."""
    user = request.user
    rows = glass_broken_visible_to(user)
    file = exported(request, rows, OPENED)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "reviews": may(user, Permission.REVIEW_BREAK_GLASS),
        "may_open": may(user, Permission.BREAK_GLASS),
        "crumbs": [Crumb(_("Opened records"))],
    }
    return show(request, "opened_records.html", context)


@page
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a record by number; the answer is the same whether there is one or not."""
    require(request.user, Permission.BREAK_GLASS)
    form = OpeningForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            open_record(
                by=request.user, number=asked["number"], reason=asked["reason"], at=clock.now()
            )
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _(
                    "If there is a record with this number, it is open to you for %(hours)s hours."
                    " The data-protection officer is told."
                )
                % {"hours": GLASS_HOURS},
            )
            return redirect("opened-records")
    crumbs = [Crumb(_("Opened records"), reverse("opened-records")), Crumb(_("Open a record"))]
    return show(request, "open_record.html", {"form": form, "hours": GLASS_HOURS, "crumbs": crumbs})


@page
def review_opened(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """One opened record: who, when, why; the review by the data-protection officer."""
    user = request.user
    opened = glass_broken_for(user, glass_id)
    reviews = may(user, Permission.REVIEW_BREAK_GLASS) and opened.reviewed_at is None
    form = ReviewForm(request.POST or None) if reviews else None
    if form and request.method == "POST" and form.is_valid():
        try:
            review_glass(by=user, opened=opened, at=clock.now(), **form.cleaned_data)
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your review is kept."))
            return redirect("opened-records")
    context = {
        "opened": opened,
        "form": form,
        "sees_why": opened.user_id == user.id or may_read(user, Compartment.IDENTITY),
        "crumbs": [Crumb(_("Opened records"), reverse("opened-records")), Crumb(opened.number)],
    }
    return show(request, "opened_record.html", context)
