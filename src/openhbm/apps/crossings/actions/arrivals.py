"""From a tally to groups to persons, without retyping and without counting anybody twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.crossings import counting
from openhbm.apps.crossings.codes import Direction, FlowType, TallySource, TransportMode
from openhbm.apps.crossings.corrections import supersede
from openhbm.apps.crossings.details import TallyDetails, new_tally
from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import GroupDetails, PersonDetails, check_counts
from openhbm.apps.people.models import Group, Person
from openhbm.apps.places.models import Lane, Post


@dataclass(frozen=True)
class _Way:
    """How somebody crosses, as far as it was said; the tally or the group knows the rest."""

    at: datetime
    direction: str = Direction.IN
    mode: str = TransportMode.UNKNOWN
    flow_type: str = FlowType.UNKNOWN
    lane: Lane | None = None


@action
def preregister_group(
    *,
    by: User,
    post: Post,
    details: GroupDetails,
    tally: Tally | None = None,
    direction: str = Direction.IN,
    mode: str = TransportMode.UNKNOWN,
    flow_type: str = FlowType.UNKNOWN,
    lane: Lane | None = None,
    at: datetime | None = None,
) -> Group:
    """Pre-register people who came together (tier 1), out of a tally or counted by this.

    ActionError when the group is larger than what is left of the tally.
    """
    require_write(by, Compartment.MOVEMENT, post.id)
    at = at or timezone.now()
    bound = _bound_tally(by, post, tally, details.size, _Way(at, direction, mode), details.counts)
    way = _way_of(bound, at, mode, flow_type, lane)
    group = register_group(by=by, details=details, post=post, at=at)
    with entry("group_crossed", by=by, at=at) as e:
        e.create(_crossing(bound, post, way, group=group))
    return group


@action
def register_arrival(
    *,
    by: User,
    post: Post,
    details: PersonDetails,
    group: Group | None = None,
    relationship: str = "",
    tally: Tally | None = None,
    direction: str = Direction.IN,
    mode: str = TransportMode.UNKNOWN,
    flow_type: str = FlowType.UNKNOWN,
    lane: Lane | None = None,
    at: datetime | None = None,
) -> Crossing:
    """Register one person who crossed (tier 2): of a group, out of a tally, or counted by this.

    What the group already said (how and when it crossed, from where) is taken over. ActionError
    when the group or the tally is full.
    """
    require_write(by, Compartment.MOVEMENT, post.id)
    at = at or timezone.now()
    way = _Way(at, direction, mode, flow_type, lane)
    bound, way = _place_for_person(by, post, group, tally, way)
    if group is not None and not details.origin:
        details = replace(details, origin=group.origin)
    person = register_person(
        by=by, details=details, post=post, group=group, relationship=relationship, at=at
    )
    return _crossed(by, bound, post, way, at, person, group)


@action
def record_crossing(
    *,
    by: User,
    post: Post,
    person: Person,
    direction: str,
    tally: Tally | None = None,
    mode: str = TransportMode.UNKNOWN,
    flow_type: str = FlowType.UNKNOWN,
    lane: Lane | None = None,
    at: datetime | None = None,
) -> Crossing:
    """Record that a person who is registered already crossed (again), in or out."""
    require_write(by, Compartment.MOVEMENT, post.id)
    at = at or timezone.now()
    way = _Way(at, direction, mode, flow_type, lane)
    bound, way = _place_for_person(by, post, None, tally, way)
    return _crossed(by, bound, post, way, at, person, None)


@action
def resize_group(
    *,
    by: User,
    group: Group,
    size: int,
    counts: dict[str, int] | None = None,
    at: datetime | None = None,
) -> Group:
    """Correct how many people a group has, by sex and age too when they are given.

    A tally that only this group's registration made follows; another one must have the room.
    ActionError when more are registered one by one than the new size.
    """
    require_write(by, Compartment.MOVEMENT, group.post_id)
    at = at or timezone.now()
    counts = group.counts if counts is None else counts
    check_counts(counts, size)
    whole = counting.group_crossing(group)
    if whole is None:
        raise ActionError(
            _("This group has not crossed yet."),
            field="group",
            remedy=_("Pre-register it at the post first."),
        )
    tally = counting.locked_tally(whole.tally)
    group.refresh_from_db()
    registered = counting.members_registered(group, tally)
    if size < registered:
        raise ActionError(
            _("%(registered)s people of this group are registered already.")
            % {"registered": registered},
            field="size",
            remedy=_("Give at least this size."),
        )
    more = size - group.size
    follows = tally.source == TallySource.REGISTRATION
    if more > 0 and not follows:
        counting.check_room_in_tally(tally, more)
    with entry("group_resized", by=by, at=at) as e:
        e.change(group, size=size, counts=counts)
        if more and follows:
            supersede(e, tally, _copy_with(tally, tally.persons + more, at))
    return group


def _copy_with(tally: Tally, persons: int, at: datetime) -> Tally:
    details = TallyDetails(
        post=tally.post,
        persons=persons,
        starts_at=tally.starts_at,
        ends_at=tally.ends_at,
        direction=tally.direction,
        mode=tally.mode,
    )
    return new_tally(details, at, tally.source, tally.batch_id)


def _place_for_person(
    by: User, post: Post, group: Group | None, tally: Tally | None, way: _Way
) -> tuple[Tally, _Way]:
    """The tally a person belongs to, with room for them, and how they crossed."""
    if group is None:
        bound = _bound_tally(by, post, tally, 1, way, {})
        return bound, _way_of(bound, way.at, way.mode, way.flow_type, way.lane)
    whole = counting.group_crossing(group) or _group_crossed(by, post, group, tally, way)
    bound = counting.locked_tally(whole.tally)
    counting.check_post(bound, post)
    if tally is not None and tally.first_id != bound.first_id:
        raise ActionError(
            _("Group %(number)s was counted in another tally.") % {"number": group.number},
            field="tally",
            remedy=_("Leave the tally out; the group knows its own."),
        )
    group.refresh_from_db(fields=["size"])
    counting.check_room_in_group(group, bound)
    flow_type = way.flow_type if way.flow_type != FlowType.UNKNOWN else whole.flow_type
    mode = way.mode if way.mode != TransportMode.UNKNOWN else whole.mode
    lane = way.lane or whole.lane
    return bound, _Way(whole.crossed_at, bound.direction, mode, flow_type, lane)


def _group_crossed(by: User, post: Post, group: Group, tally: Tally | None, way: _Way) -> Crossing:
    """A group registered without crossing is bound now, when its first person is registered."""
    hold_journal()
    group = Group.objects.get(id=group.id)
    if whole := counting.group_crossing(group):  # somebody registered another member meanwhile
        return whole
    bound = _bound_tally(by, post, tally, group.size, way, group.counts)
    with entry("group_crossed", by=by, at=way.at) as e:
        known = _way_of(bound, way.at, way.mode, way.flow_type, way.lane)
        return e.create(_crossing(bound, post, known, group=group))


def _bound_tally(
    by: User, post: Post, tally: Tally | None, persons: int, way: _Way, counts: dict[str, int]
) -> Tally:
    """The given tally, locked and with room for ``persons``; or a new one of just them."""
    if tally is not None:
        bound = counting.locked_tally(tally)
        counting.check_post(bound, post)
        counting.check_room_in_tally(bound, persons)
        return bound
    made = new_tally(
        TallyDetails(
            post=post,
            persons=persons,
            starts_at=way.at,
            direction=way.direction,
            counts=counts,
            mode=way.mode,
        ),
        way.at,
        TallySource.REGISTRATION,
    )
    # An entry of its own, about nobody: when a person is erased, that somebody crossed remains.
    with entry("arrivals_counted", by=by, at=way.at) as e:
        return e.create(made)


def _way_of(tally: Tally, at: datetime, mode: str, flow_type: str, lane: Lane | None) -> _Way:
    """What was said about the crossing, completed by the tally."""
    known_mode = mode if mode != TransportMode.UNKNOWN else tally.mode
    return _Way(counting.clamped(at, tally), tally.direction, known_mode, flow_type, lane)


def _crossed(
    by: User,
    tally: Tally,
    post: Post,
    way: _Way,
    at: datetime,
    person: Person,
    group: Group | None,
) -> Crossing:
    with entry("person_crossed", by=by, at=at, subject=person.id, purpose="reception") as e:
        return e.create(_crossing(tally, post, way, group=group, person=person))


def _crossing(
    tally: Tally,
    post: Post,
    way: _Way,
    *,
    group: Group | None = None,
    person: Person | None = None,
) -> Crossing:
    return Crossing(
        tally_id=tally.first_id,
        group=group,
        person=person,
        post=post,
        direction=way.direction,
        crossed_at=way.at,
        mode=way.mode,
        flow_type=way.flow_type,
        lane=way.lane,
    )
