"""Reads about cases.

Whoever may not read protection data is answered as if there were none; health staff are answered
with what was found about health.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import is_among, permissions_of
from openhbm.apps.accounts.queries import may_read, within_reach
from openhbm.apps.casework.codes import CLOCKS, INBOX, OPEN_STATES, FindingStatus
from openhbm.apps.casework.disclosure import Shown, disclosed, whole
from openhbm.apps.casework.health import health_needs, reads_health_beyond_protection
from openhbm.apps.casework.models import Finding, Referral, ReferralStep, Screening
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.noted_reads import noted
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_by_ids, people_visible_to
from openhbm.content.permissions import Permission


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
    return _findings_reached(found, user)


def finding_for(user: User, finding_id: UUID | str) -> Finding:
    """One finding; NotVisible when absent or hidden."""
    found = _findings_reached(Finding.objects.filter(id=_uuid(finding_id)), user)
    return _only(found.select_related("person"), "finding", finding_id)


def findings_to_review(user: User) -> QuerySet[Finding]:
    """Findings nobody has looked at yet, most urgent and oldest first."""
    found = Finding.objects.filter(status=FindingStatus.PENDING_REVIEW)
    found = found.select_related("person").order_by("priority", "found_at", "id")
    return _findings_reached(found, user)


def people_without_screening(user: User, since: datetime) -> QuerySet[Person]:
    """People registered at or after ``since`` whom nobody has screened, longest wait first."""
    screened = Screening.objects.filter(person=OuterRef("pk"))
    found = people_visible_to(user).filter(registered_at__gte=since).filter(~Exists(screened))
    return found.select_related("registered_post").order_by("registered_at", "id")


def flags_for(user: User, person: Person) -> tuple[str, ...]:
    """Categories of needs (such as SC or DS) and HBM-PI: to be heard in private."""
    return flags_of_people(user, [person.id]).get(person.id, ())


def flags_of_people(user: User, ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """`flags_for` of several persons at once; persons without flags are left out."""
    rows = Screening.objects.filter(person__in=list(ids))
    seen: dict[UUID, set[str]] = {}
    visible = within_reach(user, Compartment.PROTECTION, rows, "post_id", "person_id")
    for person_id, flags in visible.values_list("person_id", "flags"):
        seen.setdefault(person_id, set()).update(flags)
    return {person_id: tuple(sorted(flags)) for person_id, flags in seen.items() if flags}


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Referrals of the posts where the user works or to the services they work for, newest first.

    Of the person, a service's caseworker sees what `shown_persons` gives.
    """
    found = Referral.objects.select_related("person", "service", "post")
    return _referrals_reached(found.order_by("-sent_at", "-id"), user)


def shown_persons(user: User, referrals: Iterable[Referral]) -> dict[UUID, Shown]:
    """Referral id → its person as this user may see them: whole to who reads the case at its
    post, and who the person is."""
    referrals = list(referrals)
    held = permissions_of(user)
    people = people_by_ids(user, {referral.person_id for referral in referrals})
    posts, of_health = (
        held.posts_with(permission)
        for permission in (Permission.READ_PROTECTION, Permission.READ_HEALTH)
    )
    return {
        referral.id: whole(referral)
        if referral.person_id in people
        and (
            referral.person_id in held.opened
            or is_among(referral.post_id, posts)
            or (referral.is_of_health and is_among(referral.post_id, of_health))
        )
        else disclosed(referral)
        for referral in referrals
    }


def shown_person(user: User, referral: Referral) -> Shown:
    """The person of one referral as this user may see them."""
    return shown_persons(user, [referral])[referral.id]


def referral_at_post(user: User, referral_id: UUID | str) -> Referral:
    """One referral for the staff of the post, whose history names the person; NotVisible for the
    service's caseworker."""
    found = referral_for(user, referral_id)
    if shown_person(user, found).person_id is None:
        raise NotVisible(f"There is no referral {referral_id}.")
    return found


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
    return _referrals_reached(found, user, "referral__")


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


def referrals_in(user: User, tab: str, at: datetime) -> QuerySet[Referral]:
    """One part of the inbox: a key of ``INBOX``, ``late`` or ``closed``; whoever must act soonest
    first, of those closed the newest."""
    if tab == "closed":
        return referrals_visible_to(user).exclude(state__in=OPEN_STATES)
    if tab == "late":
        return late_referrals(user, at)
    return referrals_by_deadline(user, at).filter(state__in=INBOX[tab])


