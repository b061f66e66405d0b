"""A small world with everything in it: two posts, every role, and what is said in trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import glass_to_review
from openhbm.apps.capacity.actions import draw_plan, set_staffing, set_stock
from openhbm.apps.casework.actions import (
    advance_referral,
    refer_person,
    review_finding,
    screen_person,
)
from openhbm.apps.casework.health import is_of_health
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.crises.actions import adopt_measure, open_crisis
from openhbm.apps.crossings.actions import (
    count_arrivals,
    decide_entry,
    preregister_group,
    register_arrival,
)
from openhbm.apps.foresight.actions import check_post, forecast_post
from openhbm.apps.foresight.signals.actions import record_signal
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.whatif.actions import (
    ScenarioDetails,
    ask_scenario,
    load_instance,
    note_failure,
)
from openhbm.apps.people.actions import give_consent, open_record
from openhbm.apps.people.details import ConsentDetails, GroupDetails, PersonDetails
from openhbm.apps.places.actions import add_service, open_post
from openhbm.apps.reports.actions import compose_sitrep
from openhbm.content.loader import pack
from openhbm.content.schemas.roles import Role
from openhbm.core.law import EntryFacts
from tests.core.flows.displacement.crises import SMALL
from tests.matrix.routes import ABSENT
from tests.sealing import national_signer

PASSWORD = "correct horse battery"
NAME = "Zoriana Bondar"
LABEL = "Those of the blue cart"
REASON = "The clinic waits for this tonight"
ANSWERS = {"daily_medicine": "yes", "medicine_days_left": 1, "afraid_to_return": "yes"}


@dataclass
class World:
    """Records by the name they have in addresses, and one user of every role."""

    users: dict[str, User] = field(default_factory=dict)
    values: dict[str, tuple[object, ...]] = field(default_factory=dict)
    here: Any = None
    mother: Any = None
    service: Any = None
    builder: User | None = None
    protector: User | None = None


def built_world() -> World:
    """Two posts with staff of every role at the first; a family at each, theirs screened."""
    world = World()
    world.builder = _user("builder", {"administrator": None, "national_coordinator": None})
    clerk = _user("clerk-of-all", {"registration_clerk": None})
    world.protector = _user("protector-of-all", {"protection_officer": None})
    world.here = _post(world.builder, "PL-HERE")
    there = _post(world.builder, "PL-THERE")
    world.service = _service(world.builder, world.here)
    for role in pack().all(Role).values():
        world.users[role.id] = _user(role.id, {role.id: _place_of(role, world)})
    _measure(world.builder)
    families = [_family(clerk, world.protector, post) for post in (world.here, there)]
    world.mother = families[0]["crossing"].person
    officer = _user("officer-of-all", {"border_officer": None})
    decide_entry(by=officer, crossing=families[0]["crossing"], code="ADMIT_EXC", facts=_facts())
    alert = check_post(by=world.builder, post=world.here, on=timezone.localdate())
    world.values = _values(world, families, alert)
    return world


def what_is_said_in_trust(
    world: World, *, with_health: bool = True
) -> dict[str, tuple[object, ...]]:
    """Everything protection staff may do about a person; its records' ids for the addresses."""
    protector, mother = world.protector, world.mother
    findings = [f for f in findings_for(protector, mother) if with_health or not is_of_health(f)]
    review_finding(by=protector, finding=findings[0], status="confirmed")
    agreed = ConsentDetails("referral", True, language="uk", method="spoken")
    consent = give_consent(by=protector, person=mother, details=agreed)
    referral = refer_person(
        by=protector, person=mother, findings=findings, service=world.service, consent=consent,
        reason=REASON,
    )  # fmt: skip
    advance_referral(by=protector, referral=referral, to_state="received", note=REASON)
    return {"referral_id": (referral.id, ABSENT), "finding_id": (findings[0].id, ABSENT)}


def present(world: World) -> dict[str, tuple[object, ...]]:
    """The world's values without the records that are absent."""
    return {
        name: tuple(v for v in values if v not in (ABSENT, "XX-NONE")) or values[:1]
        for name, values in world.values.items()
    }


def there(world: World) -> dict[str, tuple[object, ...]]:
    """The world's values without the records that are absent or of another post."""
    return {name: values[:1] for name, values in present(world).items()}


def _user(username: str, roles: Mapping[str, UUID | None]) -> User:
    user = add_user(by=None, username=username, password=PASSWORD, display_name=username)
    for role, place_id in roles.items():
        give_role(by=None, user=user, role=role, place_id=place_id)
    return user


def _place_of(role: Role, world: World) -> UUID | None:
    places = {"post": world.here.id, "service": world.service.id}
    return places.get(role.scope)


def _post(by: User, code: str) -> Any:
    return open_post(
        by=by, code=code, name=code.title(), country="POL", post_type="OFFICIAL_LAND",
        latitude=49.8, longitude=22.9, throughput_ordinary_per_hour=5,
        throughput_emergency_per_hour=20, waiting_capacity=500,
    )  # fmt: skip


