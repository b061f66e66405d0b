"""Settings of the test suite: a home of its own, quick password hashes, no fsync."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="hbm-test-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["HBM_HOME"] = str(_HOME)
os.environ.setdefault("HBM_NODE", "TST")

from openhbm.project.settings import *  # noqa: E402, F403
from openhbm.project.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
if DATABASES["default"]["ENGINE"] == "openhbm.project.sqlcipher":
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
    DATABASES["default"]["TEST"] = {"NAME": str(_HOME / "test.sqlite3")}
# Attempts are forgotten after every test, also after one that reaches no database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
