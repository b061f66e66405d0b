"""Bringing a restored node back to what it had written, by what the others kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.ledger.chain import open_head
from openhbm.apps.ledger.copies import Run
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, entry, hold_journal
from openhbm.apps.ledger.lanes import MOST_EPOCHS, chains_of, epoch_of, node_of
from openhbm.apps.ledger.models import Entry, Node, StoredRun, Withheld
from openhbm.apps.ledger.recovering import chains_begun, is_recovering, look_again, takes_back
from openhbm.apps.sync.actions.letters import compose_letter
from openhbm.apps.sync.cards import goes_up_to
from openhbm.apps.sync.incoming import Told
from openhbm.apps.sync.lost import missing_here, neighbours, starts, waited_for
from openhbm.apps.sync.models import Holding, Link, OwedEntry, SignedEnd
from openhbm.content.permissions import Permission

_LOOKED_THROUGH_BYTES = 500_000
ENDS_APART = 500
"""Of the ends that a node signed, one is kept for so many entries, and the last."""


@action
def begin_recovery(*, by: Actor | None, at: datetime | None = None) -> list[str]:
    """After a backup was restored: write nothing until the neighbours have handed back the rest.

    Whom it waits for; nobody, and nothing changes, when this node meets no other.
    """
    look_again()
    hold_journal()
    names = [card.prefix for card in neighbours()]
    if names:
        _ask(names)
        Node.objects.filter(is_self=True).update(restored_at=at or timezone.now())
    return names


@action
def note_answers(*, by: Actor | None, told: Told) -> bool:
    """Note what another node lacks of its own, and how far it handed back what this one lacks.

    Whether there is more to say to each other because of that.
    """
    prefix = told.sender.prefix
    link = Link.objects.select_for_update().get(node_id=prefix)
    is_new = bool(told.lost) and not link.recovering
    link.recovering = told.lost
    if told.lost:
        # Its match keys are those of the backup: all of them are told it again.
        link.keys_taken = 0
    if is_new and not goes_up_to(told.sender):
        _owe_all_again(prefix)
    if not link.has_answered:
        if told.lost and is_recovering():
            _begin_anew_after_it()
        _note_handed_back(told, link)
    link.save(update_fields=["recovering", "keys_taken", "asked", "has_answered"])
    return is_new or (bool(told.answers) and not link.has_answered)


@action
def keep_ends(*, by: Actor | None, run: Run) -> None:
    """Keep what a node signed of its own entries that were stored just now.

    Of ends close together the newest stands for the others, but all before a gap are kept: nothing
    else vouches for what stands there.
    """
    ends = SignedEnd.objects.filter(chain=run.chain)
    if run.signature and not ends.filter(sequence__gte=run.last).exists():
        last = list(ends.order_by("-sequence")[:2])
        is_close = len(last) == 2 and run.last - last[1].sequence < ENDS_APART
        if is_close and not _before_gaps(run.chain, {last[0].sequence}):
            last[0].delete()
        SignedEnd.objects.create(chain=run.chain, sequence=run.last, signature=run.signature)
    signed = _before_gaps(run.chain, {place for place, mark in run.signed.items() if mark})
    if signed:
        known = ends.filter(sequence__range=(min(signed), max(signed)))
        signed -= set(known.values_list("sequence", flat=True))
    SignedEnd.objects.bulk_create(
        SignedEnd(chain=run.chain, sequence=place, signature=run.signed[place])
        for place in sorted(signed)
    )


def _before_gaps(chain: str, places: set[int]) -> set[int]:
    """Those of these places behind which entries are missing here."""
    if not places:
        return set()
    gaps = Withheld.objects.filter(node_id=chain, first__range=(min(places) + 1, max(places) + 1))
    return places & {first - 1 for first in gaps.values_list("first", flat=True)}


@action
def go_on_when_whole(*, by: Actor | None, at: datetime | None = None) -> int:
    """End the recovery when every neighbour has answered; 1 when it ended now."""
    if not is_recovering() or StoredRun.objects.exists():
        return 0
    waiting = [card.prefix for card in waited_for()]
    _ask(name for name in waiting if not Link.objects.filter(node_id=name).exclude(asked={}))
    if waiting:
        return 0
    epochs = [epoch_of(chain) for chain in chains_begun(settings.NODE_PREFIX)]
    own = Node.objects.get(is_self=True)
    _go_on(by, max([own.epoch, *epochs]), "", at or timezone.now())
    return 1


@action
def end_recovery(*, by: User, reason: str, at: datetime | None = None) -> list[str]:
    """Go on before all have answered, in chains begun anew; whose answers are still taken.

    Nothing written from now on takes the place of what a node that comes later still holds.
    ActionError when this node is not recovering, or has begun anew too often.
    """
    require(by, Permission.ADMINISTER_PLACES)
    hold_journal()
    if not is_recovering():
        raise ActionError(_("This node is not recovering."))
    if not reason.strip():
        raise ActionError(_("Say why the others are not waited for."), field="reason")
    epoch = 1 + max((epoch_of(c) for c in chains_begun(settings.NODE_PREFIX)), default=0)
    if epoch > MOST_EPOCHS:
        raise ActionError(
            _("This node has begun anew too often."),
            remedy=_("Enrol it again under another prefix: hbm node enrol"),
        )
    waiting = [card.prefix for card in waited_for()]
    _ask(name for name in waiting if not Link.objects.filter(node_id=name).exclude(asked={}))
    _go_on(by, epoch, reason.strip(), at or timezone.now())
    return waiting


def _begin_anew_after_it() -> None:
    """Whoever answers was restored too and may have lost what others still hold of this node.

    So that nothing it writes takes the place of that, it goes on in chains that it begins anew.
    """
    own = Node.objects.get(is_self=True)
    begun = max((epoch_of(chain) for chain in chains_begun(own.prefix)), default=0)
    if own.epoch <= begun < MOST_EPOCHS:
        Node.objects.filter(is_self=True).update(epoch=begun + 1)


def _ask(names: Iterable[str]) -> None:
    """Ask neighbours for what they hold of this node beyond what is whole here."""
    asked = starts()
    for name in names:
        Node.objects.get_or_create(prefix=name)
        Link.objects.update_or_create(
            node_id=name, defaults={"asked": asked, "has_answered": False}
        )


def _note_handed_back(told: Told, link: Link) -> None:
    asked = dict(link.asked)
    subjects: set[UUID] = set()
    for run in told.runs:
        if node_of(run.chain) == settings.NODE_PREFIX:
            asked[run.chain] = max(asked.get(run.chain, 0), run.last)
            subjects |= set(_subjects_in(run.chain, run.first, run.last))
    answers = {chain: last for chain, last in told.answers.items() if takes_back(chain)}
    link.asked = dict.fromkeys(answers, 0) | asked
    is_all = all(link.asked[chain] >= last for chain, last in answers.items())
    link.has_answered = bool(told.answers) and is_all and not told.has_more
    if not goes_up_to(told.sender):
        # What it had of this node it was told for a reason; whoever belongs to its work as a whole
        # is found when what was sent is looked through.
        Holding.objects.bulk_create(
            (Holding(node_id=link.node_id, subject=one, only_compared=True) for one in subjects),
            ignore_conflicts=True,
        )


def _subjects_in(chain: str, first: int, last: int) -> set[UUID]:
    found = Entry.objects.filter(
        node_id=chain, sequence__range=(first, last), subject__isnull=False
    )
    return set(found.values_list("subject", flat=True))


def _owe_all_again(prefix: str) -> None:
    """A node below was restored: what came to it after its entries had passed is missing there."""
    held = Holding.objects.filter(node_id=prefix).values_list("subject", flat=True)
    entries = Entry.objects.filter(subject__in=held).exclude(node_id__in=chains_of(prefix))
    OwedEntry.objects.bulk_create(
        (OwedEntry(node_id=prefix, entry_id=id_) for id_ in entries.values_list("id", flat=True)),
        ignore_conflicts=True,
    )


def _go_on(by: Actor | None, epoch: int, reason: str, at: datetime) -> None:
    waiting = [card.prefix for card in waited_for()]
    with open_head() as head:
        head.go_on(epoch)
    look_again()
    _look_through_what_was_sent()
    with entry("recovery_ended", by=by, at=at, purpose=reason) as e:
        e.facts.update({"epoch": epoch, "not_answered": waiting, "missing": missing_here()})


def _look_through_what_was_sent() -> None:
    """Find anew who belongs to the work of the nodes below: letters sent since are forgotten."""
    for card in neighbours():
        after: dict[str, int] = {}
        while not goes_up_to(card):
            _letter, batch = compose_letter(
                by=None, to=card.prefix, most_bytes=_LOOKED_THROUGH_BYTES, after=after
            )
            if not batch.has_more or not batch.ends:
                break
            after |= batch.ends
