"""Reads about cases.

Whoever may not read protection data is answered as if there were none; what they may see at the
line are `flags_for`: categories, no detail, and nothing of restricted findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Case, DateTimeField, F, Q, QuerySet, Value, When

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.casework.codes import CLOCKS, OPEN_STATES, FindingStatus
from openhbm.apps.casework.models import Finding, Referral, ReferralStep, Screening
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.noted_reads import noted
from openhbm.apps.people.models import Person


def screenings_visible_to(user: User) -> QuerySet[Screening]:
    """Screenings at the posts where the user works, newest first."""
    found = Screening.objects.select_related("post").order_by("-screened_at", "-id")
    return _for_protection(found, user, "post_id")


def screenings_for(user: User, person: Person) -> QuerySet[Screening]:
    """Screenings of a person, newest first."""
    return screenings_visible_to(user).filter(person=person)


def findings_for(user: User, person: Person) -> QuerySet[Finding]:
    """What was found about a person, most urgent first."""
    found = Finding.objects.filter(person=person).order_by("priority", "code", "-found_at")
    return _for_protection(found, user, "screening__post_id")


def finding_for(user: User, finding_id: UUID | str) -> Finding:
    """One finding; NotVisible when absent or hidden."""
    found = _for_protection(
        Finding.objects.filter(id=_uuid(finding_id)), user, "screening__post_id"
    )
    return _only(found.select_related("person"), "finding", finding_id)


def findings_to_review(user: User) -> QuerySet[Finding]:
    """Findings nobody has looked at yet, most urgent and oldest first."""
    found = Finding.objects.filter(status=FindingStatus.PENDING_REVIEW)
    found = found.select_related("person").order_by("priority", "found_at", "id")
    return _for_protection(found, user, "screening__post_id")


def flags_for(user: User, person: Person) -> tuple[str, ...]:
    """Categories seen at the line (such as SC or DS) and HBM-PI: to be heard in private."""
    return flags_of_people(user, [person.id]).get(person.id, ())


def flags_of_people(user: User, ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """`flags_for` of several persons at once; persons without flags are left out."""
    if not may_read(user, Compartment.IDENTITY):
        return {}
    rows = Screening.objects.filter(person__in=list(ids))
    seen: dict[UUID, set[str]] = {}
    for person_id, flags in _at_posts(rows, user, "post_id", Compartment.IDENTITY).values_list(
        "person_id", "flags"
    ):
        seen.setdefault(person_id, set()).update(flags)
    return {person_id: tuple(sorted(flags)) for person_id, flags in seen.items() if flags}


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Referrals of the posts where the user works, newest first."""
    found = Referral.objects.select_related("person", "service", "post")
    return _for_protection(found.order_by("-sent_at", "-id"), user, "post_id")


def referrals_for(user: User, person: Person) -> QuerySet[Referral]:
    """Referrals of one person, newest first."""
    return referrals_visible_to(user).filter(person=person)


def referral_for(user: User, referral_id: UUID | str) -> Referral:
    """One referral; NotVisible when absent or hidden."""
    found = referrals_visible_to(user).filter(id=_uuid(referral_id))
    return _only(found, "referral", referral_id)


def steps_of(user: User, referral: Referral) -> QuerySet[ReferralStep]:
    """The way a referral has come, oldest first."""
    found = ReferralStep.objects.filter(referral=referral).order_by("number", "id")
    return _for_protection(found, user, "referral__post_id")


def referrals_by_deadline(user: User, at: datetime) -> QuerySet[Referral]:
    """Open referrals, whoever must act soonest first.

    Each carries ``next_clock_at``, the instant its present state must not pass (None in service),
    and ``is_late``, whether it has.
    """
    found = referrals_visible_to(user).filter(state__in=OPEN_STATES)
    found = found.annotate(
        next_clock_at=_next_clock(),
        is_late=Case(When(_is_late(at), then=True), default=False, output_field=BooleanField()),
    )
    return found.order_by(F("next_clock_at").asc(nulls_last=True), "priority", "id")


def late_referrals(user: User, at: datetime) -> QuerySet[Referral]:
    """Open referrals past the clock of their present state, longest overdue first."""
    return referrals_by_deadline(user, at).filter(is_late=True)


def _next_clock() -> Case:
    whens = [When(state=state, then=F(clock)) for state, clock in CLOCKS.items()]
    return Case(*whens, default=Value(None), output_field=DateTimeField())


def _is_late(at: datetime) -> Q:
    late = Q()
    for state, clock in CLOCKS.items():
        late |= Q(state=state, **{f"{clock}__lt": at})
    return late


def _for_protection(found: QuerySet, user: User, column: str) -> QuerySet:  # type: ignore[type-arg]
    """Rows for those who read protection data, at their posts; otherwise as if there were none.

    Whoever gets them is named in the journal.
    """
    if not may_read(user, Compartment.PROTECTION):
        return found.none()
    visible = _at_posts(found, user, column, Compartment.PROTECTION)
    return noted(visible, user, Compartment.PROTECTION, "casework")


def _at_posts(  # type: ignore[no-untyped-def]
    found: QuerySet,  # type: ignore[type-arg]
    user: User,
    column: str,
    compartment: Compartment,
):
    posts = posts_of(user, compartment)
    return found if posts is None else found.filter(**{f"{column}__in": posts})


def _only(found: QuerySet, what: str, key: UUID | str):  # type: ignore[no-untyped-def, type-arg]
    one = found.first()
    if one is None:
        raise NotVisible(f"There is no {what} {key}.")
    return one


def _uuid(text: UUID | str) -> UUID:
    """The id, or one that no record has, so that nonsense looks like absence."""
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)
