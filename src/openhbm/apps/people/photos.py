"""Photos on disk: named by the hash of their content, encrypted with the person's data key."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.person_keys import data_key, existing_key
from openhbm.apps.people.models import Person, Photo
from openhbm.core.ledger.envelopes import NONCE_BYTES, opened, sealed

MAX_BYTES = 8 * 1024 * 1024
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
    digest = hashlib.sha256(data).hexdigest()
    path = _path(person, digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = data_key(person.id, is_sealed=False)
    envelope = sealed(key, data, nonce=os.urandom(NONCE_BYTES), context=digest.encode())
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(envelope)
    unfinished.replace(path)
    return Photo(person=person, sha256=digest, media_type=media_type, bytes=len(data), taken_at=at)


def photo_bytes(photo: Photo) -> bytes | None:
    """The picture, or None when its person was erased or the file has not arrived yet."""
    key = existing_key(photo.person_id, is_sealed=False)
    path = _path(photo.person, photo.sha256)
    if key is None or not path.exists():
        return None
    return opened(key, path.read_bytes(), context=photo.sha256.encode())


def delete_photos_after_commit(person: Person) -> None:
    """Delete the person's files once the erasure is on disk; undone with it before that."""
    paths = [_path(person, photo.sha256) for photo in Photo.objects.filter(person=person)]
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in paths])


def _path(person: Person, digest: str) -> Path:
    return Path(settings.HBM_HOME) / "files" / "photos" / str(person.id) / digest
