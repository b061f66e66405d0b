"""Trust that travels with replication: what a node would put into a trust file, as a record.

A post shares its own certificates and its own list of revoked cards; the node that holds the
national signer shares all that it knows. Whoever gets it believes what is signed, as from a stick.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, entry
from openhbm.apps.people.codes import SealKeyKind
from openhbm.apps.people.seal_models import RevocationFile, SealKey, SharedTrust
from openhbm.apps.people.seals.accepting import known_as
from openhbm.apps.people.seals.actions.lists import TakenIn, believe, sign_list
from openhbm.apps.people.seals.signing import key_in_use
from openhbm.apps.people.seals.trust_files import TrustFile, packed, unpacked
from openhbm.apps.people.seals.trusting import (
    certificate_of,
    list_signers,
    national_certificates,
    node_certificates,
    revoked_serials,
)
from openhbm.core.documents.seals.certificates import certificate_from, der_of, signer_of
from openhbm.core.documents.seals.revocations import read_list
from openhbm.core.documents.seals.verdicts import SealError

SIGNED_ANEW = timedelta(days=7)
"""A list holds for thirty days; a post that is met every week always has one that holds."""
_SHORT_LIST = 1_000
_LONG_LIST_EVERY = timedelta(days=1)
"""A long list goes over thin lines whole, so that each further card waits for up to a day."""


@action
def share_trust(*, by: Actor | None, at: datetime | None = None) -> SharedTrust | None:
    """Let other nodes have what they need to check this node's cards, when it changed.

    Part of every letter to another node. None when there is nothing to share or nothing new: a
    node without a key of its own, or one whose last share says it all.
    """
    at = at or timezone.now()
    is_national = SealKey.objects.filter(kind=SealKeyKind.NATIONAL, is_own=True).exists()
    own = key_in_use()
    if own is None and not is_national:
        return None
    if own is not None and _is_due(at):
        _sign_anew(by, at)
    data = base64.b64encode(packed(_certificates(is_national), _lists(is_national))).decode()
    last = SharedTrust.objects.filter(node=settings.NODE_PREFIX).first()
    if last is not None and last.data == data:
        return None
    with entry("trust_shared", by=by, at=at) as e:
        if last is not None:
            return e.change(last, data=data, shared_at=at)
        return e.create(SharedTrust(node=settings.NODE_PREFIX, data=data, shared_at=at))


@action
def take_shared_trust(*, by: Actor | None, at: datetime | None = None) -> TakenIn | None:
    """Believe what other nodes share, as far as it is signed by whom this node trusts.

    Asked again when a national signer is trusted: what came before waited for that. None when
    nothing of it is new here.
    """
    certificates: list[bytes] = []
    lists: list[bytes] = []
    for row in SharedTrust.objects.exclude(node=settings.NODE_PREFIX).order_by("shared_at", "id"):
        try:
            told = unpacked(base64.b64decode(row.data))
        except (SealError, ValueError):
            continue
        certificates += [data for data in told.certificates if data not in certificates]
        lists += [data for data in told.lists if data not in lists]
    brought = TrustFile(_new_certificates(certificates), tuple(lists))
    if not brought.certificates and not _has_news(lists):
        return None
    return believe(by=by, brought=brought, at=at or timezone.now())


def _is_due(at: datetime) -> bool:
    last = RevocationFile.objects.filter(node=settings.NODE_PREFIX).first()
    if last is None or at - last.issued_at >= SIGNED_ANEW:
        return True
    now_revoked = revoked_serials(settings.NODE_PREFIX)
    try:
        told = read_list(base64.b64decode(last.data), list_signers()).cards
    except SealError:
        # Of a key that ended since: the one in use signs it anew.
        return True
    if told == now_revoked:
        return False
    return len(now_revoked) <= _SHORT_LIST or at - last.issued_at >= _LONG_LIST_EVERY


def _sign_anew(by: Actor | None, at: datetime) -> None:
    try:
        sign_list(by=by, at=at)
    except ActionError:
        # The certificate ended, or the key is on another machine: `hbm doctor` tells of it, and
        # letters go on without a newer list.
        return


def _certificates(is_national: bool) -> list[bytes]:
    if is_national:
        return [der_of(found) for found in (*national_certificates(), *node_certificates())]
    own = SealKey.objects.filter(kind=SealKeyKind.NODE, is_own=True).exclude(certificate="")
    return [der_of(certificate_of(key)) for key in own.order_by("made_at", "id")]


def _lists(is_national: bool) -> list[bytes]:
    found = RevocationFile.objects.order_by("node")
    if not is_national:
        found = found.filter(node=settings.NODE_PREFIX)
    return [base64.b64decode(data) for data in found.values_list("data", flat=True)]


def _new_certificates(found: list[bytes]) -> tuple[bytes, ...]:
    """Certificates of nodes that are not known here; a national one is compared by somebody."""
    new = []
    for data in found:
        try:
            certificate = certificate_from(data)
            is_national = signer_of(certificate).is_national
        except SealError:
            continue
        if not is_national and known_as(certificate) is None:
            new.append(data)
    return tuple(new)


def _has_news(lists: list[bytes]) -> bool:
    """Whether a list is newer than the one known of its node."""
    known = dict(RevocationFile.objects.values_list("node", "sequence"))
    signers = list_signers()
    for data in lists:
        try:
            told = read_list(data, signers)
        except SealError:
            continue
        if told.sequence > known.get(told.node, 0):
            return True
    return False
