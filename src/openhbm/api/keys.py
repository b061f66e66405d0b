"""Who signs cards: keys known here and their state, what ended, and trust files to and fro.

What takes a custodian's passphrase, a private key or the comparing of a fingerprint is done by
people at the command line (``hbm keys``) and has no address here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from openhbm.api.answering import Ids, done_once, seen
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, IdempotencyKey, Instant, text
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seals.actions.keys import request_key
from openhbm.apps.people.seals.actions.lists import publish_trust, take_in_trust
from openhbm.apps.people.seals.key_files import ALGORITHMS
from openhbm.apps.people.seals.queries import (
    certificate_text,
    digests_vouched,
    fingerprint_for,
    key_ends_for,
    key_ends_visible_to,
    revocation_lists_visible_to,
    seal_key_for,
    seal_keys_visible_to,
    term_for,
)
from openhbm.apps.people.seals.trust_files import MOST_BYTES
from openhbm.core.documents.seals.revocations import KEPT_BYTES, KeyRevocation

router = Router(tags=["keys"])
NEWEST_KEY = ("-made_at", "-id")
NEWEST_END = ("-since_at", "-id")
BY_NODE = ("node", "id")
TRUST_FILE = "application/octet-stream"
_A_FILE = {"schema": {"type": "string", "format": "binary"}}

KeyKind = StrEnum("KeyKind", dict(zip(SealKeyKind.names, SealKeyKind.values, strict=True)))  # type: ignore[misc]
KeyState = StrEnum("KeyState", dict(zip(SealKeyState.names, SealKeyState.values, strict=True)))  # type: ignore[misc]
KeyAlgorithm = StrEnum("KeyAlgorithm", {name.upper(): name for name in ALGORITHMS})  # type: ignore[misc]


class KeyFilter(Schema):
    """``is_own``: true for this node's own keys, false for the signers that it trusts."""

    is_own: bool | None = None
    kind: KeyKind | None = None
    state: KeyState | None = None


class KeyLine(Schema):
    """A key: whose, its state, and from when until when its certificate holds.

    ``end`` is empty, ``superseded`` or ``compromised``, as the national signer told it, since
    ``end_since_at``. ``key_id`` and ``fingerprint`` are empty while no certificate came.
    """

    id: UUID
    key_id: str
    kind: str
    state: str
    node: str
    reference: str
    is_own: bool
    fingerprint: str
    valid_from_at: datetime | None
    valid_until_at: datetime | None
    made_at: datetime
    active_at: datetime | None
    ended_at: datetime | None
    end: str
    end_since_at: datetime | None


class KeyOut(KeyLine):
    """A key with its certificate as PEM, which is public."""

    certificate: str


class KeyEndOut(Schema):
    """That a key ended. ``vouched`` counts the cards of it that stay valid all the same."""

    key_id: str
    end: str
    since_at: datetime
    vouched: int


class RevocationListOut(Schema):
    """The newest list of revocations of a node; ``node`` is empty for the national signer.

    After ``until_at`` a check says that newer revocations may be missing.
    """

    node: str
    sequence: int
    issued_at: datetime
    until_at: datetime


class VouchedOut(Schema):
    """What ``hbm keys revoke --vouched`` takes: digests of cards, which tell of nobody."""

    key_id: str
    cards: list[str]


class TakenOut(Schema):
    """What was new in a trust file, and what was refused and why."""

    taken: list[str]
    refused: list[str]


class KeyRequestIn(Body):
    """Whose key: country by two letters, and the name of the authority."""

    country: text(2, least=2)  # type: ignore[valid-type]
    authority: text(200, least=1)  # type: ignore[valid-type]
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519


class KeyRequestOut(Schema):
    """A request for a certificate as PEM (PKCS #10); it is public."""

    id: UUID
    node: str
    state: str
    request: str


@router.get("", response=Page[KeyLine])
def list_keys(request: HttpRequest, paging: Query[Paging], wanted: Query[KeyFilter]):
    """Keys of this node and signers that it trusts, the newest first.

    The ceremony, certifying, revoking and trusting a signer stay at the command line (`hbm keys`):
    custodians' passphrases and private keys never travel over HTTP, and a fingerprint is compared
    by a person.
    """
    user = user_of(request)
    chosen = {n: v for n, v in wanted.model_dump().items() if v is not None}
    ends = key_ends_for(user)
    found = seal_keys_visible_to(user).filter(**chosen)
    return page_of(found, NEWEST_KEY, paging, lambda key: KeyLine(**_figures(user, key, ends)))


