"""Reads about crossings. Counts are operational; who crossed is shown only where one works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractHour
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, within_reach
from openhbm.apps.crises.queries import measure_in_force, terms_of
from openhbm.apps.crossings import counting
from openhbm.apps.crossings.codes import Direction, TallySource, TransportMode
from openhbm.apps.crossings.models import (
    Crossing,
    DecisionFacts,
    EntryDecision,
    GuardSetAside,
    Tally,
)
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.codes import COUNT_KEYS
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.people.models import Group, Person
from openhbm.apps.places.models import Post
from openhbm.core.flows.hourly import HourlySeries
from openhbm.core.flows.series import DailySeries
from openhbm.core.law import EntryFacts, EntryOption, Override, entry_options

M = TypeVar("M", bound=Model)

MODE_CLASS = "mode"
"""What the names of classes by way of travel begin with."""

_WIDEST_HOUR = timedelta(hours=2)


@dataclass(frozen=True)
class Progress:
    """How far the people of a tally are registered: in groups or alone, and one by one."""

    persons: int
    bound: int
    registered: int

    @property
    def without_group(self) -> int:
        """Counted, and neither in a group nor registered."""
        return self.persons - self.bound

    @property
    def unregistered(self) -> int:
        """Counted, and not registered one by one."""
        return self.persons - self.registered


def tallies_visible_to(user: User) -> QuerySet[Tally]:
    """The tallies that count now, newest first; they hold no personal data."""
    found = Tally.objects.filter(superseded_by=None).select_related("post")
    found = found.order_by("-starts_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def tallies_known_to(user: User, at: datetime | None) -> QuerySet[Tally]:
    """The tallies as they counted at an instant (now with None): none that was made later, and
    those that were corrected later as they were before."""
    if at is None:
        return tallies_visible_to(user)
    made = Coalesce("counted_at", "ends_at")
    replaced = Coalesce("superseded_by__counted_at", "superseded_by__ends_at")
    found = Tally.objects.alias(made=made, replaced=replaced).filter(made__lte=at)
    found = found.filter(Q(superseded_by=None) | Q(replaced__gt=at)).select_related("post")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def tally_for(user: User, tally_id: UUID) -> Tally:
    """The version that counts now of a tally, given the id of any version; or NotVisible."""
    if may_read(user, Compartment.OPERATIONAL):
        found = Tally.objects.filter(id=tally_id).first()
        if found is not None:
            return counting.current_tally(found)
    raise NotVisible(f"There is no tally {tally_id}.")


def versions_of(user: User, tally: Tally) -> QuerySet[Tally]:
    """All versions of a tally, the first one first."""
    first = tally.first_id
    found = (Tally.objects.filter(id=first) | Tally.objects.filter(corrects_id=first)).order_by(
        "id"
    )
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def progress_of(user: User, tally: Tally) -> Progress:
    """How many of a tally's people are in groups and registered."""
    if not may_read(user, Compartment.OPERATIONAL):
        raise NotVisible(f"There is no tally {tally.id}.")
    current = counting.current_tally(tally)
    bound, registered = counting.persons_bound(current), counting.persons_registered(current)
    return Progress(current.persons, bound, registered)


def unregistered_of(user: User, tally: Tally) -> int:
    """How many people of a tally are not yet registered one by one."""
    return progress_of(user, tally).unregistered


def group_details_left(user: User, tally: Tally, label: str = "") -> GroupDetails:
    """What a group form starts with when it is opened from a tally: nobody types it again."""
    progress = progress_of(user, tally)
    current = counting.current_tally(tally)
    whole = progress.bound == 0
    return GroupDetails(
        label=label,
        size=progress.without_group,
        counts=dict(current.counts) if whole else {},
        special_needs_seen=bool(current.vulnerable_seen) and whole,
    )


def counts_waiting(user: User, post: Post, day: date) -> QuerySet[Tally]:
    """Counts of arrivals that officers made on ``day`` with people in no group yet, oldest first.

    Each carries ``left``: counted, and neither in a group nor registered.
    """
    found = tallies_visible_to(user).filter(
        post=post, crossed_on=day, direction=Direction.IN, source=TallySource.OFFICER
    )
    bound = Crossing.objects.filter(tally_id=OuterRef("first")).order_by().values("tally_id")
    in_groups = bound.filter(person=None).annotate(total=Sum("group__size")).values("total")
    alone = bound.filter(group=None).annotate(total=Count("id")).values("total")
    found = found.annotate(first=Coalesce("corrects_id", "id")).annotate(
        left=F("persons") - Coalesce(Subquery(in_groups), 0) - Coalesce(Subquery(alone), 0)
    )
    return found.filter(left__gt=0).order_by("starts_at", "id")


@dataclass(frozen=True)
class DeskFigures:
    """A post's day so far: persons counted, persons registered one by one, groups received."""

    counted: int
    registered: int
    groups: int


