"""Papers with a seal for one person: issuing and printing them at once, and revoking them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import CardEnd
from openhbm.apps.people.printing import (
    SealedPaper,
    attestation_pdf,
    sealed_card_pdf,
    sealed_papers_for,
    sealed_wristband_pdf,
)
from openhbm.apps.people.queries import person_for
from openhbm.apps.people.seals.actions.cards import issue_card, revoke_card
from openhbm.apps.people.seals.holding import USUAL
from openhbm.apps.people.seals.queries import card_for, cards_of
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.cards import CardWord
from openhbm.core.documents.seals.claims import FIELDS
from openhbm.core.documents.seals.kinds import PAPERS
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import CARDS
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, needs, page, show

FORMS: Mapping[str, Callable[[Iterable[SealedPaper]], bytes]] = {
    "attestation": attestation_pdf,
    "card": sealed_card_pdf,
    "wristband": sealed_wristband_pdf,
}
FORM_WORDS = {
    "attestation": gettext_lazy("Attestation, A4"),
    "card": gettext_lazy("Card"),
    "wristband": gettext_lazy("Wristband, tells of nobody"),
}
SAID_WORDS = {
    "name": gettext_lazy("Name"),
    "latin": gettext_lazy("Name in Latin letters"),
    "birth": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality, as declared"),
    "photo": gettext_lazy("Photo"),
    "number": gettext_lazy("Registration number"),
    "permit": gettext_lazy("Permit"),
    "family_size": gettext_lazy("Size of the family"),
}


class PaperForm(ActionForm):
    """What to issue, for how long, and what the holder lets be read."""

    kind = forms.ChoiceField(label=gettext_lazy("Paper"))
    form = forms.ChoiceField(label=gettext_lazy("Printed as"), choices=list(FORM_WORDS.items()))
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Left empty: as long as such papers may be valid."),
    )
    allowed = forms.MultipleChoiceField(
        label=gettext_lazy("What may be read with the holder's code"),
        choices=[(name, SAID_WORDS[name]) for name in FIELDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Ask the holder. It stands on the paper in words; the square tells it with the code"
            " only."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(paper.id, _title(paper.id)) for paper in PAPERS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


@page
@needs(Permission.WRITE_IDENTITY)
def papers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The papers that a person has, and the form for another one."""
    person = person_for(request.user, person_id)
    form = PaperForm(request.POST or None, initial={"kind": "arrival", "allowed": sorted(USUAL)})
    if request.method == "POST" and "revoke" in request.POST:
        return _revoked(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            return _printed(request, person, form.cleaned_data)
        except ActionError as error:
            form.refuse(error)
    rows = cards_of(request.user, person)
    file = exported(request, rows, CARDS)
    if file is not None:
        return file
    cards = [(card, _title(card.kind)) for card in rows[:50]]
    context = {
        "person": person,
        "form": form,
        "cards": cards,
        "ends": CardEnd.choices,
        "now": clock.now(),
        "crumbs": [
            Crumb(_("Persons"), reverse("persons")),
            Crumb(str(person), reverse("person", args=[person.id])),
            Crumb(_("Papers")),
        ],
    }
    return show(request, "papers.html", context)


def _printed(request: HttpRequest, person: Any, wishes: Mapping[str, Any]) -> HttpResponse:
    """Issue the paper and answer with it: its code is known only now."""
    allowed = frozenset() if wishes["form"] == "wristband" else frozenset(wishes["allowed"])
    issued = issue_card(
        by=request.user,
        person=person,
        kind=wishes["kind"],
        days=wishes["days"],
        allowed=allowed,
        at=clock.now(),
    )
    found = sealed_papers_for(
        request.user,
        [issued],
        language=get_language() or "en",
        address=request.build_absolute_uri(reverse("verify")),
    )
    response = HttpResponse(FORMS[wishes["form"]](found), content_type="application/pdf")
    name = f"{wishes['form']}-{person.number}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _revoked(request: HttpRequest, person: Any) -> HttpResponse:
    card = card_for(request.user, request.POST["revoke"])
    try:
        revoke_card(by=request.user, card=card, end=request.POST.get("end", ""), at=clock.now())
        told = _("The paper is revoked here. Other posts know it with the next trust file.")
        messages.success(request, told)
    except ActionError as error:
        messages.error(request, str(error))
    return redirect("papers", person.id)


def _title(kind: str) -> str:
    return text_in(pack().get(CardWord, f"attests_{kind}").text, get_language() or "en")
