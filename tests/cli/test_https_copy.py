"""The node's certificates in a backup: sealed, and checked before they are put in their place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management.base import CommandError

from openhbm.apps.ledger.keys import KeyRing
from openhbm.cli.archive import HTTPS_SEALED
from openhbm.cli.https import own_certificate
from openhbm.cli.https_copy import bring_https_back, copy_https

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path):
    return KeyRing.at(tmp_path / "keys")


def unpacked(tmp_path, keys):
    """A home into which the sealed copy was unpacked."""
    home = tmp_path / "unpacked"
    home.mkdir()
    (copy,) = copy_https(tmp_path, home, keys).values()
    assert copy == home / HTTPS_SEALED
    return home


def test_certificates_come_back_as_they_were_and_their_copy_goes(tmp_path, keys):
    made = own_certificate(tmp_path, ["post.local"], AT)
    home = unpacked(tmp_path, keys)
    sealed = (home / HTTPS_SEALED).read_bytes()
    assert b"BEGIN" not in sealed
    assert bring_https_back(home, keys)
    assert own_certificate(home, ["post.local"], AT).fingerprint == made.fingerprint
    assert (home / "https" / "server.key").read_bytes() == made.key.read_bytes()
    assert {p.name for p in home.iterdir()} == {"https"}


def test_certificates_sealed_with_other_keys_or_of_other_keys_are_refused(tmp_path, keys):
    own_certificate(tmp_path, ["post.local"], AT)
    home = unpacked(tmp_path, keys)
    with pytest.raises(CommandError, match="do not open with these keys"):
        bring_https_back(home, KeyRing.at(tmp_path / "other"))
    own_certificate(tmp_path / "another", ["post.local"], AT)
    other = tmp_path / "another" / "https" / "authority.key"
    (tmp_path / "https" / "authority.key").write_bytes(other.read_bytes())
    copy_https(tmp_path, home, keys)
    with pytest.raises(CommandError, match="do not belong together"):
        bring_https_back(home, keys)


def test_node_that_never_served_https_has_none_to_copy(tmp_path, keys):
    assert copy_https(tmp_path, tmp_path, keys) == {}
    assert not bring_https_back(tmp_path, keys)
