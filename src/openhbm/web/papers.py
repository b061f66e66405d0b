"""The camera at the desk: a picture of a paper becomes the beginning of a person's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from openhbm.apps.intake.papers import check_picture_size, reading_to_confirm, zone_in_picture
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.queries import group_for
from openhbm.apps.people.zone_values import zone_values
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.pages import needs, page
from openhbm.web.paper_fields import initial_of
from openhbm.web.registration import blank_person_form, person_page, tally_asked_for


@page
@needs(Permission.WRITE_MOVEMENT)
def read_paper(request: HttpRequest) -> HttpResponse:
    """Read a picture and show the form it fills; without one, or when it fails, the empty form.

    With ``?group=`` or ``?tally=`` as the form itself has. The picture is not kept.
    """
    group, tally = _group_asked_for(request), tally_asked_for(request)
    where = {"group": group, "tally": tally}
    if request.method != "POST":
        return person_page(request, blank_person_form(request, **where, known={}), **where)
    try:
        reading = zone_in_picture(picture_sent(request, "picture"))
    except ActionError as error:
        form = blank_person_form(request, **where, known={})
        return person_page(request, form, **where, paper_error=str(error))
    found = zone_values(reading.zone, reading.standing, clock.today())
    form = blank_person_form(request, **where, known=initial_of(found))
    return person_page(
        request, form, **where, read=told_on_page(reading_to_confirm(reading, found))
    )


def picture_sent(request: HttpRequest, name: str) -> bytes:
    """The picture that was sent; ActionError before anything of a too large one is read."""
    sent = request.FILES.get(name)
    if not isinstance(sent, UploadedFile):
        raise ActionError(
            _("No picture was sent."),
            field="picture",
            remedy=_("Take a picture of the page, or choose one."),
        )
    check_picture_size(sent.size or 0)
    return bytes(sent.read())


def _group_asked_for(request: HttpRequest) -> Any:
    asked = request.GET.get("group", "")
    if not asked:
        return None
    try:
        return group_for(request.user, UUID(asked))  # type: ignore[arg-type]
    except ValueError:
        raise Http404(asked) from None


def told_on_page(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading as the page shows it: each line in characters, the unclear ones marked."""
    unsure = {tuple(place) for place in reading["unsure"]}
    lines = [
        [
            {"text": character, "is_unsure": (line, column) in unsure}
            for column, character in enumerate(text, 1)
        ]
        for line, text in enumerate(reading["lines"], 1)
    ]
    return {**reading, "lines": lines}
