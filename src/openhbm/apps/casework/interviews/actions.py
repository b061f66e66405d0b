"""Writes about interviews under way. None of them is in the journal before it is recorded: what
is given up shall be gone."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.casework.interviews.queries import Interview
from openhbm.apps.casework.interviews.sealing import KEPT_FOR, Said, sealed_said
from openhbm.apps.casework.models import Screening, ScreeningDraft
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import action
from openhbm.apps.people.models import Person


@action
def begin_interview(
    *, by: User, person: Person, language: str = "", at: datetime | None = None
) -> ScreeningDraft:
    """Begin an interview in private, or go on with one's own that was not finished.

    Deletes every interview whose time has run out, whoever began it.
    """
    require_write(by, Compartment.PROTECTION, person.registered_post_id)
    at = at or timezone.now()
    ScreeningDraft.objects.filter(expires_at__lte=at).delete()
    begun = ScreeningDraft.objects.filter(person=person, asked_by_id=by.id).first()
    if begun is not None:
        return begun
    draft_id = uuid4()
    return ScreeningDraft.objects.create(
        id=draft_id,
        person=person,
        asked_by_id=by.id,
        started_at=at,
        expires_at=at + KEPT_FOR,
        sealed=sealed_said(draft_id, person.id, Said(language=language)),
    )


@action
def keep_answers(*, by: User, interview: Interview, said: Said) -> None:
    """Keep what has been said so far, sealed, in place of what was kept before."""
    require_write(by, Compartment.PROTECTION, interview.person.registered_post_id)
    ScreeningDraft.objects.filter(id=interview.id, asked_by_id=by.id).update(
        sealed=sealed_said(interview.id, interview.person.id, said)
    )


@action
def give_up_interview(*, by: User, interview: Interview) -> None:
    """Delete an interview under way with everything that was said in it."""
    ScreeningDraft.objects.filter(id=interview.id, asked_by_id=by.id).delete()


@action
def finish_interview(
    *, by: User, interview: Interview, unable_reason: str = "", at: datetime | None = None
) -> Screening:
    """Record an interview as a screening held in private and delete what was kept of it.

    ``unable_reason`` says why it was broken off or could not be held.
    """
    said = interview.said
    screening = screen_person(
        by=by,
        person=interview.person,
        post=interview.person.registered_post,
        answers=dict(said.answers),
        language=said.language,
        is_private=True,
        interpreter_kind=said.interpreter_kind,
        interpreter=said.interpreter,
        unable_reason=unable_reason,
        at=at,
    )
    ScreeningDraft.objects.filter(id=interview.id).delete()
    return screening
