"""A picture of a paper that came with a record: read on this node, kept for an officer's eye."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.papers import check_picture_size, reading_of_picture
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import action
from openhbm.apps.people.models import PaperPicture, Person
from openhbm.apps.people.paper_pictures.actions import keep_paper_picture
from openhbm.apps.people.photos import media_type_of


@action
def receive_paper_picture(
    *,
    by: User,
    person: Person,
    data: bytes,
    reading: Mapping[str, Any] | None = None,
    taken_at: datetime | None = None,
    at: datetime | None = None,
) -> PaperPicture:
    """Take a picture of somebody's paper that a tablet kept while no node was in reach.

    It is read and waits, with what was read, on the page of pictures to be confirmed; nothing of
    it enters the record by itself. One in which nothing can be read waits as well: somebody types
    what it says. Brought again, it is the one that is here. ``reading`` is what
    `intake.papers.reading_of_picture` gave, for who does not want to hold the journal while it
    reads. ActionError when it is no picture (JPEG, PNG or WebP of at most 24 MB).
    """
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    check_picture_size(len(data))
    media_type_of(data)
    at = at or timezone.now()
    taken_at = taken_at or at
    return keep_paper_picture(
        by=by,
        person=person,
        data=data,
        reading=reading_of_picture(data, taken_at) if reading is None else reading,
        taken_at=taken_at,
        at=at,
    )
