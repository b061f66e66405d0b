"""What time it is for the staff pages: the node's clock, which in a replay is the replay's."""

from __future__ import annotations

from openhbm.apps.ledger.clock import is_replay, now, today

__all__ = ["is_replay", "now", "today"]
