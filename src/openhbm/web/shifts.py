"""The shift lead opens the post: is it open, which lanes run, who is on duty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.permissions import require
from openhbm.apps.capacity.actions import LaneState, start_shift
from openhbm.apps.capacity.codes import FUNCTIONS
from openhbm.apps.capacity.queries import staffing_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.codes import PostStatus
from openhbm.apps.places.queries import lanes_of, post_for
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.desk import POST_KEY
from openhbm.web.forms import ActionForm
from openhbm.web.labels import label
from openhbm.web.pages import Crumb, page, show

MOST = 999


class ShiftForm(ActionForm):
    """Status, a line for each lane, a number for each function. Empty numbers are not counted."""

    status = forms.ChoiceField(label=gettext_lazy("The post is"), choices=PostStatus.choices)
    status_reason = forms.CharField(
        label=gettext_lazy("Why, when it is not simply open"), max_length=200, required=False
    )

    def __init__(self, *args: Any, lanes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lanes = lanes
        for place, lane in enumerate(lanes):
            self.fields[f"lane_{place}_open"] = forms.BooleanField(
                label=f"{lane.code} · {lane.get_kind_display()}",
                required=False,
                initial=lane.is_open,
            )
            self.fields[f"lane_{place}_booths"] = _whole(
                gettext_lazy("Booths"), initial=lane.booths, required=True, most=99
            )
        for function in FUNCTIONS:
            self.fields[f"staff_{function}"] = _whole(label(function, "item"))

    @property
    def lane_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        places = range(len(self.lanes))
        return [(self[f"lane_{n}_open"], self[f"lane_{n}_booths"]) for n in places]

    @property
    def staff_fields(self) -> list[forms.BoundField]:
        return [self[f"staff_{function}"] for function in FUNCTIONS]

    def lane_states(self) -> list[LaneState]:
        values = self.cleaned_data
        return [
            LaneState(lane, values[f"lane_{n}_open"], values[f"lane_{n}_booths"])
            for n, lane in enumerate(self.lanes)
        ]

    def on_duty(self) -> dict[str, float]:
        told = {function: self.cleaned_data[f"staff_{function}"] for function in FUNCTIONS}
        return {function: number for function, number in told.items() if number is not None}


def _whole(name: Any, *, initial: Any = None, required: bool = False, most: int = MOST) -> Any:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=name, min_value=0, max_value=most, required=required, initial=initial, widget=widget
    )


@page
def open_shift(request: HttpRequest, code: str) -> HttpResponse:
    """Open the post, and work at it: whoever opens it is asked for no post afterwards."""
    user: Any = request.user
    post = post_for(user, code)
    require(user, Permission.OPEN_POST, post.id)
    lanes = list(lanes_of(user, post))
    form = ShiftForm(request.POST or None, lanes=lanes, initial=_initial(user, post))
    if request.method == "POST" and form.is_valid() and _start(request, form, post):
        request.session[POST_KEY] = str(post.id)
        messages.success(request, _("The post is set for this shift."))
        return redirect("desk")
    name = post.name_in(get_language() or "en")
    crumbs = [Crumb(_("Arrival desk"), reverse("desk")), Crumb(name)]
    return show(request, "shift.html", {"form": form, "post": post, "crumbs": crumbs})


def _initial(user: Any, post: Any) -> dict[str, Any]:
    """The state the last shift left, so that only what changed is typed."""
    staff = {f"staff_{row.function}": int(row.on_duty) for row in staffing_visible_to(user, post)}
    return {"status": post.status, "status_reason": post.status_reason} | staff


def _start(request: HttpRequest, form: ShiftForm, post: Any) -> bool:
    try:
        start_shift(
            by=request.user,  # type: ignore[arg-type]
            post=post,
            status=form.cleaned_data["status"],
            status_reason=form.cleaned_data["status_reason"],
            lanes=form.lane_states(),
            on_duty=form.on_duty(),
            at=clock.now(),
        )
    except ActionError as error:
        form.refuse(error)
        return False
    return True
