"""Writes about what travels: lists of revocations, and trust files that bring them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write_everywhere
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.journal import Actor, EntryDraft, action, entry
from openhbm.apps.people.seal_models import RevocationFile, RevokedCard, RevokedKey
from openhbm.apps.people.seals.accepting import accepted, ended, known_as
from openhbm.apps.people.seals.actions.keys import NationalKey
from openhbm.apps.people.seals.signing import key_in_use, signing_key
from openhbm.apps.people.seals.telling import told_as
from openhbm.apps.people.seals.trust_files import TrustFile, packed, unpacked
from openhbm.apps.people.seals.trusting import (
    NATION,
    list_signers,
    national_certificates,
    node_certificates,
    revoked_keys,
    revoked_serials,
)
from openhbm.core.documents.seals.certificates import (
    certificate_from,
    checked_signer,
    der_of,
    fingerprint_of,
    signer_of,
)
from openhbm.core.documents.seals.revocations import (
    KeyRevocation,
    RevocationList,
    list_bytes,
    read_list,
)
from openhbm.core.documents.seals.signatures import PrivateKey
from openhbm.core.documents.seals.verdicts import SealError

LIST_DAYS = 30


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import of a trust file did: what was new, and what was refused and why."""

    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@action
def publish_list(
    *,
    by: User,
    national: NationalKey | None = None,
    days: int = LIST_DAYS,
    at: datetime | None = None,
) -> RevocationFile:
    """Sign a new list of what was revoked: of this node's cards or, with the national key open,
    of keys. Its number is one higher than that of the last."""
    require_write_everywhere(by, Compartment.SECURITY)
    return sign_list(by=by, national=national, days=days, at=at or timezone.now())


@action
def sign_list(
    *, by: Actor | None, at: datetime, national: NationalKey | None = None, days: int = LIST_DAYS
) -> RevocationFile:
    """What `publish_list` does, for the node itself as well (``by`` None)."""
    at = at.replace(microsecond=0)
    node = NATION if national else settings.NODE_PREFIX
    key, key_id = _signer_of_list(national, at)
    last = RevocationFile.objects.filter(node=node).first()
    told = RevocationList(
        node=node,
        sequence=last.sequence + 1 if last else 1,
        issued_at=at,
        until_at=at + timedelta(days=days),
        cards=revoked_serials(node),
        keys=tuple(revoked_keys().values()) if national else (),
    )
    with entry("revocations_published", by=by, at=at) as e:
        return _kept(e, told, list_bytes(told, key, key_id=key_id), last)


@action
def publish_trust(*, by: User, at: datetime | None = None) -> bytes:
    """The trust file to carry to other nodes: certificates, this node's newest list, and the
    lists it was brought. A list is signed anew when this node has a key."""
    require_write_everywhere(by, Compartment.SECURITY)
    if key_in_use() is not None:
        publish_list(by=by, at=at)
    nodes = [der_of(certificate) for certificate in node_certificates()]
    lists = RevocationFile.objects.order_by("node").values_list("data", flat=True)
    return packed(
        [der_of(root) for root in national_certificates()] + nodes,
        [base64.b64decode(data) for data in lists],
    )


@action
def take_in_trust(*, by: User, data: bytes, at: datetime | None = None) -> TakenIn:
    """Take from a trust file what is signed by whom this node trusts; say what was refused.

    Nothing known is lost: revocations add up, and a list older than the one known changes nothing.
    """
    require_write_everywhere(by, Compartment.SECURITY)
    with told_as("file"):
        brought = unpacked(data)
    return believe(by=by, brought=brought, at=at or timezone.now())


@action
def believe(*, by: Actor | None, brought: TrustFile, at: datetime) -> TakenIn:
    """What `take_in_trust` does with what a file holds, for the node itself as well."""
    done = TakenIn()
    with entry("trust_taken_in", by=by, at=at) as e:
        for certificate in brought.certificates:
            _take_certificate(e, certificate, at, done)
        # The nation's first: it may say that a node's key is in other hands.
        for told in sorted(brought.lists, key=_is_of_a_node):
            _take_list(e, told, at, done)
        e.facts["taken"], e.facts["refused"] = done.taken, done.refused
    return done


def _signer_of_list(national: NationalKey | None, at: datetime) -> tuple[PrivateKey, bytes]:
    if national is not None:
        return national.key, bytes.fromhex(national.row.key_id)
    own = signing_key(at)
    return own.key, own.key_id


def _take_certificate(draft: EntryDraft, data: bytes, at: datetime, done: TakenIn) -> None:
    try:
        certificate = certificate_from(data)
        if known_as(certificate) is not None:
            return
        if signer_of(certificate).is_national:
            done.refused.append(
                f"national certificate {fingerprint_of(certificate)}: compare its fingerprint"
                " with the centre's, then trust it with: hbm keys trust"
            )
            return
        signer = checked_signer(certificate, national_certificates())
    except SealError as error:
        done.refused.append(f"a certificate: {error}")
        return
    accepted(draft, certificate, at)
    done.taken.append(f"certificate {signer.key_id.hex()} of {signer.node}")


def _take_list(draft: EntryDraft, data: bytes, at: datetime, done: TakenIn) -> None:
    try:
        told = read_list(data, list_signers())
    except SealError as error:
        done.refused.append(f"a list of revocations: {error}")
        return
    last = RevocationFile.objects.filter(node=told.node).first()
    name = f"list {told.sequence} of {told.node or 'the national signer'}"
    if last and told.sequence <= last.sequence:
        if told.sequence == last.sequence and base64.b64decode(last.data) != data:
            done.refused.append(f"{name}: another list of the same number is known")
        return
    _kept(draft, told, data, last)
    _add_cards(draft, told.node, told.cards, at)
    for key in told.keys:
        ended(draft, _row_of(key), at)
    done.taken.append(f"{name}: {len(told.cards)} cards, {len(told.keys)} keys")


def _is_of_a_node(data: bytes) -> bool:
    try:
        return read_list(data, list_signers()).node != NATION
    except SealError:
        return True


def _kept(
    draft: EntryDraft, told: RevocationList, data: bytes, last: RevocationFile | None
) -> RevocationFile:
    values = {
        "sequence": told.sequence,
        "issued_at": told.issued_at,
        "until_at": told.until_at,
        "data": base64.b64encode(data).decode(),
    }
    if last is not None:
        return draft.change(last, **values)
    return draft.create(RevocationFile(node=told.node, **values))


def _add_cards(draft: EntryDraft, node: str, cards: Iterable[bytes], at: datetime) -> None:
    known = set(RevokedCard.objects.filter(node=node).values_list("serial", flat=True))
    new = sorted({card.hex() for card in cards} - known)
    draft.create_many(RevokedCard(node=node, serial=serial, revoked_at=at) for serial in new)


def _row_of(key: KeyRevocation) -> RevokedKey:
    return RevokedKey(
        key_id=key.key_id.hex(),
        end=key.end.value,
        since_at=key.since_at,
        vouched="".join(sorted(digest.hex() for digest in key.kept)),
    )
