"""Taking letters in: all of one or nothing, once, and never another history."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.identity.actions import take_match_keys
from openhbm.apps.ledger import chain as own_chain
from openhbm.apps.ledger.copies import (
    ForkError,
    GapError,
    Run,
    RunError,
    Stored,
    chain_row,
    hash_at,
    pass_over,
    reveal,
    store_run,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, entry, hold_journal, one_commit
from openhbm.apps.ledger.lanes import chains_of, node_of
from openhbm.apps.ledger.models import Node
from openhbm.apps.ledger.person_keys import destroyed_among, keep_keys
from openhbm.apps.ledger.recovering import (
    into_gaps,
    is_recovering,
    is_signed,
    opened_again,
    take_back,
    takes_back,
)
from openhbm.apps.sync.actions.following import put_into_tables
from openhbm.apps.sync.actions.owing import settle_debts
from openhbm.apps.sync.actions.recovering import keep_ends, note_answers
from openhbm.apps.sync.cards import Card, card_of, goes_up_to, upstream
from openhbm.apps.sync.figures import told_figures
from openhbm.apps.sync.incoming import LetterKeys, Told, told_by
from openhbm.apps.sync.models import (
    CarriedBundle,
    Cursor,
    EnrolledNode,
    KeptLetter,
    Link,
)
from openhbm.content.permissions import Permission
from openhbm.core.ledger.letters import LetterError
from openhbm.core.ledger.packed import Item, PackingError

MOST_KEPT = 64
"""Letters kept of one node while they cannot be taken in; further ones are refused."""


@dataclass(frozen=True)
class Taken:
    """What came of a letter: ``taken``, ``held`` until others come, or ``quarantined``."""

    sender: str
    outcome: str
    entries: int = 0
    conflicts: int = 0
    unapplied: int = 0
    people: int = 0
    reason: str = ""
    has_more: bool = False
    got: tuple[bytes, ...] = ()
    wants: int = 0


@action
def take_letter(
    *, by: Actor | None, letter: bytes, by_hand: bool = False, at: datetime | None = None
) -> Taken:
    """Take in what another node wrote.

    ActionError for a letter that is damaged, forged, not for this node, from a node that was not
    enrolled or was revoked, or that came before; it says which. Doing it again changes nothing.
    """
    at = at or timezone.now()
    hold_journal()
    digest = hashlib.sha256(letter).hexdigest()
    told = _believed(letter)
    by_hand = by_hand or not told.is_live
    link = _link(told.sender.prefix)
    _check_number(told, link, by_hand)
    if by_hand and CarriedBundle.objects.filter(digest=digest).exists():
        return Taken(
            told.sender.prefix, "taken", reason=_("It was taken in before; nothing to do.")
        )
    if link.quarantined_at:
        _keep(letter, digest, link, link.quarantine_reason, at, is_quarantined=True)
        return Taken(told.sender.prefix, "quarantined", reason=link.quarantine_reason)
    try:
        with one_commit():
            taken = _take(told, link, at)
    except GapError as gap:
        return _held(letter, digest, link, told, str(gap), at, by_hand)
    except ForkError as fork:
        _quarantine(link, letter, digest, str(fork), at)
        return Taken(told.sender.prefix, "quarantined", reason=link.quarantine_reason)
    except (RunError, LetterError, PackingError) as error:
        raise _refused(error) from None
    _note_meeting(told, link, at, by_hand)
    if by_hand:
        CarriedBundle.objects.create(digest=digest, sender=told.sender.prefix, imported_at=at)
    return _with_kept(taken, link, at)


@action
def release_node(*, by: User, prefix: str, reason: str) -> None:
    """End the quarantine of a node after finding out what happened; its kept letters are dropped.

    Its entries go on from where the copy here ends: only for a node that was set right.
    """
    require(by, Permission.ADMINISTER_PLACES)
    link = Link.objects.filter(node_id=prefix).first()
    if link is None or link.quarantined_at is None:
        raise ActionError(_("%(prefix)s is not in quarantine.") % {"prefix": prefix})
    if not reason.strip():
        raise ActionError(_("Say what was found out."), field="reason")
    with entry("node_released", by=by, purpose=reason) as e:
        e.facts["node"] = prefix
        KeptLetter.objects.filter(node_id=prefix, is_quarantined=True).delete()
        Link.objects.filter(node_id=prefix).update(quarantined_at=None, quarantine_reason="")


def _believed(letter: bytes) -> Told:
    try:
        return told_by(letter)
    except (LetterError, PackingError) as error:
        raise _refused(error) from None


def _refused(error: Exception) -> ActionError:
    return ActionError(
        _("The letter was not taken in: %(reason)s.") % {"reason": str(error)},
        field="letter",
        remedy=_("Nothing was changed. Ask for it again from the node that it came from."),
    )


def _link(prefix: str) -> Link:
    Node.objects.get_or_create(prefix=prefix)
    Link.objects.get_or_create(node_id=prefix)
    return Link.objects.select_for_update().get(node_id=prefix)


def _check_number(told: Told, link: Link, by_hand: bool) -> None:
    """Over the wire every letter has a later number; by hand they may come in any order.

    One written for the wire that somebody brings by hand was overheard: it is refused.
    """
    if told.is_live and (by_hand or told.letter.number <= link.number_seen):
        raise _refused(LetterError(_("it came before: somebody sent an old letter again")))


def _take(told: Told, link: Link, at: datetime) -> Taken:
    stored: list[Stored] = []
    is_left = False
    check_may_bring = _check_of(told.sender)
    for run in told.runs:
        if node_of(run.chain) == settings.NODE_PREFIX:
            stored.append(take_back(run, told.keys.key_of))
        elif not goes_up_to(told.sender) and card_of(node_of(run.chain)) is None:
            # Of a node behind the sender whose card is in this very letter: it comes again.
            pass_over(run, told.keys.key_of)
            is_left = True
            continue
        else:
            check_may_bring(run)
            found = store_run(run, told.keys.key_of)
            stored.append(found)
            if len(found.entries) < sum(isinstance(item, Item) for item in run.items):
                # A letter written before it knew whom this node works with may have come later.
                stored.append(Stored(into_gaps(run, told.keys.key_of)))
            _keep_ends(run, told.sender)
        _sign(run.chain)
    got = []
    for run in told.owed:
        check_may_bring(run)
        found = reveal(run, told.keys.key_of)
        stored.append(found)
        _keep_ends(replace(run, signature=b"", signed={run.last: run.signature}), told.sender)
        item = run.items[0]
        if isinstance(item, Item):
            got.append(UUID(json.loads(item.header)["id"]).bytes)
    _keep_keys(told.keys)
    applied = put_into_tables(by=None, stored=[opened_again(one) for one in stored], at=at)
    _note_heads(told)
    settle_debts(by=None, to=told.sender.prefix, got=told.got, taken=told.taken)
    _take_match_keys(told, link)
    has_more = note_answers(by=None, told=told) or told.has_more or is_left
    return Taken(
        told.sender.prefix,
        "taken",
        entries=sum(len(part.entries) for part in stored),
        conflicts=applied.conflicts,
        unapplied=applied.unapplied,
        people=len(told.match_keys),
        has_more=has_more,
        got=tuple(got),
        wants=told.wants,
    )


def _take_match_keys(told: Told, link: Link) -> None:
    gone = destroyed_among(one.record_id for one in told.match_keys)
    take_match_keys(by=None, records=[o for o in told.match_keys if o.record_id not in gone])
    if told.match_keys_end:
        link.keys_taken = told.match_keys_end
    link.keys_had = told.match_keys_taken
    link.save(update_fields=["keys_taken", "keys_had"])


def _check_of(sender: Card) -> Callable[[Run], None]:
    """A node brings its own entries and those of nodes behind it; the hub brings everybody's."""
    link = upstream()
    is_hub = link is not None and link.node_id == sender.prefix
    behind = EnrolledNode.objects.filter(hub=sender.prefix).values_list("prefix", flat=True)
    known = {sender.prefix, *behind}

    def check_may_bring(run: Run) -> None:
        node = node_of(run.chain)
        if node == settings.NODE_PREFIX:
            raise RunError(_("it tells entries of this very node"))
        if not (is_hub or node in known):
            raise RunError(
                _("%(sender)s may not bring entries of %(node)s")
                % {"sender": sender.prefix, "node": node}
            )

    return check_may_bring


