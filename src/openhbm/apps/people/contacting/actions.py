"""Correcting a way to reach a person."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.models import Contact
from openhbm.apps.people.search.actions import index_person


@action
def correct_contact(
    *,
    by: User,
    contact: Contact,
    value: str,
    is_safe: bool | None = None,
    at: datetime | None = None,
) -> Contact:
    """Correct a telephone number or an address, and whether it is safe to use."""
    person = contact.person
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    if not value.strip():
        raise ActionError(_("A contact may not be empty."), field="value")
    safe = contact.is_safe if is_safe is None else is_safe
    with entry("contact_corrected", by=by, at=at or timezone.now(), subject=person.id) as e:
        e.change(contact, value=value.strip(), is_safe=safe)
    index_person(by=by, person=person)
    return contact
