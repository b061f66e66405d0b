"""Reads about pictures of papers that wait for an officer's eye."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import within_reach
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people import photos
from openhbm.apps.people.codes import PaperPictureState
from openhbm.apps.people.models import PaperPicture, Person


def paper_pictures_waiting(user: User) -> QuerySet[PaperPicture]:
    """Pictures nobody has looked at, of persons registered where the user works, oldest first."""
    found = PaperPicture.objects.filter(state=PaperPictureState.WAITING)
    found = found.select_related("person", "person__registered_post")
    return within_reach(
        user,
        Compartment.IDENTITY,
        found.order_by("received_at", "id"),
        "person__registered_post_id",
        "person_id",
    )


def paper_pictures_of(user: User, person: Person) -> QuerySet[PaperPicture]:
    """The pictures of one person that nobody has looked at."""
    return paper_pictures_waiting(user).filter(person=person)


def paper_picture_for(user: User, picture_id: UUID) -> PaperPicture:
    """One picture that waits; NotVisible when absent, settled or hidden."""
    found = paper_pictures_waiting(user).filter(id=picture_id).first()
    if found is None:
        raise NotVisible(f"There is no picture {picture_id}.")
    return found


def paper_picture_bytes(user: User, picture: PaperPicture) -> bytes | None:
    """The picture itself; None where its file is not on this node."""
    return photos.sealed_bytes(picture.person, photos.PAPERS, picture.sha256)
