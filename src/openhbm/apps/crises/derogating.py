"""What is stated of the rights a measure suspends, as it is stored and as the law engine reads it.

Stored are plain values under the names of `DerogationFacts`; the measure's own days stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.law import DerogationFacts, DerogationResult, derogation_check


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _days(values: Any) -> tuple[date, ...]:
    return tuple(date.fromisoformat(value) for value in values)


def _as_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "instrument": _as_is,
    "articles": tuple,
    "suspends": tuple,
    "gazette_ref": _as_is,
    "proclaimed_on": _day,
    "review_dates": _days,
    "threatens_life_of_nation": _as_is,
    "threat_evidence": _as_is,
    "duration_reason": _as_is,
    "geography_reason": _as_is,
    "scope_reason": _as_is,
    "ordinary_limits_insufficient": _as_is,
    "distinctions": lambda value: None if value is None else tuple(value),
    "obligations_met": dict,
    "notified_on": _day,
    "ended_notified_on": _day,
    "oversight_review_on": _day,
}


def derogation_result(
    stated: Mapping[str, Any], starts_on: date, ends_on: date, on: date
) -> DerogationResult | None:
    """The nine tests on the day ``on``; None for a measure that suspends no right."""
    if not stated:
        return None
    known = {name: _READERS[name](value) for name, value in stated.items()}
    facts = DerogationFacts(starts_on=starts_on, ends_on=ends_on, **known)
    return derogation_check(facts, on)


def check_stated(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they can be stored; ActionError for one that nobody can read."""
    if unknown := sorted(set(stated) - set(_READERS)):
        raise ActionError(
            _("%(name)s is nothing that is stated of a derogation.") % {"name": unknown[0]},
            field=unknown[0],
            remedy=_("Leave it out."),
        )
    for name, value in stated.items():
        try:
            _READERS[name](value)
        except (TypeError, ValueError):
            raise ActionError(
                _("%(value)s cannot be read.") % {"value": value},
                field=name,
                remedy=_("Write days as YYYY-MM-DD."),
            ) from None
    return dict(stated)
