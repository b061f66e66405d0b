"""A restored node believes of what is handed back only what it shows to have signed itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.utils import timezone

from openhbm.apps.ledger.copies import Run, RunError
from openhbm.apps.ledger.journal import entry, one_commit
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.apps.ledger.recovering import missing_in, signed_end, take_back
from openhbm.core.ledger.chain import link_hash
from openhbm.core.ledger.packed import Form, Item, Skipped


@dataclass
class Lost:
    """What a neighbour kept of a chain whose node lost all but its first entry."""

    chain: str
    kept: list[Entry]

    def item(self, place: int) -> Item:
        found = self.kept[place - 1]
        return Item(bytes(found.header), bytes(found.body), Form.STORED)

    def hash(self, place: int) -> bytes:
        return bytes(self.kept[place - 1].hash)

    def word(self, place: int, digest: bytes = b"") -> bytes:
        """What the node signed of this place when it sent it."""
        return settings.KEYS.signing_key.sign(
            signed_end(self.chain, place, digest or self.hash(place))
        )

    def run(self, *items: Item | Skipped, signed: tuple[int, ...] = ()) -> Run:
        """Entries 2 to 8 with those items in the places."""
        words = {place: self.word(place) for place in signed}
        return Run(self.chain, 2, self.hash(1), self.hash(8), items, self.word(8), words)

    def with_a_gap(self, *signed: int) -> Run:
        """Of 2 to 8 the neighbour was not told 4 and 5."""
        items = [self.item(n) for n in (2, 3)], [self.item(n) for n in (6, 7, 8)]
        return self.run(*items[0], Skipped(2, self.hash(5)), *items[1], signed=signed)


@pytest.fixture
def lost(db) -> Lost:
    for number in range(8):
        with one_commit(), entry("thing_noted", by=None) as e:
            e.facts["number"] = number
    node = Node.objects.get(is_self=True)
    kept = list(Entry.objects.filter(node=node).order_by("sequence"))
    Entry.objects.filter(node=node, sequence__gt=1).delete()
    node.sequence, node.head, node.restored_at = 1, kept[0].hash, timezone.now()
    node.save()
    return Lost(node.prefix, kept)


def taken(run: Run) -> list[int]:
    with one_commit():
        take_back(run, lambda subject, chain, is_sealed: b"")
    found = Entry.objects.filter(node_id=run.chain, sequence__gt=1).order_by("sequence")
    return list(found.values_list("sequence", flat=True))


def test_entries_before_a_gap_come_back_when_the_node_signed_their_end(lost):
    assert taken(lost.with_a_gap(3)) == [2, 3, 6, 7, 8]
    assert missing_in(lost.chain) == 2


def test_entries_before_a_gap_that_nobody_signed_stay_out_and_count_as_missing(lost):
    forged = lost.with_a_gap()
    made_up = replace(forged.items[1], body=b'{"rows":[],"facts":{"number":666}}')
    assert taken(replace(forged, items=[forged.items[0], made_up, *forged.items[2:]])) == [6, 7, 8]
    assert missing_in(lost.chain) == 4
    # Somebody else who has the signature brings them after all.
    assert taken(lost.with_a_gap(3)) == [2, 3, 6, 7, 8]
    assert missing_in(lost.chain) == 2


def test_entries_before_a_gap_signed_by_another_or_for_another_place_are_refused(lost):
    forged = lost.with_a_gap(3)
    made_up = replace(forged.items[1], body=b'{"rows":[],"facts":{"number":666}}')
    digest = link_hash(lost.hash(2), made_up.header, made_up.body)
    items = [forged.items[0], made_up, *forged.items[2:]]
    for word in (lost.word(3), lost.word(2, digest), lost.word(8), bytes(64)):
        with pytest.raises(RunError, match="never signed entries up to 3"):
            taken(replace(forged, items=items, signed={3: word}))
    assert Entry.objects.filter(node_id=lost.chain).count() == 1


def test_hash_inside_a_gap_that_nothing_vouches_for_is_not_kept(lost):
    run = lost.with_a_gap(3)
    poisoned = [*run.items[:2], Skipped(1, bytes(32)), Skipped(1, lost.hash(5)), *run.items[3:]]
    assert taken(replace(run, items=poisoned)) == [2, 3, 6, 7, 8]
    assert [(gap.first, gap.last) for gap in Withheld.objects.all()] == [(4, 5)]
    whole = lost.run(*(lost.item(place) for place in range(2, 9)))
    assert taken(whole) == [2, 3, 4, 5, 6, 7, 8]
    assert missing_in(lost.chain) == 0
