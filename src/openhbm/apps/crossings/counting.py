"""The counting rule: how many of a tally or a group are registered, and how many still fit."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import hold_journal
from openhbm.apps.people.models import Group
from openhbm.apps.places.models import Post


def local_day(at: datetime) -> date:
    """The day an instant falls on where the node is."""
    return timezone.localtime(at).date()


def current_tally(tally: Tally) -> Tally:
    """The version of a tally that counts now."""
    first = tally.first_id
    return Tally.objects.get(Q(id=first) | Q(corrects_id=first), superseded_by=None)


def locked_tally(tally: Tally) -> Tally:
    """The version that counts now; it stays so until the transaction ends.

    The journal's lock keeps it, as every writer takes that one first: two registrations never
    share out the same room, and nobody waits for a row while somebody else waits for the journal.
    """
    hold_journal()
    return current_tally(tally)


def persons_bound(tally: Tally) -> int:
    """How many of a tally are spoken for: everybody in its groups, and persons without a group."""
    crossings = Crossing.objects.filter(tally_id=tally.first_id)
    in_groups = crossings.filter(person=None).aggregate(total=Sum("group__size"))["total"]
    return (in_groups or 0) + crossings.filter(group=None).count()


def persons_registered(tally: Tally) -> int:
    """How many of a tally are registered one by one."""
    return Crossing.objects.filter(tally_id=tally.first_id).exclude(person=None).count()


def members_registered(group: Group, tally: Tally) -> int:
    """How many of a group's crossing are registered one by one."""
    return Crossing.objects.filter(
        tally_id=tally.first_id, group=group, person__isnull=False
    ).count()


def group_crossing(group: Group) -> Crossing | None:
    """The newest crossing of a group as a whole; None when it was never counted."""
    found = Crossing.objects.filter(group=group, person=None).select_related("tally")
    return found.order_by("-crossed_at", "-id").first()


def check_room_in_tally(tally: Tally, wanted: int) -> None:
    """ActionError when ``wanted`` more people do not fit into what was counted."""
    room = tally.persons - persons_bound(tally)
    if wanted > room:
        raise ActionError(
            _(
                "The tally counts %(persons)s people, %(room)s of them are not yet in a group or"
                " registered: %(wanted)s more do not fit."
            )
            % {"persons": tally.persons, "room": room, "wanted": wanted},
            field="tally",
            remedy=_("Correct the tally first, or choose the tally they were counted in."),
        )


def check_room_in_group(group: Group, tally: Tally) -> None:
    """ActionError when everybody of the group is registered already."""
    if members_registered(group, tally) >= group.size:
        raise ActionError(
            _("All %(size)s people of group %(number)s are registered.")
            % {"size": group.size, "number": group.number},
            field="group",
            remedy=_("Correct the size of the group, or register the person without it."),
        )


def check_post(tally: Tally, post: Post) -> None:
    """ActionError when the tally was made at another post."""
    if tally.post_id != post.id:
        raise ActionError(
            _("This tally was counted at another post."),
            field="tally",
            remedy=_("Choose a tally of %(post)s.") % {"post": post},
        )


def clamped(at: datetime, tally: Tally) -> datetime:
    """When people registered at ``at`` crossed: within the time they were counted in."""
    return min(max(at, tally.starts_at), tally.ends_at)
