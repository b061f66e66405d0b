"""Reads: what posts have, what they need, and the totals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.capacity.models import Plan, Staffing, Stock
from openhbm.apps.capacity.totals import totalled
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_worked_at


def stock_visible_to(user: User, post: Post | None = None) -> QuerySet[Stock]:
    """Stock as last counted, by post and item."""
    found = Stock.objects.select_related("post").order_by("post__name", "item")
    return _at_posts(found, user, post)


def staffing_visible_to(user: User, post: Post | None = None) -> QuerySet[Staffing]:
    """Staff as last counted, by post and function."""
    found = Staffing.objects.select_related("post").order_by("post__name", "function")
    return _at_posts(found, user, post)


def plans_visible_to(user: User, post: Post | None = None) -> QuerySet[Plan]:
    """Plans, newest first."""
    return _at_posts(Plan.objects.select_related("post").order_by("-made_at", "-id"), user, post)


def latest_plans(user: User) -> list[Plan]:
    """The newest plan of every post where the user works, by country and post."""
    newest = Plan.objects.filter(post=OuterRef("pk")).order_by("-made_at", "-id").values("id")[:1]
    ids = posts_worked_at(user).order_by().annotate(plan_id=Subquery(newest)).values("plan_id")
    return list(plans_visible_to(user).filter(id__in=ids).order_by("country", "post__name"))


def plan_for(user: User, post: Post) -> Plan | None:
    """The newest plan of one post."""
    return plans_visible_to(user, post).first()


def plan_total(user: User) -> list[dict[str, Any]]:
    """The lines of the newest plans of all posts, added up; see ``totalled``."""
    return totalled(latest_plans(user))


def available_at(user: User, post: Post) -> dict[str, float]:
    """What a post has, by item: its counts, else what its profile says."""
    return available_at_posts(user, [post])[post.id]


def available_at_posts(user: User, posts: Iterable[Post]) -> dict[UUID, dict[str, float]]:
    """``available_at`` for many posts, in two statements."""
    found = {post.id: _profile(post) for post in posts}
    stock = stock_visible_to(user).filter(post__in=list(found)).order_by().select_related(None)
    for post_id, item, quantity in stock.values_list("post_id", "item", "quantity"):
        found[post_id][item] = quantity
    staff = staffing_visible_to(user).filter(post__in=list(found)).order_by().select_related(None)
    for post_id, function, on_duty in staff.values_list("post_id", "function", "on_duty"):
        found[post_id][function] = on_duty
    return found


def _profile(post: Post) -> dict[str, float]:
    said = {"latrines": post.latrines, "water": _water_per_day(post)}
    return {item: amount for item, amount in said.items() if amount is not None}


def _water_per_day(post: Post) -> float | None:
    if post.water_litres_per_hour is None:
        return None
    return post.water_litres_per_hour * 24


def _at_posts(found: QuerySet[Any], user: User, post: Post | None) -> QuerySet[Any]:
    if not may_read(user, Compartment.OPERATIONAL):
        return found.none()
    posts = posts_of(user)
    found = found if posts is None else found.filter(post_id__in=posts)
    return found if post is None else found.filter(post=post)
