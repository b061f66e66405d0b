"""What if: crises that are loaded, scenarios worked out on them, and plans that rest on these."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status

from openhbm.api.answering import Ids, done_once, id_of, named_in, named_post
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, Code, Day, IdempotencyKey, text
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.capacity.actions import draw_plan_for_scenario
from openhbm.apps.foresight.whatif.actions import (
    MOST_DAYS_AHEAD,
    MOST_SEED,
    ScenarioDetails,
    ask_scenario,
    load_instance,
)
from openhbm.apps.foresight.whatif.changes import MOST_CHANGES, ChangeDetails
from openhbm.apps.foresight.whatif.queries import (
    Outcome,
    changes_of,
    instance_for,
    instances_visible_to,
    outcome_of,
    scenario_for,
    scenarios_visible_to,
    trust_in,
)
from openhbm.apps.foresight.whatif.running import begin_unless_begun, end_stalled
from openhbm.apps.ledger import clock

crises = Router(tags=["scenarios"])
router = Router(tags=["scenarios"])
LOADED, ASKED = ("-loaded_at", "-id"), ("-asked_at", "-id")
Name, Place, FileName = text(120, least=1), text(200), text(200, least=1)
Amount = Annotated[float, Field(ge=0, le=1e9)]
MOST_FILES, MOST_TEXT = 400, 8_000_000


class PastErrorOut(Schema):
    """What forecasts of the crisis would have been worth: shares of arrivals put at the wrong
    destination, ours and when shares stay as they are; the total in persons."""

    horizon: int
    forecasts: int
    misallocated: float
    still: float
    total_error: float
    persistence_error: float
    inside: float


class CrisisOut(Schema):
    """Places and roads as loaded. ``past_error`` null: never compared with what happened."""

    id: UUID
    name: str
    start_on: date
    days: int
    sha256: str
    loaded_at: datetime
    is_judged: bool
    past_error: PastErrorOut | None


class CrisisIn(Body):
    """Tables as texts by name, such as ``input_csv/routes.csv``."""

    name: Name  # type: ignore[valid-type]
    files: dict[FileName, Annotated[str, Field(max_length=MOST_TEXT)]] = Field(  # type: ignore[valid-type]
        max_length=MOST_FILES
    )


class ChangeIn(Body):
    """One change; ``amount`` in kilometres, persons or intensity, ``until_on`` null for good."""

    kind: Literal[
        "close_road",
        "close_place",
        "close_border",
        "open_road",
        "conflict",
        "capacity",
        "redirect",
    ]
    first: Place  # type: ignore[valid-type]
    second: Place = ""  # type: ignore[valid-type]
    from_on: Day | None = None
    until_on: Day | None = None
    amount: Amount | None = None


class ScenarioIn(Body):
    crisis: UUID
    name: Name  # type: ignore[valid-type]
    as_of_on: Day
    days_ahead: int = Field(28, ge=1, le=MOST_DAYS_AHEAD)
    changes: list[ChangeIn] = Field(default=[], max_length=MOST_CHANGES)
    per_day: float | None = Field(None, ge=0, le=1e7)
    runs: Literal[25, 50, 100, 200] = 25
    seed: int = Field(1, ge=0, le=MOST_SEED)


class ChangeOut(Schema):
    kind: str
    first: str
    second: str
    from_on: date | None
    until_on: date | None
    amount: float | None


class ScenarioLine(Schema):
    """What was asked, and how far it has come."""

    id: UUID
    name: str
    crisis: UUID
    as_of_on: date
    days_ahead: int
    per_day: float | None
    runs: int
    seed: int
    spec_sha256: str
    content_hash: str
    state: str
    message: str
    asked_at: datetime
    changes: list[ChangeOut]


class RangeOut(Schema):
    """What 1 of 10 runs fall short of, half and 1 of 10 exceed, in persons."""

    low: float
    middle: float
    high: float


class RowOut(Schema):
    """Arrivals without and with the changes, and their difference run by run."""

    destination: str
    day: date | None
    before: RangeOut
    after: RangeOut
    more: RangeOut


class PlanningOut(Schema):
    """Persons on the busiest day; ``side`` before: without the changes. Worst: 1 run of 20."""

    destination: str
    side: str
    likely: float
    worst: float


class OutcomeOut(Schema):
    """Figures never come without ``past_error``; null says that the model was never compared with
    what happened."""

    past_error: PastErrorOut | None
    everywhere: RowOut
    in_all: list[RowOut]
    days: list[RowOut]
    planning: list[PlanningOut]


class ScenarioOut(ScenarioLine):
    """``outcome`` is null until it is worked out."""

    outcome: OutcomeOut | None


class ScenarioPlanIn(Body):
    post: Code  # type: ignore[valid-type]
    destination: Place  # type: ignore[valid-type]
    side: Literal["before", "after"] = "after"
    figure: Literal["likely", "worst"] = "worst"
    for_on: Day


class ScenarioPlanOut(Schema):
    """The plan drawn; read it at ``/plans/{id}``."""

    id: UUID


@crises.get("", response=Page[CrisisOut])
def list_crises(request: HttpRequest, paging: Query[Paging]):
    """Crises that were loaded, the newest first."""
    user = user_of(request)
    return page_of(instances_visible_to(user).defer("plain"), LOADED, paging, _crisis_for(user))


@crises.post("", response={201: CrisisOut})
def add_crisis(request: HttpRequest, body: CrisisIn, idempotency_key: IdempotencyKey = None):
    """Load places and roads. Damaged tables are refused with every fault by file and line."""
    user = user_of(request)

    def loaded() -> Ids:
        made = load_instance(by=user, name=body.name, files=body.files, at=clock.now())
        return {"id": str(made.id)}

    ids = done_once(request, idempotency_key, loaded)
    return Status(201, _crisis_for(user)(instance_for(user, id_of(ids["id"]))))


@crises.get("/{uuid:instance_id}", response=CrisisOut)
def show_crisis(request: HttpRequest, instance_id: UUID):
    """One crisis that was loaded."""
    user = user_of(request)
    return _crisis_for(user)(instance_for(user, instance_id))


@router.get("", response=Page[ScenarioLine])
def list_scenarios(request: HttpRequest, paging: Query[Paging]):
    """Scenarios, the newest first, without their figures."""
    user = user_of(request)
    end_stalled(user, clock.now())
    return page_of(
        scenarios_visible_to(user), ASKED, paging, lambda row: ScenarioLine(**_asked(user, row))
    )


@router.post("", response={201: ScenarioOut})
def add_scenario(request: HttpRequest, body: ScenarioIn, idempotency_key: IdempotencyKey = None):
    """Ask what changes would make of arrivals. It is worked out behind: read it again until its
    state is ``done``."""
    user = user_of(request)

    def asked() -> Ids:
        with named_in("crisis"):
            instance = instance_for(user, body.crisis)
        given = body.model_dump(exclude={"crisis", "changes"})
        changes = tuple(ChangeDetails(**each.model_dump()) for each in body.changes)
        details = ScenarioDetails(**given, changes=changes)
        asked = ask_scenario(by=user, instance=instance, details=details, at=clock.now())
        return {"id": str(asked.id)}

    ids = done_once(request, idempotency_key, asked)
    made = scenario_for(user, id_of(ids["id"]))
    begin_unless_begun(user, made, get_language() or "en")
    return Status(201, _out(user, scenario_for(user, made.id)))


@router.get("/{uuid:scenario_id}", response=ScenarioOut)
def show_scenario(request: HttpRequest, scenario_id: UUID):
    """One scenario with its figures, and what its model was worth so far. One that nobody works on
    any more has failed, and says why; ask again."""
    user = user_of(request)
    end_stalled(user, clock.now())
    return _out(user, scenario_for(user, scenario_id))


@router.post("/{uuid:scenario_id}/plans", response={201: ScenarioPlanOut})
def add_scenario_plan(
    request: HttpRequest,
    scenario_id: UUID,
    body: ScenarioPlanIn,
    idempotency_key: IdempotencyKey = None,
):
    """Draw the plan of a post by a figure of a scenario."""
    user = user_of(request)

    def drawn() -> Ids:
        found = scenario_for(user, scenario_id)
        given = body.model_dump(exclude={"post"})
        post = named_post(user, body.post)
        plan = draw_plan_for_scenario(by=user, post=post, scenario=found, **given)
        return {"id": str(plan.id)}

    return Status(201, done_once(request, idempotency_key, drawn))


def _crisis_for(user: Any) -> Any:
    def out(row: Any) -> CrisisOut:
        plain = {n: getattr(row, n) for n in ("id", "name", "start_on", "days", "sha256")}
        return CrisisOut(
            **plain,
            loaded_at=row.loaded_at,
            is_judged=row.judged_at is not None,
            past_error=_past(trust_in(user, row)),
        )

    return out


def _past(trust: Any) -> PastErrorOut | None:
    return PastErrorOut(**asdict(trust.past)) if trust.past else None


def _asked(user: Any, row: Any) -> dict[str, Any]:
    apart = {"crisis", "changes"}
    plain = {n: getattr(row, n) for n in ScenarioLine.model_fields if n not in apart}
    changes = [ChangeOut(**asdict(each)) for each in changes_of(user, row)]
    return {**plain, "crisis": row.instance_id, "changes": changes}


def _out(user: Any, row: Any) -> ScenarioOut:
    outcome = outcome_of(user, row)
    return ScenarioOut(**_asked(user, row), outcome=_outcome(outcome) if outcome else None)


def _outcome(found: Outcome) -> OutcomeOut:
    return OutcomeOut(
        past_error=_past(found.trust),
        everywhere=_row(found.everywhere),
        in_all=[_row(row) for row in found.destinations],
        days=[_row(row) for row in found.every_day],
        planning=[
            PlanningOut(destination=p.name, side=p.side, likely=p.likely, worst=p.worst)
            for p in found.planning
        ],
    )


def _row(row: Any) -> RowOut:
    ranges = {side: RangeOut(**asdict(getattr(row, side))) for side in ("before", "after", "more")}
    return RowOut(destination=row.name, day=row.on, **ranges)
