"""Counts of needs and referrals for reports: no person and no case is read, only how many.

They are operational; whoever shows them to people who may not read protection data hides small
counts first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Case, Count, DateTimeField, F, Model, QuerySet, Value, When

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.casework.codes import CLOCKS, OPEN_STATES, FindingStatus
from openhbm.apps.casework.models import Finding, Referral
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Post

M = TypeVar("M", bound=Model)

BUCKETS: dict[str, timedelta] = {
    "overdue": timedelta(0),
    "within_1h": timedelta(hours=1),
    "within_24h": timedelta(hours=24),
    "within_72h": timedelta(hours=72),
}
"""How soon somebody must act, soonest first; whatever is due after the last one is ``later``."""

LATER = "later"


def needs_counts(
    user: User, from_at: datetime, until_at: datetime, post: Post | None = None
) -> dict[str, int]:
    """Persons per category of need found from–until (excluded), dismissed findings left out.

    ``any`` counts everybody with at least one; a person can be in several categories.
    """
    found = Finding.objects.filter(found_at__gte=from_at, found_at__lt=until_at)
    found = _counted(found, user, "screening__post_id", post)
    found = found.exclude(status=FindingStatus.DISMISSED).order_by()
    by_category = found.values_list("category").annotate(persons=Count("person", distinct=True))
    anybody = found.aggregate(persons=Count("person", distinct=True))["persons"]
    return {"any": anybody, **dict(sorted(by_category))} if anybody else {}


def referral_states(user: User, post: Post | None = None) -> dict[str, int]:
    """Referrals by the state they are in, in the order of the procedure."""
    found = _counted(Referral.objects.order_by(), user, "post_id", post)
    counts = dict(found.values_list("state").annotate(referrals=Count("id")))
    return dict(sorted(counts.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER))))


def referral_buckets(user: User, at: datetime, post: Post | None = None) -> dict[str, int]:
    """Open referrals by how soon somebody must act at ``at``; every bucket, empty ones too.

    The clock is that of the present state. In service help has begun and nobody is late: those
    count as ``later``.
    """
    found = _counted(Referral.objects.order_by(), user, "post_id", post)
    clock = Case(
        *(When(state=state, then=F(name)) for state, name in CLOCKS.items()),
        default=Value(None),
        output_field=DateTimeField(),
    )
    found = found.filter(state__in=OPEN_STATES).annotate(clock=clock)
    bucket = Case(
        *(When(clock__lt=at + wait, then=Value(key)) for key, wait in BUCKETS.items()),
        default=Value(LATER),
    )
    rows = found.annotate(bucket=bucket).values_list("bucket").annotate(n=Count("id"))
    return dict.fromkeys((*BUCKETS, LATER), 0) | dict(rows)


_ORDER = {state.value: n for n, state in enumerate(OPEN_STATES)}


def _counted(found: QuerySet[M], user: User, column: str, post: Post | None) -> QuerySet[M]:
    if not may_read(user, Compartment.OPERATIONAL):
        return found.none()
    posts = posts_of(user, Compartment.OPERATIONAL)
    found = found if posts is None else found.filter(**{f"{column}__in": posts})
    return found if post is None else found.filter(**{column: post.id})