def _keep_ends(run: Run, sender: Card) -> None:
    """Keep what a node signed of its own entries, to hand them back with should it lose them."""
    if node_of(run.chain) != sender.prefix:
        return
    if run.signature and not is_signed(run, sender.public_key):
        raise RunError(f"{run.chain}: its own node did not sign the entries up to {run.last}")
    keep_ends(by=None, run=run)


def _sign(chain: str) -> None:
    """Vouch for the copy up to its end: nobody who can write the database can lengthen it."""
    node = chain_row(chain)
    node.head_signature = settings.KEYS.signing_key.sign(own_chain.head_to_sign(node))
    node.save(update_fields=["head_signature"])


def _keep_keys(keys: LetterKeys) -> None:
    keep_keys((subject, is_sealed, key) for (subject, is_sealed), key in keys.found.items())


def _note_heads(told: Told) -> None:
    """Believe a node about how far it has the chains, unless it tells another history."""
    own = set(chains_of(settings.NODE_PREFIX))
    here = dict(Node.objects.values_list("prefix", "sequence"))
    is_restored = is_recovering()
    for chain, (sequence, digest) in told.heads.items():
        if chain in own and sequence > here.get(chain, 0) and not takes_back(chain):
            raise ForkError(
                _("%(sender)s has %(more)d entries of this node that are not here")
                % {"sender": told.sender.prefix, "more": sequence - here.get(chain, 0)}
            )
        if chain not in here or sequence > here[chain]:
            continue
        known = hash_at(chain, sequence)
        if known is not None and known != digest:
            raise ForkError(f"{chain}: entry {sequence} is another one at {told.sender.prefix}")
        if is_restored:
            # How far the backup knew it to be: who belongs to its work is found anew from there.
            continue
        Cursor.objects.update_or_create(
            node_id=told.sender.prefix, chain=chain, defaults={"sequence": sequence}
        )


