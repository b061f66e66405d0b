"""The tally pad: counting people at the line by thumb or key, one family after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_worked_at
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.bands import LARGEST, BandFields
from openhbm.web.desk import desk_post_id
from openhbm.web.forms import ActionForm
from openhbm.web.once import ASKS_FOR_PLACE, OnceField, done_once, placed
from openhbm.web.pages import Crumb, needs, page, show

PAD_DIRECTIONS = (Direction.IN, Direction.OUT, Direction.TRANSIT)
PAD_MODES = (
    TransportMode.UNKNOWN,
    TransportMode.FOOT,
    TransportMode.CAR,
    TransportMode.BUS,
    TransportMode.TRAIN,
    TransportMode.BICYCLE,
    TransportMode.FERRY,
    TransportMode.BOAT_SMALL,
    TransportMode.AMBULANCE,
)
PAD_KEYS = "QAWSEDRFTG"
"""A key for each band in the order of `bands.BANDS`: the upper row of letters for girls and women,
the row below for boys and men, from the youngest to the oldest, as the pad stands on the screen."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One field of the pad with the key that adds one to it."""

    field: Any
    key: str


class CountForm(BandFields, ActionForm):
    """The tally pad. Bands may stay empty; the number of persons may not."""

    field_order = ("once", "post", "direction", "mode", "persons")

    once = OnceField()
    post = forms.ChoiceField(label=gettext_lazy("Post"))
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=[(d.value, d.label) for d in PAD_DIRECTIONS]
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("By"), choices=[(m.value, m.label) for m in PAD_MODES]
    )
    persons = forms.IntegerField(
        label=gettext_lazy("Persons"),
        min_value=1,
        max_value=LARGEST,
        help_text=gettext_lazy("Follows the counts by age and sex once one is filled."),
        widget=forms.NumberInput(attrs={"data-pad-persons": "", "inputmode": "numeric"}),
    )
    vulnerable_seen = forms.IntegerField(
        label=gettext_lazy("Of them visibly in need of help"),
        min_value=0,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.id): post for post in posts}
        offered = [(key, post.name_in(get_language() or "en")) for key, post in self.posts.items()]
        self.fields["post"].choices = offered  # type: ignore[attr-defined]

    @property
    def tiles(self) -> list[Tile]:
        return [Tile(field, key) for field, key in zip(self.band_fields, PAD_KEYS, strict=True)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("persons") and sum(self.counts().values()) > values["persons"]:
            self.add_error("persons", _("The counts by age and sex add up to more than this."))
        return values


@page
@needs(Permission.WRITE_OPERATIONAL)
def count(request: HttpRequest) -> HttpResponse:
    """The tally pad; with ``next`` it is empty again for whoever comes next."""
    posts = posts_worked_at(request.user)  # type: ignore[arg-type]
    form = CountForm(request.POST or None, posts=posts, initial={"post": desk_post_id(request)})
    if request.method == "POST" and form.is_valid():
        tally_id = _count(request, form)
        if tally_id is not None:
            return placed(request, _after(request, form, tally_id))
    crumbs = [Crumb(_("Arrival desk"), reverse("desk")), Crumb(_("Count"))]
    return show(request, "count.html", {"form": form, "crumbs": crumbs})


def _after(request: HttpRequest, form: CountForm, tally_id: UUID) -> HttpResponse:
    goes_on = "next" in request.POST
    by_script = bool(request.META.get(ASKS_FOR_PLACE))
    if not by_script:
        persons = form.cleaned_data["persons"]
        words = ngettext("%(count)s person counted.", "%(count)s persons counted.", persons)
        messages.success(request, words % {"count": persons})
    return redirect("count") if goes_on and not by_script else redirect("tally", tally_id)


def _count(request: HttpRequest, form: CountForm) -> UUID | None:
    values = form.cleaned_data

    def produce() -> dict[str, Any]:
        tally = count_arrivals(
            by=request.user,  # type: ignore[arg-type]
            post=form.posts[values["post"]],
            persons=values["persons"],
            at=clock.now(),
            direction=values["direction"],
            counts=form.counts(),
            mode=values["mode"],
            vulnerable_seen=values["vulnerable_seen"],
        )
        return {"tally": str(tally.id)}

    try:
        return UUID(done_once(request, produce)["tally"])
    except ActionError as error:
        form.refuse(error)
        return None
