"""Crises that are loaded, scenarios that are asked for, and what they give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may, names_of
from openhbm.apps.foresight.whatif.actions import (
    MOST_DAYS_AHEAD,
    RUNS,
    ScenarioDetails,
    ask_scenario,
    load_instance,
)
from openhbm.apps.foresight.whatif.queries import (
    crisis_of,
    instance_for,
    instances_visible_to,
    scenarios_visible_to,
    trust_in,
)
from openhbm.apps.foresight.whatif.running import end_stalled, hand_over
from openhbm.apps.foresight.whatif.uploads import texts_from
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.phrases import phrase_words
from openhbm.content.permissions import Permission
from openhbm.core.flows.displacement.faults import Fault, InstanceError
from openhbm.core.flows.displacement.places import Instance
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.scenario_tables import SCENARIOS
from openhbm.web.pages import Crumb, needs, page, page_of, show
from openhbm.web.scenarios.forms import Asked, LoadForm
from openhbm.web.scenarios.trusting import trust_words

DAYS_AHEAD = 28
FAULTS_SHOWN = 100


@page
@needs(Permission.READ_OPERATIONAL)
def scenarios(request: HttpRequest) -> HttpResponse:
    """Every scenario, the newest first, and the crises they can be asked about."""
    end_stalled(request.user, clock.now())
    rows = scenarios_visible_to(request.user)
    file = exported(request, rows, SCENARIOS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "instances": list(instances_visible_to(request.user).defer("plain")),
        "can_plan": may(request.user, Permission.PLAN_SCENARIOS),
        "crumbs": crumbs(),
    }
    return show(request, "scenarios.html", context)


@page
@needs(Permission.PLAN_SCENARIOS)
def load_crisis(request: HttpRequest) -> HttpResponse:
    """Load the places and roads of a crisis; what is wrong is told by file and line."""
    form = LoadForm(request.POST or None, request.FILES or None)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            files = [(each.name, each.read()) for each in form.cleaned_data["files"]]
            made = load_instance(
                by=request.user,
                name=form.cleaned_data["name"],
                files=texts_from(files),
                at=clock.now(),
            )
        except InstanceError as error:
            faults = error.faults
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The crisis is loaded."))
            return redirect("crisis", made.id)
    context = {
        "form": form,
        "faults": [fault_told(each) for each in faults[:FAULTS_SHOWN]],
        "more_faults": max(len(faults) - FAULTS_SHOWN, 0),
        "crumbs": crumbs(_("Load a crisis")),
    }
    return show(request, "crisis_form.html", context)


@page
@needs(Permission.READ_OPERATIONAL)
def crisis(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """What was loaded, what its model was worth so far, and what was asked about it."""
    user = request.user
    found = instance_for(user, instance_id)
    made = crisis_of(user, found)
    context = {
        "instance": found,
        "made": made,
        "last_on": made.start + timedelta(days=made.days - 1),
        "destinations": [made.places[number] for number in made.destinations],
        "loaded_by": names_of(user, {found.loaded_by_id}).get(found.loaded_by_id, ""),
        "warnings": [kept_fault(each) for each in found.warnings[:FAULTS_SHOWN]],
        "trust_words": trust_words(trust_in(user, found)) if found.judged_at else "",
        "scenarios": list(scenarios_visible_to(user).filter(instance=found)[:FAULTS_SHOWN]),
        "can_plan": may(user, Permission.PLAN_SCENARIOS),
        "crumbs": crumbs(found.name),
    }
    return show(request, "crisis.html", context)


@page
@needs(Permission.PLAN_SCENARIOS)
def new_scenario(request: HttpRequest, instance_id: UUID) -> HttpResponse:
    """Ask what would be if something changed."""
    found = instance_for(request.user, instance_id)
    made = crisis_of(request.user, found)
    wanted = Asked(request.POST or None, _suggested(made))
    if request.method == "POST" and wanted.is_valid():
        given = wanted.scenario.cleaned_data
        changes = tuple(row.details() for row in wanted.filled)
        try:
            scenario = ask_scenario(
                by=request.user,
                instance=found,
                details=ScenarioDetails(**given, changes=changes),
                at=clock.now(),
            )
        except ActionError as error:
            wanted.refuse(error)
        else:
            hand_over(request.user, scenario, get_language() or "en")
            return redirect("scenario", scenario.id)
    context = {
        "instance": found,
        "wanted": wanted,
        "names": sorted({*made.names, *(place.country for place in made.places)} - {""}),
        "crumbs": crumbs((found.name, reverse("crisis", args=[found.id])), _("New scenario")),
    }
    return show(request, "scenario_form.html", context)


def _suggested(made: Instance) -> dict[str, Any]:
    """The last day that was counted on, as far as there are days after it."""
    counted = [r.day for reports in made.reports.reports.values() for r in reports]
    ahead = min(DAYS_AHEAD, max(made.days // 2, 1), MOST_DAYS_AHEAD)
    latest = max(made.days - 1 - ahead, 0)
    origin = min(max([day for day in counted if day >= 0], default=0), latest)
    return {
        "as_of_on": made.start + timedelta(days=origin),
        "days_ahead": ahead,
        "runs": RUNS[0],
        "seed": 1,
    }


def fault_told(fault: Fault) -> dict[str, Any]:
    """A fault in the language of the page."""
    return {
        "file": fault.file,
        "line": fault.line,
        "problem": phrase_words(fault.problem),
        "remedy": phrase_words(fault.remedy),
    }


def kept_fault(kept: dict[str, Any]) -> dict[str, Any]:
    """The same of one that was kept with what was loaded."""
    return {
        **kept,
        "problem": phrase_words(kept["problem"]),
        "remedy": phrase_words(kept["remedy"]),
    }


def crumbs(*trail: str | tuple[str, str]) -> list[Crumb]:
    """The trail of links to a page about scenarios."""
    first = [Crumb(_("Early warning"), reverse("early-warning"))]
    if not trail:
        return [*first, Crumb(_("What if"))]
    links = [Crumb(*each) if isinstance(each, tuple) else Crumb(each) for each in trail]
    return [*first, Crumb(_("What if"), reverse("scenarios")), *links]
