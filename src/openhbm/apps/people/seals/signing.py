"""The key that this node signs with now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seal_models import SealKey
from openhbm.apps.people.seals.key_files import stored_key
from openhbm.apps.people.seals.trusting import certificate_of
from openhbm.core.documents.seals.signatures import PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the row of its certificate."""

    row: SealKey
    key: PrivateKey

    @property
    def key_id(self) -> bytes:
        """What a card names it by."""
        return bytes.fromhex(self.row.key_id)


def key_in_use() -> SealKey | None:
    """This node's own key with a certificate, neither retired nor revoked."""
    found = SealKey.objects.filter(is_own=True, kind=SealKeyKind.NODE, state=SealKeyState.ACTIVE)
    return found.order_by("-active_at", "-id").first()


def signing_key(at: datetime) -> SigningKey:
    """The key to sign with at ``at``; ActionError that says how to get one."""
    row = key_in_use()
    if row is None:
        raise ActionError(
            _("This node has no key to sign cards with."),
            remedy=_("Ask the centre for one, as the guide to keys says: hbm keys rotate."),
        )
    certificate = certificate_of(row)
    if at < certificate.not_valid_before_utc:
        raise ActionError(
            _("The certificate of this node's key holds from %(time)s on.")
            % {"time": f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"},
            remedy=_("Check this node's clock."),
        )
    if at > certificate.not_valid_after_utc:
        raise ActionError(
            _("The certificate of this node's key ended on %(day)s.")
            % {"day": certificate.not_valid_after_utc.date()},
            remedy=_("Ask the centre for a new one: hbm keys rotate."),
        )
    return SigningKey(row, stored_key(row.id))
