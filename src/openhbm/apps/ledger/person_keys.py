"""Persons' data keys: made at the first payload, kept wrapped, destroyed to erase the person.

What is left of a destroyed key is an empty row: nothing is written about that person any more.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.models import PersonKey
from openhbm.core.ledger.envelopes import (
    KEY_BYTES,
    NONCE_BYTES,
    EnvelopeError,
    derived_key,
    opened,
    sealed,
)


@dataclass(frozen=True)
class KeysAtHand:
    """Keys used in the turn at the chain that runs now, by subject and kind.

    Each is unwrapped once, and new ones are stored together when the turn ends.
    """

    known: dict[tuple[UUID, bool], bytes] = field(default_factory=dict)
    new: tuple[PersonKey, ...] = ()
    destroyed: tuple[UUID, ...] = ()


class _Local(threading.local):
    def __init__(self) -> None:
        self.at_hand = KeysAtHand()


_local = _Local()


def data_key(subject: UUID | None, *, is_sealed: bool) -> bytes:
    """The key for payloads about ``subject``; about nobody in a sealed compartment: the node's.

    Only inside a turn at the chain, at whose end a new key is stored. ActionError when the key was
    destroyed, by somebody who erased the person while this was being written.
    """
    if subject is None:
        return derived_key(settings.KEYS.wrapping_key(is_sealed=is_sealed), "about nobody")
    if known := _local.at_hand.known.get((subject, is_sealed)):
        return known
    wrapped = _wrapped_key(subject, is_sealed)
    if wrapped == b"":
        raise ActionError(
            _("This person's data were erased meanwhile."),
            field="person",
            remedy=_("Write nothing more about them; register them anew if they ask for it."),
        )
    found = _unwrapped(subject, is_sealed, wrapped) if wrapped else _new_key(subject, is_sealed)
    _local.at_hand.known[subject, is_sealed] = found
    return found


def existing_key(subject: UUID, *, is_sealed: bool) -> bytes | None:
    """The key if it was made and not destroyed."""
    if found := _local.at_hand.known.get((subject, is_sealed)):
        return found
    wrapped = _wrapped_key(subject, is_sealed)
    return _unwrapped(subject, is_sealed, wrapped) if wrapped else None


def _new_key(subject: UUID, is_sealed: bool) -> bytes:
    made = os.urandom(KEY_BYTES)
    wrapped = _wrapped(made, subject, is_sealed)
    row = PersonKey(subject=subject, is_sealed=is_sealed, wrapped=wrapped)
    _local.at_hand = replace(_local.at_hand, new=(*_local.at_hand.new, row))
    return made


def _wrapped(key: bytes, subject: UUID, is_sealed: bool) -> bytes:
    return _wrapped_with(settings.KEYS.wrapping_key(is_sealed=is_sealed), key, subject, is_sealed)


def _wrapped_with(wrapping: bytes, key: bytes, subject: UUID, is_sealed: bool) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return sealed(wrapping, key, nonce=nonce, context=_context(subject, is_sealed))


def _unwrapped(subject: UUID, is_sealed: bool, wrapped: bytes) -> bytes:
    return opened(
        settings.KEYS.wrapping_key(is_sealed=is_sealed),
        wrapped,
        context=_context(subject, is_sealed),
    )


def _wrapped_key(subject: UUID, is_sealed: bool) -> bytes | None:
    """The stored key, empty when destroyed.

    The statement stands here in full: it is asked for every entry about somebody.
    """
    field = PersonKey._meta.get_field("subject")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped FROM ledger_personkey WHERE subject = %s AND is_sealed = %s",
            [field.get_db_prep_value(subject, connection), is_sealed],
        )
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def newest_key_opens(*, is_sealed: bool) -> bool:
    """Whether the node's secret of this kind opens the newest data key kept under it."""
    newest = PersonKey.objects.filter(is_sealed=is_sealed).exclude(wrapped=b"").last()
    if newest is None:
        return True
    try:
        _unwrapped(newest.subject, is_sealed, bytes(newest.wrapped))
    except EnvelopeError:
        return False
    return True


def keys_at_hand() -> KeysAtHand:
    """What to go back to should what follows be undone."""
    return replace(_local.at_hand, known=dict(_local.at_hand.known))


def go_back_to(before: KeysAtHand) -> None:
    _local.at_hand = before


def save_new_keys() -> None:
    """Store the keys made in this turn."""
    if _local.at_hand.new:
        PersonKey.objects.bulk_create(_local.at_hand.new)
        _local.at_hand = replace(_local.at_hand, new=())


def forget_keys_at_hand() -> None:
    _local.at_hand = KeysAtHand()


def destroy_keys(subject: UUID) -> None:
    """Destroy the person's keys for good, of both kinds. Only inside an action."""
    save_new_keys()
    destroyed = (*_local.at_hand.destroyed, subject)
    _local.at_hand = KeysAtHand(destroyed=destroyed)
    PersonKey.objects.filter(subject=subject).delete()
    PersonKey.objects.bulk_create(
        PersonKey(subject=subject, is_sealed=is_sealed, wrapped=b"") for is_sealed in (False, True)
    )


def nobody_of(node: str) -> UUID:
    """Under whom the key for another node's sealed payloads about nobody is kept here."""
    return uuid5(NAMESPACE_OID, f"openhbm nobody of {node}")


def keep_keys(keys: Iterable[tuple[UUID, bool, bytes]]) -> None:
    """Keep data keys that another node sent: (subject, is_sealed, key). Only inside an action.

    One that was destroyed here stays destroyed, whoever still sends it.
    """
    given = {(subject, is_sealed): key for subject, is_sealed, key in keys}
    subjects = {subject for subject, _ in given}
    known = PersonKey.objects.filter(subject__among=subjects).values_list("subject", "is_sealed")
    for place in known:
        given.pop(place, None)
    wrapping = {kind: settings.KEYS.wrapping_key(is_sealed=kind) for kind in (False, True)}
    insert_rows(
        PersonKey,
        ("subject", "is_sealed", "wrapped"),
        (
            (subject, is_sealed, _wrapped_with(wrapping[is_sealed], key, subject, is_sealed))
            for (subject, is_sealed), key in given.items()
        ),
    )


def all_keys_of(subjects: Iterable[UUID]) -> dict[tuple[UUID, bool], bytes]:
    """The data keys of many at once, of both kinds: by subject and whether it is sealed."""
    found = PersonKey.objects.filter(subject__among=set(subjects)).exclude(wrapped=b"")
    wrapping = {kind: settings.KEYS.wrapping_key(is_sealed=kind) for kind in (False, True)}
    return {
        (subject, kind): opened(wrapping[kind], bytes(wrapped), context=_context(subject, kind))
        for subject, kind, wrapped in found.values_list("subject", "is_sealed", "wrapped")
    }


def bring_to_hand(subjects: Iterable[UUID]) -> None:
    """Fetch the keys of many at once, before what they seal is read. Only inside an action."""
    for place, key in all_keys_of(subjects).items():
        _local.at_hand.known.setdefault(place, key)


def destroyed_among(subjects: Iterable[UUID]) -> set[UUID]:
    """Those of these persons who were erased here."""
    found = PersonKey.objects.filter(subject__among=subjects, wrapped=b"")
    return set(found.values_list("subject", flat=True))


def destroyed_so_far() -> tuple[UUID, ...]:
    """Whose keys were destroyed in this turn at the chain."""
    return _local.at_hand.destroyed


def _context(subject: UUID, is_sealed: bool) -> bytes:
    return subject.bytes + (b"sealed" if is_sealed else b"plain")
