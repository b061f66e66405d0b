"""Private keys of this node's seals: files beside the node's other keys, sealed with them.

They are in no row, no journal and no backup: a node that was restored asks for a new certificate.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.documents.seals.signatures import PrivateKey
from openhbm.core.ledger.envelopes import (
    NONCE_BYTES,
    EnvelopeError,
    derived_key,
    opened,
    sealed,
)

ALGORITHMS = ("ed25519", "es256")


def new_key(algorithm: str) -> PrivateKey:
    """A fresh key; ActionError for an algorithm that cards are not signed with."""
    if algorithm == "ed25519":
        return Ed25519PrivateKey.generate()
    if algorithm == "es256":
        return generate_private_key(SECP256R1())
    raise ActionError(
        _("Cards are not signed with %(algorithm)s.") % {"algorithm": algorithm},
        field="algorithm",
        remedy=_("Choose ed25519 or es256."),
    )


def store_key(id: UUID, key: PrivateKey) -> None:
    """Write a private key to its file, readable by the service's user only."""
    path = _path(id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    envelope = sealed(
        _sealing_key(), key_bytes(key), nonce=os.urandom(NONCE_BYTES), context=id.bytes
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(envelope)
        file.flush()
        os.fsync(file.fileno())


def stored_key(id: UUID) -> PrivateKey:
    """The private key; ActionError when its file is not here, or not this node's."""
    try:
        return key_from(opened(_sealing_key(), _path(id).read_bytes(), context=id.bytes))
    except (OSError, EnvelopeError, ValueError):
        raise ActionError(
            _("The private key of this node's cards is not on this machine."),
            remedy=_("Ask for a new certificate: hbm keys rotate."),
        ) from None


def forget_key(id: UUID) -> None:
    """Destroy a private key; what it signed can still be checked."""
    _path(id).unlink(missing_ok=True)


def key_bytes(key: PrivateKey) -> bytes:
    """A private key as PKCS #8."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def key_from(data: bytes) -> PrivateKey:
    """A private key from PKCS #8; ValueError for one that signs no cards."""
    key = serialization.load_der_private_key(data, None)
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise ValueError("this key signs no cards")
    return key


def _path(id: UUID) -> Path:
    return Path(settings.HBM_HOME) / "keys" / "seals" / f"{id}.key"


def _sealing_key() -> bytes:
    return derived_key(settings.KEYS.node_secret, "openhbm seal keys")
