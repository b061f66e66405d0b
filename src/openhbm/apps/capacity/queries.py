"""Reads: what posts have, what they need, and the totals."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.capacity.models import Plan, Staffing, Stock
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_worked_at

_WORST_FIRST = ("red", "unknown", "amber", "green")
_SUMMED = ("required", "available", "gap")


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


def totalled(plans: list[Plan]) -> list[dict[str, Any]]:
    """Per item: required, available and gap over all plans.

    A surplus at one post does not fill another's gap, so gaps are added and not worked out anew.
    ``posts_counted`` of ``posts`` say how many counted the item; ``available`` is null when none
    did. ``status`` is the worst of any post, ``posts_short`` how many have a gap.
    """
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for plan in plans:
        for line in plan.lines:
            lines[line["item"]].append(line)
    return [_total(item, parts) for item, parts in lines.items()]


def available_at(user: User, post: Post) -> dict[str, float]:
    """What a post has, by item: its counts, else what its profile says."""
    profile = {"latrines": post.latrines, "water": _water_per_day(post)}
    counted: dict[str, float] = {s.item: s.quantity for s in stock_visible_to(user, post)}
    counted |= {s.function: s.on_duty for s in staffing_visible_to(user, post)}
    return {item: amount for item, amount in profile.items() if amount is not None} | counted


def _water_per_day(post: Post) -> float | None:
    if post.water_litres_per_hour is None:
        return None
    return post.water_litres_per_hour * 24


def _total(item: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    counted = [part for part in parts if part["available"] is not None]
    worst = min((part["status"] for part in parts), key=_WORST_FIRST.index)
    return {
        "item": item,
        "unit": parts[0]["unit"],
        "required": _tidy(sum(part["required"] for part in parts)),
        "available": _tidy(sum(part["available"] for part in counted)) if counted else None,
        "gap": _tidy(sum(part["gap"] for part in parts)),
        "status": worst,
        "posts": len(parts),
        "posts_counted": len(counted),
        "posts_short": sum(1 for part in parts if part["gap"] > 0),
    }


def _tidy(amount: float) -> float | int:
    rounded = round(amount, 3)
    return int(rounded) if float(rounded).is_integer() else rounded


def _at_posts(found: QuerySet[Any], user: User, post: Post | None) -> QuerySet[Any]:
    if not may_read(user, Compartment.OPERATIONAL):
        return found.none()
    posts = posts_of(user)
    found = found if posts is None else found.filter(post_id__in=posts)
    return found if post is None else found.filter(post=post)
