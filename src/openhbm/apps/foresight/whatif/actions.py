"""Writes: places and roads of a crisis, and scenarios from asking to their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.foresight.models import FlowInstance, Scenario
from openhbm.apps.foresight.scenario_models import ScenarioState
from openhbm.apps.foresight.whatif.changes import ChangeDetails, checked_changes
from openhbm.apps.foresight.whatif.specs import digest_of
from openhbm.apps.foresight.whatif.uploads import MOST_BYTES
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.core.flows.displacement.comparing import numbers_needed
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.plain import instance_from, plain_instance
from openhbm.core.flows.displacement.reading import read_instance

RUNS = (25, 50, 100, 200)
MOST_DAYS_AHEAD = 120
MOST_SEED = 2_147_483_647
MOST_FIGURES = 20_000
"""Days ahead times destinations of one scenario: what is kept of it, and shown."""
MOST_ROAD_DAYS = 1_000_000
"""Roads times days of one crisis, and places times days: what a scenario can hold in memory many
times over."""
MOST_NUMBERS = 64_000_000
"""Numbers that a scenario holds in memory at once: half a gigabyte."""


@dataclass(frozen=True, slots=True)
class ScenarioDetails:
    """What is asked: which changes, from which day on, for how many days, by how many runs.
    ``per_day`` newcomers a day; None to follow the forecast from counted stocks."""

    name: str
    as_of_on: date
    days_ahead: int
    changes: tuple[ChangeDetails, ...]
    per_day: float | None = None
    runs: int = RUNS[0]
    seed: int = 1


@action
def load_instance(
    *, by: User, name: str, files: Mapping[str, str], at: datetime | None = None
) -> FlowInstance:
    """Keep the places and roads in ``files`` (texts by name). The same ones a second time give back
    what is there.

    Raises InstanceError with every fault by file, line and remedy, and ActionError without a name
    or for more places than can be shown.
    """
    require(by, Permission.PLAN_SCENARIOS)
    at = at or timezone.now()
    if not name.strip():
        raise ActionError(_("A name is missing."), field="name", remedy=_("Fill it in."))
    if sum(map(len, files.values())) > MOST_BYTES:
        raise _too_large(
            _("The tables hold more than %(most)s MB in all.") % {"most": MOST_BYTES // 1_048_576}
        )
    made = read_instance(files, MOST_ROAD_DAYS)
    _check_size(made)
    plain = plain_instance(made)
    digest = digest_of(plain)
    hold_journal()
    if known := FlowInstance.objects.filter(sha256=digest).first():
        return known
    row = FlowInstance(
        name=name.strip(),
        start_on=made.start,
        days=made.days,
        plain=plain,
        sha256=digest,
        warnings=[asdict(warning) for warning in made.warnings],
        loaded_at=at,
        loaded_by_id=by.id,
    )
    with entry("flow_instance_loaded", by=by, at=at) as e:
        return e.create(row)


def _check_size(made: Instance) -> None:
    """What a scenario holds in memory while it is worked out has an end."""
    if made.days * max(len(made.links), len(made.places)) > MOST_ROAD_DAYS:
        raise _too_large(
            _("%(days)s days of %(roads)s roads are more than can be worked out.")
            % {"days": made.days, "roads": len(made.links)}
        )
    try:
        is_too_large = numbers_needed(made) > MOST_NUMBERS
    except ValueError:
        is_too_large = True
    if is_too_large:
        raise _too_large(_("So many roads, or roads so long, are more than can be worked out."))


def _too_large(message: str) -> ActionError:
    return ActionError(message, field="files", remedy=_("Load the part of it that you ask about."))


@action
def ask_scenario(
    *,
    by: User,
    instance: FlowInstance,
    details: ScenarioDetails,
    at: datetime | None = None,
) -> Scenario:
    """Keep what is asked; ``running.hand_over`` then works it out.

    ActionError naming the field for anything that cannot be run: days outside the crisis, nobody
    counted and no number given, changes of what is not there.
    """
    require(by, Permission.PLAN_SCENARIOS)
    at = at or timezone.now()
    made = instance_from(instance.plain)
    _check_asked(made, details)
    checked_changes(made, details.as_of_on, details.changes)
    changes = [change.plain() for change in details.changes]
    settings = {
        "as_of_on": details.as_of_on.isoformat(),
        "days_ahead": details.days_ahead,
        "per_day": details.per_day,
        "runs": details.runs,
        "seed": details.seed,
    }
    spec = {"instance": instance.sha256, "changes": changes, "settings": settings}
    row = Scenario(
        instance=instance,
        name=details.name.strip(),
        changes=changes,
        as_of_on=details.as_of_on,
        days_ahead=details.days_ahead,
        per_day=details.per_day,
        runs=details.runs,
        seed=details.seed,
        spec_sha256=digest_of(spec),
        content_hash=pack().hash,
        asked_at=at,
        asked_by_id=by.id,
        changed_at=at,
    )
    with entry("scenario_asked", by=by, at=at) as e:
        return e.create(row)


def _check_asked(made: Instance, details: ScenarioDetails) -> None:
    if not details.name.strip():
        raise ActionError(_("A name is missing."), field="name", remedy=_("Fill it in."))
    if details.runs not in RUNS:
        raise ActionError(
            _("%(runs)s runs are not offered.") % {"runs": details.runs},
            field="runs",
            remedy=_("Use one of: %(known)s.") % {"known": ", ".join(map(str, RUNS))},
        )
    if not 0 <= details.seed <= MOST_SEED:
        raise ActionError(
            _("This is no seed."),
            field="seed",
            remedy=_("Write a whole number from 0 to %(most)s.") % {"most": MOST_SEED},
        )
    if not 1 <= details.days_ahead <= MOST_DAYS_AHEAD:
        raise ActionError(
            _("This is no number of days."),
            field="days_ahead",
            remedy=_("Write a whole number from 1 to %(most)s.") % {"most": MOST_DAYS_AHEAD},
        )
    _check_days(made, details)


def _check_days(made: Instance, details: ScenarioDetails) -> None:
    """The days asked for lie in the crisis; what lies after it nobody has described."""
    if details.days_ahead * len(made.destinations) > MOST_FIGURES:
        raise ActionError(
            _("%(days)s days at %(places)s destinations are more than can be kept.")
            % {"days": details.days_ahead, "places": len(made.destinations)},
            field="days_ahead",
            remedy=_("Choose fewer days ahead."),
        )
    latest = made.start + timedelta(days=made.days - 1 - details.days_ahead)
    if not made.start <= details.as_of_on <= latest:
        raise ActionError(
            _("The crisis is described from %(first)s to %(last)s.")
            % {"first": made.start, "last": made.start + timedelta(days=made.days - 1)},
            field="as_of_on",
            remedy=_("Choose a day up to %(day)s, or fewer days ahead.") % {"day": latest},
        )
    origin = (details.as_of_on - made.start).days
    counted = [r.day for found in made.reports.reports.values() for r in found]
    if details.per_day is None and not any(day <= origin for day in counted):
        raise ActionError(
            _("On this day nobody had been counted yet, so that no total can be forecast."),
            field="as_of_on",
            remedy=_("Choose a later day, or say how many flee a day."),
        )


@action
def note_past_error(
    *, by: User, instance: FlowInstance, error: dict[str, Any], at: datetime | None = None
) -> FlowInstance:
    """Keep how forecasts of a crisis would have done; empty when none can be judged."""
    require(by, Permission.PLAN_SCENARIOS)
    at = at or timezone.now()
    with entry("flow_instance_judged", by=by, at=at) as e:
        return e.change(instance, past_error=error, judged_at=at)


@action
def note_figures(
    *, by: User, scenario: Scenario, figures: dict[str, Any], at: datetime | None = None
) -> Scenario:
    """Keep what a scenario gave."""
    require(by, Permission.PLAN_SCENARIOS)
    return _ended(by, "scenario_worked_out", scenario, ScenarioState.DONE, "", figures, at)


@action
def note_failure(
    *, by: None, scenario: Scenario, message: str, at: datetime | None = None
) -> Scenario:
    """Keep why a scenario could not be worked out. The node says so and nobody by name: whoever
    asked may have lost the right to, and the scenario ends all the same."""
    return _ended(by, "scenario_failed", scenario, ScenarioState.FAILED, message, {}, at)


def _ended(
    by: User | None,
    kind: str,
    scenario: Scenario,
    state: ScenarioState,
    message: str,
    figures: dict[str, Any],
    at: datetime | None,
) -> Scenario:
    at = at or timezone.now()
    hold_journal()
    scenario.refresh_from_db()
    if not scenario.is_running:  # begun twice: the first to end counts, and both say the same
        return scenario
    with entry(kind, by=by, at=at) as e:
        return e.change(
            scenario, state=state, message=message[:300], figures=figures, changed_at=at
        )
