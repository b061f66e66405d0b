"""What will it take? Standards become needs, queues, staffing and stock."""

from openhbm.core.capacity.gaps import Gap, gaps_between
from openhbm.core.capacity.load import Climate, Load, Need, Phase, StandardMissing
from openhbm.core.capacity.needs import ITEMS, needs_for
from openhbm.core.capacity.stock import Status, Thresholds

__all__ = [
    "ITEMS",
    "Climate",
    "Gap",
    "Load",
    "Need",
    "Phase",
    "StandardMissing",
    "Status",
    "Thresholds",
    "gaps_between",
    "needs_for",
]
