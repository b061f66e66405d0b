"""How a corrected count takes the place of the one before it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhbm.apps.crossings.counting import persons_bound
from openhbm.apps.crossings.models import Tally
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import EntryDraft


def supersede(e: EntryDraft, current: Tally, new: Tally) -> Tally:
    """Put ``new`` in the place of the locked ``current``; ActionError when too small for it."""
    bound = persons_bound(current)
    if new.persons < bound:
        raise ActionError(
            _("%(bound)s people of this tally are in groups or registered already.")
            % {"bound": bound},
            field="persons",
            remedy=_("Count at least as many, or correct the groups first."),
        )
    if new.post_id != current.post_id or new.direction != current.direction:
        _check_unbound(bound)
    new.corrects_id = current.first_id
    e.create(new)
    e.change(current, superseded_by=new)
    return new


def _check_unbound(bound: int) -> None:
    if bound:
        raise ActionError(
            _("People of this tally are registered at its post and in its direction."),
            field="post",
            remedy=_("Count the people of the other post or direction apart."),
        )
