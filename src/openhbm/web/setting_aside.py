"""Setting a guard against return aside, by the people whom the law names, on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may, names_of
from openhbm.apps.crossings.actions import CAPACITIES, set_guard_aside
from openhbm.apps.crossings.queries import crossing_for, set_aside_reasons, set_asides_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.law import OVERRIDE_ROLES
from openhbm.web import clock
from openhbm.web.crossings import crumbs_to
from openhbm.web.exporting import exported
from openhbm.web.exporting.people_tables import SET_ASIDES
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, page, show

RULES = {
    "R-NR-3": gettext_lazy("An open claim, referral or need (R-NR-3)"),
    "R-NR-4": gettext_lazy("Safety of the destination (R-NR-4)"),
    "R-NR-8": gettext_lazy("Decisions with the same wording (R-NR-8)"),
    "R-NR-9": gettext_lazy("Fitness to travel and reception (R-NR-9)"),
}
CAPACITY_WORDS = {
    "protection_officer": gettext_lazy("Protection officer"),
    "legal_officer": gettext_lazy("Legal adviser"),
    "supervisor": gettext_lazy("Supervisor"),
    "duty_doctor": gettext_lazy("Doctor on duty"),
}


class SetAsideForm(ActionForm):
    """Which guard, in which capacity, and what was found in this one case."""

    field_names = {"rule": "guard", "capacity": "guard"}  # noqa: RUF012

    guard = forms.ChoiceField(label=gettext_lazy("Guard and your capacity"), choices=())
    reason = forms.CharField(
        label=gettext_lazy("What you looked at and what you found"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, guards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guard"].choices = guards  # type: ignore[attr-defined]


@page
def set_aside(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """Who has set what aside on this crossing, who is still needed, and one's own part."""
    user = request.user
    found = crossing_for(user, crossing_id)
    guards = _guards_of(user, found)
    if not guards:
        raise NotPermitted(_("Your roles do not let you set a guard aside."))
    form = SetAsideForm(request.POST or None, guards=guards)
    if request.method == "POST" and form.is_valid():
        rule, _colon, capacity = form.cleaned_data["guard"].partition(":")
        try:
            set_guard_aside(
                by=user,
                crossing=found,
                rule=rule,
                capacity=capacity,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("It is kept with your name. It refuses nobody."))
            return redirect("set-aside", found.id)
    file = exported(request, set_asides_of(user, found), SET_ASIDES)
    if file is not None:
        return file
    crumbs, who = crumbs_to(user, found)
    context = {
        "crossing": found,
        "who": who,
        "form": form,
        "given": _given(user, found),
        "crumbs": [*crumbs, Crumb(_("Setting a guard aside"))],
    }
    return show(request, "set_aside.html", context)


def _guards_of(user: Any, crossing: Any) -> list[tuple[str, str]]:
    """``rule:capacity`` and words, for each capacity in which the user may act here."""
    return [
        (f"{rule}:{capacity}", f"{RULES[rule]} · {CAPACITY_WORDS[capacity]}")
        for rule, capacities in OVERRIDE_ROLES.items()
        for capacity in sorted(capacities)
        if may(user, CAPACITIES[capacity], crossing.post_id)
    ]


def _given(user: Any, crossing: Any) -> list[dict[str, Any]]:
    """What has been set aside, each with who else must do the same before it counts."""
    rows = list(set_asides_of(user, crossing))
    reasons = set_aside_reasons(user, crossing)
    names = names_of(user, {row.set_aside_by_id for row in rows})
    now = clock.now()
    standing = {(row.rule, row.capacity) for row in rows if row.until_at > now}
    return [
        {
            "rule": RULES[row.rule],
            "capacity": CAPACITY_WORDS[row.capacity],
            "by": names.get(row.set_aside_by_id, ""),
            "row": row,
            "reason": reasons.get(row.id, ""),
            "holds": row.until_at > now,
            "needed": [
                CAPACITY_WORDS[other]
                for other in sorted(OVERRIDE_ROLES[row.rule])
                if (row.rule, other) not in standing
            ],
        }
        for row in rows
    ]
