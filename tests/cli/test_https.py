"""A node with no certificate from elsewhere: tablets trust its own authority, once."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.management.base import CommandError

from openhbm.cli.https import AUTHORITY_DAYS, SERVER_DAYS, own_certificate
from tests.cli.conftest import Shell
from tests.serving import Served

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
HOSTS = ("localhost", "127.0.0.1", "[::1]", "post.local", "192.168.4.1")


def test_certificate_is_for_the_hosts_and_by_the_authority(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, HOSTS, AT)

    server = _read(made.certificate)
    server.verify_directly_issued_by(_read(made.authority))
    told = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert told.get_values_for_type(x509.DNSName) == ["localhost", "post.local"]
    assert [*map(str, told.get_values_for_type(x509.IPAddress))] == [
        "127.0.0.1", "::1", "192.168.4.1",
    ]  # fmt: skip
    assert made.fingerprint.count(":") == 31


def test_keys_are_readable_by_the_service_alone(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, HOSTS, AT)

    keys = [made.key, made.authority.with_suffix(".key")]
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600, 0o600]


def test_authority_may_vouch_for_nothing_that_is_far_away(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ("post.example.org",), AT)

    permitted = _permitted(made.authority)
    assert "post.example.org" in permitted
    assert "192.168.0.0/16" in permitted
    assert not {"example.org", "org", "", "0.0.0.0/0"} & permitted


def test_certificate_stays_until_it_is_about_to_end(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, HOSTS, AT)
    before = first.certificate.read_bytes()

    later = own_certificate(tmp_path, HOSTS, AT + timedelta(days=300))
    assert later.certificate.read_bytes() == before
    renewed = own_certificate(tmp_path, HOSTS, AT + timedelta(days=SERVER_DAYS - 5))

    assert renewed.certificate.read_bytes() != before
    assert renewed.fingerprint == first.fingerprint
    assert _read(renewed.certificate).not_valid_after_utc > AT + timedelta(days=2 * SERVER_DAYS - 6)


def test_new_address_in_the_local_network_needs_no_new_trust(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, ("post.local",), AT)

    moved = own_certificate(tmp_path, ("post.local", "192.168.77.20"), AT)

    told = _read(moved.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert str(told.value.get_values_for_type(x509.IPAddress)[0]) == "192.168.77.20"
    assert moved.fingerprint == first.fingerprint


def test_host_that_tablets_did_not_trust_is_refused_in_words(tmp_path: Path) -> None:
    own_certificate(tmp_path, ("post.local",), AT)

    with pytest.raises(CommandError, match=r"bank\.example.*every tablet must trust a new"):
        own_certificate(tmp_path, ("post.local", "bank.example"), AT)


@pytest.mark.parametrize("host", ["*", "", "bad name/x"])
def test_what_is_no_host_is_refused_in_words(tmp_path: Path, host: str) -> None:
    with pytest.raises(CommandError, match="HBM_HOSTS"):
        own_certificate(tmp_path, (host,), AT)


def test_key_that_a_power_cut_left_without_its_certificate_is_made_anew(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, HOSTS, AT)
    other = own_certificate(tmp_path / "other", HOSTS, AT)
    first.key.write_bytes(other.key.read_bytes())

    again = own_certificate(tmp_path, HOSTS, AT)

    key = load_pem_private_key(again.key.read_bytes(), password=None)
    assert _read(again.certificate).public_key() == key.public_key()
    assert again.fingerprint == first.fingerprint


def test_authority_that_is_about_to_end_is_made_anew(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, HOSTS, AT)

    second = own_certificate(tmp_path, HOSTS, AT + timedelta(days=AUTHORITY_DAYS - 10))

    assert second.fingerprint != first.fingerprint
    _read(second.certificate).verify_directly_issued_by(_read(second.authority))


def test_served_node_is_trusted_by_its_authority_and_by_nothing_else(node: Shell) -> None:
    authority = own_certificate(node.home, ("localhost", "127.0.0.1", "::1"), datetime.now(UTC))
    served = Served(node.home, node.environment, authority=authority.authority)
    served.start()
    try:
        with served.client() as client:
            status, found = client.ask("GET", "/api/v1/openapi.json")
            client.connection.request("GET", "/sign-in/")
            page = client.connection.getresponse()
            cookie = page.headers["Set-Cookie"]
            page.read()
        with pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(
                socket.create_connection(("127.0.0.1", served.port), 5),
                server_hostname="localhost",
            )
    finally:
        served.kill()

    assert (status, found["openapi"]) == (200, "3.1.0")
    assert "Secure" in cookie
    assert "Strict-Transport-Security" not in page.headers
    assert "Compare there: SHA-256 " + authority.fingerprint in served.log.read_text("utf-8")


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _permitted(file: Path) -> set[str]:
    found = _read(file).extensions.get_extension_for_class(x509.NameConstraints)
    assert found.critical
    return {str(one.value) for one in found.value.permitted_subtrees or ()}
