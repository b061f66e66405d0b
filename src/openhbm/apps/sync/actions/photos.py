"""Asking for photos and giving them, piece by piece; a line that dies costs one piece."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.rows import Change
from openhbm.apps.people.models import Photo
from openhbm.apps.people.photo_pieces import Piece, add_piece, is_here
from openhbm.apps.sync.cards import Card, card_of, ordinary_key
from openhbm.apps.sync.incoming import sender_of
from openhbm.apps.sync.models import AwaitedPhoto
from openhbm.apps.sync.pictures import is_awaited, pieces_for, wants_of
from openhbm.core.ledger.letters import LetterError, open_box, write_letter
from openhbm.core.ledger.packing import PackingError, compressed, decompressed

_PHOTO = "people.photo"
_KIND = "photos"


@dataclass(frozen=True)
class PhotosTaken:
    """What came of a letter of pieces, and what its writer asks for."""

    wants: list[list[Any]]
    most_bytes: int
    pieces: int = 0
    whole: int = 0


@action
def await_photos(
    *, by: Actor | None, told: list[tuple[Entry, list[Change]]], touched: set[str]
) -> None:
    """Remember which of the photos touched (ids) are not here: told now, or woken by a person."""
    made = {
        UUID(change.id): node_of(found.node_id)
        for found, changes in told
        for change in changes
        if change.model == _PHOTO and change.verb in ("create", "put") and change.id in touched
    }
    woken = [f"{_PHOTO}:{one}" for one in touched if UUID(one) not in made]
    waited = Entry.objects.filter(record__among=woken).order_by("-clock")
    for record, chain in waited.values_list("record", "node_id"):
        made[UUID(record.partition(":")[2])] = node_of(chain)
    AwaitedPhoto.objects.bulk_create(
        (
            AwaitedPhoto(person_id=photo.person_id, sha256=photo.sha256, from_node=made[photo.id])
            for photo in Photo.objects.filter(pk__in=made)
            if not is_here(photo.person_id, photo.sha256)
        ),
        ignore_conflicts=True,
    )


@action
def write_photo_letter(
    *, by: Actor | None, to: str, most_bytes: int, asked: list[list[Any]]
) -> tuple[bytes, int]:
    """The next pieces of what a node asked for, and what this one lacks; how many pieces."""
    card = _card(to)
    pieces = pieces_for(card, asked, most_bytes)
    document = {
        "kind": _KIND,
        "wants": wants_of(card),
        "most": most_bytes,
        "pieces": [
            [one.person_id.bytes, bytes.fromhex(one.sha256), one.total, one.offset, one.data]
            for one in pieces
        ],
    }
    letter = write_letter(
        sender=settings.NODE_PREFIX,
        to=card.address,
        number=time.time_ns() // 1_000_000,
        ordinary=compressed(document),
        protected=b"",
        signing_key=settings.KEYS.signing_key,
        ephemeral=X25519PrivateKey.generate(),
    )
    return letter, len(pieces)


@action
def take_photo_letter(*, by: Actor | None, letter: bytes) -> PhotosTaken:
    """Put the pieces that came where they belong; doing it again changes nothing.

    ActionError for a letter that is damaged, forged or from a node that is not let in.
    """
    told = _believed(letter)
    try:
        pieces = [
            Piece(UUID(bytes=p), bytes(digest).hex(), int(total), int(offset), bytes(data))
            for p, digest, total, offset, data in told["pieces"]
        ]
        wants, most = [_wanted(*one) for one in told["wants"]], int(told["most"])
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(error) from None
    taken = whole = 0
    for piece in pieces:
        if is_awaited(piece):
            taken += 1
            whole += add_piece(piece)
    _forget_what_is_here()
    return PhotosTaken(wants, most, taken, whole)


def _wanted(person: bytes, digest: bytes, offset: int, nonce: bytes) -> list[Any]:
    """One photo that is asked for; TypeError or ValueError when it is no such thing."""
    if not (isinstance(digest, bytes) and isinstance(nonce, bytes) and int(offset) >= 0):
        raise ValueError("a photo is asked for in no way that is known")
    return [UUID(bytes=person).bytes, digest, int(offset), nonce]


def _forget_what_is_here() -> None:
    """Photos that came, and those whose person was erased or moved on, are not asked for."""
    for one in AwaitedPhoto.objects.all()[:1000]:
        known = Photo.objects.filter(person_id=one.person_id, sha256=one.sha256).exists()
        if not known or is_here(one.person_id, one.sha256):
            one.delete()


def _believed(letter: bytes) -> Any:
    try:
        opened, _card = sender_of(letter)
        told = decompressed(open_box(opened, ordinary_key(), is_protected=False))
    except (LetterError, PackingError) as error:
        raise _refused(error) from None
    if not isinstance(told, dict) or told.get("kind") != _KIND:
        raise _refused(LetterError("it is no letter of photos"))
    return told


def _refused(error: Exception) -> ActionError:
    return ActionError(f"The photos were not taken in: {error}.", field="letter")


def _card(prefix: str) -> Card:
    card = card_of(prefix)
    if card is None or card.is_revoked:
        raise ActionError(f"No photos are given to {prefix}.", field="to")
    return card
