"""Writes about cards: issuing, limiting what they tell, revoking."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import EntryDraft, action, entry
from openhbm.apps.people.codes import CardEnd
from openhbm.apps.people.models import Person
from openhbm.apps.people.seal_models import IssuedCard, RevokedCard
from openhbm.apps.people.seals.holding import USUAL, claims_about
from openhbm.apps.people.seals.signing import signing_key
from openhbm.apps.people.seals.telling import told_as
from openhbm.core.documents.seals.cards import card_bytes, card_text
from openhbm.core.documents.seals.claims import FIELDS, SERIAL_BYTES, HolderClaims, OpenClaims
from openhbm.core.documents.seals.holder_code import LENGTH, code_from
from openhbm.core.documents.seals.kinds import BY_ID
from openhbm.core.documents.seals.revocations import card_digest


@dataclass(frozen=True, slots=True)
class Issued:
    """A new card: its row, what its symbol holds, the holder's code, which is known only now, and
    what the code opens."""

    card: IssuedCard
    text: str
    code: str
    holder: HolderClaims


@action
def issue_card(
    *,
    by: User,
    person: Person,
    kind: str = "registration",
    days: int | None = None,
    allowed: frozenset[str] = USUAL,
    permit: str = "",
    at: datetime | None = None,
) -> Issued:
    """Issue a signed card to a person; ``allowed`` is what the holder lets be read with the code.

    With nothing allowed the card is one that tells of nobody, as wristbands carry it. It proves no
    nationality, whatever its kind. ActionError when this node has no key, or for an unknown kind.
    """
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    at = (at or timezone.now()).replace(microsecond=0)
    days = _checked_days(kind, days)
    _check_allowed(allowed)
    signer = signing_key(at)
    serial, code = os.urandom(SERIAL_BYTES), code_from(os.urandom(LENGTH))
    holder = claims_about(person, allowed, permit)
    claims = OpenClaims(BY_ID[kind].kind, serial, settings.NODE_PREFIX, at, days)
    with told_as("person"):
        data = card_bytes(
            claims,
            signer.key,
            key_id=signer.key_id,
            holder=holder,
            code=code,
        )
    row = IssuedCard(
        person=person,
        node=settings.NODE_PREFIX,
        signed_with=signer.row.key_id,
        serial=serial.hex(),
        kind=kind,
        issued_at=at,
        expires_at=claims.expires_at,
        digest=card_digest(data).hex(),
        allowed=sorted(allowed),
    )
    with entry("card_issued", by=by, at=at, subject=person.id, purpose=kind) as e:
        e.create(row)
    return Issued(row, card_text(data), code, holder)


@action
def limit_card(
    *, by: User, card: IssuedCard, allowed: frozenset[str], at: datetime | None = None
) -> IssuedCard:
    """Let less be read with the code on the pages of this node, at the holder's wish.

    What stands in the card can still be read by somebody with the card, the code and no network:
    to end that, revoke the card and issue another.
    """
    require_write(by, Compartment.IDENTITY, card.person.registered_post_id)
    _check_allowed(allowed)
    if not allowed <= set(card.allowed):
        raise ActionError(
            _("A card cannot be made to say more than it was issued with."),
            field="allowed",
            remedy=_("Issue another card."),
        )
    with entry("card_limited", by=by, at=at, subject=card.person_id) as e:
        return e.change(card, allowed=sorted(allowed))


@action
def revoke_card(*, by: User, card: IssuedCard, end: str, at: datetime | None = None) -> IssuedCard:
    """End a card of this node. Other posts know it with the next trust file."""
    require_write(by, Compartment.IDENTITY, card.person.registered_post_id)
    at = at or timezone.now()
    if end not in CardEnd:
        raise ActionError(
            _("A card is revoked as one of: %(ends)s.") % {"ends": ", ".join(CardEnd.values)},
            field="end",
        )
    if card.revoked_at is not None:
        return card
    with entry("card_revoked", by=by, at=at, subject=card.person_id, purpose=end) as e:
        e.change(card, revoked_at=at, end=end)
    # Apart, and about nobody: the list has to outlive an erasure of the holder.
    with entry("card_serial_revoked", by=by, at=at) as e:
        _add_serial(e, card, at)
    return card


@action
def revoke_cards_of(*, by: User, person: Person, at: datetime) -> int:
    """End every card of somebody who is erased; part of that action. The number of cards."""
    cards = IssuedCard.objects.filter(person=person, revoked_at=None)
    for card in cards:
        with entry("card_serial_revoked", by=by, at=at) as e:
            _add_serial(e, card, at)
    return len(cards)


def _add_serial(draft: EntryDraft, card: IssuedCard, at: datetime) -> None:
    draft.create(RevokedCard(node=card.node, serial=card.serial, revoked_at=at))


def _checked_days(kind: str, days: int | None) -> int:
    paper = BY_ID.get(kind)
    if paper is None:
        raise ActionError(
            _("There is no paper of the kind %(kind)s.") % {"kind": kind},
            field="kind",
            remedy=_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(BY_ID)},
        )
    if days is not None and not 0 < days <= paper.most_days:
        raise ActionError(
            _("Papers of this kind are issued for 1 to %(days)s days.") % {"days": paper.most_days},
            field="days",
        )
    return days or paper.most_days


def _check_allowed(allowed: frozenset[str]) -> None:
    if unknown := allowed - set(FIELDS):
        raise ActionError(
            _("A card says nothing called %(name)s.") % {"name": sorted(unknown)[0]},
            field="allowed",
            remedy=_("Choose from: %(names)s.") % {"names": ", ".join(FIELDS)},
        )
