"""Bearer tokens: what is kept of one."""

from __future__ import annotations

import hashlib


def token_digest(text: str) -> str:
    """The SHA-256 under which a token is stored and looked up (hexadecimal)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
