"""Entries that a node was told without, and that belong to its work after all: they go later."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from openhbm.apps.ledger.inserting import insert_rows
from openhbm.apps.ledger.journal import Actor, action
from openhbm.apps.ledger.lanes import chains_of
from openhbm.apps.ledger.models import Entry
from openhbm.apps.sync.models import Holding, OwedEntry
from openhbm.apps.sync.outgoing import Batch


@action
def owe_entries(*, by: Actor | None, to: str, number: int, batch: Batch) -> None:
    """Owe a node all that is known of those of whom this letter tells it for the first time.

    Also what the letter itself tells, until the node has said that it took this one in: one that
    was written before and is still on its way may go past the same places and leave it out.
    """
    debts = OwedEntry.objects.filter(node_id=to)
    debts.filter(entry_id__among=batch.never).delete()
    debts.filter(entry_id__among=batch.told).update(told_in=number)
    if not batch.new_whole | batch.new_compared:
        return
    Holding.objects.filter(node_id=to, subject__among=batch.new_whole).update(only_compared=False)
    holdings = [
        *(Holding(node_id=to, subject=one) for one in batch.new_whole),
        *(Holding(node_id=to, subject=one, only_compared=True) for one in batch.new_compared),
    ]
    Holding.objects.bulk_create(holdings, ignore_conflicts=True)
    owed = _entries_about(batch.new_whole | batch.new_compared, to)
    owed -= set(debts.filter(entry_id__among=owed).values_list("entry_id", flat=True))
    insert_rows(
        OwedEntry,
        ("node_id", "entry_id", "told_in"),
        ((to, id_, number if id_ in batch.told else 0) for id_ in owed),
    )


@action
def settle_debts(*, by: Actor | None, to: str, got: Collection[UUID], taken: Iterable[int]) -> None:
    """Forget what a node says to have: entries handed in later, and those of letters it took in.

    What other letters tell is owed again: nobody knows whether they still arrive.
    """
    debts = OwedEntry.objects.filter(node_id=to)
    debts.filter(entry_id__among=got).delete()
    told = debts.filter(told_in__gt=0)
    told.filter(told_in__in=list(taken)).delete()
    told.update(told_in=0)


def _entries_about(subjects: Collection[UUID], to: str) -> set[UUID]:
    """The entries about these people, groups and tallies that the node did not write itself."""
    others = Entry.objects.exclude(node_id__in=chains_of(to))
    tallies = [f"crossings.tally:{one}" for one in subjects]
    about = others.filter(subject__among=subjects), others.filter(record__among=tallies)
    return {id_ for found in about for id_ in found.values_list("id", flat=True)}
