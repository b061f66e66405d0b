"""Words for what the journal tells about papers with a seal, and the keys behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SEAL_EVENTS: Mapping[str, Any] = {
    "card_issued": _("Paper with a seal issued"),
    "card_limited": _("Less of a paper may be read"),
    "card_revoked": _("Paper revoked"),
    "card_serial_revoked": _("Serial number of a paper revoked"),
    "seal_ceremony_held": _("Key ceremony held"),
    "national_key_opened": _("National key opened by its custodians"),
    "national_signer_trusted": _("National signer trusted"),
    "seal_signer_trusted": _("Signer of other seals trusted"),
    "seal_key_requested": _("Certificate of a key asked for"),
    "seal_key_certified": _("Certificate of a key issued"),
    "seal_key_revoked": _("Key revoked"),
    "revocations_published": _("List of revocations signed"),
    "trust_taken_in": _("Trust file taken in"),
    "trust_shared": _("Certificates and revocations shared with other nodes"),
    "paper_picture_received": _("Picture of a paper received"),
    "paper_picture_confirmed": _("What a picture of a paper says confirmed"),
    "paper_picture_set_aside": _("Picture of a paper set aside"),
}
SEAL_FIELDS: Mapping[str, Any] = {
    "serial": _("Serial number"),
    "issued_at": _("Issued"),
    "expires_at": _("Valid until"),
    "revoked_at": _("Revoked"),
    "end": _("Why it is revoked"),
    "allowed": _("What may be read with the holder's code"),
    "signed_with": _("Key"),
    "node": _("Node"),
    "digest": _("Fingerprint"),
}
