"""Working scenarios out behind the pages: one at a time in a process, its progress for all to see.

State is kept in the database. A scenario ends whatever becomes of the process that works on it and
of whoever asked: as failed, with the reason, and asked again it gives the figures of its seed.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted, forget_roles, require
from openhbm.apps.foresight.models import FlowInstance, Scenario
from openhbm.apps.foresight.scenario_models import ScenarioState
from openhbm.apps.foresight.whatif.actions import note_failure, note_figures, note_past_error
from openhbm.apps.foresight.whatif.outcome import worked_out
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import written_here
from openhbm.content.permissions import Permission
from openhbm.core.flows.displacement.judging import past_error
from openhbm.core.flows.displacement.plain import instance_from

STALLED_AFTER = timedelta(seconds=30)
JUDGED_DAYS = 28
_JUDGED_FORECASTS = 8
_SIGN_OF_LIFE_SECONDS = 900
_WAITING: set[UUID] = set()
"""Handed over in this process and not begun yet: they live while the one before them does."""

_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hbm-scenario")
_LOG = logging.getLogger(__name__)


def hand_over(user: User, scenario: Scenario, language: str) -> Future[None] | None:
    """Begin to work a scenario out; answers at once while the work goes on."""
    _tell(scenario.id, 0, 0)
    if getattr(settings, "HBM_WORK_IN_BACKGROUND", True):
        _WAITING.add(scenario.id)
        return _WORKER.submit(_work_apart, user, scenario, language)
    work_on(user, scenario, language)
    return None


def begin_unless_begun(user: User, scenario: Scenario, language: str) -> None:
    """``hand_over`` for a scenario that nobody works on yet; one that ended stays as it is."""
    if scenario.is_running and cache.get(_key(scenario.id)) is None:
        hand_over(user, scenario, language)


def work_on(user: User, scenario: Scenario, language: str) -> None:
    """Judge past forecasts of the crisis once, work the scenario out, and keep how it ended.

    What whoever asked may do is read anew when the work begins and when it ends.
    """
    with translation.override(language):
        try:
            _check_may_still(user)
            _judge(user, scenario)
            figures = worked_out(
                scenario.instance, scenario, lambda done, of: _tell(scenario.id, done, of)
            )
            _check_may_still(user)
            note_figures(by=user, scenario=scenario, figures=figures)
        except NotPermitted:
            message = _(
                "Whoever asked for this may no longer plan scenarios. Somebody who may can ask"
                " again."
            )
            note_failure(by=None, scenario=scenario, message=message)
        except ActionError as refused:
            note_failure(by=None, scenario=scenario, message=str(refused))
        except Exception:
            _LOG.exception("The scenario %s failed.", scenario.id)
            message = _("The scenario could not be worked out; the log says why.")
            note_failure(by=None, scenario=scenario, message=message)
        finally:
            cache.delete(_key(scenario.id))


def _check_may_still(user: User) -> None:
    user.refresh_from_db(fields=["is_active"])
    forget_roles(user)
    require(user, Permission.PLAN_SCENARIOS)


def end_stalled(user: User, at: datetime) -> int:
    """End the scenarios of this node that should be worked on and are not, as after a power cut;
    how many there were. Asked by whoever looks at scenarios."""
    old = Scenario.objects.filter(
        state=ScenarioState.RUNNING, changed_at__lt=at - STALLED_AFTER
    ).defer("figures")
    silent = {_record(each): each for each in old if is_stalled(each, at)}
    here = written_here(user, silent) if silent else ()
    for name in here:
        message = _(
            "The work on this scenario stopped half-way, as after a power cut. Ask again: the same"
            " seed gives the same figures."
        )
        note_failure(by=None, scenario=silent[name], message=message, at=at)
    return len(here)


def _record(scenario: Scenario) -> str:
    return f"{scenario._meta.label_lower}:{scenario.id}"


def progress_of(scenario: Scenario) -> tuple[int, int]:
    """(done, total) of a running scenario; a total of 0 means that it is not known yet."""
    known: tuple[int, int] = cache.get(_key(scenario.id), (0, 0))
    return known


def is_stalled(scenario: Scenario, at: datetime) -> bool:
    """Whether a scenario should be worked on and nobody does, as after a power cut."""
    is_silent = cache.get(_key(scenario.id)) is None
    return scenario.is_running and is_silent and at - scenario.changed_at > STALLED_AFTER


def _judge(user: User, scenario: Scenario) -> None:
    instance: FlowInstance = scenario.instance
    if instance.judged_at is not None:
        return
    found = past_error(
        instance_from(instance.plain),
        JUDGED_DAYS,
        _JUDGED_FORECASTS,
        lambda done, of: _tell(scenario.id, 0, 0),
    )
    note_past_error(by=user, instance=instance, error=asdict(found) if found else {})


def _work_apart(user: User, scenario: Scenario, language: str) -> None:
    _WAITING.discard(scenario.id)
    try:
        work_on(user, scenario, language)
    finally:
        connection.close()


def _tell(scenario_id: UUID, done: int, total: int) -> None:
    cache.set(_key(scenario_id), (done, total), _SIGN_OF_LIFE_SECONDS)
    for waiting in tuple(_WAITING):
        cache.touch(_key(waiting), _SIGN_OF_LIFE_SECONDS)


def _key(scenario_id: UUID) -> str:
    return f"scenario-{scenario_id}"
