"""Trust files: certificates and lists of revocations in one file, carried by line or stick.

The file itself is not signed: everything in it is, and is judged by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cbor2

from openhbm.core.documents.seals.cose import read_cbor
from openhbm.core.documents.seals.verdicts import SealError

FORMAT = "hbm trust 1"
MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TrustFile:
    """Certificates (DER) and signed lists."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


def packed(certificates: Sequence[bytes], lists: Sequence[bytes]) -> bytes:
    """The file's bytes."""
    return cbor2.dumps({"format": FORMAT, "certificates": [*certificates], "lists": [*lists]})


def unpacked(data: bytes) -> TrustFile:
    """What a file holds, of which nothing is believed yet; SealError when it is none."""
    if len(data) > MOST_BYTES:
        raise SealError(f"{len(data)} bytes are too many for a trust file")
    document = read_cbor(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise SealError("it is no trust file")
    return TrustFile(_bytes_in(document, "certificates"), _bytes_in(document, "lists"))


def _bytes_in(document: dict[str, object], name: str) -> tuple[bytes, ...]:
    found = document.get(name, [])
    if not isinstance(found, list | tuple) or not all(isinstance(part, bytes) for part in found):
        raise SealError(f"the {name} of the trust file are damaged")
    return tuple(found)
