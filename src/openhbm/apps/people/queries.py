"""Reads about persons and groups: the only way to get a person is to ask for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, within_reach
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.codes import ConsentPurpose
from openhbm.apps.people.models import Consent, Group, Membership, Person, Photo
from openhbm.apps.people.photos import photo_bytes
from openhbm.apps.places.models import Post

PERSON_PARTS = ("names", "nationalities", "documents", "family_links", "contacts")


def people_visible_to(user: User) -> QuerySet[Person]:
    """Persons registered where the user works, newest first; nobody without identity access."""
    found = Person.objects.filter(is_erased=False).order_by("-registered_at", "-id")
    return within_reach(user, Compartment.IDENTITY, found, "registered_post_id", "id")


def person_for(user: User, person_id: UUID | str) -> Person:
    """One person by id or registration number, with all parts.

    NotVisible when absent or hidden: the two cannot be told apart.
    """
    found = people_visible_to(user).filter(_key(person_id))
    found = found.prefetch_related(*PERSON_PARTS, Prefetch("consents", _consents(user))).first()
    if found is None:
        raise NotVisible(f"There is no person {person_id}.")
    return found


def groups_visible_to(user: User) -> QuerySet[Group]:
    """Groups registered where the user works, newest first."""
    found = Group.objects.select_related("post").order_by("-registered_at", "-id")
    return within_reach(user, Compartment.IDENTITY, found, "post_id")


def group_for(user: User, group_id: UUID | str) -> Group:
    """One group by id or number; NotVisible when absent or hidden."""
    found = groups_visible_to(user).filter(_key(group_id)).first()
    if found is None:
        raise NotVisible(f"There is no group {group_id}.")
    return found


def groups_waiting(user: User, post: Post | None, since: datetime) -> QuerySet[Group]:
    """Groups received at a post (None: wherever the user works) of which somebody is not
    registered yet, longest wait first.

    Each carries ``registered``, how many are, and ``left``, how many are not.
    """
    now_in = Q(memberships__until_at=None)
    found = groups_visible_to(user).filter(registered_at__gte=since)
    found = found if post is None else found.filter(post=post)
    found = found.annotate(registered=Count("memberships", filter=now_in))
    found = found.annotate(left=F("size") - F("registered")).filter(left__gt=0)
    return found.order_by("registered_at", "id")


def members_of(user: User, group: Group) -> QuerySet[Membership]:
    """Who is in a group now, the focal point first."""
    found = Membership.objects.filter(group=group, until_at=None, person__is_erased=False)
    found = found.select_related("person").order_by("from_at", "id")
    return found if may_read(user, Compartment.IDENTITY) else found.none()


def groups_of(user: User, person: Person) -> QuerySet[Group]:
    """The groups a person is in."""
    return groups_visible_to(user).filter(memberships__person=person, memberships__until_at=None)


def consent_in_force(user: User, person: Person, purpose: str) -> Consent | None:
    """The newest consent for a purpose that was given and not withdrawn."""
    found = _consents(user).filter(person=person, purpose=purpose)
    newest = found.order_by("-given_at").first()
    return newest if newest and newest.is_given and newest.withdrawn_at is None else None


def _consents(user: User) -> QuerySet[Consent]:
    """Consents; those to be referred only for who reads protection data of the person's post."""
    found = within_reach(
        user, Compartment.IDENTITY, Consent.objects.all(), "person__registered_post_id", "person_id"
    )
    confidential = within_reach(
        user, Compartment.PROTECTION, found, "person__registered_post_id", "person_id"
    )
    return found.exclude(purpose=ConsentPurpose.REFERRAL) | confidential


def photo_for(user: User, photo_id: UUID) -> tuple[str, bytes]:
    """(media type, bytes) of a photo; NotVisible when absent or hidden."""
    photo = Photo.objects.filter(id=photo_id, person__in=people_visible_to(user)).first()
    data = photo_bytes(photo) if photo else None
    if photo is None or data is None:
        raise NotVisible(f"There is no photo {photo_id}.")
    return photo.media_type, data


def people_by_ids(user: User, ids: Iterable[UUID]) -> dict[UUID, Person]:
    return people_visible_to(user).in_bulk(list(ids))


def groups_by_ids(user: User, ids: Iterable[UUID]) -> dict[UUID, Group]:
    return groups_visible_to(user).in_bulk(list(ids))


def _key(id_or_number: UUID | str) -> Q:
    try:
        return Q(id=UUID(str(id_or_number)))
    except ValueError:
        return Q(number=sought(id_or_number).upper())


def number_is_given(user: User | None, number: str) -> bool:
    """Whether some person or group has this number already; for no user's eyes."""
    sought_number = sought(number).upper()
    return any(kind.objects.filter(number=sought_number).exists() for kind in (Person, Group))
