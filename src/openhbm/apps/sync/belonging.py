"""Who belongs to the work of a node: as a whole, or only to be compared with somebody who does."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from openhbm.apps.identity.models import CandidatePair
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.ledger.lanes import chains_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.sync.audience import (
    COMPARED,
    WORK_BEGUN_BY,
    companions_in,
    compared_in,
    of_posts,
    ties_to,
)
from openhbm.apps.sync.cards import Card
from openhbm.apps.sync.models import Holding


class Belonging:
    """Of one node below this one, as letters to it are written; what is new is kept after them."""

    def __init__(self, card: Card, *, is_upward: bool) -> None:
        self._card, self._is_upward = card, is_upward
        held = Holding.objects.none() if is_upward else Holding.objects.filter(node_id=card.prefix)
        self.whole = set(held.filter(only_compared=False).values_list("subject", flat=True))
        compared = held.filter(only_compared=True)
        self.compared = set(compared.values_list("subject", flat=True))
        if self.compared:
            self.compared -= _found_to_be_others(compared)
        self.new_whole: set[UUID] = set()
        self.new_compared: set[UUID] = set()
        self._looked_up: set[UUID] = set()
        self._placed: dict[UUID, bool] = {}
        """Of whom it was asked already whether the node's posts registered them."""

    def look_up(self, subjects: set[UUID]) -> None:
        """Add those with whom the node itself began work."""
        unknown = subjects - self.whole - self._looked_up
        if not self._is_upward and unknown:
            self.whole |= worked_with(self._card, unknown)
            self._looked_up |= unknown

    def has(self, entry: Entry, header: dict[str, Any], plain: bytes | None) -> bool:
        """Whether an entry belongs to the node's work; somebody may come to belong by it."""
        about = {UUID(f[1].partition(":")[2]) for f in header["fields"]}
        if entry.subject:
            about.add(entry.subject)
        else:
            self.look_up(about)
        if about & self.whole:
            return True
        if entry.subject is None:
            return False
        rows = json.loads(plain)["rows"] if plain is not None else []
        if ties_to(rows, self._card.post_ids):
            self._add_whole({entry.subject})
            return True
        is_to_compare = entry.subject in self.compared and not header["sealed"]
        labels = {f[1].partition(".")[0] for f in header["fields"]}
        return self._compares(rows) or (is_to_compare and labels <= COMPARED)

    def _compares(self, rows: list[Any]) -> bool:
        """Whether one side of a pair in these rows belongs to the node's work."""
        sides = compared_in(rows)
        self.look_up(sides)
        return bool(sides & self.whole) or bool(self._of_its_posts(sides))

    def _of_its_posts(self, people: set[UUID]) -> set[UUID]:
        """Those of these people whom the node's posts registered."""
        unknown = people - self._placed.keys()
        found = of_posts(unknown, self._card.post_ids)
        self._placed |= {one: one in found for one in unknown}
        return {one for one in people if self._placed[one]}

    def bring_companions(self, plain: bytes) -> None:
        """Add what has to be where the rows of an entry are that the node is sent."""
        rows = json.loads(plain)["rows"]
        sides, fresh = compared_in(rows), companions_in(rows)
        self.look_up(sides | fresh)
        self._add_whole(fresh | self._of_its_posts(sides - self.whole))
        others = sides - self.whole - self.compared
        self.new_compared |= others
        self.compared |= others

    def _add_whole(self, subjects: set[UUID]) -> None:
        self.new_whole |= subjects - self.whole
        self.whole |= subjects


def worked_with(card: Card, subjects: set[UUID]) -> set[UUID]:
    """Those with whom a node began work: that it wrote something of somebody is no reason yet."""
    if not subjects:
        return set()
    chains = chains_of(card.prefix)
    # By person alone: offered the type or the chain, SQLite would read all entries of those.
    about = Entry.objects.filter(subject__among=subjects)
    found = about.values_list("subject", "node_id", "type")
    return {one for one, chain, type in found if type in WORK_BEGUN_BY and chain in chains}


def belongs(card: Card, subject: UUID) -> bool:
    """Whether the records of somebody, as far as a picture shows them, belong to a node's work."""
    held = Holding.objects.filter(node_id=card.prefix, subject=subject)
    compared = held.filter(only_compared=True)
    if held.exists() and not (compared.exists() and subject in _found_to_be_others(compared)):
        return True
    return bool(worked_with(card, {subject}))


def _found_to_be_others(compared: QuerySet[Holding]) -> set[UUID]:
    """Those of whom it was judged of all they were compared with that it is somebody else."""
    whose = compared.values("subject")
    pairs = CandidatePair.objects.filter(Q(left__in=whose) | Q(right__in=whose))
    judged: dict[bool, set[UUID]] = {True: set(), False: set()}
    for left, right, state in pairs.values_list("left_id", "right_id", "state"):
        judged[state == PairState.NO_MATCH] |= {left, right}
    return judged[True] - judged[False]
