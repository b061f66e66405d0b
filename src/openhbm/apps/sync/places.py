"""The post that a record belongs to, as far as it says so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

_DIRECT = ("registered_post_id", "post_id")
_THROUGH = ("person", "group", "referral", "screening", "finding")


def post_of(record: Any) -> UUID | None:
    """The post of a record, of its person or of what it belongs to; None when it has none."""
    for name in _DIRECT:
        if (found := getattr(record, name, None)) is not None:
            return UUID(str(found))
    for name in _THROUGH:
        if getattr(record, f"{name}_id", None) is not None:
            return post_of(getattr(record, name))
    return None
