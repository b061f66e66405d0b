"""A country at a hundred thousand persons: the permission matrix's world with a crowd around it.

The world, a user of every role and a family with everything about it, is made through the actions,
and so are posts, services, users, forecasts, plans and reports; the crowd is inserted in bulk.
Import this only after ``django.setup()``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from tests.matrix.world import World, built_world, what_is_said_in_trust
from tqdm import tqdm

from benchmarks.crowd import write_crowd
from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.capacity.actions import draw_plan
from openhbm.apps.casework.interviews.actions import begin_interview
from openhbm.apps.crises.actions import draft_measure
from openhbm.apps.crises.models import Crisis, LegalMeasure
from openhbm.apps.crossings.models import Tally
from openhbm.apps.foresight.actions import forecast_posts
from openhbm.apps.people.models import Contact, Person, PersonName
from openhbm.apps.places.actions import add_service, open_post
from openhbm.apps.reports.actions import compose_sitrep

POSTS = 12
SERVICES = 60
USERS = 200
REPORTS = 30


def described_country(persons: int) -> dict[str, Any]:
    """Build it; users by role, what stands in addresses, and what to search for, as texts."""
    world = built_world()
    world.values |= what_is_said_in_trust(world)
    _build_around(world, persons)
    largest = Tally.objects.filter(post=world.here).exclude(source="registration")
    values = {name: found[0] for name, found in world.values.items()} | {
        "tally_id": largest.order_by("-persons").values_list("id", flat=True)[1],
        "user_id": world.users["analyst"].id,
        "measure_id": LegalMeasure.objects.values_list("id", flat=True)[0],
        "draft_id": _draft(world).id,
        "interview_id": begin_interview(
            by=world.users["protection_officer"], person=world.mother
        ).id,
        "rest": "nothing-here",
        "username": world.users["analyst"].username,
    }
    return {
        "values": {name: str(value) for name, value in values.items()},
        "users": {role: user.username for role, user in world.users.items()},
        "sought": _sought(world),
    }


def _draft(world: World) -> Any:
    today = timezone.localdate()
    return draft_measure(
        by=world.builder, crisis=Crisis.objects.get(), country="POL",
        content_id="humanitarian_admission_temporary_protection",
        starts_on=today, ends_on=today + timedelta(days=30),
    )  # fmt: skip


def _sought(world: World) -> dict[str, str]:
    """What somebody types: of one person, and words that thousands have."""
    person = Person.objects.filter(registered_post=world.here).order_by("registered_at")[100]
    phones = Contact.objects.filter(person__registered_post=world.here).order_by("id")
    common = PersonName.objects.filter(kind="ON_DOCUMENT").order_by("id")[100].full
    return {
        "name": person.name,
        "common": common.split()[0],
        "two_common": "Taras Vyhadko",
        "number": person.number,
        "phone": phones[100].value,
        "code": world.here.code,
    }


def _build_around(world: World, persons: int) -> None:
    posts = [world.here, *(_post(world, n) for n in range(1, POSTS))]
    services = [world.service, *(_service(world, posts, n) for n in range(1, SERVICES))]
    for n in range(USERS):
        user = add_user(by=world.builder, username=f"colleague-{n}", password=None)
        give_role(by=world.builder, user=user, role="border_officer", place_id=posts[n % POSTS].id)
    write_crowd(persons, posts, services, world)
    if connection.vendor == "postgresql":
        # What its autovacuum does by itself within minutes of so many rows.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    _write_reports(world, posts)


def _post(world: World, number: int) -> Any:
    return open_post(
        by=world.builder, code=f"PL-{number:02}", name=f"Invented post {number}", country="POL",
        post_type="OFFICIAL_LAND", latitude=48 + number / 4, longitude=22 + number / 9,
        throughput_ordinary_per_hour=40, throughput_emergency_per_hour=160, waiting_capacity=500,
    )  # fmt: skip


def _service(world: World, posts: list[Any], number: int) -> Any:
    category = ("HEALTH", "CHILD_PROTECTION", "FAMILY_TRACING", "DISABILITY")[number % 4]
    return add_service(
        by=world.builder, name=f"Invented service {number}", category=category, country="POL",
        provider="Example Aid", post=posts[number % POSTS], capacity_per_day=20,
    )  # fmt: skip


def _write_reports(world: World, posts: list[Any]) -> None:
    """Forecasts, plans and reports, made by the actions from what was written."""
    today = timezone.localdate()
    forecast_posts(by=world.builder, posts=posts, as_of_on=today - timedelta(days=1))
    for post in posts:
        draw_plan(by=world.builder, post=post, for_on=today + timedelta(days=1))
    for back in tqdm(range(REPORTS), desc="reports", disable=None):
        compose_sitrep(by=world.builder, on=today - timedelta(days=back))
