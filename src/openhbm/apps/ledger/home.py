"""Where this node keeps its things. Known before anything is set up: restoring needs it."""

from __future__ import annotations

import os
from pathlib import Path

DATABASE_FILE = "hbm.sqlite3"


def node_home() -> Path:
    """``HBM_HOME``, or the user's data folder."""
    given = os.environ.get("HBM_HOME", "")
    return Path(given).expanduser() if given else Path.home() / ".local" / "share" / "openhbm"
