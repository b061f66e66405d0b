"""What somebody says when a signal is recorded, checked against the content pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.foresight.codes import Credibility, Reliability
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import Indicator

NOTICE = "counterpart_notice"
"""The indicator of what one side of a border tells the other."""


@dataclass(frozen=True, slots=True)
class SignalDetails:
    """A signal as it is told. ``reported_at`` None: now."""

    indicator: str
    source: str
    happened_on: date
    text: str = ""
    value: float | None = None
    post_id: UUID | None = None
    place: str = ""
    reference: str = ""
    agreement: str = ""
    reported_at: datetime | None = None
    reliability: str = Reliability.F
    credibility: int = Credibility.NOT_JUDGED


def checked_indicator(id: str) -> Indicator:
    """The indicator; ActionError that names the nearest ones when there is none."""
    known = pack().all(Indicator)
    if id not in known:
        near = get_close_matches(id, known, n=3, cutoff=0.4) or list(known)[:5]
        raise ActionError(
            _("There is no indicator %(id)s.") % {"id": id[:60]},
            field="indicator",
            remedy=_("Take one of: %(names)s.") % {"names": ", ".join(near)},
        )
    return known[id]


def check_details(details: SignalDetails, at: datetime) -> None:
    """ActionError for what no signal can say."""
    if not details.source.strip():
        raise ActionError(
            _("A signal needs a source."), field="source", remedy=_("Write who says so.")
        )
    if details.reported_at is not None and details.reported_at > at:
        raise ActionError(
            _("%(at)s is still to come.") % {"at": timezone.localtime(details.reported_at)},
            field="reported_at",
            remedy=_("Give when it was reported."),
        )
    if details.value is not None and details.value < 0:
        raise ActionError(_("The value is below 0."), field="value", remedy=_("Write 0 or more."))
