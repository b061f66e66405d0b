"""Proving to know a one-time code without saying it, on a line that others may listen to."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from typing import Any

CODE_BYTES = 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A code to read out: 80 random bits in groups of four."""
    letters = [secrets.choice(_ALPHABET) for _ in range(CODE_BYTES * 8 // 5)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, len(letters), 4))


def digest_of(code: str) -> str:
    """What is kept of a code; spaces, hyphens and small letters make no difference."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    return hashlib.sha256(b"openhbm enrolment\x00" + plain.encode()).hexdigest()


def name_of(digest: str) -> str:
    """Under what a code is asked for; tells nothing about it."""
    return hashlib.sha256(b"openhbm enrolment name\x00" + digest.encode()).hexdigest()[:16]


def proof(digest: str, document: dict[str, Any]) -> str:
    """That who made this document knows the code."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hmac.new(digest.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_proven(digest: str, document: dict[str, Any], given: str) -> bool:
    return hmac.compare_digest(proof(digest, document), given)
