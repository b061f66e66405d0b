"""Persons' data keys: made at the first payload, kept wrapped, destroyed to erase the person."""

from __future__ import annotations

import os
import threading
from uuid import UUID

from django.conf import settings
from django.db import transaction

from openhbm.apps.ledger.models import PersonKey
from openhbm.core.ledger.envelopes import KEY_BYTES, NONCE_BYTES, derived_key, opened, sealed


class _AtHand(threading.local):
    """Keys used in the turn at the chain that runs now, so that each is unwrapped once."""

    def __init__(self) -> None:
        self.keys: dict[tuple[UUID | None, bool], bytes] = {}


_at_hand = _AtHand()


def key_at_hand(subject: UUID | None, *, is_sealed: bool) -> bytes:
    """``data_key``, read once in a turn; only inside one, which forgets it at its end."""
    name = (subject, is_sealed)
    if name not in _at_hand.keys:
        _at_hand.keys[name] = data_key(subject, is_sealed=is_sealed)
    return _at_hand.keys[name]


def forget_keys_at_hand() -> None:
    _at_hand.keys.clear()


def data_key(subject: UUID | None, *, is_sealed: bool) -> bytes:
    """The key for payloads about ``subject``; about nobody in a sealed compartment: the node's."""
    if subject is None:
        return derived_key(settings.KEYS.wrapping_key(is_sealed=is_sealed), "about nobody")
    found = existing_key(subject, is_sealed=is_sealed)
    if found is None:
        found = os.urandom(KEY_BYTES)
        wrapped = sealed(
            settings.KEYS.wrapping_key(is_sealed=is_sealed),
            found,
            nonce=os.urandom(NONCE_BYTES),
            context=_context(subject, is_sealed),
        )
        PersonKey.objects.create(subject=subject, is_sealed=is_sealed, wrapped=wrapped)
    return found


def existing_key(subject: UUID, *, is_sealed: bool) -> bytes | None:
    """The key if it was made and not destroyed."""
    row = PersonKey.objects.filter(subject=subject, is_sealed=is_sealed).first()
    if row is None:
        return None
    return opened(
        settings.KEYS.wrapping_key(is_sealed=is_sealed),
        bytes(row.wrapped),
        context=_context(subject, is_sealed),
    )


def destroy_keys(subject: UUID) -> int:
    """Delete the person's keys for good; the number destroyed. Only inside an action."""
    forget_keys_at_hand()
    with transaction.atomic():
        return PersonKey.objects.filter(subject=subject).delete()[0]


def _context(subject: UUID, is_sealed: bool) -> bytes:
    return subject.bytes + (b"sealed" if is_sealed else b"plain")
