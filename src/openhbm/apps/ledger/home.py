"""Where this node keeps its things. Known before anything is set up: restoring needs it."""

from __future__ import annotations

import json
import os
from pathlib import Path

DATABASE_FILE = "hbm.sqlite3"
NODE_FILE = "node.json"
DEFAULT_PREFIX = "HBM"


def node_home() -> Path:
    """``HBM_HOME``, or the user's data folder."""
    given = os.environ.get("HBM_HOME", "")
    return Path(given).expanduser() if given else Path.home() / ".local" / "share" / "openhbm"


def node_prefix(home: Path) -> str:
    """The prefix of this node: of ``HBM_NODE``, else as it was enrolled."""
    if given := os.environ.get("HBM_NODE", ""):
        return given
    file = home / NODE_FILE
    if not file.exists():
        return DEFAULT_PREFIX
    return str(json.loads(file.read_text(encoding="utf-8"))["prefix"])


def keep_node_prefix(home: Path, prefix: str) -> None:
    """Remember under which prefix this node was enrolled."""
    (home / NODE_FILE).write_text(json.dumps({"prefix": prefix}) + "\n", encoding="utf-8")
