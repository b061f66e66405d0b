"""Reads about users and what they may do."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from openhbm.apps.accounts.models import BrokenGlass, RoleHeld, Token, User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.tokens import token_digest
from openhbm.apps.ledger import queries as ledger
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import SEALED, Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission, reading
from openhbm.content.schemas.roles import Role

M = TypeVar("M", bound=Model)

READ_EVERYWHERE = frozenset({Compartment.PUBLIC, Compartment.OPERATIONAL})


def may(user: User, permission: Permission, post_id: UUID | None = None) -> bool:
    """Whether the user holds ``permission``, at that post when one is given."""
    held = permissions_of(user)
    if permission not in held.all:
        return False
    posts = held.posts_with(permission)
    return post_id is None or posts is None or post_id in posts


def is_enforcing(user: User) -> bool:
    """Whether the user holds a role of those who may stop, refuse or detain."""
    return any(role.enforcement for role, _place_id in permissions_of(user).held)


def within_reach(
    user: User,
    compartment: Compartment,
    found: QuerySet[M],
    post_column: str,
    person_column: str = "",
) -> QuerySet[M]:
    """The wall: rows that the user's roles let them read, as if the others did not exist.

    Rows of posts where a role reads ``compartment`` and, where ``person_column`` tells whom a row
    is about, of persons whose record the user opened by breaking the glass.
    """
    held = permissions_of(user)
    permission = reading(compartment)
    if permission not in held.all:
        return found.none()
    posts = held.posts_with(permission)
    if posts is None:
        return found
    reached = Q(**{f"{post_column}__in": posts})
    if person_column and held.opened:
        reached |= Q(**{f"{person_column}__in": held.opened})
    return found.filter(reached)


def compartments_of(user: User) -> frozenset[Compartment]:
    """The compartments that the user's roles let them read."""
    return permissions_of(user).reads


def compartments_at(user: User, post_id: UUID | None) -> frozenset[Compartment]:
    """The compartments that the user may read of a record of this post; of none, all they read.

    Figures are read of the whole country, everything else only where a role allows it.
    """
    read = compartments_of(user)
    if post_id is None:
        return read
    reach = {c: posts_of(user, c) for c in read - READ_EVERYWHERE}
    beyond = {c for c, posts in reach.items() if posts is not None and post_id not in posts}
    return read - beyond


def may_read(user: User, compartment: Compartment) -> bool:
    return compartment in permissions_of(user).reads


def may_write(user: User, compartment: Compartment) -> bool:
    return compartment in permissions_of(user).writes


def posts_of(user: User, compartment: Compartment | None = None) -> frozenset[UUID] | None:
    """Ids of the posts where the user holds a role; None for everywhere.

    With a compartment: where a role lets them read it. Somebody who reads figures of the whole
    country and registers people at one post reads persons at that post only.
    """
    held = permissions_of(user)
    return held.posts if compartment is None else held.posts_with(reading(compartment))


def roles_of(user: User) -> frozenset[str]:
    return permissions_of(user).roles


def history_of(
    user: User,
    *,
    subject: UUID | None = None,
    record: str = "",
    post_id: UUID | None = None,
    with_reads: bool = False,
) -> list[ledger.Happening]:
    """The journal of a person (``subject``) or record, as far as the user may read it.

    ``record`` is a model label and id, such as ``people.group:0190…``; ``post_id`` is the post it
    belongs to: what a role lets the user read elsewhere does not open its history.
    """
    found = ledger.happenings(
        user,
        compartments=(
            compartments_of(user)
            if subject in permissions_of(user).opened
            else compartments_at(user, post_id)
        ),
        subject=subject,
        record=record,
        with_reads=with_reads,
    )
    _note_sealed(user, found, subject)
    return found


def journal_entries(user: User, types: Collection[str] = ()) -> QuerySet[Entry]:
    """The whole journal or its entries of some types, newest first: who did what and when.

    Without any value or record, for whoever watches over the others; for everybody else empty.
    """
    found = Entry.objects.defer("header", "body", "previous", "hash").order_by("-clock")
    found = found.filter(type__in=types) if types else found
    return found if may(user, Permission.READ_JOURNAL) else found.none()


def _note_sealed(user: User, found: list[ledger.Happening], subject: UUID | None) -> None:
    """Journal the look at entries of sealed compartments, as a look at the rows would be."""
    for compartment in SEALED:
        ids = [h.entry_id for h in found if h.compartment is compartment and not h.is_erased]
        if ids:
            note_read(
                by=user,
                what="ledger.entry",
                ids=ids,
                compartment=compartment,
                purpose="history",
                subject=subject,
            )


def users_visible_to(user: User) -> QuerySet[User]:
    """Colleagues, by name. Names of staff are operational."""
    found = User.objects.order_by("display_name")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def users_who_may(user: User, permission: Permission, post_id: UUID | None) -> list[User]:
    """Colleagues other than ``user`` who hold ``permission`` at a post now, by name."""
    roles = [role.id for role in pack().all(Role).values() if role.allows(permission)]
    found = users_visible_to(user).filter(is_active=True, roles_held__role__in=roles)
    others = found.exclude(id=user.id).distinct()
    return [other for other in others if may(other, permission, post_id)]


def user_named(user: User | None, username: str) -> User:
    """A colleague by user name; ``user`` is None where nobody is signed in: the command line."""
    found = User.objects.filter(username__iexact=sought(username)).first()
    if found is None:
        raise NotVisible(f"There is no user {username}.")
    return found


def names_of(user: User, ids: set[UUID]) -> dict[UUID, str]:
    """Display names of users by id, for histories."""
    return {u.id: str(u) for u in User.objects.filter(id__in=ids)}


def first_administrator(user: User | None) -> User | None:
    """The administrator that set-up made; the command line acts as this user by default.

    Never one of another node, whose account came by replication: what is done here is not theirs.
    """
    held = RoleHeld.objects.filter(role="administrator").select_related("user").order_by("from_at")
    own = ledger.written_here(None, [f"accounts.user:{one.user_id}" for one in held])
    return next((one.user for one in held if f"accounts.user:{one.user_id}" in own), None)


def user_of_token(user: User | None, text: str) -> User | None:
    """Whose bearer token this is, when it is valid now; ``user`` is None before sign-in."""
    tokens = Token.objects.select_related("user").filter(
        digest=token_digest(text), revoked_at=None, expires_at__gt=timezone.now()
    )
    token = tokens.first()
    return token.user if token and token.user.is_active else None


def tokens_of(user: User) -> QuerySet[Token]:
    return Token.objects.filter(user=user).order_by("-expires_at")


def glass_broken_visible_to(user: User) -> QuerySet[BrokenGlass]:
    """Opened records: one's own and, for whoever reviews them, everybody's; newest first."""
    found = BrokenGlass.objects.select_related("user", "reviewed_by").order_by("-from_at", "-id")
    if may(user, Permission.REVIEW_BREAK_GLASS):
        return found
    return found.filter(user=user)


def glass_broken_for(user: User, glass_id: UUID) -> BrokenGlass:
    """One opened record; NotVisible when absent or hidden."""
    found = glass_broken_visible_to(user).filter(id=glass_id).first()
    if found is None:
        raise NotVisible(f"There is no opened record {glass_id}.")
    return found


def glass_to_review(user: User) -> QuerySet[BrokenGlass]:
    """Opened records nobody has reviewed yet, the oldest first."""
    found = BrokenGlass.objects.filter(reviewed_at=None).select_related("user")
    found = found.order_by("from_at", "id")
    return found if may(user, Permission.REVIEW_BREAK_GLASS) else found.none()
