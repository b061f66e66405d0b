"""Reads about watch lists, for whoever reads security data of the person's post."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, within_reach
from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.identity.watch.codes import HitReading, HitState
from openhbm.apps.identity.watch.matching import EntryMatch, compared
from openhbm.apps.identity.watch.models import WatchHit, WatchList, WatchReading, WatchRun
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.queries import people_visible_to


def watch_lists_visible_to(user: User) -> QuerySet[WatchList]:
    """The lists with how many entries stand (``standing``) and are gone (``gone``)."""
    found = WatchList.objects.order_by("name").annotate(
        standing=Count("entries", filter=Q(entries__is_gone=False)),
        gone=Count("entries", filter=Q(entries__is_gone=True)),
    )
    return found if may_read(user, Compartment.SECURITY) else found.none()


def hits_visible_to(user: User, state: str = "") -> QuerySet[WatchHit]:
    """Hits about people whose identity and security data the user reads, the soonest due first."""
    found = WatchHit.objects.select_related("person", "entry__watch_list").order_by("due_at", "id")
    found = found.filter(state=state) if state else found
    reached = within_reach(
        user, Compartment.SECURITY, found, "person__registered_post_id", "person_id"
    )
    return reached.filter(person_id__in=people_visible_to(user).order_by().values("id"))


def hit_for(user: User, hit_id: UUID) -> WatchHit:
    """One hit; NotVisible when absent or hidden."""
    found = hits_visible_to(user).filter(id=hit_id).first()
    if found is None:
        raise NotVisible(f"There is no hit {hit_id}.")
    return found


def evidence_of_hit(user: User, hit: WatchHit) -> EntryMatch | None:
    """What speaks for and against the hit now; None when nothing does any more."""
    person = people_visible_to(user).prefetch_related(*PARTS).filter(id=hit.person_id).first()
    if person is None:
        return None
    record = record_of(person)
    return compared(record, hit.entry, frequencies_of([record]))


def readings_of(user: User, hit: WatchHit) -> QuerySet[WatchReading]:
    """What readers said of a hit, in order; nothing to who has not read it, before it is closed.

    The second reader judges for himself.
    """
    found = WatchReading.objects.filter(hit=hit).order_by("read_at", "id")
    if not may_read(user, Compartment.SECURITY):
        return found.none()
    has_read = found.filter(read_by_id=user.id).exists()
    return found if has_read or hit.state == HitState.CLOSED else found.none()


@dataclass(frozen=True, slots=True)
class HitShare:
    """How often people of one script or nationality were hit, and how often wrongly.

    ``screened`` may count a person several times, once a screening.
    """

    code: str
    screened: int
    hits: int
    closed: int
    others: int

    @property
    def hits_per_thousand(self) -> float | None:
        return 1000 * self.hits / self.screened if self.screened else None

    @property
    def share_of_others(self) -> float | None:
        """Of the closed hits the share that was about somebody else; None when none is closed."""
        return self.others / self.closed if self.closed else None


def hit_statistics(user: User, by: str) -> list[HitShare]:
    """Hits by ``script`` or ``nationality``, most hits first, so that bias can be seen.

    Of everybody screened on this node: figures name nobody.
    """
    if not may_read(user, Compartment.SECURITY):
        return []
    column = {"script": "scripts", "nationality": "nationalities"}[by]
    screened: Counter[str] = Counter()
    for counts in WatchRun.objects.values_list(column, flat=True):
        screened.update(counts)
    rows = WatchHit.objects.values_list(by).annotate(
        hits=Count("id"),
        closed=Count("id", filter=Q(state=HitState.CLOSED)),
        others=Count("id", filter=Q(state=HitState.CLOSED, outcome=HitReading.NO_MATCH)),
    )
    found = {code: HitShare(code, screened[code], *counts) for code, *counts in rows}
    found |= {code: HitShare(code, n, 0, 0, 0) for code, n in screened.items() if code not in found}
    return sorted(found.values(), key=lambda share: (-share.hits, -share.screened, share.code))


def runs_visible_to(user: User) -> QuerySet[WatchRun]:
    """Screenings, newest first."""
    found = WatchRun.objects.order_by("-run_at", "-id")
    return found if may_read(user, Compartment.SECURITY) else found.none()
