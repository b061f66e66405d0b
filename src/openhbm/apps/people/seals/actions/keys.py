"""Writes about keys: the ceremony, requests, certificates, rotation, revocation."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write_everywhere
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seal_models import RevokedKey, SealKey
from openhbm.apps.people.seals.accepting import (
    accepted,
    created,
    ended,
    forget_after_commit,
    known_as,
)
from openhbm.apps.people.seals.key_files import (
    key_bytes,
    key_from,
    new_key,
    store_key,
)
from openhbm.apps.people.seals.telling import told_as
from openhbm.core.documents.seals.certificates import (
    Named,
    certificate_from,
    checked_root,
    fingerprint_of,
    national_certificate,
    node_certificate,
    node_named_in,
    request_for,
    request_from,
    signer_of,
)
from openhbm.core.documents.seals.custody import opened_key, sealed_key
from openhbm.core.documents.seals.revocations import KeyEnd
from openhbm.core.documents.seals.signatures import PrivateKey

NATIONAL_YEARS = 10
CERTIFICATE_DAYS = 400


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a key ceremony made: the row, and the file of the key for its custodians."""

    key: SealKey
    file: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NationalKey:
    """The national key while its custodians have it open; kept in memory only."""

    key: PrivateKey
    row: SealKey

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the national signer."""
        return certificate_from(base64.b64decode(self.row.certificate))


@action
def hold_ceremony(
    *,
    by: User,
    country: str,
    organisation: str,
    passphrases: Mapping[str, str],
    needed: int,
    at: datetime | None = None,
) -> Ceremony:
    """Make the national signer's key, closed for its custodians (``passphrases`` by name).

    The open key is written nowhere. ActionError for too few custodians or short passphrases.
    """
    require_write_everywhere(by, Compartment.SECURITY)
    at = _whole(at or timezone.now())
    secret = new_key("ed25519")
    with told_as("custodians", _("Begin the ceremony again.")):
        file = sealed_key(key_bytes(secret), passphrases, needed, os.urandom)
    certificate = national_certificate(
        secret,
        _named(country, organisation),
        serial=_serial(),
        from_at=at,
        until_at=at + timedelta(days=365 * NATIONAL_YEARS),
    )
    with entry("seal_ceremony_held", by=by, at=at) as e:
        row = created(e, certificate, SealKeyKind.NATIONAL, at, is_own=True)
        e.facts["custodians"] = sorted(passphrases)
        e.facts["needed"] = needed
        e.facts["fingerprint"] = fingerprint_of(certificate)
    return Ceremony(row, file, fingerprint_of(certificate))


@action
def open_national_key(*, by: User, file: str, passphrases: Mapping[str, str]) -> NationalKey:
    """Open the national key's file with enough custodians; that it was opened is journalled."""
    require_write_everywhere(by, Compartment.SECURITY)
    with told_as("custodians"):
        key = key_from(opened_key(file, passphrases))
    public = key.public_key()
    for row in SealKey.objects.filter(kind=SealKeyKind.NATIONAL).exclude(certificate=""):
        national = NationalKey(key, row)
        if national.certificate.public_key() == public:
            with entry("national_key_opened", by=by) as e:
                e.facts["custodians"] = sorted(passphrases)
                e.facts["key_id"] = row.key_id
            return national
    raise ActionError(
        _("This key belongs to no national signer that is known here."),
        field="file",
        remedy=_("Trust its certificate first: hbm keys trust."),
    )


@action
def trust_national(
    *, by: User, certificate: bytes, fingerprint: str, at: datetime | None = None
) -> SealKey:
    """Trust a national signer whose fingerprint somebody compared by voice or on paper."""
    require_write_everywhere(by, Compartment.SECURITY)
    at = at or timezone.now()
    with told_as("certificate"):
        read = certificate_from(certificate)
        checked_root(read)
    if _letters(fingerprint) != _letters(fingerprint_of(read)):
        raise ActionError(
            _("The fingerprint is not that of this certificate."),
            field="fingerprint",
            remedy=_("Do not trust it. Ask the centre to read the fingerprint out again."),
        )
    known = known_as(read)
    if known is not None:
        return known
    with entry("national_signer_trusted", by=by, at=at) as e:
        return created(e, read, SealKeyKind.NATIONAL, at, is_own=False)


