"""Work at the line: today's counts, groups to register, people to screen and decide on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.casework.queries import people_without_screening
from openhbm.apps.crossings.queries import (
    arrivals_by_day,
    crossings_undecided,
    crossings_visible_to,
    desk_figures,
)
from openhbm.apps.people.queries import groups_waiting
from openhbm.web.addresses import address
from openhbm.web.naming import who_crossed
from openhbm.web.panels.parts import SHOWN, Line, Panel, Part, Work, counted
from openhbm.web.templatetags.labels import whole
from openhbm.web.waiting import waiting_since

LATE_HOURS = 24


def counted_today(work: Work) -> Panel:
    """Persons counted today where the user works."""
    days = arrivals_by_day(work.user, work.posts, from_on=work.today, to_on=work.today)
    total = sum(counted(day.counts[0]) or 0 for day in days.values())
    lines: tuple[Line, ...] = ()
    if work.post is not None:
        figures = desk_figures(work.user, work.post, work.today)
        lines = (
            Line(_("Groups received"), address("groups"), whole(figures.groups)),
            Line(_("Registered one by one"), address("persons"), whole(figures.registered)),
        )
    return Panel("counted", Part.NOW, _("Persons counted today"), total, address("arrivals"), lines)


def groups_to_register(work: Work) -> Panel:
    """Groups of which somebody is not registered yet."""
    found = groups_waiting(work.user, None, waiting_since())
    return Panel(
        "groups",
        Part.NOW,
        _("Groups waiting to be registered"),
        found.count(),
        address("groups", query="waiting=registration"),
        tuple(_group_line(group) for group in found[:SHOWN]),
    )


def _group_line(group) -> Line:  # type: ignore[no-untyped-def]
    note = ngettext("%(count)s person left", "%(count)s persons left", group.left)
    return Line(
        str(group),
        address("group", group.id),
        note % {"count": group.left},
        at=group.registered_at,
    )


def entries_to_decide(work: Work) -> Panel:
    """Persons who came in and wait for a decision on their entry."""
    found = crossings_undecided(work.user, waiting_since())
    return Panel(
        "decisions",
        Part.NOW,
        _("Persons waiting for an entry decision"),
        found.count(),
        address("crossings", query="waiting=decision"),
        _lines(work, found, "decide"),
    )


def entries_late(work: Work) -> Panel:
    """Those of them who have waited longer than a day."""
    found = crossings_undecided(work.user, waiting_since())
    found = found.filter(crossed_at__lt=work.at - timedelta(hours=LATE_HOURS))
    return Panel(
        "decisions-late",
        Part.LATE,
        _("Waiting for a decision longer than a day"),
        found.count(),
        address("crossings", query="waiting=decision"),
        _lines(work, found, "decide", is_late=True),
    )


def people_to_screen(work: Work) -> Panel:
    """Persons registered whom nobody has screened."""
    found = people_without_screening(work.user, waiting_since())
    return Panel(
        "screening",
        Part.NOW,
        _("Persons not screened yet"),
        found.count(),
        address("persons", query="waiting=screening"),
        tuple(
            Line(str(person), address("screening", person.id), at=person.registered_at)
            for person in found[:SHOWN]
        ),
    )


def crossed_lately(work: Work) -> Panel:
    """Who crossed in the last hours."""
    found = crossings_visible_to(work.user).filter(
        crossed_at__gte=work.at - timedelta(hours=LATE_HOURS)
    )
    return Panel(
        "crossed",
        Part.CHANGED,
        _("Crossings recorded in the last 24 hours"),
        found.order_by().count(),
        address("crossings"),
        _lines(work, found, "crossing"),
    )


def _lines(work: Work, crossings: Any, route: str, *, is_late: bool = False) -> tuple[Line, ...]:
    """The first of these crossings, by who crossed."""
    return tuple(
        Line(
            row.who.label,
            address(route, row.record.id),
            at=row.record.crossed_at,
            is_late=is_late,
        )
        for row in who_crossed(work.user, crossings[:SHOWN])
    )
