"""The lines of several posts' plans added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from openhbm.apps.capacity.models import Plan

_WORST_FIRST = ("red", "unknown", "amber", "green")


def totalled(plans: Iterable[Plan]) -> list[dict[str, Any]]:
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
