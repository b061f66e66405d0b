"""The page somebody's work starts from: what is theirs now, what is late, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import roles_of
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.addresses import address
from openhbm.web.pages import holds_either, page, show
from openhbm.web.panels import arrival, cases, centre, oversight, sameness
from openhbm.web.panels.parts import Panel, PanelMaker, Part, Start, Work

AT_THE_LINE: tuple[PanelMaker, ...] = (
    arrival.counted_today,
    arrival.groups_to_register,
    arrival.entries_to_decide,
    arrival.entries_late,
    arrival.crossed_lately,
)
LEADS_A_POST: tuple[PanelMaker, ...] = (
    centre.posts_by_load,
    centre.alerts_open,
    centre.gaps,
    centre.alerts_unconfirmed,
    centre.alerts_changed,
)
CASES: tuple[PanelMaker, ...] = (
    cases.findings,
    cases.people_to_hear,
    arrival.people_to_screen,
    cases.referrals_sent,
    cases.referrals_late,
    cases.referrals_changed,
)
FIGURES: tuple[PanelMaker, ...] = (
    centre.alerts_open,
    centre.posts_by_load,
    centre.gaps,
    centre.reports_to_issue,
    centre.alerts_unconfirmed,
    centre.alerts_changed,
    centre.reports_changed,
)
INFORMED: tuple[PanelMaker, ...] = (centre.posts_by_load, centre.services, centre.alerts_changed)

# Role → what its holder looks for first. Who holds several roles sees all of it, each panel once.
PANELS: Mapping[str, tuple[PanelMaker, ...]] = {
    "border_officer": AT_THE_LINE,
    "registration_clerk": (
        arrival.counted_today,
        arrival.groups_to_register,
        arrival.people_to_screen,
        arrival.crossed_lately,
    ),
    "identity_reviewer": (sameness.pairs_to_judge, centre.alerts_changed),
    "shift_lead": (*LEADS_A_POST, *AT_THE_LINE),
    "post_commander": (*LEADS_A_POST, centre.reports_to_issue, *AT_THE_LINE),
    "protection_officer": CASES,
    "child_protection_officer": CASES,
    "health_screener": (
        cases.findings,
        arrival.people_to_screen,
        cases.referrals_sent,
        centre.services,
        cases.referrals_late,
        centre.alerts_changed,
    ),
    "interpreter": INFORMED,
    "community_liaison": INFORMED,
    "partner_caseworker": (
        cases.referrals_to_take,
        cases.referrals_in_service,
        cases.referrals_late,
        cases.referrals_changed,
    ),
    "national_coordinator": (*FIGURES, centre.measures_in_force),
    "analyst": FIGURES,
    "legal_adviser": (centre.measures_in_force, cases.referrals_late, centre.alerts_open),
    "consular_officer": INFORMED,
    "rescue_coordinator": (centre.alerts_open, centre.posts_by_load, *AT_THE_LINE),
    "data_protection_officer": (oversight.glass, oversight.glass_late, oversight.erasures),
    "auditor": (oversight.journal, oversight.erasures, centre.reports_changed),
    "administrator": (
        oversight.node_warnings,
        oversight.accounts,
        oversight.devices,
        centre.posts_by_load,
        centre.reports_changed,
    ),
}

# What can be begun, for whom; the first ones are the most frequent.
COUNTING = (Permission.WRITE_OPERATIONAL, Permission.WRITE_IDENTITY)
REGISTERING = (*COUNTING, Permission.WRITE_MOVEMENT)
STARTS = (
    (COUNTING, "desk", gettext_lazy("Arrival desk")),
    (COUNTING, "count", gettext_lazy("Count")),
    (REGISTERING, "new-group", gettext_lazy("Receive a group")),
    (REGISTERING, "new-household", gettext_lazy("Register a household")),
    ((Permission.BREAK_GLASS,), "open-record", gettext_lazy("Open a record")),
    ((Permission.MANAGE_SERVICES,), "new-service", gettext_lazy("Add a service")),
    ((Permission.ISSUE_REPORTS,), "sitreps", gettext_lazy("Compose a report")),
)


@page
def home(request: HttpRequest) -> HttpResponse:
    """Every panel of the user's roles, by the question it answers."""
    user: Any = request.user
    work = Work(user, clock.now(), clock.today(), get_language() or "en")
    panels = panels_for(work, roles_of(user))
    context = {
        "starts": starts_for(user),
        "parts": [
            (title, [panel for panel in panels if panel.part is part])
            for part, title in (
                (Part.NOW, _("Now")),
                (Part.LATE, _("Late")),
                (Part.CHANGED, _("Changed")),
            )
        ],
        "post": work.post,
        "is_empty": not panels,
    }
    return show(request, "home.html", context)


def panels_for(work: Work, roles: Iterable[str]) -> list[Panel]:
    """The panels of all roles, each once, in the order of the table."""
    held = set(roles)
    makers = dict.fromkeys(
        maker for role, makers in PANELS.items() if role in held for maker in makers
    )
    made = [maker(work) for maker in makers]
    return [panel for panel in made if panel is not None and panel.href]


def starts_for(user: Any) -> list[Start]:
    """Buttons for what the user may begin, where this deployment has the page."""
    found = [
        Start(name, address(route)) for needed, route, name in STARTS if holds_either(user, needed)
    ]
    return [start for start in found if start.href]
