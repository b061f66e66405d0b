"""Reads about interviews under way: one's own, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.casework.interviews.sealing import Said, opened_said
from openhbm.apps.casework.models import ScreeningDraft
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import person_for


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview under way, of one person by one user."""

    id: UUID
    person: Person
    said: Said

    @property
    def token(self) -> str:
        """What the screen calls it; from a random id, so that it leads to nobody."""
        return self.id.hex[:4].upper()


def interview_for(user: User, interview_id: UUID, at: datetime) -> Interview:
    """One's own interview; NotVisible when it is absent, somebody else's, or its time has run
    out."""
    draft = ScreeningDraft.objects.filter(
        id=interview_id, asked_by_id=user.id, expires_at__gt=at
    ).first()
    said = opened_said(draft) if draft else None
    if draft is None or said is None:
        raise NotVisible(f"There is no interview {interview_id}.")
    return Interview(draft.id, person_for(user, draft.person_id), said)


def has_interview_with(user: User, person: Person, at: datetime) -> bool:
    """Whether the user began an interview with this person and can still go on with it."""
    found = ScreeningDraft.objects.filter(person=person, asked_by_id=user.id, expires_at__gt=at)
    return found.exists()
