"""Letters that nobody comes for go after a time, and the least urgent make room; never silently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.actions import carry_letter, drop_carried, note_handed_on, revoke_node
from openhbm.apps.sync.carrying import MOST_CARRIED_BYTES, waiting
from openhbm.apps.sync.models import EnrolledNode, RelayedLetter
from openhbm.apps.sync.queries import standing_of_nodes
from openhbm.core.ledger.letters import Address, read_letter, write_letter

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEYS = {name: Ed25519PrivateKey.generate() for name in ("PLM", "ROM")}
BOX = X25519PrivateKey.generate()


@pytest.fixture
def nodes(db) -> None:
    for prefix, key in KEYS.items():
        EnrolledNode.objects.create(
            prefix=prefix,
            name=prefix,
            kind="post",
            public_key=key.public_key().public_bytes_raw().hex(),
            ordinary_key=BOX.public_key().public_bytes_raw().hex(),
            enrolled_at=AT,
        )


def letter(number: int, *, is_urgent: bool = False, sender: str = "PLM", to: str = "ROM") -> bytes:
    return write_letter(
        sender=sender,
        to=Address(to, BOX.public_key().public_bytes_raw()),
        number=number,
        ordinary=b"something",
        protected=b"",
        signing_key=KEYS[sender],
        ephemeral=X25519PrivateKey.generate(),
        is_urgent=is_urgent,
    )


def carried(number: int, *, days: int = 0, bytes: int = 0, **how) -> RelayedLetter:
    """A letter taken along, as if it were so large."""
    assert carry_letter(by=None, letter=letter(number, **how), at=AT + days * DAY)
    made = RelayedLetter.objects.latest("id")
    if bytes:
        made.size = bytes
        made.save()
    return made


def left() -> list[int]:
    return list(waiting().order_by("id").values_list("id", flat=True))


def test_urgent_mark_is_read_and_signed(nodes):
    assert read_letter(letter(1, is_urgent=True)).is_urgent
    assert not read_letter(letter(1)).is_urgent


def test_letters_nobody_came_for_in_a_month_are_dropped_and_told_of(nodes):
    old, young = carried(1), carried(2, days=20)
    assert drop_carried(by=None, at=AT + 30 * DAY) == 0
    assert drop_carried(by=None, at=AT + 31 * DAY) == 1
    assert left() == [young.id]
    old.refresh_from_db()
    assert bytes(old.letter) == b""
    told = standing_of_nodes(None, AT + 32 * DAY)
    assert told.dropped == 1
    assert [one for one in told.problems if "Letters of PLM to ROM" in one and "sends it" in one]
    # It is said for a month; what was handed on is not forgotten sooner than is safe.
    assert not any("Letters of PLM" in p for p in standing_of_nodes(None, AT + 90 * DAY).problems)
    note_handed_on(by=None, digest=young.digest, at=AT + 21 * DAY)
    drop_carried(by=None, at=AT + 250 * DAY)
    assert RelayedLetter.objects.count() == 0


def test_room_is_made_by_the_oldest_that_are_not_urgent(nodes):
    part = MOST_CARRIED_BYTES // 3
    urgent = carried(1, is_urgent=True, bytes=part)
    first, second = carried(2, bytes=part), carried(3, bytes=part)
    newest = carried(4)
    assert left() == [urgent.id, second.id, newest.id]
    first.refresh_from_db()
    assert first.drop_reason == "too_many"
    also = carried(5, is_urgent=True, bytes=MOST_CARRIED_BYTES - part)
    assert left() == [urgent.id, second.id, newest.id, also.id]
    last = carried(6, is_urgent=True, bytes=part)
    # Of the urgent ones, too, the oldest goes first; for one that is not urgent none of them.
    assert left() == [also.id, last.id]
    with pytest.raises(ActionError, match="Too many letters"):
        carry_letter(by=None, letter=letter(7), at=AT)


def test_letter_that_was_dropped_is_carried_when_it_is_brought_again(nodes):
    data = letter(1)
    assert carry_letter(by=None, letter=data, at=AT)
    assert not carry_letter(by=None, letter=data, at=AT)
    drop_carried(by=None, at=AT + 31 * DAY)
    assert carry_letter(by=None, letter=data, at=AT + 32 * DAY)


def test_letters_of_a_revoked_node_and_to_it_are_dropped_at_once(nodes, administrator):
    carried(1)
    carried(2, sender="ROM", to="PLM")
    revoke_node(by=administrator, prefix="PLM", reason="stolen", at=AT)
    assert left() == []
    assert set(RelayedLetter.objects.values_list("drop_reason", flat=True)) == {"revoked"}
