"""HTTPS at a post where nobody sells certificates: an authority of the node's own.

Browsers keep a tablet's pages and use cryptography over HTTPS only. The authority is trusted by
hand on each tablet, once; it can vouch for this node's hosts and for addresses of local networks,
and for nothing else, so that whoever trusts it is in no danger elsewhere (RFC 5280, 4.2.1.10).
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.management.base import CommandError

FOLDER, AUTHORITY, SERVER = "https", "authority", "server"
AUTHORITY_DAYS, SERVER_DAYS, RENEW_BEFORE_DAYS = 3650, 397, 30
LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
LOCAL_NETWORKS = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
_BACKDATED = timedelta(days=2)
"""Clocks of tablets are off; a certificate that begins now is refused by them."""

_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.I)

Name = x509.DNSName | x509.IPAddress
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class OwnCertificate:
    """Files for the server, and what tablets must trust: its file and its SHA-256, in pairs."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str


def own_certificate(home: Path, hosts: Sequence[str], at: datetime) -> OwnCertificate:
    """The node's certificate for ``hosts``, made or renewed at ``at`` where that is needed.

    CommandError when a host cannot stand in a certificate, or when the authority that tablets
    trust already may not vouch for one.
    """
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = [_name(host) for host in hosts]
    authority, signing = _authority(folder, names, at)
    if refused := [
        host for host, name in zip(hosts, names, strict=True) if not _may(authority, name)
    ]:
        raise CommandError(
            f"{', '.join(refused)}: the authority in {folder} may not vouch for it. Take it out of "
            "HBM_HOSTS, or delete that folder: then every tablet must trust a new authority."
        )
    if not _still_good(folder, names, authority, at):
        _make_server(folder, names, authority, signing, at)
    digest = authority.fingerprint(SHA256()).hex(":").upper()
    return OwnCertificate(
        _certificate_file(folder, SERVER), _key_file(folder, SERVER),
        _certificate_file(folder, AUTHORITY), digest,
    )  # fmt: skip


def _name(host: str) -> Name:
    """A host as it stands in a certificate; ``.example.org`` means every name below."""
    bare = host.strip("[]")
    try:
        return x509.IPAddress(ipaddress.ip_address(bare))
    except ValueError:
        if not _HOST.fullmatch(bare):
            raise CommandError(
                f"HBM_HOSTS: {host!r} is no name for a certificate. Write there by which names and "
                "addresses this node is reached, such as post.local,192.168.1.10"
            ) from None
    return x509.DNSName(f"*{bare}" if bare.startswith(".") else bare)


def _may(authority: x509.Certificate, name: Name) -> bool:
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    return any(_is_within(name, one) for one in allowed.permitted_subtrees or ())


def _is_within(name: Name, allowed: x509.GeneralName) -> bool:
    if isinstance(name, x509.IPAddress):
        return isinstance(allowed, x509.IPAddress) and name.value in allowed.value
    if not isinstance(allowed, x509.DNSName):
        return False
    return f".{name.value.removeprefix('*.')}".endswith(f".{allowed.value}")


def _authority(folder: Path, names: Sequence[Name], at: datetime) -> tuple[x509.Certificate, Key]:
    """The authority there is, else a new one for these names and for local ones."""
    file = _certificate_file(folder, AUTHORITY)
    if file.exists():
        found = x509.load_pem_x509_certificate(file.read_bytes())
        if found.not_valid_after_utc > at + timedelta(days=SERVER_DAYS) and pair_fits(
            folder, AUTHORITY
        ):
            return found, _kept_key(folder, AUTHORITY)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "OpenHBM, tablets of this node")])
    made = (
        _begun(subject, subject, key, at, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, SHA256())
    )
    _keep(folder, AUTHORITY, made, key)
    return made, key


def _permitted(names: Sequence[Name]) -> list[x509.GeneralName]:
    networks = [x509.IPAddress(ipaddress.ip_network(text)) for text in LOCAL_NETWORKS]
    local: list[x509.GeneralName] = [*map(x509.DNSName, LOCAL_NAMES), *networks]
    asked: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_network(name.value))
        if isinstance(name, x509.IPAddress)
        else x509.DNSName(name.value.removeprefix("*."))
        for name in names
    ]
    return [*local, *(one for one in asked if one not in local)]


def _still_good(
    folder: Path, names: Sequence[Name], authority: x509.Certificate, at: datetime
) -> bool:
    """Whether the server's certificate is by this authority, for these names, and lasts a while."""
    file = _certificate_file(folder, SERVER)
    if not (file.exists() and pair_fits(folder, SERVER)):
        return False
    found = x509.load_pem_x509_certificate(file.read_bytes())
    told = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = found.not_valid_after_utc > at + timedelta(days=RENEW_BEFORE_DAYS)
    begun = found.not_valid_before_utc <= at
    is_by_it = _key_id(found) == _own_key_id(authority)
    return lasts and begun and is_by_it and set(told) == set(names)


def _key_id(of: x509.Certificate) -> bytes | None:
    found = of.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    return found.value.key_identifier


def _own_key_id(of: x509.Certificate) -> bytes:
    return of.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def _make_server(
    folder: Path, names: Sequence[Name], authority: x509.Certificate, signing: Key, at: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "OpenHBM")])
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    made = (
        _begun(subject, authority.subject, key, at, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(issued_by, critical=False)
        .sign(signing, SHA256())
    )
    _keep(folder, SERVER, made, key)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates,
        crl_sign=signs_certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _certificate_file(folder: Path, name: str) -> Path:
    # Android offers files to trust by this ending.
    return folder / f"{name}.crt"


def _key_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"


def pair_fits(folder: Path, name: str) -> bool:
    """Whether the key is that of the certificate: a power cut may have come between the two."""
    if not _key_file(folder, name).exists():
        return False
    certificate = x509.load_pem_x509_certificate(_certificate_file(folder, name).read_bytes())
    return _kept_key(folder, name).public_key() == certificate.public_key()


def _kept_key(folder: Path, name: str) -> Key:
    found = load_pem_private_key(_key_file(folder, name).read_bytes(), password=None)
    if not isinstance(found, Key):
        raise CommandError(f"{_key_file(folder, name)} is no key of this kind. Delete {folder}.")
    return found


def _keep(folder: Path, name: str, certificate: x509.Certificate, key: Key) -> None:
    """The key first and readable by nobody else: a certificate without its key is of no use."""
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keep_file(_key_file(folder, name), text, 0o600)
    keep_file(_certificate_file(folder, name), certificate.public_bytes(Encoding.PEM), 0o644)


def keep_file(file: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, and to disk."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=mode)
    with beside.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
