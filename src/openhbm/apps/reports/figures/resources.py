"""Figures of what is there and what is missing: services, stock, staff, needs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from openhbm.apps.capacity.codes import FUNCTIONS
from openhbm.apps.capacity.totals import totalled
from openhbm.apps.places.models import Service
from openhbm.apps.places.queries import services_visible_to
from openhbm.apps.reports.observed import Observed

_SHORTEST = 10
_URGENCY = ("red", "unknown", "amber", "green")


def services(observed: Observed) -> dict[str, Any]:
    """Per kind of service, at how many of the posts that receive people it is to be had.

    Green: at all of them; amber: at some; red: listed, but at none.
    """
    busy = [post for post in observed.posts if observed.count(post)] or list(observed.posts)
    found: dict[str, list[Service]] = defaultdict(list)
    for service in services_visible_to(observed.user):
        found[service.category].append(service)
    rows = []
    for category, listed in found.items():
        active = [service for service in listed if service.is_active]
        covered = sum(any(_serves(service, post) for service in active) for post in busy)
        capacities = [s.capacity_per_day for s in active if s.capacity_per_day is not None]
        rows.append(
            {
                "category": category,
                "services": len(active),
                "posts_covered": covered,
                "posts": len(busy),
                "capacity_per_day": sum(capacities) if capacities else None,
                "status": "red" if not covered else "green" if covered == len(busy) else "amber",
            }
        )
    rows.sort(key=lambda row: (_URGENCY.index(str(row["status"])), row["category"]))
    return {"rows": rows}


def stock(observed: Observed) -> dict[str, Any]:
    """Stock over all posts, and where supplies run out first."""
    lines = [line for line in totalled(list(observed.plans)) if line["item"] not in FUNCTIONS]
    shortest = [
        {
            "post": plan.post.code,
            "name": plan.post.name,
            "names": plan.post.names,
            "item": line["item"],
            "days": line["days_of_supply"],
            "status": line["status"],
        }
        for plan in observed.plans
        for line in plan.lines
        if line["days_of_supply"] is not None and line["status"] in ("red", "amber")
    ]
    shortest.sort(key=lambda row: float(row["days"]))
    return {"lines": lines, "shortest": shortest[:_SHORTEST], "posts_short": len(shortest)}


def staff(observed: Observed) -> dict[str, Any]:
    """Staff and manned stations over all posts."""
    lines = [line for line in totalled(list(observed.plans)) if line["item"] in FUNCTIONS]
    return {"lines": lines}


def needs(observed: Observed) -> dict[str, Any]:
    """What to ask for: every item that is short, the worst first, and where it is short most."""
    lines = [line for line in totalled(list(observed.plans)) if line["gap"] > 0]
    lines.sort(key=lambda line: (_URGENCY.index(line["status"]), -_share_missing(line)))
    return {
        "plans": len(observed.plans),
        "forecast_plans": sum(plan.load["source"] == "forecast" for plan in observed.plans),
        "lines": lines,
    }


def _serves(service: Service, post: Any) -> bool:
    """At this post, or for the whole country the post is in."""
    if service.post_id is not None:
        return bool(service.post_id == post.id)
    return service.site_id is None and service.country == post.country


def _share_missing(line: dict[str, Any]) -> float:
    return float(line["gap"]) / float(line["required"]) if line["required"] else 0.0
