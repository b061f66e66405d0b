"""A State's signer and a node of it, for tests of seals: invented, and made anew in each run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openhbm.core.documents.numbers import registration_number
from openhbm.core.documents.seals.cards import card_bytes
from openhbm.core.documents.seals.certificates import (
    Named,
    Signer,
    checked_root,
    checked_signer,
    national_certificate,
    node_certificate,
    request_for,
)
from openhbm.core.documents.seals.claims import HolderClaims, OpenClaims
from openhbm.core.documents.seals.kinds import Attestation
from openhbm.core.documents.seals.trust import Trust

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODE = "7KX2M-9QRTA"
SERIAL = b"\x01\x02\x03\x04\x05\x06\x07\x08"
HOLDER = HolderClaims(
    name="ليلى المتخيل",
    latin="Layla Almutakhayyal",
    birth="1988-03-07",
    sex="F",
    nationality="UTO",
    photo=bytes(range(16)),
    number=registration_number("PLM", 123),
    family_size=4,
)


@dataclass(frozen=True)
class Authority:
    """The keys and certificates of a nation and one of its nodes."""

    national_key: Any
    root: x509.Certificate
    node_key: Any
    certificate: x509.Certificate

    @property
    def signer(self) -> Signer:
        return checked_signer(self.certificate, [self.root])

    @property
    def national(self) -> Signer:
        return checked_root(self.root)

    def trust(self, **more: Any) -> Trust:
        recent = {self.signer.node: AT + timedelta(days=7)}
        return Trust(
            **{"signers": {self.signer.key_id: self.signer}, "listed_until": recent} | more
        )

    def card(self, holder: HolderClaims = HOLDER, **changed: Any) -> bytes:
        said = {
            "kind": Attestation.ARRIVAL,
            "serial": SERIAL,
            "node": self.signer.node,
            "issued_at": AT,
            "days": 90,
        }
        claims = OpenClaims(**said | changed)
        return card_bytes(
            claims, self.node_key, key_id=self.signer.key_id, holder=holder, code=CODE
        )


def authority(
    node: str = "PLM", *, curve: ec.EllipticCurve | None = None, days: int = 400
) -> Authority:
    """A nation and a node whose certificate holds for ``days`` around `AT`."""
    national_key = Ed25519PrivateKey.generate()
    node_key = ec.generate_private_key(curve) if curve else Ed25519PrivateKey.generate()
    named = Named("UT", "Border authority of Utopia")
    root = national_certificate(
        national_key,
        named,
        serial=1,
        from_at=AT - timedelta(days=30),
        until_at=AT + timedelta(days=3650),
    )
    request = request_for(node_key, Named("UT", "Border authority of Utopia", node))
    certificate = node_certificate(
        request,
        root,
        national_key,
        serial=2,
        from_at=AT - timedelta(days=1),
        until_at=AT + timedelta(days=days),
    )
    return Authority(national_key, root, node_key, certificate)
