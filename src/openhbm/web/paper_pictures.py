"""Pictures of papers that came with a record: an officer looks, corrects, and takes or leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import DocumentKind, Sex
from openhbm.apps.people.details import DocumentDetails
from openhbm.apps.people.paper_pictures.actions import (
    PaperSeen,
    confirm_paper_picture,
    set_paper_picture_aside,
)
from openhbm.apps.people.paper_pictures.queries import (
    paper_picture_bytes,
    paper_picture_for,
    paper_pictures_waiting,
)
from openhbm.content.permissions import Permission
from openhbm.core.values import PartialDate
from openhbm.web import clock
from openhbm.web.calendars import shown_known
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import PAPER_PICTURES
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.pages import Column, Crumb, headings, needs, page, page_of, show, sorted_rows
from openhbm.web.paper_fields import PaperFields, initial_of, values_kept
from openhbm.web.papers import told_on_page
from openhbm.web.person_fields import NO_PAPER
from openhbm.web.registration_forms import country_choices

COLUMNS = (
    Column("person", gettext_lazy("Person")),
    Column("number", gettext_lazy("Number"), "person__number"),
    Column("post", gettext_lazy("Post"), "person__registered_post__name"),
    Column("taken", gettext_lazy("Taken"), "taken_at"),
    Column("read", gettext_lazy("Read")),
)
OLDEST = "taken"


class PaperSeenForm(PaperFields, ActionForm):
    """What the officer takes from the picture; begins with what was read."""

    document_kind = forms.ChoiceField(label=gettext_lazy("Papers"))
    document_number = forms.CharField(
        label=gettext_lazy("Number of the paper"), max_length=60, required=False
    )
    document_issuer = ChoiceWithEmpty(label=gettext_lazy("Issued by"), choices=())
    document_name = forms.CharField(
        label=gettext_lazy("Name, as on document"), max_length=200, required=False
    )
    taken = forms.MultipleChoiceField(
        label=gettext_lazy("Take into the record as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What the record says now is replaced, and stays in its journal."),
    )

    field_order = ("document_kind", "document_number", "document_issuer", "document_name")
    field_names = {  # noqa: RUF012
        "kind": "document_kind",
        "number": "document_number",
        "issuer": "document_issuer",
        "expires_on": "document_expires",
        "problems": "document_problems",
        "full": "document_name",
        "birth": "taken",
        "sex": "taken",
    }

    def __init__(self, *args: Any, picture: Any, **kwargs: Any) -> None:
        reading = picture.reading
        super().__init__(*args, initial=initial_of_kept(reading), **kwargs)
        kinds = [choice for choice in DocumentKind.choices if choice[0] not in NO_PAPER]
        self.fields["document_kind"].choices = [("", "–"), *kinds]  # type: ignore[attr-defined]
        countries = [("", _("not stated")), *country_choices()]
        self.fields["document_issuer"].choices = countries  # type: ignore[attr-defined]
        self.values = dict(reading.get("values", {}))
        self.fields["taken"].choices = self._differing(picture.person)  # type: ignore[attr-defined]
        if not self.fields["taken"].choices:  # type: ignore[attr-defined]
            del self.fields["taken"]

    def _differing(self, person: Any) -> list[tuple[str, str]]:
        """What the paper tells otherwise than the record, or what the record does not tell."""
        birth, sex = self.values.get("birth", ""), self.values.get("sex", "")
        found = []
        if birth and birth != str(person.birth or ""):
            told = _("Born %(paper)s; the record says: %(record)s")
            known = shown_known(person.birth) if person.birth else _("not known")
            on_paper = shown_known(PartialDate.parse(birth))
            found.append(("birth", told % {"paper": on_paper, "record": known}))
        if sex and sex != person.sex:
            told = _("Sex %(paper)s; the record says: %(record)s")
            known = person.get_sex_display()
            found.append(("sex", told % {"paper": Sex(sex).label, "record": known}))
        return found

    def seen(self) -> PaperSeen:
        """What the action takes."""
        values = self.cleaned_data
        taken = values.get("taken", [])
        return PaperSeen(
            DocumentDetails(
                kind=values["document_kind"],
                number=values["document_number"],
                issuer=values["document_issuer"],
                expires_on=values["document_expires"],
                problems=tuple(values["document_problems"]),
            ),
            name=values["document_name"],
            birth=self.values["birth"] if "birth" in taken else "",
            sex=self.values["sex"] if "sex" in taken else "",
        )


def initial_of_kept(reading: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with from a reading that was kept; nothing for one that could not be."""
    return initial_of(values_kept(reading)) if reading else {}


@page
@needs(Permission.WRITE_IDENTITY)
def pictures(request: HttpRequest) -> HttpResponse:
    """Pictures that wait, the longest first."""
    rows = sorted_rows(request, paper_pictures_waiting(request.user), COLUMNS, OLDEST)  # type: ignore[arg-type]
    file = exported(request, rows, PAPER_PICTURES)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, OLDEST),
        "crumbs": [Crumb(_("Persons"), reverse("persons")), Crumb(_("Pictures of papers"))],
    }
    return show(request, "paper_pictures.html", context)


@page
@needs(Permission.WRITE_IDENTITY)
def picture(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """One picture beside what was read from it; what the officer confirms goes into the record."""
    found = paper_picture_for(request.user, picture_id)  # type: ignore[arg-type]
    form = PaperSeenForm(request.POST or None, picture=found)
    if request.method == "POST" and "aside" in request.POST:
        return _set_aside(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_paper_picture(by=request.user, picture=found, seen=form.seen(), at=clock.now())
            messages.success(request, _("The paper stands in the record. The picture is deleted."))
            return redirect("person", found.person_id)
        except ActionError as error:
            form.refuse(error)
    context = {
        "picture": found,
        "person": found.person,
        "form": form,
        "read": told_on_page(found.reading) if found.reading else None,
        "has_file": paper_picture_bytes(request.user, found) is not None,  # type: ignore[arg-type]
        "crumbs": [
            Crumb(_("Pictures of papers"), reverse("paper-pictures")),
            Crumb(str(found.person), reverse("person", args=[found.person_id])),
            Crumb(_("Picture of a paper")),
        ],
    }
    return show(request, "paper_picture.html", context)


def _set_aside(request: HttpRequest, found: Any) -> HttpResponse:
    try:
        set_paper_picture_aside(by=request.user, picture=found, at=clock.now())
        messages.success(request, _("Nothing was taken from the picture. It is deleted."))
    except ActionError as error:
        messages.error(request, str(error))
    return redirect("paper-pictures")


@page
@needs(Permission.WRITE_IDENTITY)
def picture_file(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """The picture itself, for whoever confirms it; kept by no browser."""
    found = paper_picture_for(request.user, picture_id)  # type: ignore[arg-type]
    data = paper_picture_bytes(request.user, found)  # type: ignore[arg-type]
    if data is None:
        raise Http404(str(picture_id))
    answer = HttpResponse(data, content_type=found.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "no-store"
    return answer
