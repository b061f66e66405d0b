"""What becomes of certificates and ends of keys once an action has taken them in its entry."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from openhbm.apps.ledger.journal import EntryDraft
from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seal_models import RevokedKey, SealKey
from openhbm.apps.people.seals.key_files import forget_key
from openhbm.core.documents.seals.certificates import (
    der_of,
    key_id_of,
    node_named_in,
    request_from,
)


def created(
    draft: EntryDraft,
    certificate: x509.Certificate,
    kind: SealKeyKind,
    at: datetime,
    *,
    is_own: bool,
    reference: str = "",
) -> SealKey:
    """A row for a certificate that is in use from now on."""
    row = SealKey(
        kind=kind,
        state=SealKeyState.ACTIVE,
        node=node_named_in(certificate.subject)[:8] if kind == SealKeyKind.NODE else "",
        reference=reference,
        is_own=is_own,
        made_at=at,
        active_at=at,
        **_certificate_values(certificate),
    )
    return draft.create(row)


def known_as(certificate: x509.Certificate) -> SealKey | None:
    """The row of a certificate that is known already."""
    return SealKey.objects.filter(key_id=key_id_of(certificate).hex()).first()


def accepted(draft: EntryDraft, certificate: x509.Certificate, at: datetime) -> SealKey:
    """Take a node's checked certificate: another node's as known, this node's own into use.

    The key in use until now retires, and its private part is destroyed: what it signed stays
    valid, and nobody can sign with it any more.
    """
    known = known_as(certificate)
    if known is not None:
        return known
    asked = next((row for row in _requests() if _is_for(row, certificate)), None)
    if asked is None:
        return created(draft, certificate, SealKeyKind.NODE, at, is_own=False)
    for old in SealKey.objects.filter(
        is_own=True, kind=SealKeyKind.NODE, state=SealKeyState.ACTIVE
    ):
        draft.change(old, state=SealKeyState.RETIRED, ended_at=at)
        forget_after_commit(old)
    values = {"state": SealKeyState.ACTIVE, "active_at": at} | _certificate_values(certificate)
    return draft.change(asked, **values)


def ended(draft: EntryDraft, row: RevokedKey, at: datetime) -> RevokedKey:
    """Take the end of a key; when it is this node's, nothing is signed with it any more."""
    same = RevokedKey.objects.filter(key_id=row.key_id, end=row.end, vouched=row.vouched)
    if found := same.filter(since_at=row.since_at).first():
        return found
    for key in SealKey.objects.filter(key_id=row.key_id).exclude(state=SealKeyState.REVOKED):
        draft.change(key, state=SealKeyState.REVOKED, ended_at=at)
        if key.is_own:
            forget_after_commit(key)
    return draft.create(row)


def forget_after_commit(key: SealKey) -> None:
    """Destroy a private key once that it retired is on disk."""
    transaction.on_commit(lambda: forget_key(key.id))


def _requests() -> list[SealKey]:
    return list(SealKey.objects.filter(is_own=True, state=SealKeyState.REQUESTED))


def _is_for(row: SealKey, certificate: x509.Certificate) -> bool:
    asked = request_from(row.request.encode()).public_key()
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return asked.public_bytes(*form) == certificate.public_key().public_bytes(*form)


def _certificate_values(certificate: x509.Certificate) -> dict[str, str]:
    return {
        "key_id": key_id_of(certificate).hex(),
        "certificate": base64.b64encode(der_of(certificate)).decode(),
    }
