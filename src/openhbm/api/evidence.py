"""What every answer with evidence says of a signal, whatever it calls the two sides."""

from __future__ import annotations

from typing import Any


def told(evidence: Any) -> dict[str, Any]:
    """Signal, weight in bits and reason of one piece of evidence, without its two sides."""
    return {
        "signal": evidence.signal,
        "weight": round(evidence.weight, 2),
        "reason": evidence.reason.text,
        "reason_code": evidence.reason.code,
    }