def desk_figures(user: User, post: Post, day: date) -> DeskFigures:
    """What was done at a post on ``day``, as far as the user may see it."""
    tallies = tallies_visible_to(user).filter(post=post, crossed_on=day, direction=Direction.IN)
    # From the few tallies of the day and not from all that ever crossed here.
    counted = Tally.objects.filter(post=post, crossed_on=day).values("id")
    crossed = crossings_visible_to(user).filter(tally__in=counted, direction=Direction.IN)
    return DeskFigures(
        counted=int(tallies.order_by().aggregate(total=Sum("persons"))["total"] or 0),
        registered=crossed.exclude(person=None).order_by().count(),
        groups=crossed.filter(person=None).order_by().count(),
    )


def arrivals_by_day(
    user: User,
    posts: Iterable[Post | UUID] | None = None,
    *,
    from_on: date,
    to_on: date,
    direction: str = Direction.IN,
) -> dict[UUID, DailySeries]:
    """Persons per day, both days included, for each post that was asked for or has any count.

    A day on which nothing was counted is nan: not reported is not zero.
    """
    if to_on < from_on:
        raise ValueError(f"the days run backwards: {from_on} to {to_on}; swap them")
    wanted = None if posts is None else {p.id if isinstance(p, Post) else p for p in posts}
    found = tallies_visible_to(user).filter(
        direction=direction, crossed_on__gte=from_on, crossed_on__lte=to_on
    )
    if wanted is not None:
        found = found.filter(post_id__in=wanted)
    grouped = found.select_related(None).order_by().values_list("post_id", "crossed_on")
    length = (to_on - from_on).days + 1
    counts = {post_id: np.full(length, np.nan) for post_id in wanted or ()}
    for post_id, day, persons in grouped.annotate(total=Sum("persons")):
        if post_id not in counts:
            counts[post_id] = np.full(length, np.nan)
        counts[post_id][(day - from_on).days] = persons
    return {post_id: DailySeries(from_on, array) for post_id, array in counts.items()}


def arrivals_by_hour(
    user: User,
    post: Post,
    *,
    from_on: date,
    to_on: date,
    direction: str = Direction.IN,
    known_at: datetime | None = None,
) -> HourlySeries:
    """Persons per day and hour at one post, both days included, by the clock of the node; as it was
    known at an instant when one is given.

    Only counts over two hours at most say when people came; a day of which one is wider is not
    known by the hour.
    """
    found = tallies_known_to(user, known_at).filter(
        post=post, direction=direction, crossed_on__gte=from_on, crossed_on__lte=to_on
    )
    found = found.select_related(None).order_by()
    narrow = Q(ends_at__lte=F("starts_at") + _WIDEST_HOUR)
    wide = set(found.exclude(narrow).values_list("crossed_on", flat=True).distinct())
    hours = found.filter(narrow).annotate(hour=ExtractHour("starts_at"))
    summed = hours.values_list("crossed_on", "hour").annotate(total=Sum("persons"))
    known = {(day, hour): float(persons) for day, hour, persons in summed if day not in wide}
    return HourlySeries.from_hours(known, from_on, to_on)


def arrivals_by_class(
    user: User,
    post: Post,
    *,
    from_on: date,
    to_on: date,
    direction: str = Direction.IN,
    known_at: datetime | None = None,
) -> dict[str, DailySeries]:
    """Persons per day by sex and age band (``F 5-11``) and by way of travel (``mode FOOT``), as
    far as they were noted, of every class that came at all; as it was known at an instant when one
    is given.

    A day of which nothing was noted is nan for all classes of that kind.
    """
    found = tallies_known_to(user, known_at).filter(
        post=post, direction=direction, crossed_on__gte=from_on, crossed_on__lte=to_on
    )
    length = (to_on - from_on).days + 1
    noted: dict[str, dict[str, np.ndarray]] = {"counts": {}, "mode": {}}
    rows = found.order_by().values_list("crossed_on", "persons", "counts", "mode")
    for day, persons, counts, mode in rows.iterator(chunk_size=2000):
        by_mode = {} if mode == TransportMode.UNKNOWN else {f"{MODE_CLASS} {mode}": persons}
        for kind, classes in (("counts", counts), ("mode", by_mode)):
            for name, number in classes.items():
                table = noted[kind].setdefault(name, np.zeros(length))
                table[(day - from_on).days] += number
    return {
        name: DailySeries(from_on, np.where(sum(tables.values()) > 0, table, np.nan))
        for tables in noted.values()
        for name, table in sorted(tables.items(), key=_class_order)
    }


def _class_order(item: tuple[str, np.ndarray]) -> tuple[int, str]:
    name = item[0]
    return (COUNT_KEYS.index(name) if name in COUNT_KEYS else len(COUNT_KEYS), name)


def arrivals_total(user: User, *, from_on: date, to_on: date, direction: str = Direction.IN) -> int:
    """Persons counted at all posts, both days included."""
    found = tallies_visible_to(user).filter(
        direction=direction, crossed_on__gte=from_on, crossed_on__lte=to_on
    )
    return int(found.order_by().aggregate(total=Sum("persons"))["total"] or 0)


