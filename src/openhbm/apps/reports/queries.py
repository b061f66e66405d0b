"""Reads: situation reports, and everything the situation page shows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, posts_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.places.models import Post
from openhbm.apps.reports.chart_values import ArrivalsSeries
from openhbm.apps.reports.models import ReportStatus, SituationReport
from openhbm.apps.reports.observed import observe
from openhbm.apps.reports.situation import (
    PostSituation,
    Situation,
    fan_of,
    posts_of_situation,
    series_of,
    situation_of,
)


def sitreps_visible_to(user: User) -> QuerySet[SituationReport]:
    """Reports on all posts and on those where the user works, newest first."""
    found = SituationReport.objects.select_related("post").order_by("-period_to_on", "-made_at")
    if not may_read(user, Compartment.OPERATIONAL):
        return found.none()
    posts = posts_of(user)
    return found if posts is None else found.filter(Q(post=None) | Q(post_id__in=posts))


def sitrep_for(user: User, number_or_id: str | UUID) -> SituationReport:
    """One report by number or id; NotVisible when absent or hidden."""
    found = sitreps_visible_to(user).filter(_key(number_or_id)).first()
    if found is None:
        raise NotVisible(f"There is no situation report {number_or_id}.")
    return found


def latest_sitrep(user: User, post: Post | None = None) -> SituationReport | None:
    """The newest report on one post, or (no post) on all of them."""
    return sitreps_visible_to(user).filter(post=post).first()


def previous_sitrep(user: User, report: SituationReport) -> SituationReport | None:
    """What a report is read against: the one it corrects, else the last one issued before it."""
    found = sitreps_visible_to(user)
    if report.corrects_id is not None:
        return found.filter(id=report.corrects_id).first()
    earlier = found.filter(scope=report.scope, status=ReportStatus.ISSUED)
    return earlier.filter(period_to_on__lt=report.period_to_on).first()


def corrections_of(user: User, report: SituationReport) -> QuerySet[SituationReport]:
    """The versions made to correct a report, newest first."""
    return sitreps_visible_to(user).filter(corrects=report).order_by("-made_at")


def situation(user: User, at: datetime, post: Post | None = None) -> Situation:
    """What is going on at ``at``: posts, counts, forecast, referrals, gaps, sources."""
    return situation_of(observe(user, at, post))


def arrivals_series(user: User, at: datetime, post: Post | None = None) -> ArrivalsSeries:
    """Counts and forecast up to ``at``, of a post or (no post) of all, for a chart."""
    return series_of(observe(user, at, post))


def fan_series(user: User, at: datetime, post: Post) -> ArrivalsSeries:
    """Counts and the forecast of a post as a fan of bands, for a chart."""
    return fan_of(observe(user, at, post))


def post_situation(user: User, at: datetime, post: Post) -> PostSituation:
    """The figures of one post at ``at``, as the map shows them."""
    return posts_of_situation(observe(user, at, post))[0]


def _key(number_or_id: str | UUID) -> Q:
    try:
        return Q(id=UUID(str(number_or_id)))
    except ValueError:
        return Q(number=str(number_or_id).strip())
