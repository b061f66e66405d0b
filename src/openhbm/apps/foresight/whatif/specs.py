"""The mark of what was asked: the same specification has the same one everywhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest_of(plain: Any) -> str:
    """The hash of plain values, whatever the order of their keys."""
    told = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
