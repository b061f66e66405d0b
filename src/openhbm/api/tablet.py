"""Where tablets bring what they wrote while cut off, and fetch what they may find.

Not for other programs: a tablet is known by the secret it was prepared with, and what it brings is
sealed to this node. The form of items is described in docs/replication.md.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import HttpBearer
from pydantic import AwareDatetime, Field

from openhbm.api.fields import Body, Code, text
from openhbm.api.problems import problem
from openhbm.apps.intake.tablets.actions import note_contact
from openhbm.apps.intake.tablets.handing_out import pack_for
from openhbm.apps.intake.tablets.queries import tablet_of_secret, worker_of
from openhbm.apps.intake.tablets.taking import Sealed, take_items

MOST_ITEMS = 50
MOST_CHARACTERS = 12 * 1024 * 1024


class TabletSecret(HttpBearer):
    """A tablet that was prepared here; a revoked one is let in only to be told so."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return tablet_of_secret(None, token)


router = Router(tags=["tablet"], auth=TabletSecret())


class ItemIn(Body):
    """A sealed item: its id, and its bytes in base64."""

    id: Code  # type: ignore[valid-type]
    sealed: text(MOST_CHARACTERS)  # type: ignore[valid-type]


class BroughtIn(Body):
    """Items, and how the tablet stands."""

    items: Annotated[list[ItemIn], Field(max_length=MOST_ITEMS)] = []
    unsent: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    refused: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    clock: AwareDatetime | None = None
    version: text(40) = ""  # type: ignore[valid-type]
    language: text(12) = ""  # type: ignore[valid-type]


class WorkerIn(Body):
    """Who asks: a user of the tablet, with their secret on it."""

    user: UUID
    key: text(80)  # type: ignore[valid-type]
    language: text(12) = ""  # type: ignore[valid-type]


@router.post("/items", include_in_schema=False)
def take_and_tell(request: HttpRequest, body: BroughtIn) -> HttpResponse | dict[str, Any]:
    """Take each item in by itself and tell what became of it; none is lost, none is done twice."""
    tablet = _tablet(request)
    if tablet.device.revoked_at is not None:
        return _revoked()
    with translation.override(_language(body.language)):
        brought = [Sealed(item.id, item.sealed) for item in body.items]
        outcomes = take_items(brought)
    taken = sum(outcome.state == "taken" for outcome in outcomes)
    note_contact(
        by=None,
        tablet=tablet,
        unsent=max(body.unsent - taken, 0),
        refused=body.refused,
        clock_ahead_seconds=_ahead(body.clock),
        version=body.version,
    )
    told = [
        {name: str(getattr(one, name)) for name in ("id", "state", "message", "remedy", "field")}
        for one in outcomes
    ]
    return {"outcomes": told, "at": timezone.now().isoformat()}


@router.post("/pack", include_in_schema=False)
def hand_out(request: HttpRequest, body: WorkerIn) -> HttpResponse | dict[str, Any]:
    """What the user may find while cut off; asked for when there is a line."""
    tablet = _tablet(request)
    worker = worker_of(None, tablet, body.user, body.key)
    if tablet.device.revoked_at is not None or worker is None:
        return _revoked()
    language = _language(body.language)
    with translation.override(language):
        return pack_for(worker, tablet, language)


def _tablet(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _language(asked: str) -> str:
    return asked if asked in dict(settings.LANGUAGES) else "en"


def _ahead(told: datetime | None) -> int:
    """By how many seconds a tablet's clock is ahead of the real one, whatever a replay shows."""
    return round((told - timezone.now()).total_seconds()) if told else 0


def _revoked() -> HttpResponse:
    return problem(
        "revoked",
        403,
        _("This tablet was put out, or you do not work on it any more."),
        remedy=_("Take it to your supervisor. What was not sent is still in it, sealed."),
    )