@router.get("/revocations", response=Page[KeyEndOut])
def list_key_ends(request: HttpRequest, paging: Query[Paging]):
    """Ends of keys that the national signer told, the newest first."""
    return page_of(key_ends_visible_to(user_of(request)), NEWEST_END, paging, _end)


@router.get("/lists", response=Page[RevocationListOut])
def list_revocation_lists(request: HttpRequest, paging: Query[Paging]):
    """How recent what this node knows of each node's revocations is."""
    found = revocation_lists_visible_to(user_of(request))
    return page_of(found, BY_NODE, paging, RevocationListOut.from_orm)


@router.get("/trust-file", openapi_extra={"responses": {200: {"content": {TRUST_FILE: _A_FILE}}}})
def give_trust_file(request: HttpRequest):
    """The trust file for other posts, as `hbm keys export` writes it. Nothing in it is secret.

    A node with a key of its own signs its list of revocations anew for it; that is journalled.
    """
    answer = HttpResponse(publish_trust(by=user_of(request)), content_type=TRUST_FILE)
    answer["Content-Disposition"] = 'attachment; filename="trust.hbm"'
    return answer


@router.post("/trust-file", response=TakenOut)
def take_trust_file(
    request: HttpRequest, file: File[UploadedFile], idempotency_key: IdempotencyKey = None
):
    """Take in a trust file, as `hbm keys import` does: what is signed by whom this node trusts.

    A national certificate that nobody here compared is among the refused."""
    user = user_of(request)
    # One byte more than is taken, so that it is the reading that says that it is too much.
    data = bytes(file.read(MOST_BYTES + 1))
    return done_once(request, idempotency_key, lambda: _taken(user, data), data)


@router.post("/requests", response={201: KeyRequestOut})
def add_key_request(
    request: HttpRequest, body: KeyRequestIn, idempotency_key: IdempotencyKey = None
):
    """Make a new key for this node and the request for its certificate, as `hbm keys rotate` does.

    The private key is made on the node and never leaves it. The present one stays in use until
    the certificate comes; an older request that was not answered is dropped.
    """
    user = user_of(request)
    ids = done_once(request, idempotency_key, lambda: _requested(user, body))
    row = seen(seal_keys_visible_to(user), ids["id"])
    return Status(201, KeyRequestOut.from_orm(row))


@router.get("/{key_id}", response=KeyOut)
def show_key(request: HttpRequest, key_id: str):
    """One key with its certificate."""
    user = user_of(request)
    key = seal_key_for(user, key_id)
    figures = _figures(user, key, key_ends_for(user))
    return KeyOut(**figures, certificate=certificate_text(user, key))


@router.get("/{key_id}/vouched", response=VouchedOut)
def show_vouched(request: HttpRequest, key_id: str, until_at: Instant | None = None):
    """Cards truly issued with a key until then, as `hbm keys vouch` writes them: the whole list,
    for the custodians who end a key that may be in other hands."""
    user = user_of(request)
    key = seal_key_for(user, key_id)
    digests = digests_vouched(user, key, until_at or timezone.now())
    return VouchedOut(key_id=key.key_id, cards=digests)


def _taken(user: Any, data: bytes) -> Ids:
    done = take_in_trust(by=user, data=data)
    return {"taken": done.taken, "refused": done.refused}


def _requested(user: Any, body: KeyRequestIn) -> Ids:
    row = request_key(
        by=user, country=body.country, organisation=body.authority, algorithm=body.algorithm
    )
    return {"id": str(row.id)}


def _figures(user: Any, key: Any, ends: Mapping[str, KeyRevocation]) -> dict[str, Any]:
    from_at, until_at = term_for(user, key) or (None, None)
    end = ends.get(key.key_id)
    derived = {
        "fingerprint": fingerprint_for(user, key),
        "valid_from_at": from_at,
        "valid_until_at": until_at,
        "end": end.end.value if end else "",
        "end_since_at": end.since_at if end else None,
    }
    stored = {n: getattr(key, n) for n in KeyLine.model_fields if n not in derived}
    return stored | derived


def _end(row: Any) -> KeyEndOut:
    vouched = len(row.vouched) // (2 * KEPT_BYTES)
    return KeyEndOut(key_id=row.key_id, end=row.end, since_at=row.since_at, vouched=vouched)
