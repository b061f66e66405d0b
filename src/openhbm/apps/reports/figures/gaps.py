"""What is not known, so that nobody takes silence for calm."""

from __future__ import annotations

from typing import Any

from openhbm.apps.accounts.queries import may_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.reports.figures.movement import ONE_DAY
from openhbm.apps.reports.forecasts import error_of
from openhbm.apps.reports.observed import Observed

_NAMED = 12


def data_gaps(observed: Observed) -> dict[str, Any]:
    """Gaps as codes with what they concern; the words are made when the report is shown."""
    gaps = [
        _posts("silent", observed, lambda post: _is_silent(observed, post)),
        _posts("no_throughput", observed, lambda post: observed.load_ratio(post, 0.0) is None),
        _posts("no_forecast", observed, lambda post: post.id not in observed.forecasts),
        _posts("unjudged_forecast", observed, lambda post: _is_unjudged(observed, post)),
        _posts("no_plan", observed, lambda post: post.id not in _planned(observed)),
        _uncounted(observed),
        {"code": "waits_modelled"},
    ]
    if not may_read(observed.user, Compartment.MOVEMENT):
        gaps.append({"code": "decisions_not_readable"})
    return {"gaps": [gap for gap in gaps if gap]}


def _is_silent(observed: Observed, post: Any) -> bool:
    """Reported in the last weeks, but not on the day."""
    return post.id in observed.series and observed.count(post) is None


def _is_unjudged(observed: Observed, post: Any) -> bool:
    forecast = observed.forecasts.get(post.id)
    return forecast is not None and error_of(forecast) is None


def _planned(observed: Observed) -> set[Any]:
    return {plan.post_id for plan in observed.plans if plan.for_on >= observed.on - ONE_DAY}


def _posts(code: str, observed: Observed, is_concerned: Any) -> dict[str, Any] | None:
    concerned = [post for post in observed.posts if is_concerned(post)]
    if not concerned:
        return None
    return {
        "code": code,
        "count": len(concerned),
        "of": len(observed.posts),
        "names": [post.name for post in concerned[:_NAMED]],
    }


def _uncounted(observed: Observed) -> dict[str, Any] | None:
    items = sorted(
        {
            line["item"]
            for plan in observed.plans
            for line in plan.lines
            if line["available"] is None and line["required"] > 0
        }
    )
    return {"code": "uncounted", "items": items} if items else None
