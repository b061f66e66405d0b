"""How much the fault suite does: a minute's worth in `make test`, all of it in `make faults`."""

from __future__ import annotations

import os

IS_FULL = os.environ.get("HBM_FAULTS", "short") == "full"
"""The one place that reads HBM_FAULTS, `short` or `full`."""

LINE_FAULTS = 250 if IS_FULL else 40
PROCESS_FAULTS = 250 if IS_FULL else 60
POWER_CUTS = 400 if IS_FULL else 40
BAD_BUNDLES = 250 if IS_FULL else 60
COPIED_NODES = 10 if IS_FULL else 2
SERVER_KILLS = 6 if IS_FULL else 2
TABLET_HOUSEHOLDS = 500 if IS_FULL else 20
TABLET_KILLS = 20 if IS_FULL else 2
PROPERTY_RUNS = 10_000 if IS_FULL else 300
