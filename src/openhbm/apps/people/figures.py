"""Counts of registered people for reports: no person is read, only how many there are.

They are operational, so that whoever plans without personal data can have them. Whoever shows
them hides small counts first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.codes import AGE_BANDS, BAND_CODES
from openhbm.apps.people.models import Document, Nationality, Person

UNKNOWN_BAND = "unknown"


@dataclass(frozen=True, slots=True)
class Registered:
    """Which registrations to count: from ``from_at`` until before ``until_at``, at some posts."""

    from_at: datetime
    until_at: datetime
    post_ids: Collection[UUID] | None = None


def age_sex_counts(user: User, registered: Registered, on: date) -> dict[tuple[str, str], int]:
    """(age band, sex) → persons, by their age on ``on``.

    A person whose age is not known well enough for one band is counted as ``unknown``.
    """
    found = _people(user, registered).annotate(band=_band_on(on))
    rows = found.order_by().values_list("band", "sex").annotate(persons=Count("id"))
    return {(band, sex): persons for band, sex, persons in rows}


def nationality_counts(user: User, registered: Registered) -> dict[str, int]:
    """Country → persons; somebody with two nationalities counts in both."""
    found = Nationality.objects.filter(person__in=_people(user, registered))
    rows = found.order_by().values_list("country").annotate(persons=Count("person", distinct=True))
    return dict(rows)


def document_counts(user: User, registered: Registered) -> dict[str, int]:
    """Persons who hold any document, who said why they hold none, and of whom nothing is noted."""
    noted = Document.objects.filter(person=OuterRef("pk"))
    found = _people(user, registered).aggregate(
        persons=Count("id"),
        held=Count("id", filter=Exists(noted.exclude(kind__startswith="NONE"))),
        noted=Count("id", filter=Exists(noted)),
    )
    return {
        "held": found["held"],
        "none": found["noted"] - found["held"],
        "not_recorded": found["persons"] - found["noted"],
    }


def _people(user: User, registered: Registered) -> QuerySet[Person]:
    found = Person.objects.filter(
        registered_at__gte=registered.from_at,
        registered_at__lt=registered.until_at,
        is_erased=False,
    )
    if registered.post_ids is not None:
        found = found.filter(registered_post__in=registered.post_ids)
    if not may_read(user, Compartment.OPERATIONAL):
        return found.none()
    posts = posts_of(user, Compartment.OPERATIONAL)
    return found if posts is None else found.filter(registered_post__in=posts)


def _band_on(on: date) -> Case:
    """The band that holds every birth date the person can have."""
    bands = zip(AGE_BANDS, BAND_CODES, strict=True)
    whens = [
        When(
            Q(birth_on_high__lte=_years_before(on, low))
            & Q(birth_on_low__gt=_years_before(on, high + 1)),
            then=Value(code),
        )
        for (low, high), code in bands
    ]
    return Case(*whens, default=Value(UNKNOWN_BAND))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return day.replace(year=day.year - years, day=28)