def _note_meeting(told: Told, link: Link, at: datetime, by_hand: bool) -> None:
    figures = told_figures(told.figures)
    link.told = figures
    link.met_at = at
    link.problem = ""
    if by_hand:
        link.numbers_taken = [*link.numbers_taken, told.letter.number][-MOST_KEPT:]
    else:
        # It answers a letter that told of those before.
        link.numbers_taken = [told.letter.number]
        link.number_seen = max(link.number_seen, told.letter.number)
        link.skew_ms = int(figures.get("at_ms", 0)) - time.time_ns() // 1_000_000
    link.save(
        update_fields=["told", "met_at", "problem", "number_seen", "numbers_taken", "skew_ms"]
    )


def _held(
    letter: bytes, digest: str, link: Link, told: Told, gap: str, at: datetime, by_hand: bool
) -> Taken:
    """What comes before its predecessor waits for it: on the wire with its writer, else here."""
    reason = _("Entries before these have not come yet (%(gap)s).") % {"gap": gap}
    if by_hand:
        _keep(letter, digest, link, reason, at, is_quarantined=False)
    else:
        with one_commit():
            _note_heads(told)
        link.number_seen = max(link.number_seen, told.letter.number)
        link.save(update_fields=["number_seen"])
    return Taken(told.sender.prefix, "held", reason=reason)


def _quarantine(link: Link, letter: bytes, digest: str, fork: str, at: datetime) -> None:
    link.quarantined_at = at
    reason = _(
        "Two histories of one node: it was restored from an older copy and went on, or its disk was"
        " copied. (%(fork)s)"
    ) % {"fork": fork}
    link.quarantine_reason = reason[:300]
    link.save(update_fields=["quarantined_at", "quarantine_reason"])
    _keep(letter, digest, link, link.quarantine_reason, at, is_quarantined=True)


def _keep(
    letter: bytes, digest: str, link: Link, reason: str, at: datetime, *, is_quarantined: bool
) -> None:
    if KeptLetter.objects.filter(digest=digest).exists():
        return
    if KeptLetter.objects.filter(node_id=link.node_id).count() >= MOST_KEPT:
        raise ActionError(
            _("Too many letters of %(prefix)s are kept already.") % {"prefix": link.node_id},
            field="letter",
            remedy=_("Find out first what is wrong with it: hbm sync status"),
        )
    KeptLetter.objects.create(
        node_id=link.node_id,
        digest=digest,
        letter=letter,
        reason=reason[:300],
        received_at=at,
        is_quarantined=is_quarantined,
    )


def _with_kept(taken: Taken, link: Link, at: datetime) -> Taken:
    """Try those letters again that waited for this one."""
    for kept in KeptLetter.objects.filter(node_id=link.node_id, is_quarantined=False):
        try:
            with one_commit():
                more = _take(told_by(bytes(kept.letter)), link, at)
        except (GapError, ForkError, RunError, LetterError, PackingError):
            continue
        kept.delete()
        CarriedBundle.objects.create(digest=kept.digest, sender=link.node_id, imported_at=at)
        return _with_kept(replace(taken, entries=taken.entries + more.entries), link, at)
    return taken
