"""Bearer tokens and one-time codes: how they look and what is kept of one."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.crypto import salted_hmac

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is taken for a digit."""
_MISREAD = str.maketrans("OIL", "011")


def token_digest(text: str) -> str:
    """The SHA-256 under which a token is stored and looked up (hexadecimal)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(groups: int) -> str:
    """A code to read out and type: groups of five letters and digits, such as 7KX2M-9QRTA."""
    parts = ("".join(secrets.choice(CODE_LETTERS) for _place in range(5)) for _g in range(groups))
    return "-".join(parts)


def code_digest(code: str) -> str:
    """What is kept of a code: keyed, since whoever stole the rows could try all codes.

    Typed in small letters, without hyphens or with O for 0 it is the same code.
    """
    letters = "".join(letter for letter in code.upper().translate(_MISREAD) if letter.isalnum())
    known = letters.encode("utf-8", "replace").decode()
    return salted_hmac("openhbm one-time code", known, algorithm="sha256").hexdigest()
