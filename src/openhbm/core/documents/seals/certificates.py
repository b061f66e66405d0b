"""Certificates of those who sign: a national signer issues them for nodes (X.509, RFC 5280).

The chain is two links long, as ICAO Doc 9303-13 has it for bar codes: the State's signing
authority, then the signer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from openhbm.core.documents.seals.brainpool import key_in_certificate
from openhbm.core.documents.seals.signatures import PrivateKey, PublicKey
from openhbm.core.documents.seals.verdicts import SealError

T = TypeVar("T", bound=x509.ExtensionType)

KEY_ID_BYTES = 8
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose certificate was checked: key, node, and from when until when it may sign."""

    key_id: bytes
    node: str
    key: PublicKey
    from_at: datetime
    until_at: datetime
    is_national: bool = False
    country: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a certificate is for. ``node`` is a node's prefix, empty for the national signer."""

    country: str
    organisation: str
    node: str = ""


def key_id_of(certificate: x509.Certificate) -> bytes:
    """The first 8 bytes of the SHA-256 of the certificate: what a card names its signer by."""
    return hashlib.sha256(der_of(certificate)).digest()[:KEY_ID_BYTES]


def fingerprint_of(certificate: x509.Certificate) -> str:
    """The SHA-256 of the certificate in groups of four, to be read out over a telephone."""
    text = hashlib.sha256(der_of(certificate)).hexdigest().upper()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def der_of(certificate: x509.Certificate) -> bytes:
    """The certificate as it is stored and sent."""
    return certificate.public_bytes(serialization.Encoding.DER)


def certificate_from(data: bytes) -> x509.Certificate:
    """A certificate from DER or PEM; SealError when it is none."""
    if len(data) > MOST_BYTES:
        raise SealError(f"{len(data)} bytes are too many for a certificate")
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise SealError(f"it is no certificate ({error})") from None


def national_certificate(
    key: PrivateKey, named: Named, *, serial: int, from_at: datetime, until_at: datetime
) -> x509.Certificate:
    """The self-signed certificate of a State's signing authority."""
    name = _name(named)
    builder = _builder(name, name, key.public_key(), serial, from_at, until_at)
    builder = builder.add_extension(x509.BasicConstraints(True, 0), critical=True)
    builder = builder.add_extension(_usage(is_national=True), critical=True)
    return builder.sign(key, _hash_for(key))


def node_certificate(
    request: x509.CertificateSigningRequest,
    issuer: x509.Certificate,
    key: PrivateKey,
    *,
    serial: int,
    from_at: datetime,
    until_at: datetime,
) -> x509.Certificate:
    """The certificate of a node's issuing key, made from the node's request.

    SealError when the request is not signed with the key that it names, or asks for what only the
    national signer is.
    """
    if not request.is_signature_valid:
        raise SealError("the request is not signed with the key that it names")
    if not node_named_in(request.subject):
        raise SealError("the request names no node")
    public = request.public_key()
    if not isinstance(public, Ed25519PublicKey | EllipticCurvePublicKey):
        raise SealError("seals are signed with Ed25519 or elliptic curves only")
    until_at = min(until_at, issuer.not_valid_after_utc)
    builder = _builder(request.subject, issuer.subject, public, serial, from_at, until_at)
    builder = builder.add_extension(x509.BasicConstraints(False, None), critical=True)
    builder = builder.add_extension(_usage(is_national=False), critical=True)
    return builder.sign(key, _hash_for(key))


def request_for(key: PrivateKey, named: Named) -> x509.CertificateSigningRequest:
    """A node's request for a certificate (PKCS #10), signed to show that it has the key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(named))
    return builder.sign(key, _hash_for(key))


def request_from(data: bytes) -> x509.CertificateSigningRequest:
    """A request from PEM or DER; SealError when it is none."""
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_csr(data)
        return x509.load_der_x509_csr(data)
    except ValueError as error:
        raise SealError(f"it is no request for a certificate ({error})") from None


def signer_of(certificate: x509.Certificate) -> Signer:
    """What a certificate says, not yet checked; SealError for a key that no seal is signed with."""
    basic = _extension(certificate, x509.BasicConstraints)
    return Signer(
        key_id=key_id_of(certificate),
        node=node_named_in(certificate.subject),
        key=public_key_of(certificate),
        from_at=certificate.not_valid_before_utc,
        until_at=certificate.not_valid_after_utc,
        is_national=bool(basic and basic.ca),
        country=_one(certificate.subject, NameOID.COUNTRY_NAME),
        fingerprint=fingerprint_of(certificate),
    )


def checked_signer(certificate: x509.Certificate, roots: Iterable[x509.Certificate]) -> Signer:
    """The signer when one of ``roots`` issued the certificate within its own time.

    SealError that says what is missing in the chain.
    """
    signer = signer_of(certificate)
    usage = _extension(certificate, x509.KeyUsage)
    if signer.is_national or (usage is not None and not usage.digital_signature):
        raise SealError("the certificate is not for signing seals")
    for root in roots:
        if root.subject == certificate.issuer and _is_issued_by(certificate, root):
            if certificate.not_valid_before_utc < root.not_valid_before_utc:
                raise SealError("the certificate is older than the authority that issued it")
            return signer
    raise SealError("no national signer that is trusted here has issued this certificate")


def checked_root(certificate: x509.Certificate) -> Signer:
    """The signer of a national certificate that signs itself; SealError for any other."""
    signer = signer_of(certificate)
    if not signer.is_national or not _is_issued_by(certificate, certificate):
        raise SealError("it is no certificate of a national signer")
    return signer


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """The key that seals are checked with; SealError for other kinds of key."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        found = key_in_certificate(der_of(certificate))
        if found is None:
            raise SealError("the certificate's key is of a kind that is not known here") from None
        return found
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey):
        raise SealError("seals are signed with Ed25519 or elliptic curves only")
    return key


def node_named_in(name: x509.Name) -> str:
    """The node's prefix in a subject; empty when it names none."""
    return _one(name, NameOID.ORGANIZATIONAL_UNIT_NAME)


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    basic = _extension(issuer, x509.BasicConstraints)
    if basic is None or not basic.ca:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: Ed25519PublicKey | EllipticCurvePublicKey,
    serial: int,
    from_at: datetime,
    until_at: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(from_at.astimezone(UTC))
        .not_valid_after(until_at.astimezone(UTC))
    )


def _name(named: Named) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, named.country),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, named.organisation),
    ]
    if named.node:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, named.node))
    return x509.Name(parts)


def _usage(*, is_national: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_national,
        crl_sign=is_national,
        encipher_only=False,
        decipher_only=False,
    )


def _hash_for(key: PrivateKey) -> hashes.SHA256 | None:
    return None if isinstance(key, Ed25519PrivateKey) else hashes.SHA256()


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _one(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(kind)
    return str(found[0].value) if found else ""
