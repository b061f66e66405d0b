"""One scenario: on its way, then both answers beside each other, and a plan that rests on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may, may_write, names_of
from openhbm.apps.capacity.actions import draw_plan_for_scenario
from openhbm.apps.foresight.whatif.actions import ScenarioDetails, ask_scenario
from openhbm.apps.foresight.whatif.changes import ChangeKind
from openhbm.apps.foresight.whatif.queries import (
    Outcome,
    Row,
    changes_of,
    crisis_of,
    outcome_of,
    scenario_for,
)
from openhbm.apps.foresight.whatif.running import end_stalled, hand_over, progress_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import post_for
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.scenario_tables import (
    SCENARIO_DAYS,
    SCENARIO_PLANNING,
    SCENARIO_ROADS,
    SCENARIO_TOTALS,
)
from openhbm.web.pages import needs, page, show
from openhbm.web.progress import REFRESH_SECONDS, Progress
from openhbm.web.scenarios.charts import both_chart, difference_chart
from openhbm.web.scenarios.forms import PlanForm
from openhbm.web.scenarios.maps import flow_maps, road_rows
from openhbm.web.scenarios.pages import crumbs
from openhbm.web.scenarios.trusting import trust_note, trust_words


@page
@needs(Permission.READ_OPERATIONAL)
def scenario(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """One scenario; its figures never without what the model was worth so far."""
    end_stalled(request.user, clock.now())
    found = scenario_for(request.user, scenario_id)
    outcome = outcome_of(request.user, found)
    file = _as_file(request, found, outcome) if outcome is not None else None
    if file is not None:
        return file
    if "again" in request.POST:
        return _asked_again(request, found)
    plan = _plan_form(request, outcome)
    if plan is not None and plan.is_bound and (answer := _planned(request, found, plan)):
        return answer
    context = {
        "scenario": found,
        "changes": _changes(request.user, found),
        "asked_by": names_of(request.user, {found.asked_by_id}).get(found.asked_by_id, ""),
        "progress": Progress(found.get_state_display(), *progress_of(found)),
        "can_plan": may(request.user, Permission.PLAN_SCENARIOS),
        "refresh_seconds": REFRESH_SECONDS,
        "plan": plan,
        "crumbs": crumbs(
            (found.instance.name, reverse("crisis", args=[found.instance_id])), found.name
        ),
        **(_shown(request, found, outcome) if outcome else {}),
    }
    return show(request, "scenario.html", context)


def _as_file(request: HttpRequest, found: Any, outcome: Outcome) -> Any:
    """The table asked for; day by day when none is named."""
    if "format" not in request.GET:
        return None
    roads = road_rows(crisis_of(request.user, found.instance), outcome)
    return (
        exported_values(request, outcome.every_day, SCENARIO_DAYS)
        or exported_values(request, outcome.destinations, SCENARIO_TOTALS, beside=True)
        or exported_values(request, roads, SCENARIO_ROADS, beside=True)
        or exported_values(request, outcome.planning, SCENARIO_PLANNING, beside=True)
    )


def _asked_again(request: HttpRequest, found: Any) -> HttpResponse:
    """The same once more for a scenario that failed; that one stays with its reason."""
    try:
        if found.is_running or found.is_done:
            raise ActionError(_("Only a scenario that failed is asked again."))
        details = ScenarioDetails(
            name=found.name,
            as_of_on=found.as_of_on,
            days_ahead=found.days_ahead,
            changes=changes_of(request.user, found),
            per_day=found.per_day,
            runs=found.runs,
            seed=found.seed,
        )
        again = ask_scenario(by=request.user, instance=found.instance, details=details)
    except ActionError as error:
        messages.error(request, str(error))
        return redirect("scenario", found.id)
    hand_over(request.user, again, get_language() or "en")
    return redirect("scenario", again.id)


def _plan_form(request: HttpRequest, outcome: Outcome | None) -> PlanForm | None:
    """To hand a figure to the plan of a post; None for those who may not write plans."""
    if outcome is None or not may_write(request.user, Compartment.OPERATIONAL):
        return None
    return PlanForm(
        request.POST if "plan" in request.POST else None,
        user=request.user,
        destinations=[row.name for row in outcome.destinations],
        initial={"for_on": clock.today()},
        auto_id="plan-%s",
    )


def _planned(request: HttpRequest, found: Any, form: PlanForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = dict(form.cleaned_data)
    post = post_for(request.user, given.pop("post"))
    try:
        draw_plan_for_scenario(by=request.user, post=post, scenario=found, at=clock.now(), **given)
    except ActionError as error:
        form.refuse(error)
        return None
    messages.success(request, _("The plan is drawn from this scenario."))
    return redirect("post", post.code)


def _changes(user: Any, found: Any) -> list[dict[str, Any]]:
    words = dict(ChangeKind.choices)
    return [{"kind": words[each.kind], "change": each} for each in changes_of(user, found)]


def _shown(request: HttpRequest, found: Any, outcome: Outcome) -> dict[str, Any]:
    chosen = _chosen(request, outcome)
    rows = outcome.days_at(chosen) if chosen else ()
    return {
        "outcome": outcome,
        "trust_words": trust_words(outcome.trust),
        "trust_note": trust_note(outcome.trust),
        "chosen": chosen,
        "days": rows,
        "both": both_chart(rows) if rows else "",
        "difference": difference_chart(rows) if rows else "",
        "maps": flow_maps(crisis_of(request.user, found.instance), outcome, _part(request)),
        "planning": _by_destination(outcome),
    }


def _chosen(request: HttpRequest, outcome: Outcome) -> str:
    """The destination asked for, else the one for which most changes."""
    rows = outcome.destinations
    asked = request.GET.get("to", "")
    if any(row.name == asked for row in rows):
        return asked
    return max(rows, key=_size).name if rows else ""


def _size(row: Row) -> tuple[float, float]:
    return abs(row.more.middle), row.before.middle


def _part(request: HttpRequest) -> int:
    """Which part of the time the maps show."""
    part = request.GET.get("part", "0")
    return int(part) if part.isdecimal() and len(part) < 4 else 0


def _by_destination(outcome: Outcome) -> list[tuple[str, Any, Any]]:
    """(destination, busiest day without, with the changes)."""
    sides = {(row.name, row.side): row for row in outcome.planning}
    return [
        (row.name, sides[row.name, "before"], sides[row.name, "after"])
        for row in outcome.destinations
    ]
