"""What the receiver of a referral sees of the person: what the person agreed to, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.casework.codes import LEAST, Disclosable
from openhbm.apps.casework.models import Referral
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as one reader of a referral may see them.

    ``person_id`` is there only for who may open the person's record; None elsewhere. Of age, sex,
    language and contacts only what is disclosed is set.
    """

    label: str
    is_named: bool
    person_id: UUID | None = None
    person: Person | None = None
    language: str = ""
    contacts: tuple[str, ...] = ()


def whole(referral: Referral) -> Shown:
    """For the staff of the post, who see the record itself."""
    person = referral.person
    return Shown(str(person), True, person.id, person, person.preferred_language)


def disclosed(referral: Referral) -> Shown:
    """For the service: a case code, and what the person agreed to have told."""
    person, told = referral.person, frozenset(referral.discloses)
    is_named = Disclosable.NAME in told
    contacts = person.contacts.all() if Disclosable.CONTACT in told else ()
    return Shown(
        label=str(person) if is_named else referral.case_code,
        is_named=is_named,
        person=person if Disclosable.AGE_SEX in told else None,
        language=person.preferred_language if Disclosable.LANGUAGE in told else "",
        contacts=tuple(contact.value for contact in contacts),
    )


def check_discloses(discloses: Sequence[str], *, has_consent: bool) -> list[str]:
    """The codes in the order of the list; ActionError for others, or for more than the least."""
    known = [code.value for code in Disclosable]
    if unknown := sorted(set(discloses) - set(known)):
        raise ActionError(
            _("%(code)s is nothing that can be disclosed.") % {"code": unknown[0]},
            field="discloses",
            remedy=_("Use some of: %(codes)s.") % {"codes": ", ".join(known)},
        )
    if not has_consent and set(discloses) - {code.value for code in LEAST}:
        raise ActionError(
            _("Without consent a service is told only what it takes to find the person."),
            field="discloses",
            remedy=_("Leave out the contact."),
        )
    return [code for code in known if code in set(discloses)]
