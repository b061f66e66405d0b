"""Every table that leaves the system as a file, in the order of the documentation."""

from __future__ import annotations

from openhbm.web.exporting.figure_tables import (
    ACCURACY,
    ACCURACY_BY_DAY,
    BOARD,
    CONFLICTS,
    DELIVERIES,
    LANES,
    MEASURE_DRAFTS,
    NEEDS,
    NODES,
    OUTLOOK,
    OUTLOOK_CLASSES,
    OUTLOOK_HOURS,
    REFUSED,
    ROLES_HELD,
    SITUATION,
    STAFF_GAPS,
    STOCK_GAPS,
)
from openhbm.web.exporting.oversight_tables import (
    CONTENT,
    DEVICES,
    FINDINGS,
    HISTORY,
    JOURNAL,
    OPENED,
    SIGNALS,
)
from openhbm.web.exporting.people_tables import (
    CARDS,
    HITS,
    HITS_BY_NATIONALITY,
    HITS_BY_SCRIPT,
    MEMBERS,
    PAIRS,
    PAPER_PICTURES,
    SEARCHES,
    SET_ASIDES,
    WATCH_LISTS,
)
from openhbm.web.exporting.reference_tables import IMPORTS, MEASURES, POSTS, SERVICES, USERS
from openhbm.web.exporting.scenario_tables import (
    SCENARIO_DAYS,
    SCENARIO_PLANNING,
    SCENARIO_ROADS,
    SCENARIO_TOTALS,
    SCENARIOS,
)
from openhbm.web.exporting.tables import (
    ALERTS,
    ARRIVALS,
    CROSSINGS,
    GROUPS,
    PERSONS,
    REFERRALS,
    REPORTS,
)

TABLES = (
    PERSONS, GROUPS, ARRIVALS, CROSSINGS, REFERRALS, ALERTS, REPORTS,
    POSTS, SERVICES, MEASURES, USERS, IMPORTS,
    DEVICES, OPENED, FINDINGS, JOURNAL, CONTENT, SIGNALS,
    MEMBERS, CARDS, PAIRS, HITS, WATCH_LISTS, HITS_BY_SCRIPT, HITS_BY_NATIONALITY,
    SEARCHES, PAPER_PICTURES, SET_ASIDES,
    SITUATION, STAFF_GAPS, STOCK_GAPS, NEEDS, BOARD, DELIVERIES, ACCURACY, ACCURACY_BY_DAY,
    OUTLOOK, OUTLOOK_HOURS, OUTLOOK_CLASSES,
    NODES, CONFLICTS, HISTORY, LANES, ROLES_HELD, MEASURE_DRAFTS, REFUSED,
    SCENARIOS, SCENARIO_DAYS, SCENARIO_TOTALS, SCENARIO_ROADS, SCENARIO_PLANNING,
)  # fmt: skip
