"""Writes about pictures of papers: kept with what was read, confirmed, or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people import photos
from openhbm.apps.people.actions import add_document, add_name, correct_person
from openhbm.apps.people.codes import NameKind, PaperPictureState
from openhbm.apps.people.details import DocumentDetails
from openhbm.apps.people.models import Document, PaperPicture, Person


@dataclass(frozen=True)
class PaperSeen:
    """What an officer takes from a picture: the paper, the name on it, and, where the officer says
    so, the birth date (text with its precision) and the sex for the record. Empty: not taken."""

    document: DocumentDetails
    name: str = ""
    birth: str = ""
    sex: str = ""


@action
def keep_paper_picture(
    *,
    by: User,
    person: Person,
    data: bytes,
    reading: Mapping[str, Any],
    taken_at: datetime | None = None,
    at: datetime | None = None,
) -> PaperPicture:
    """Keep a picture with what was read from it, until an officer looks at both.

    The same picture of the same person brought again is the one that is here. ActionError when it
    is no JPEG, PNG or WebP.
    """
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    at = at or timezone.now()
    media_type = photos.media_type_of(data)
    known = PaperPicture.objects.filter(person=person, sha256=photos.digest_of(data)).first()
    if known is not None:
        return known
    digest = photos.keep_sealed(person, photos.PAPERS, data)
    row = PaperPicture(
        person=person,
        sha256=digest,
        media_type=media_type,
        bytes=len(data),
        taken_at=taken_at or at,
        received_at=at,
        state=PaperPictureState.WAITING,
        reading=dict(reading),
    )
    with entry("paper_picture_received", by=by, at=at, subject=person.id) as e:
        return e.create(row)


@action
def confirm_paper_picture(
    *, by: User, picture: PaperPicture, seen: PaperSeen, at: datetime | None = None
) -> Document:
    """Take the paper into the record as the officer confirmed it, and delete the picture."""
    at = at or timezone.now()
    person = picture.person
    _check_waiting(by, picture)
    if seen.birth or seen.sex:
        taken = {"birth": seen.birth, "sex": seen.sex}
        correct_person(by=by, person=person, at=at, **{n: v for n, v in taken.items() if v})
    if seen.name and seen.name != person.name:
        add_name(by=by, person=person, full=seen.name, kind=NameKind.ON_DOCUMENT, at=at)
    document = add_document(by=by, person=person, details=seen.document, at=at)
    _settle(by, picture, PaperPictureState.CONFIRMED, at)
    return document


@action
def set_paper_picture_aside(
    *, by: User, picture: PaperPicture, at: datetime | None = None
) -> PaperPicture:
    """Take nothing from a picture, and delete it."""
    _check_waiting(by, picture)
    return _settle(by, picture, PaperPictureState.SET_ASIDE, at or timezone.now())


def _check_waiting(by: User, picture: PaperPicture) -> None:
    require_write(by, Compartment.IDENTITY, picture.person.registered_post_id)
    picture.refresh_from_db(fields=["state"])
    if not picture.is_waiting:
        raise ActionError(
            _("Somebody has looked at this picture already."),
            remedy=_("See the person's record for what was taken from it."),
        )


def _settle(
    by: User, picture: PaperPicture, state: PaperPictureState, at: datetime
) -> PaperPicture:
    # What was read goes with the picture: the record holds what the officer confirmed.
    with entry(f"paper_picture_{state.value}", by=by, at=at, subject=picture.person_id) as e:
        e.change(picture, state=state, settled_at=at, reading={})
    photos.delete_after_commit(picture.person, photos.PAPERS, picture.sha256)
    return picture
