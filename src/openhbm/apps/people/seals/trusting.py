"""Whom this node trusts and what it knows to be revoked, from its rows, for checks in core."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography import x509
from django.conf import settings

from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seal_models import (
    IssuedCard,
    RevocationFile,
    RevokedCard,
    RevokedKey,
    SealKey,
)
from openhbm.core.documents.seals.certificates import (
    Signer,
    certificate_from,
    checked_root,
    checked_signer,
    signer_of,
)
from openhbm.core.documents.seals.revocations import KEPT_BYTES, KeyEnd, KeyRevocation
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.verdicts import SealError

NATION = ""
"""The node of lists and rows that speak for every node: the national signer."""


def trust_known(at: datetime) -> Trust:
    """All that this node knows, for checks at ``at``."""
    keys = list(SealKey.objects.exclude(certificate=""))
    roots = tuple(key.certificate for key in keys if key.kind == SealKeyKind.NATIONAL)
    nodes = [_signer(key.certificate, roots) for key in keys if key.kind == SealKeyKind.NODE]
    foreign = [key for key in keys if key.kind == SealKeyKind.FOREIGN]
    return Trust(
        signers={signer.key_id: signer for signer in nodes if signer},
        seal_signers={
            key.reference: _foreign(key.certificate)
            for key in foreign
            if key.state == SealKeyState.ACTIVE
        },
        revoked_keys=revoked_keys(),
        revoked_cards=_RevokedByNode(),
        listed_until=_listed_until(at),
    )


def certificate_of(key: SealKey) -> x509.Certificate:
    """The certificate of a row that has one."""
    return certificate_from(base64.b64decode(key.certificate))


def national_certificates() -> list[x509.Certificate]:
    """The certificates of national signers that somebody here compared by fingerprint."""
    found = SealKey.objects.filter(kind=SealKeyKind.NATIONAL).exclude(certificate="")
    return [certificate_of(key) for key in found]


def node_certificates() -> list[x509.Certificate]:
    """The certificates of nodes known here, their own and others'."""
    found = SealKey.objects.filter(kind=SealKeyKind.NODE).exclude(certificate="")
    return [certificate_of(key) for key in found.order_by("made_at", "id")]


def list_signers() -> list[Signer]:
    """Whose lists of revocations are believed: national signers, and nodes whose key nobody else
    may have."""
    roots = national_certificates()
    stolen = {k for k, ended in revoked_keys().items() if ended.end is KeyEnd.COMPROMISED}
    nodes = [checked_signer(certificate, roots) for certificate in node_certificates()]
    return [checked_root(root) for root in roots] + [s for s in nodes if s.key_id not in stolen]


def revoked_keys() -> dict[bytes, KeyRevocation]:
    """The end of each key; where it was told more than once, the strictest."""
    found: dict[bytes, KeyRevocation] = {}
    for row in RevokedKey.objects.order_by("since_at", "id"):
        told = KeyRevocation(
            bytes.fromhex(row.key_id), KeyEnd(row.end), row.since_at, _digests(row.vouched)
        )
        found[told.key_id] = _strictest(found.get(told.key_id), told)
    return found


def revoked_serials(node: str) -> frozenset[bytes]:
    """What was revoked here of a node's cards, and what another node revoked of this one's."""
    here = RevokedCard.objects.filter(node=node)
    there = IssuedCard.objects.filter(node=node).exclude(revoked_at=None)
    serials = [*here.values_list("serial", flat=True), *there.values_list("serial", flat=True)]
    return frozenset(bytes.fromhex(serial) for serial in serials)


def _strictest(one: KeyRevocation | None, other: KeyRevocation) -> KeyRevocation:
    """Compromised before superseded, then the earlier; the cards vouched for are the last ones
    told, of the national signer's newest list."""
    if one is None or (one.end is KeyEnd.SUPERSEDED and other.end is KeyEnd.COMPROMISED):
        return other
    if one.end is KeyEnd.COMPROMISED and other.end is KeyEnd.COMPROMISED:
        return KeyRevocation(one.key_id, one.end, one.since_at, other.kept)
    return one


def _digests(text: str) -> frozenset[bytes]:
    size = 2 * KEPT_BYTES
    return frozenset(bytes.fromhex(text[at : at + size]) for at in range(0, len(text), size))


def _listed_until(at: datetime) -> dict[str, datetime]:
    found = {row.node: row.until_at for row in RevocationFile.objects.exclude(node=NATION)}
    # What this node revoked itself it knows at once.
    return found | {settings.NODE_PREFIX: at + timedelta(days=1)}


class _Revoked:
    """The serials that a node, or the nation for it, revoked: asked of the table one by one."""

    def __init__(self, node: str) -> None:
        self._nodes = (node, NATION)

    def __contains__(self, serial: object) -> bool:
        return (
            isinstance(serial, bytes)
            and RevokedCard.objects.filter(serial=serial.hex(), node__in=self._nodes).exists()
        )


class _RevokedByNode(Mapping[str, Any]):
    """Looks like all revoked cards by node, and holds none of them in memory."""

    def __getitem__(self, node: str) -> _Revoked:
        return _Revoked(node)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


@lru_cache(maxsize=512)
def _signer(certificate: str, roots: Iterable[str]) -> Signer | None:
    try:
        trusted = [certificate_from(base64.b64decode(root)) for root in roots]
        return checked_signer(certificate_from(base64.b64decode(certificate)), trusted)
    except SealError:
        return None


@lru_cache(maxsize=512)
def _foreign(certificate: str) -> Signer:
    return signer_of(certificate_from(base64.b64decode(certificate)))