@action
def trust_foreign_signer(
    *, by: User, certificate: bytes, reference: str, at: datetime | None = None
) -> SealKey:
    """Trust a signer of binary seals or VDS-NC; ``reference`` is its name in seals: DETS32."""
    require_write_everywhere(by, Compartment.SECURITY)
    at = at or timezone.now()
    with told_as("certificate"):
        read = certificate_from(certificate)
        signer_of(read)
    with entry("seal_signer_trusted", by=by, at=at) as e:
        return created(e, read, SealKeyKind.FOREIGN, at, is_own=False, reference=reference.upper())


@action
def request_key(
    *,
    by: User,
    country: str,
    organisation: str,
    algorithm: str = "ed25519",
    at: datetime | None = None,
) -> SealKey:
    """Make a new key for this node's cards and the request for its certificate.

    The key in use stays in use until the certificate is brought here. An older request that was
    not answered is dropped with its key.
    """
    require_write_everywhere(by, Compartment.SECURITY)
    at = at or timezone.now()
    key = new_key(algorithm)
    named = _named(country, organisation, settings.NODE_PREFIX)
    request = request_for(key, named).public_bytes(serialization.Encoding.PEM).decode()
    row = SealKey(
        kind=SealKeyKind.NODE,
        state=SealKeyState.REQUESTED,
        node=settings.NODE_PREFIX,
        request=request,
        is_own=True,
        made_at=at,
    )
    with entry("seal_key_requested", by=by, at=at) as e:
        for old in SealKey.objects.filter(is_own=True, state=SealKeyState.REQUESTED):
            e.change(old, state=SealKeyState.RETIRED, ended_at=at)
            forget_after_commit(old)
        e.create(row)
        store_key(row.id, key)
    return row


@action
def certify_request(
    *,
    by: User,
    request: bytes,
    national: NationalKey,
    days: int = CERTIFICATE_DAYS,
    at: datetime | None = None,
) -> SealKey:
    """Issue a node's certificate with the national key, as its custodians agreed."""
    require_write_everywhere(by, Compartment.SECURITY)
    at = _whole(at or timezone.now())
    with told_as("request"):
        read = request_from(request)
        certificate = node_certificate(
            read,
            national.certificate,
            national.key,
            serial=_serial(),
            from_at=at,
            until_at=at + timedelta(days=days),
        )
    with entry("seal_key_certified", by=by, at=at) as e:
        e.facts["node"] = node_named_in(read.subject)
        return accepted(e, certificate, at)


@action
def revoke_key(
    *,
    by: User,
    key_id: str,
    end: str,
    since_at: datetime,
    vouched: frozenset[bytes] = frozenset(),
    at: datetime | None = None,
) -> RevokedKey:
    """End a key as the national signer, whose next list tells every post.

    ``vouched`` are digests of cards that stay valid although the key was compromised.
    """
    require_write_everywhere(by, Compartment.SECURITY)
    at = at or timezone.now()
    key = SealKey.objects.filter(key_id=key_id.lower(), kind=SealKeyKind.NODE).first()
    if key is None or end not in set(KeyEnd):
        raise ActionError(
            _("There is no key %(id)s to revoke.") % {"id": key_id},
            field="key_id",
            remedy=_("See the keys with: hbm keys list."),
        )
    with entry("seal_key_revoked", by=by, at=at, purpose=end) as e:
        row = RevokedKey(
            key_id=key.key_id,
            end=end,
            since_at=since_at,
            vouched="".join(sorted(digest.hex() for digest in vouched)),
        )
        return ended(e, row, at)


def _named(country: str, organisation: str, node: str = "") -> Named:
    is_code = len(country) == 2 and country.isascii() and country.isalpha()
    if not is_code or not organisation.strip():
        raise ActionError(
            _("A certificate names a country by two letters, and an authority."),
            field="country",
            remedy=_("Give them as: --country UT --authority NAME"),
        )
    return Named(country.upper(), organisation.strip(), node)


def _letters(fingerprint: str) -> str:
    return "".join(letter for letter in fingerprint.upper() if letter.isalnum())


def _serial() -> int:
    return int.from_bytes(os.urandom(16), "big") >> 1


def _whole(at: datetime) -> datetime:
    """Certificates know no fractions of a second."""
    return at.replace(microsecond=0)