def referral_counts(user: User, at: datetime) -> dict[str, int]:
    """How many referrals stand in each part of the inbox, in the order of its parts."""
    found = referrals_visible_to(user).order_by()
    parts = {tab: Q(state__in=states) for tab, states in INBOX.items()}
    parts |= {"late": _is_late(at), "closed": ~Q(state__in=OPEN_STATES)}
    counted: dict[str, int] = found.aggregate(
        **{tab: Count("id", filter=condition) for tab, condition in parts.items()}
    )
    return counted


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a service is: referrals still open, and those it accepted today."""

    open: int = 0
    accepted_today: int = 0


def service_loads(user: User, at: datetime) -> dict[UUID, Load] | None:
    """Service id → its load at ``at``; services without any are left out.

    Whoever reads protection data at a post sees them all, a caseworker their own service's. None
    for the others: even how many are sent where tells something about people.
    """
    held = permissions_of(user)
    if Permission.READ_PROTECTION not in held.all:
        return None
    found = Referral.objects.order_by()
    if held.posts_with(Permission.READ_PROTECTION) == frozenset():
        found = found.filter(service_id__in=held.services_with(Permission.READ_PROTECTION))
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = found.values_list("service_id").annotate(
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        accepted=Count("id", filter=Q(accepted_at__gte=day, accepted_at__lte=at)),
    )
    return {service: Load(open, accepted) for service, open, accepted in counted}


def referrals_moved(user: User, since: datetime) -> QuerySet[Referral]:
    """Referrals that somebody else moved on at or after ``since``, the newest step first."""
    moved = ReferralStep.objects.filter(referral=OuterRef("pk"), at__gte=since).exclude(
        by_id=user.id
    )
    newest = moved.order_by("-at", "-number").values("at")[:1]
    found = referrals_visible_to(user).annotate(moved_at=Subquery(newest))
    return found.exclude(moved_at=None).order_by("-moved_at", "-id")


def _next_clock() -> Case:
    whens = [When(state=state, then=F(clock)) for state, clock in CLOCKS.items()]
    return Case(*whens, default=Value(None), output_field=DateTimeField())


def _is_late(at: datetime) -> Q:
    late = Q()
    for state, clock in CLOCKS.items():
        late |= Q(state=state, **{f"{clock}__lt": at})
    return late


def _for_protection(  # type: ignore[no-untyped-def]
    found: QuerySet,  # type: ignore[type-arg]
    user: User,
    column: str,
    person: str = "person_id",
):
    """Rows for those who read protection data, at their posts; otherwise as if there were none.

    Whoever gets them is named in the journal.
    """
    visible = within_reach(user, Compartment.PROTECTION, found, column, person)
    return noted(visible, user, Compartment.PROTECTION, "casework")


def _findings_reached(found, user: User):  # type: ignore[no-untyped-def]
    """Findings of the posts where the user reads protection data, and those of health where they
    read health data."""
    of_health = found.filter(code__in=health_needs(), is_restricted=False)
    columns = ("screening__post_id", "person_id")
    reached = _reached_by_either(user, found, of_health, columns)
    return noted(reached, user, _read_as(user), "casework")


def _reached_by_either(  # type: ignore[no-untyped-def]
    user: User,
    found: QuerySet,  # type: ignore[type-arg]
    of_health: QuerySet,  # type: ignore[type-arg]
    columns: tuple[str, str],
):
    reached = within_reach(user, Compartment.PROTECTION, found, *columns)
    if not reads_health_beyond_protection(user):
        return reached
    return reached | within_reach(user, Compartment.HEALTH, of_health, *columns)


def _read_as(user: User) -> Compartment:
    """What the journal notes that a reader of cases has read."""
    reads_protection = may_read(user, Compartment.PROTECTION)
    return Compartment.PROTECTION if reads_protection else Compartment.HEALTH


def _referrals_reached(found, user: User, prefix: str = ""):  # type: ignore[no-untyped-def]
    """Rows about referrals of the user's posts, those of health for who reads health data there,
    or sent to the services they work for."""
    columns = (f"{prefix}post_id", f"{prefix}person_id")
    of_health = found.filter(**{f"{prefix}is_of_health": True})
    reached = _reached_by_either(user, found, of_health, columns)
    services = permissions_of(user).services_with(Permission.READ_PROTECTION)
    if services:
        reached = reached | found.filter(**{f"{prefix}service_id__in": services})
    return noted(reached, user, _read_as(user), "casework")


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
