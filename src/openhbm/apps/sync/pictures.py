"""Photos between nodes: which ones this node lacks, and which pieces it may give to whom.

They go in a lane of their own when all entries are through, so that no text waits for a picture.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings

from openhbm.apps.people.models import Photo
from openhbm.apps.people.photo_pieces import ENVELOPE_BYTES, Piece, arrived, is_here, piece_after
from openhbm.apps.sync.belonging import belongs
from openhbm.apps.sync.cards import Card, goes_up_to
from openhbm.apps.sync.models import AwaitedPhoto, EnrolledNode

ASKED_AT_ONCE = 32
SMALLEST_PIECE = 500


def photos_wanted_from(card: Card) -> int:
    """How many photos this node hopes to get from another one."""
    return _awaited_from(card).count()


def wants_of(card: Card) -> list[list[Any]]:
    """The photos to ask a node for: whose, which, and how much of each has come."""
    told = []
    for one in _awaited_from(card).order_by("id")[:ASKED_AT_ONCE]:
        offset, nonce = arrived(one.person_id, one.sha256)
        told.append([one.person_id.bytes, bytes.fromhex(one.sha256), offset, nonce])
    return told


def pieces_for(card: Card, wants: list[list[Any]], most_bytes: int) -> list[Piece]:
    """Pieces of what a node asked for, as far as it may have it; about ``most_bytes`` together."""
    found: list[Piece] = []
    left = most_bytes
    for person, digest, offset, nonce in wants:
        person_id, sha256 = UUID(bytes=person), bytes(digest).hex()
        if left < SMALLEST_PIECE:
            break
        if not _may_have(card, person_id, sha256):
            continue
        piece = piece_after(person_id, sha256, int(offset), bytes(nonce), left)
        if piece is not None:
            found.append(piece)
            left -= len(piece.data)
    return found


def is_awaited(piece: Piece) -> bool:
    """Whether a piece belongs to a photo that a record here speaks of, and is as long as it."""
    known = Photo.objects.filter(person_id=piece.person_id, sha256=piece.sha256).first()
    return (
        known is not None
        and piece.total == known.bytes + ENVELOPE_BYTES
        and 0 <= piece.offset <= piece.offset + len(piece.data) <= piece.total
        and not is_here(piece.person_id, piece.sha256)
    )


def _awaited_from(card: Card) -> Any:
    """Of a node below what it and those behind it wrote; of the hub all else; of all of them what
    this very node lost."""
    below = [card.prefix, *_behind(card.prefix)]
    if goes_up_to(card):
        return AwaitedPhoto.objects.exclude(from_node__in=_behind(settings.NODE_PREFIX))
    return AwaitedPhoto.objects.filter(from_node__in=[*below, settings.NODE_PREFIX])


def _behind(prefix: str) -> list[str]:
    found = EnrolledNode.objects.filter(hub=prefix).exclude(prefix=prefix)
    return list(found.values_list("prefix", flat=True))


def _may_have(card: Card, person_id: UUID, sha256: str) -> bool:
    """The same people go to a node as records and as pictures."""
    if not Photo.objects.filter(person_id=person_id, sha256=sha256).exists():
        return False
    return goes_up_to(card) or belongs(card, person_id)
