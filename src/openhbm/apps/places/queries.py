"""Reads about places. Posts are public knowledge; their profile is operational."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.places.models import Area, Lane, Post, Service, Site


def posts_visible_to(user: User) -> QuerySet[Post]:
    """All posts, by country and name: everybody at a border needs to know the others."""
    found = Post.objects.order_by("country", "name")
    return found if may_read(user, Compartment.PUBLIC) else found.none()


def posts_worked_at(user: User) -> QuerySet[Post]:
    """The posts where the user holds a role."""
    found, ids = posts_visible_to(user), posts_of(user)
    return found if ids is None else found.filter(id__in=ids)


def post_for(user: User, code_or_id: str | UUID) -> Post:
    """One post by code or id; NotVisible when there is none."""
    found = posts_visible_to(user).filter(_key(code_or_id)).first()
    if found is None:
        raise NotVisible(f"There is no post {code_or_id}.")
    return found


def lanes_of(user: User, post: Post) -> QuerySet[Lane]:
    found = Lane.objects.filter(post=post).order_by("code")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def sites_visible_to(user: User) -> QuerySet[Site]:
    found = Site.objects.order_by("country", "name")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def services_visible_to(user: User) -> QuerySet[Service]:
    """The service directory."""
    found = Service.objects.select_related("post", "site").order_by("country", "category", "name")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def service_for(user: User, service_id: UUID | str) -> Service:
    """One entry of the service directory; NotVisible when there is none that the user may see."""
    try:
        found = services_visible_to(user).filter(id=UUID(str(service_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotVisible(f"There is no service {service_id}.")
    return found


def services_near(user: User, post: Post, category: str = "") -> QuerySet[Service]:
    """Active services at the post or for its whole country."""
    found = services_visible_to(user).filter(
        Q(post=post) | Q(post=None, country=post.country), is_active=True
    )
    return found.filter(category=category) if category else found


def areas_visible_to(user: User) -> QuerySet[Area]:
    found = Area.objects.order_by("pcode")
    return found if may_read(user, Compartment.PUBLIC) else found.none()


def area_for(user: User, pcode: str) -> Area:
    """An area by P-code, written in any case; NotVisible when absent or hidden."""
    found = areas_visible_to(user).filter(pcode__iexact=pcode.strip()).first()
    if found is None:
        raise NotVisible(f"There is no area {pcode}.")
    return found


def _key(code_or_id: str | UUID) -> Q:
    try:
        return Q(id=UUID(str(code_or_id)))
    except ValueError:
        return Q(code=sought(code_or_id))
