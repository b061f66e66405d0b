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
from openhbm.apps.ledger.versions import was_written_since
from openhbm.apps.people.codes import ContactKind
from openhbm.apps.people.models import Contact, Person
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


@action
def set_phone(*, by: User, person: Person, value: str, at: datetime) -> Contact:
    """The telephone number that a person had at ``at``, noted on a tablet which may have been cut
    off since: the one that is known corrected, or the first.

    Whether it is safe to use stays as it was. ActionError, so that a person looks at both, when
    somebody else wrote the number meanwhile, or when there are several.
    """
    known = list(person.contacts.filter(kind=ContactKind.PHONE).order_by("id")[:2])
    if len(known) > 1:
        raise ActionError(
            _("This person has several telephone numbers."),
            field="phone",
            remedy=_("Correct the right one on the person's page."),
        )
    if known and was_written_since(known[0], person.id, at, but_by=by.id):
        raise ActionError(
            _("Somebody else wrote this telephone number after it was noted on the tablet."),
            field="phone",
            remedy=_("Compare both with the person, then correct it."),
        )
    if known:
        return correct_contact(by=by, contact=known[0], value=value, at=at)
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    if not value.strip():
        raise ActionError(_("A contact may not be empty."), field="value")
    with entry("contact_added", by=by, at=at, subject=person.id) as e:
        made = e.create(Contact(person=person, kind=ContactKind.PHONE, value=value.strip()))
    index_person(by=by, person=person)
    return made
