"""Writes about crossings: counts, arrivals of groups and persons, entry decisions."""

from openhbm.apps.crossings.actions.arrivals import (
    preregister_group,
    record_crossing,
    register_arrival,
    resize_group,
)
from openhbm.apps.crossings.actions.decisions import decide_entry
from openhbm.apps.crossings.actions.households import (
    Household,
    HouseholdPlace,
    HouseholdRefused,
    Member,
    register_household,
)
from openhbm.apps.crossings.actions.set_asides import CAPACITIES, set_guard_aside
from openhbm.apps.crossings.actions.tallies import (
    Counted,
    correct_tally,
    count_arrivals,
    count_many_arrivals,
)

__all__ = [
    "CAPACITIES",
    "Counted",
    "Household",
    "HouseholdPlace",
    "HouseholdRefused",
    "Member",
    "correct_tally",
    "count_arrivals",
    "count_many_arrivals",
    "decide_entry",
    "preregister_group",
    "record_crossing",
    "register_arrival",
    "register_household",
    "resize_group",
    "set_guard_aside",
]
