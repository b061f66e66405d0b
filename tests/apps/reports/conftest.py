"""A small crisis at two posts: counts, forecasts, levels, plans, people, needs and referrals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.kept import kept

from openhbm.apps.accounts.models import User
from openhbm.apps.capacity.actions import draw_plan, set_staffing, set_stock
from openhbm.apps.casework.actions import refer_person, screen_person
from openhbm.apps.crossings.actions import count_arrivals, register_arrival
from openhbm.apps.foresight.actions import check_post, forecast_posts
from openhbm.apps.people.details import (
    ConsentDetails,
    DocumentDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.people.queries import consent_in_force
from openhbm.apps.places.actions import add_service, open_post
from openhbm.apps.places.models import Post

FIRST = date(2022, 3, 1)
COUNTS = (300, 320, 350, None, 360, 340, 370, 390, 380, 400)
LAST = FIRST + timedelta(days=len(COUNTS) - 1)


def noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)


@dataclass
class Crisis:
    """What the tests ask about."""

    user: User
    post: Post
    other: Post
    at: datetime


@kept
def everybody(user_with: Callable[..., User]) -> User:
    """Holds every role that is needed to make the crisis happen, everywhere."""
    return user_with(
        "national_coordinator", "protection_officer", "registration_clerk", username="everybody"
    )


@kept
def crisis(everybody: User, administrator: User, post: Post) -> Crisis:
    """Ten days at a post (one unreported) and one count at another, with 24 persons registered."""
    other = open_post(
        by=administrator,
        code="SK-TEST",
        name="Skúška",
        names={"uk": "Проба"},
        country="SVK",
        post_type="OFFICIAL_LAND",
    )
    tally = None
    for number, persons in enumerate(COUNTS):
        if persons is not None:
            at = noon(FIRST + timedelta(days=number))
            tally = count_arrivals(by=everybody, post=post, persons=persons, at=at)
    count_arrivals(by=everybody, post=other, persons=40, at=noon(LAST - timedelta(days=1)))
    count_arrivals(by=everybody, post=post, persons=25, at=noon(LAST), direction="OUT")
    people = [_arrive(everybody, post, tally, number) for number in range(24)]
    _help(everybody, administrator, post, people[:6])
    set_stock(by=everybody, post=post, item="food", quantity=300, at=noon(LAST))
    set_staffing(by=everybody, post=post, function="stations", on_duty=2, at=noon(LAST))
    forecast_posts(by=everybody, posts=[post, other], as_of_on=LAST, at=noon(LAST))
    for place in (post, other):
        check_post(by=everybody, post=place, on=LAST, at=noon(LAST))
        draw_plan(by=everybody, post=place, for_on=LAST + timedelta(days=1), at=noon(LAST))
    return Crisis(everybody, post, other, noon(LAST) + timedelta(hours=8))


def _arrive(by: User, post: Post, tally: object, number: int) -> object:
    """Every third is a child, every eighth a man; two come from elsewhere; some have no papers."""
    age = 8 if number % 3 == 0 else 34
    documents = (DocumentDetails("PASS" if number % 4 else "NONE_LOST"),) if number % 5 else ()
    details = PersonDetails(
        name=f"Invented Person {number}",
        sex="M" if number % 8 == 1 else "F",
        age_years=age,
        nationalities=(NationalityDetails("NGA" if number in (3, 9) else "UKR"),),
        documents=documents,
        consents=(ConsentDetails("referral", True, "uk", "spoken"),),
    )
    crossing = register_arrival(by=by, post=post, details=details, tally=tally, at=noon(LAST))
    return crossing.person


def _help(by: User, administrator: User, post: Post, people: list) -> None:
    clinic = add_service(
        by=administrator,
        name="Clinic",
        category="HEALTH",
        provider="Health partner",
        country="POL",
        post=post,
        capacity_per_day=80,
    )
    for person in people:
        screening = screen_person(
            by=by,
            person=person,
            post=post,
            answers={"injured_seen": "yes"},
            is_private=True,
            at=noon(LAST),
        )
        refer_person(
            by=by,
            person=person,
            findings=list(screening.findings.all()),
            service=clinic,
            consent=consent_in_force(by, person, "referral"),
            at=noon(LAST),
        )
