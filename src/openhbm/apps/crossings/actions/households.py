"""A whole household at once: everybody is registered, or nobody is and every row says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.crossings import counting
from openhbm.apps.crossings.actions.arrivals import (
    preregister_group,
    register_arrival,
    resize_group,
)
from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action
from openhbm.apps.people.codes import age_band
from openhbm.apps.people.details import GroupDetails, PersonDetails, read_birth
from openhbm.apps.people.models import Group
from openhbm.apps.places.models import Post

HEAD = "PA"


@dataclass(frozen=True)
class Member:
    """One row: the person, and what they are to the head of the household."""

    details: PersonDetails
    relationship: str = ""


@dataclass(frozen=True)
class Household:
    """What was registered, in the order of the rows."""

    group: Group
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True)
class HouseholdPlace:
    """Where a household belongs: a group known already, or what a new one is called.

    With ``grows`` a known group is made as large as the rows need; without, more rows than it has
    room for are refused. ``number`` is a new group's, when a tablet gave it one already.
    """

    group: Group | None = None
    tally: Tally | None = None
    label: str = ""
    origin: str = ""
    destination: str = ""
    token: str = ""
    special_needs_seen: bool = False
    grows: bool = False
    number: str = ""


class HouseholdRefused(ActionError):
    """Rows that could not be registered; none of the household was. ``rows`` says which, why."""

    def __init__(self, rows: Sequence[tuple[int, ActionError]]) -> None:
        super().__init__(
            _("Some persons of the household could not be registered, so nobody was."),
            field="members",
            remedy=_("Correct the rows that are marked and send the household again."),
        )
        self.rows = tuple(rows)


@action
def register_household(
    *,
    by: User,
    post: Post,
    members: Sequence[Member],
    place: HouseholdPlace | None = None,
    direction: str = Direction.IN,
    mode: str = TransportMode.UNKNOWN,
    at: datetime | None = None,
) -> Household:
    """Register a household in one transaction: its group when it has none, then every row.

    The first row is the head unless the group has one. HouseholdRefused names every row that
    makes no sense; ActionError when the group or the tally has no room.
    """
    require_write(by, Compartment.MOVEMENT, post.id)
    at = at or timezone.now()
    place = place or HouseholdPlace()
    if not members:
        raise ActionError(
            _("A household needs at least one person."),
            field="members",
            remedy=_("Write the name of its head, or a description."),
        )
    group = _group_for(by, post, members, place, direction, mode, at)
    crossings = []
    refused: list[tuple[int, ActionError]] = []
    for row, member in enumerate(members):
        try:
            crossings.append(
                register_arrival(
                    by=by,
                    post=post,
                    details=member.details,
                    group=group,
                    relationship=_relationship(row, member, group),
                    at=at,
                )
            )
        except ActionError as error:
            refused.append((row, error))
    if refused:
        raise HouseholdRefused(refused)
    return Household(group, tuple(crossings))


def _relationship(row: int, member: Member, group: Group) -> str:
    is_head = row == 0 and group.focal_person_id is None
    return HEAD if is_head else member.relationship


def _group_for(
    by: User,
    post: Post,
    members: Sequence[Member],
    place: HouseholdPlace,
    direction: str,
    mode: str,
    at: datetime,
) -> Group:
    if place.group is not None:
        if place.grows:
            _grow(by, place.group, len(members), at)
        return place.group
    details = GroupDetails(
        label=place.label.strip() or _called(members[0].details),
        size=len(members),
        counts=_counts(members, at),
        origin=place.origin,
        destination=place.destination,
        token=place.token,
        special_needs_seen=place.special_needs_seen,
        number=place.number,
    )
    return preregister_group(
        by=by,
        post=post,
        details=details,
        tally=place.tally,
        direction=direction,
        mode=mode,
        at=at,
    )


def _grow(by: User, group: Group, wanted: int, at: datetime) -> None:
    whole = counting.group_crossing(group)
    if whole is None:
        return
    size = counting.members_registered(group, counting.current_tally(whole.tally)) + wanted
    if size > group.size:
        resize_group(by=by, group=group, size=size, at=at)


def _called(head: PersonDetails) -> str:
    """What a household is called: after its head. A head without either is refused in its row."""
    return head.name.strip() or head.description.strip() or _("Household")


def _counts(members: Sequence[Member], at: datetime) -> dict[str, int]:
    return dict(Counter(f"{m.details.sex} {_band(m.details, at)}" for m in members))


def _band(details: PersonDetails, at: datetime) -> str:
    """The age band, or ``?`` where the age is not known or may fall into two of them."""
    try:
        born = read_birth(details.birth, details.age_years, at)
    except ActionError:  # told again, and beside its row, when the person is registered
        return "?"
    if born is None:
        return "?"
    ages = born.age_on(at.date())
    low, high = age_band(ages.low), age_band(ages.high)
    return low if low == high else "?"
