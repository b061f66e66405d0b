"""The row changes and facts in a payload that came along with its entry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from openhbm.apps.ledger.rows import Change


@dataclass(frozen=True)
class Payload:
    """What an entry says: changes of rows, and facts beside them."""

    rows: list[Change] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def changes_of(plain: bytes | None) -> Payload:
    """What a plain payload says; nothing when it could not be read, or is of no known shape."""
    if plain is None:
        return Payload()
    try:
        told = json.loads(plain.decode())
        facts = told.get("facts")
        return Payload(
            [Change(*row) for row in told["rows"]], facts if isinstance(facts, dict) else {}
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return Payload()
