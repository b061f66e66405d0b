"""A key for this node's cards, from a national signer that is made anew, for tests of papers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from openhbm.apps.people.seals.actions.keys import (
    NationalKey,
    certify_request,
    request_key,
    trust_national,
)
from openhbm.core.documents.seals.certificates import (
    Named,
    fingerprint_of,
    national_certificate,
)

AT, DAY = datetime(2026, 3, 1, 12, tzinfo=UTC), timedelta(days=1)
AUTHORITY = {"country": "UT", "organisation": "Border authority of Utopia"}


def national_signer(by: Any, at: datetime | None = None) -> NationalKey:
    """A national signer that ``by`` trusts, without the minutes of a ceremony."""
    at = (at or timezone.now()).replace(microsecond=0)
    key = Ed25519PrivateKey.generate()
    certificate = national_certificate(
        key, Named("UT", "Border authority of Utopia"), serial=1,
        from_at=at - timedelta(days=1), until_at=at + timedelta(days=3650),
    )  # fmt: skip
    pem = certificate.public_bytes(Encoding.PEM)
    row = trust_national(by=by, certificate=pem, fingerprint=fingerprint_of(certificate))
    return NationalKey(key, row)


def node_with_key(by: Any, at: datetime | None = None) -> NationalKey:
    """Give this node a certified key; the national signer that certified it."""
    national = national_signer(by, at)
    asked = request_key(by=by, at=at, **AUTHORITY)
    certify_request(by=by, request=asked.request.encode(), national=national, at=at)
    return national
