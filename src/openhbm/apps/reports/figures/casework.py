"""Figures of needs and referrals, small counts hidden."""

from __future__ import annotations

from typing import Any

from openhbm.apps.casework.figures import needs_counts, referral_buckets, referral_states
from openhbm.apps.reports.figures.movement import ONE_DAY, start_of
from openhbm.apps.reports.figures.registered import disclosure_on, week_of
from openhbm.apps.reports.observed import Observed
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import SpecificNeed
from openhbm.core.privacy.suppression import suppress_each

# At one post somebody could recognise a child alone or a survivor even in a weekly count.
_NEVER_BY_POST = frozenset({"SC", "LP", "HBM"})


def specific_needs(observed: Observed) -> dict[str, Any]:
    """Persons by category of need found in the last seven days, small counts hidden.

    For one post the categories that could give somebody away are withheld altogether.
    """
    first_on, last_on = week_of(observed)
    counts = needs_counts(
        observed.user, start_of(first_on), start_of(last_on + ONE_DAY), observed.post
    )
    withheld = sorted(key for key in counts if observed.post and _is_delicate(key))
    told = {key: count for key, count in counts.items() if key not in withheld}
    shown = suppress_each(told, disclosure_on(observed.on))
    return {
        "from_on": first_on.isoformat(),
        "to_on": last_on.isoformat(),
        "counts": {key: count.text for key, count in shown.items()},
        "withheld": withheld,
    }


def referrals(observed: Observed) -> dict[str, Any]:
    """Referrals by state, and the open ones by how soon somebody must act."""
    rule = disclosure_on(observed.on)
    states = referral_states(observed.user, observed.post)
    buckets = referral_buckets(observed.user, observed.at, observed.post)
    return {
        "states": {key: count.text for key, count in suppress_each(states, rule).items()},
        "buckets": {key: count.text for key, count in suppress_each(buckets, rule).items()},
    }


def _is_delicate(category: str) -> bool:
    """Whether the category is one of those never told by post, or for protection staff alone."""
    need = pack().all(SpecificNeed).get(category)
    return category in _NEVER_BY_POST or (need is not None and need.restricted)
