"""Work with posts and figures: state of the posts, alerts, gaps, reports, measures, services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.capacity.queries import latest_plans
from openhbm.apps.crises.queries import measures_visible_to
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.queries import alerts_visible_to, current_levels
from openhbm.apps.places.queries import services_visible_to
from openhbm.apps.reports.queries import sitreps_visible_to
from openhbm.web.addresses import address
from openhbm.web.labels import label
from openhbm.web.panels.parts import SHOWN, Line, Panel, Part, Work, counted
from openhbm.web.templatetags.labels import name_of, ratio, whole

NEWS_HOURS = 24
ENDING_DAYS = 14
POSTS_SHOWN = 8


def posts_by_load(work: Work) -> Panel:
    """The posts where the user works, the most alarming and busiest first."""
    levels = current_levels(work.user)
    days = arrivals_by_day(work.user, work.posts, from_on=work.today, to_on=work.today)
    came = {key: counted(day.counts[0]) for key, day in days.items()}
    ranked = sorted(
        work.posts, key=lambda p: (-levels.get(p.id, 0), -(came.get(p.id) or 0), p.name)
    )
    alarmed = sum(1 for post in work.posts if levels.get(post.id, 0))
    return Panel(
        "posts",
        Part.NOW,
        _("State of my post") if work.post else _("Posts above the ordinary"),
        label(levels.get(work.post.id, 0), "level") if work.post else alarmed,
        address("post", work.post.code) if work.post else address("situation"),
        tuple(
            Line(
                name_of(post),
                address("post", post.code),
                _arrivals_words(came.get(post.id)),
                level=levels.get(post.id, 0),
            )
            for post in ranked[:POSTS_SHOWN]
        ),
    )


def _arrivals_words(number: int | None) -> str:
    if number is None:
        return _("no count today")
    return _("%(count)s today") % {"count": whole(number)}


def alerts_open(work: Work) -> Panel:
    """Alerts that stand, the highest first."""
    found = _alerts(work).filter(is_open=True).order_by("-level", "-raised_at", "-id")
    return Panel(
        "alerts",
        Part.NOW,
        _("Open alerts"),
        found.count(),
        address("alerts"),
        tuple(_alert_line(alert) for alert in found[:SHOWN]),
    )


def alerts_unconfirmed(work: Work) -> Panel:
    """Alerts that nobody has looked into for more than a day."""
    before = work.at - timedelta(hours=NEWS_HOURS)
    found = _alerts(work).filter(is_open=True, confirmed_at=None, raised_at__lt=before)
    return Panel(
        "alerts-unconfirmed",
        Part.LATE,
        _("Alerts nobody looked into for a day"),
        found.count(),
        address("alerts"),
        tuple(_alert_line(alert, is_late=True) for alert in found.order_by("-level")[:SHOWN]),
    )


def alerts_changed(work: Work) -> Panel:
    """Alerts raised or ended lately."""
    since = work.at - timedelta(hours=NEWS_HOURS)
    found = _alerts(work)
    found = found.filter(raised_at__gte=since) | found.filter(ended_at__gte=since)
    return Panel(
        "alerts-changed",
        Part.CHANGED,
        _("Alerts raised or ended in the last 24 hours"),
        found.count(),
        address("alerts", query="state=all"),
        tuple(_alert_line(alert) for alert in found[:SHOWN]),
    )


def _alerts(work: Work) -> Any:
    return alerts_visible_to(work.user).filter(post__in=work.posts)


def _alert_line(alert: Any, is_late: bool = False) -> Line:
    note = _("ended") if alert.ended_at else _("load %(ratio)s") % {
        "ratio": ratio(alert.capacity_ratio)
    }  # fmt: skip
    return Line(
        name_of(alert.post),
        address("alert", alert.id),
        note,
        at=alert.ended_at or alert.raised_at,
        level=alert.level,
        is_late=is_late,
    )


def gaps(work: Work) -> Panel:
    """What the newest plans need and the posts do not have."""
    lines = [
        (plan, line) for plan in latest_plans(work.user) for line in plan.lines if line["gap"] > 0
    ]
    lines.sort(key=lambda pair: -pair[1]["gap"] / max(pair[1]["required"], 1))
    return Panel(
        "gaps",
        Part.NOW,
        _("Gaps in staff and stock"),
        len(lines),
        address("post", work.post.code) if work.post else address("situation"),
        tuple(
            Line(
                label(line["item"], "item"),
                address("post", plan.post.code),
                _("%(gap)s lacking at %(post)s")
                % {"gap": whole(line["gap"]), "post": name_of(plan.post)},
            )
            for plan, line in lines[:SHOWN]
        ),
    )


def reports_to_issue(work: Work) -> Panel:
    """Reports that are drafted and wait for somebody's name under them."""
    found = sitreps_visible_to(work.user).filter(issued_at=None)
    return Panel(
        "reports",
        Part.NOW,
        _("Reports to issue"),
        found.count(),
        address("sitreps"),
        tuple(_report_line(report) for report in found[:SHOWN]),
        note="" if found else _("No draft waits. Compose the report of the day in the list."),
    )


def reports_changed(work: Work) -> Panel:
    """Reports issued in the last two days."""
    found = sitreps_visible_to(work.user).filter(issued_at__gte=work.at - timedelta(days=2))
    return Panel(
        "reports-issued",
        Part.CHANGED,
        _("Reports issued in the last two days"),
        found.count(),
        address("sitreps"),
        tuple(_report_line(report) for report in found[:SHOWN]),
    )


def _report_line(report: Any) -> Line:
    place = name_of(report.post) if report.post else _("All posts")
    return Line(report.number, address("sitrep", report.id), place, at=report.issued_at)


def measures_in_force(work: Work) -> Panel | None:
    """Legal measures in force, the one that ends first on top."""
    href = address("measures")
    if not href:
        return None
    found = measures_visible_to(work.user).filter(
        starts_on__lte=work.today, ends_on__gte=work.today, ended_on=None
    )
    return Panel(
        "measures",
        Part.NOW,
        _("Measures in force"),
        found.count(),
        href,
        tuple(_measure_line(work, measure, href) for measure in found.order_by("ends_on")[:SHOWN]),
    )


def _measure_line(work: Work, measure: Any, href: str) -> Line:
    left = (measure.ends_on - work.today).days
    return Line(
        measure.title,
        href,
        _("ends in %(days)s days") % {"days": left},
        is_late=left <= ENDING_DAYS,
    )


def services(work: Work) -> Panel:
    """Services somebody can be referred to."""
    found = services_visible_to(work.user).filter(is_active=True)
    if work.post is not None:
        found = found.filter(post=work.post)
    return Panel(
        "services",
        Part.NOW,
        _("Services at my post") if work.post else _("Services"),
        found.count(),
        address("services"),
        tuple(Line(s.name, address("service", s.id), s.provider) for s in found[:SHOWN]),
    )
