"""Photos on their way between nodes: in pieces, sealed as they lie on the disk of who sends them.

A photo is under its person's key, which both nodes have, and named by the hash of its content, so
that a piece tells nobody anything and the whole is checked when it is there. Its first bytes are
the nonce of the sender's own sealing: by them both know whether they speak of the same bytes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from openhbm.apps.ledger.person_keys import existing_key
from openhbm.apps.people.photos import ARRIVING, PHOTOS, digest_of, path_of
from openhbm.core.ledger.envelopes import NONCE_BYTES, EnvelopeError, opened

ENVELOPE_BYTES = NONCE_BYTES + 16
"""So much longer than the photo is what lies on the disk."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a sealed photo: where they begin, and how many there are in all."""

    person_id: UUID
    sha256: str
    total: int
    offset: int
    data: bytes


def is_here(person_id: UUID, sha256: str) -> bool:
    return path_of(person_id, PHOTOS, sha256).exists()


def arrived(person_id: UUID, sha256: str) -> tuple[int, bytes]:
    """How many bytes of a photo have come, and the nonce that they begin with."""
    part = _part(person_id, sha256)
    if not part.exists() or part.stat().st_size < NONCE_BYTES:
        return 0, b""
    with part.open("rb") as file:
        return part.stat().st_size, file.read(NONCE_BYTES)


def piece_after(person_id: UUID, sha256: str, offset: int, nonce: bytes, most: int) -> Piece | None:
    """The next piece for who has so much of a photo; from its beginning when that is of another
    sealing. None when the photo is not here, or nothing of it is missing there."""
    path = path_of(person_id, PHOTOS, sha256)
    if not path.exists():
        return None
    with path.open("rb") as file:
        start = offset if file.read(NONCE_BYTES) == nonce else 0
        file.seek(start)
        data = file.read(max(1, most))
        total = path.stat().st_size
    return Piece(person_id, sha256, total, start, data) if data else None


def add_piece(piece: Piece) -> bool:
    """Put a piece behind what has come; True when the photo is whole and is what its name says.

    A piece that does not join on is passed over; what is whole and is no such photo goes, and is
    asked for again.
    """
    part = _part(piece.person_id, piece.sha256)
    have, _nonce = arrived(piece.person_id, piece.sha256)
    if piece.offset not in (0, have) or is_here(piece.person_id, piece.sha256):
        return is_here(piece.person_id, piece.sha256)
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with part.open("ab" if piece.offset else "wb") as file:
        file.write(piece.data)
        file.flush()
        os.fsync(file.fileno())
    if piece.offset + len(piece.data) < piece.total:
        return False
    if not _is_what_it_says(piece, part.read_bytes()):
        part.unlink()
        return False
    part.replace(path_of(piece.person_id, PHOTOS, piece.sha256))
    return True


def _is_what_it_says(piece: Piece, envelope: bytes) -> bool:
    key = existing_key(piece.person_id, is_sealed=False)
    try:
        return key is not None and piece.sha256 == digest_of(
            opened(key, envelope, context=piece.sha256.encode())
        )
    except EnvelopeError:
        return False


def _part(person_id: UUID, sha256: str) -> Path:
    return path_of(person_id, PHOTOS, sha256).with_suffix(ARRIVING)
