"""Pictures on disk: named by the hash of their content, encrypted with the person's data key."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.person_keys import data_key, existing_key
from openhbm.apps.people.models import PaperPicture, Person, Photo
from openhbm.core.ledger.envelopes import NONCE_BYTES, opened, sealed

MAX_BYTES = 8 * 1024 * 1024
PHOTOS, PAPERS = "photos", "papers"
ARRIVING = ".arriving"
"""Ends the name of a file of which another node has sent a part."""
_SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def stored_photo(person: Person, data: bytes, at: datetime) -> Photo:
    """Encrypt and write the file; the row to create for it."""
    media_type = next((m for start, m in _SIGNATURES.items() if data.startswith(start)), "")
    if not media_type or len(data) > MAX_BYTES:
        raise ActionError(
            _("The photo is not a JPEG or PNG of at most 8 MB."),
            field="photo",
            remedy=_("Take it again, or make it smaller."),
        )
    digest = keep_sealed(person, PHOTOS, data)
    return Photo(person=person, sha256=digest, media_type=media_type, bytes=len(data), taken_at=at)


def photo_bytes(photo: Photo) -> bytes | None:
    """The picture, or None when its person was erased or the file has not arrived yet."""
    return sealed_bytes(photo.person, PHOTOS, photo.sha256)


def delete_photos_after_commit(person: Person) -> None:
    """Delete the person's files, pictures of papers as well, once the erasure is on disk; undone
    with it before that."""
    for photo in Photo.objects.filter(person=person):
        delete_after_commit(person, PHOTOS, photo.sha256)
    for picture in PaperPicture.objects.filter(person=person):
        delete_after_commit(person, PAPERS, picture.sha256)


def media_type_of(data: bytes) -> str:
    """What kind of picture a paper was photographed as; ActionError for what is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for start, media_type in _SIGNATURES.items():
        if data.startswith(start):
            return media_type
    raise ActionError(
        _("This is no picture that can be kept: JPEG, PNG or WebP."),
        field="picture",
        remedy=_("Take a photograph of the paper."),
    )


def digest_of(data: bytes) -> str:
    """What a file is named by."""
    return hashlib.sha256(data).hexdigest()


def keep_sealed(person: Person, folder: str, data: bytes) -> str:
    """Encrypt data with the person's key and write it; its name."""
    digest = digest_of(data)
    path = _path(person, folder, digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = data_key(person.id, is_sealed=False)
    envelope = sealed(key, data, nonce=os.urandom(NONCE_BYTES), context=digest.encode())
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(envelope)
    unfinished.replace(path)
    return digest


def sealed_bytes(person: Person, folder: str, digest: str) -> bytes | None:
    """The data, or None when its person was erased or the file is not here."""
    key = existing_key(person.id, is_sealed=False)
    path = _path(person, folder, digest)
    if key is None or not path.exists():
        return None
    return opened(key, path.read_bytes(), context=digest.encode())


def delete_after_commit(person: Person, folder: str, digest: str) -> None:
    """Delete a file once that it is not needed is on disk."""
    path = _path(person, folder, digest)
    for one in (path, path.with_suffix(ARRIVING)):
        transaction.on_commit(partial(one.unlink, missing_ok=True))


def path_of(person_id: UUID, folder: str, digest: str) -> Path:
    """Where a file of a person lies."""
    return Path(settings.HBM_HOME) / "files" / folder / str(person_id) / digest


def _path(person: Person, folder: str, digest: str) -> Path:
    return path_of(person.id, folder, digest)
