"""That somebody was put on paper is kept in the history of each person."""

from __future__ import annotations

from collections.abc import Sequence

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import action
from openhbm.apps.people.models import Group, Person


@action
def note_printed(*, by: User, records: Sequence[Person | Group]) -> None:
    """Journal that the identity of these persons or groups was printed, one entry for each."""
    for record in records:
        note_read(
            by=by,
            what=record._meta.label_lower,
            ids=[record.id],
            compartment=Compartment.IDENTITY,
            purpose="print",
            subject=record.id if isinstance(record, Person) else None,
        )