def _service(by: User, post: Any) -> Any:
    return add_service(
        by=by, name="Night clinic", category="HEALTH", provider="Example Aid", country="POL",
        post=post, capacity_per_day=5,
    )  # fmt: skip


def _measure(by: User) -> None:
    today = timezone.localdate()
    crisis = open_crisis(by=by, code="C", name="Crisis", started_on=today)
    adopt_measure(
        by=by, drafted_by=_user("drafter", {"legal_adviser": None}), crisis=crisis,
        content_id="humanitarian_admission_temporary_protection",
        country="POL", starts_on=today, ends_on=today + timedelta(days=30),
    )  # fmt: skip


def _family(clerk: User, protector: User, post: Any) -> dict[str, Any]:
    tally = count_arrivals(by=clerk, post=post, persons=900)
    group = preregister_group(
        by=clerk, post=post, tally=tally, details=GroupDetails(label=LABEL, size=2)
    )
    crossing = register_arrival(
        by=clerk, post=post, group=group, relationship="PA",
        details=PersonDetails(name=NAME, sex="F", birth="1988", preferred_language="uk"),
    )  # fmt: skip
    screen_person(by=protector, person=crossing.person, post=post, answers=ANSWERS, language="uk")
    return {"tally": tally, "group": group, "crossing": crossing}


def _facts() -> EntryFacts:
    return EntryFacts(
        on=timezone.localdate(), crisis_affected=True, security_doubt=False, identity_doubt=False,
        armed_or_combatant=False, may_be_child=False,
    )  # fmt: skip


def _scenario(by: User) -> Any:
    """One that ended: a page of one that waits tells after half a minute that nobody works on it,
    and a slow machine asks before and after."""
    crisis = load_instance(by=by, name="Small", files=SMALL)
    details = ScenarioDetails("As it is", date(2020, 1, 5), 4, (), per_day=4.0)
    scenario = ask_scenario(by=by, instance=crisis, details=details)
    return note_failure(by=by, scenario=scenario, message="Not worked out here.")


NONE_OF = (
    "batch_id",
    "referral_id",
    "finding_id",
    "link_id",
    "pair_id",
    "hit_id",
    "interview_id",
    "device_id",
    "job_id",
    "user_id",
    "lane_id",
    "held_id",
    "draft_id",
    "measure_id",
    "picture_id",
)
"""What addresses name of which the world has none."""


def _values(
    world: World, families: list[dict[str, Any]], alert: Any
) -> dict[str, tuple[object, ...]]:
    by, here = world.builder, world.here
    set_staffing(by=by, post=here, function="stations", on_duty=3)
    set_stock(by=by, post=here, item="blankets", quantity=10, unit="piece")
    today = timezone.localdate()
    open_record(by=world.protector, number=world.mother.number, reason=REASON)
    plan = draw_plan(by=by, post=here, for_on=today + timedelta(days=1))
    forecast = forecast_post(by=by, post=here, as_of_on=today)
    signal = record_signal(
        by=by, details=SignalDetails("patrol_observation", "Patrol", today, post_id=here.id)
    )
    report = compose_sitrep(by=by, on=today, post=here)
    scenario = _scenario(by)
    return dict.fromkeys(NONE_OF, (ABSENT,)) | {
        "code": ("PL-HERE", "XX-NONE"),
        "prefix": ("XXX",),
        "conflict_id": (1,),
        "place": (1,),
        "code_or_id": ("PL-HERE", "XX-NONE"),
        "tally_id": (families[0]["tally"].id, ABSENT),
        "group_id": (families[0]["group"].id, families[1]["group"].id, ABSENT),
        "person_id": (world.mother.id, families[1]["crossing"].person_id, ABSENT),
        "crossing_id": (families[0]["crossing"].id, families[1]["crossing"].id, ABSENT),
        "alert_id": (alert.id, ABSENT),
        "signal_id": (signal.id, ABSENT),
        "plan_id": (plan.id, ABSENT),
        "scenario_id": (scenario.id, ABSENT),
        "instance_id": (scenario.instance_id, ABSENT),
        "forecast_id": (forecast.id, ABSENT),
        "glass_id": (glass_to_review(world.users["data_protection_officer"]).get().id, ABSENT),
        "report_id": (report.id, ABSENT),
        "sitrep_id": (report.id, ABSENT),
        "service_id": (world.service.id, ABSENT),
        "key_id": (national_signer(by).row.key_id, "0" * 16),
        "kind": ("person", "referral", "nonsense"),
        "paper": ("token", "nonsense"),
        "username": ("nobody",),
        "language": ("en",),
        "pk": (999,),
        "rest": ("nothing-here",),
        "record_id": (world.mother.id, families[1]["crossing"].person_id, ABSENT),
    }
