"""Where this node keeps its things: one home folder, one database, keys outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openhbm.apps.ledger.home import DATABASE_FILE
from openhbm.apps.ledger.keys import KeyRing


def database(folder: Path, url: str) -> dict[str, Any]:
    """Django's settings of the database: PostgreSQL by URL, else the node's encrypted file."""
    return _postgresql(url) if url else _sqlite(folder)


def _sqlite(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "openhbm.project.sqlcipher",
        "NAME": folder / DATABASE_FILE,
        # Kept open: the server's threads are few and live long, and opening costs a key set-up.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "key": KeyRing.at(folder / "keys").database_key.hex(),
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            # FULL: at a power cut NORMAL loses registrations that were already acknowledged.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("HBM_DATABASE_URL must look like postgresql://user@host:5432/database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
