"""Counting people, and correcting a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.crossings.codes import Direction, TallySource, TransportMode
from openhbm.apps.crossings.corrections import supersede
from openhbm.apps.crossings.counting import locked_tally
from openhbm.apps.crossings.details import TallyDetails, new_tally, says_the_same
from openhbm.apps.crossings.models import Tally
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, one_commit
from openhbm.apps.places.models import Post

_KEYS_PER_QUERY = 400


@dataclass
class Counted:
    """What became of many counts: rows added, unchanged, revised; refused ones by position."""

    added: int = 0
    unchanged: int = 0
    revised: int = 0
    refused: list[tuple[int, ActionError]] = field(default_factory=list)


@action
def count_arrivals(
    *,
    by: User,
    post: Post,
    persons: int,
    at: datetime | None = None,
    direction: str = Direction.IN,
    counts: dict[str, int] | None = None,
    mode: str = TransportMode.UNKNOWN,
    vulnerable_seen: int | None = None,
    source: str = TallySource.OFFICER,
    source_key: str = "",
    batch_id: UUID | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Tally:
    """Count people who crossed (tier 0), at ``at`` or from ``starts_at`` to ``ends_at``.

    With a ``source_key`` the same figure again changes nothing and a revised one replaces the
    old. ActionError names the field that makes no sense.
    """
    require_write(by, Compartment.OPERATIONAL, post.id)
    at = at or timezone.now()
    details = TallyDetails(
        post=post,
        persons=persons,
        starts_at=starts_at or at,
        ends_at=ends_at or (at if starts_at is None else starts_at),
        direction=direction,
        counts=counts or {},
        mode=mode,
        vulnerable_seen=vulnerable_seen,
        source_key=source_key,
    )
    tally = new_tally(details, at, source, batch_id)
    with entry("arrivals_counted", by=by, at=at) as e:
        # Looked up inside: the journal's lock lets one count of this figure in after the other.
        known = _known([source_key], source).get(source_key)
        if known is None:
            return e.create(tally)
        if known.has_heard(tally):
            return known.current
        return _superseding(by, known.current, tally, at)


@action
def count_many_arrivals(
    *,
    by: User,
    tallies: Sequence[TallyDetails],
    source: str = TallySource.IMPORT,
    batch_id: UUID | None = None,
    at: datetime | None = None,
) -> Counted:
    """Count many at once in one journal entry; a count that makes no sense spoils no other.

    Keys work as in ``count_arrivals``. Positions in ``refused`` are those of ``tallies``.
    """
    at = at or timezone.now()
    for post_id in {details.post.id for details in tallies}:
        require_write(by, Compartment.OPERATIONAL, post_id)
    outcome, new = Counted(), {}
    with entry("arrivals_counted", by=by, at=at) as e:
        known = _known([details.source_key for details in tallies], source)
        for position, details in enumerate(tallies):
            try:
                tally = new_tally(details, at, source, batch_id)
                _sort_in(by, tally, position, known, new, outcome, at)
            except ActionError as error:
                outcome.refused.append((position, error))
        e.create_many(new.values())
    outcome.added = len(new)
    return outcome


@action
def correct_tally(
    *,
    by: User,
    tally: Tally,
    persons: int | None = None,
    counts: dict[str, int] | None = None,
    mode: str | None = None,
    vulnerable_seen: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Tally:
    """Replace a count by a corrected one, which is returned; what is not given stays.

    Groups and persons registered stay bound. ActionError when more of them are registered than
    the corrected count would hold.
    """
    require_write(by, Compartment.OPERATIONAL, tally.post_id)
    at = at or timezone.now()
    current = locked_tally(tally)
    details = TallyDetails(
        post=current.post,
        persons=current.persons if persons is None else persons,
        starts_at=current.starts_at,
        ends_at=current.ends_at,
        direction=current.direction,
        counts=current.counts if counts is None else counts,
        mode=current.mode if mode is None else mode,
        vulnerable_seen=current.vulnerable_seen if vulnerable_seen is None else vulnerable_seen,
        source_key=current.source_key,
    )
    corrected = new_tally(details, at, TallySource.OFFICER, current.batch_id)
    if says_the_same(current, corrected):
        return current
    return _superseding(by, current, corrected, at, reason)


def _superseding(by: User, known: Tally, new: Tally, at: datetime, reason: str = "") -> Tally:
    with entry("tally_corrected", by=by, at=at, purpose=reason) as e:
        return supersede(e, locked_tally(known), new)


class _Known(NamedTuple):
    """The tally that counts now, and the versions by which to tell that a figure is no news."""

    current: Tally
    heard: tuple[Tally, ...]

    def has_heard(self, tally: Tally) -> bool:
        return any(says_the_same(version, tally) for version in self.heard)


def _known(keys: Iterable[str], source: str) -> dict[str, _Known]:
    """What is known already, by source key.

    A file is compared with what files said last: the same file again does not undo a person's
    correction. A device may send its count again at any later time, so for it every version is
    old news.
    """
    wanted = sorted({key for key in keys if key})
    versions: dict[str, list[Tally]] = {}
    for start in range(0, len(wanted), _KEYS_PER_QUERY):
        part = wanted[start : start + _KEYS_PER_QUERY]
        # By id, which follows the time of making.
        for tally in Tally.objects.filter(source_key__in=part).order_by("id"):
            versions.setdefault(tally.source_key, []).append(tally)
    return {key: _known_of(rows, source) for key, rows in versions.items()}


def _known_of(rows: list[Tally], source: str) -> _Known:
    current = next(row for row in rows if row.superseded_by_id is None)
    told = [row for row in rows if row.source == source]
    if source == TallySource.IMPORT:
        return _Known(current, tuple(told[-1:]) or (current,))
    return _Known(current, (*told, current))


def _sort_in(
    by: User,
    tally: Tally,
    position: int,
    known: dict[str, _Known],
    new: dict[str, Tally],
    outcome: Counted,
    at: datetime,
) -> None:
    """Decide whether a count is new, unchanged or a revision, and keep or write it."""
    key = tally.source_key or f"\0{position}"
    before = _Known(new[key], (new[key],)) if key in new else known.get(key)
    if before is None:
        new[key] = tally
    elif before.has_heard(tally):
        outcome.unchanged += 1
    elif key in new:
        raise ActionError(
            _("The same figure is given twice with different numbers."),
            field="persons",
            remedy=_("Keep one of the two rows."),
        )
    else:
        with one_commit():  # a revision that is refused is undone by itself
            revised = _superseding(by, before.current, tally, at)
            known[key] = _Known(revised, (revised,))
        outcome.revised += 1