def last_counted_on(user: User) -> date | None:
    """The newest day with a count of arrivals."""
    found = tallies_visible_to(user).filter(direction=Direction.IN).order_by("-crossed_on")
    return found.values_list("crossed_on", flat=True).first()


def crossings_visible_to(user: User) -> QuerySet[Crossing]:
    """Crossings of groups and persons where the user works, newest first."""
    found = Crossing.objects.select_related("post", "group", "person", "tally")
    return _where_working(found.order_by("-crossed_at", "-id"), user, "post_id")


def crossing_for(user: User, crossing_id: UUID) -> Crossing:
    """One crossing; NotVisible when absent or hidden."""
    found = crossings_visible_to(user).filter(id=crossing_id).first()
    if found is None:
        raise NotVisible(f"There is no crossing {crossing_id}.")
    return found


def crossings_of(user: User, person: Person) -> QuerySet[Crossing]:
    """A person's crossings, newest first."""
    return crossings_visible_to(user).filter(person=person)


def crossings_undecided(user: User, since: datetime) -> QuerySet[Crossing]:
    """Persons who came in at or after ``since`` and on whose entry nobody decided, oldest first."""
    decided = EntryDecision.objects.filter(crossing=OuterRef("pk"))
    found = crossings_visible_to(user).filter(direction=Direction.IN, crossed_at__gte=since)
    found = found.exclude(person=None).filter(~Exists(decided))
    return found.order_by("crossed_at", "id")


def crossing_of_group(user: User, group: Group) -> Crossing | None:
    """The newest crossing of a group as a whole, with the tally it was counted in."""
    return crossings_visible_to(user).filter(group=group, person=None).first()


def decisions_visible_to(user: User) -> QuerySet[EntryDecision]:
    """Entry decisions where the user works, newest first."""
    found = EntryDecision.objects.select_related("crossing__post", "person", "measure")
    return _where_working(found.order_by("-decided_at", "-id"), user, "crossing__post_id")


def decisions_of(user: User, person: Person) -> QuerySet[EntryDecision]:
    """The decisions on a person's entry, the one that stands first."""
    return decisions_visible_to(user).filter(person=person)


def set_asides_of(user: User, crossing: Crossing) -> QuerySet[GuardSetAside]:
    """Guards set aside on one crossing: which, in what capacity, by whom; newest first.

    The reasons are for who reads protection data: `set_aside_reasons`.
    """
    found = GuardSetAside.objects.filter(crossing=crossing).order_by("-set_aside_at", "-id")
    return _where_working(found.defer("reason"), user, "crossing__post_id")


def set_aside_reasons(user: User, crossing: Crossing) -> dict[UUID, str]:
    """Why each guard was set aside, by id; a look that the journal keeps, empty when hidden."""
    found = GuardSetAside.objects.filter(crossing=crossing)
    visible = within_reach(user, Compartment.PROTECTION, found, "crossing__post_id", "person_id")
    reasons = {each.id: each.reason for each in visible}
    if reasons:
        note_read(
            by=user,
            what=GuardSetAside._meta.label_lower,
            ids=list(reasons),
            compartment=Compartment.PROTECTION,
            purpose="admission",
            subject=crossing.person_id,
        )
    return reasons


def overrides_on(user: User, crossing: Crossing, at: datetime) -> tuple[Override, ...]:
    """What others have set aside on this crossing and still holds at ``at``.

    Never by the user who decides, who would be judge of their own cause.
    """
    found = set_asides_of(user, crossing).filter(set_aside_at__lte=at, until_at__gt=at)
    return tuple(
        Override(rule=each.rule, role=each.capacity, user_id=str(each.set_aside_by_id))
        for each in found.exclude(set_aside_by_id=user.id)
    )


def facts_of(user: User, decision: EntryDecision) -> dict[str, Any]:
    """What was established before a decision; journalled as a read, empty when hidden."""
    if not may_read(user, Compartment.PROTECTION):
        return {}
    visible = decisions_visible_to(user).filter(id=decision.id)
    found = DecisionFacts.objects.filter(decision__in=visible).first()
    if found is None:
        return {}
    note_read(
        by=user,
        what=DecisionFacts._meta.label_lower,
        ids=[found.id],
        compartment=Compartment.PROTECTION,
        purpose="admission",
        subject=decision.person_id,
    )
    return dict(found.facts)


def entry_options_for(user: User, crossing: Crossing, facts: EntryFacts) -> tuple[EntryOption, ...]:
    """What may be decided on a person's entry on ``facts.on``, the recommended first."""
    if not crossings_visible_to(user).filter(id=crossing.id).exists():
        raise NotVisible(f"There is no crossing {crossing.id}.")
    measure = measure_in_force(user, crossing.post.country, facts.on)
    overrides = overrides_on(user, crossing, timezone.now())
    facts = replace(facts, gate=replace(facts.gate, overrides=overrides))
    return entry_options(facts, terms_of(user, measure) if measure else None)


def _where_working(found: QuerySet[M], user: User, column: str) -> QuerySet[M]:
    return within_reach(user, Compartment.MOVEMENT, found, column, "person_id")
