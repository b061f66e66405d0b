"""A user who signs in with a password and a code, and has a key: the pages of second factors."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

KEY = b"a key that hangs at the test's door"


def add_second_factor(user: Any) -> tuple[int, list[str]]:
    """Give the user an app, codes on paper and a key: the key's number in addresses, the codes."""
    totp.TOTP.activate(user, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return WebAuthn.add(user, "Key on the ring", _credential()).instance.pk, codes


def _credential() -> dict[str, Any]:
    """What a browser sends when a key is added; its private half is thrown away."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(
        hashlib.sha256(b"127.0.0.1").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        0,
        bytes(AttestedCredentialData.create(Aaguid.NONE, KEY, public)),
    )
    said = CollectedClientData.create(
        CollectedClientData.TYPE.CREATE, b"challenge", "http://127.0.0.1"
    )
    return {
        "id": websafe_encode(KEY),
        "rawId": websafe_encode(KEY),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": False}},
    }
