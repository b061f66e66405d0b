"""Writes: composing, editing and issuing situation reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import (
    NotPermitted,
    permissions_of,
    require,
    require_write,
)
from openhbm.apps.accounts.queries import posts_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.places.models import Post
from openhbm.apps.reports.figures import figures_of
from openhbm.apps.reports.models import ReportStatus, SituationReport
from openhbm.apps.reports.observed import observe
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.standards import Standard
from openhbm.content.schemas.templates import DocumentTemplate

ALL_POSTS = "ALL"
SUPPRESSION = "small_cell_restricted"
_LONGEST_NARRATIVE = 20_000


@action
def compose_sitrep(
    *, by: User, on: date, at: datetime | None = None, post: Post | None = None
) -> SituationReport:
    """Gather everything known about ``on`` into a draft, for all posts or for one.

    A second report of the same day gets a number of its own; the first stays. NotPermitted when
    somebody who works at some posts only asks for all.
    """
    require_write(by, Compartment.OPERATIONAL, post.id if post else None)
    if post is None and posts_of(by) is not None:
        raise NotPermitted(_("You work at some posts only. Compose the report of your post."))
    at = at or timezone.now()
    _check_day(on, at)
    with entry("sitrep_composed", by=by, at=at) as e:
        return e.create(_composed(by, on, at, post))


def _composed(by: User, on: date, at: datetime, post: Post | None) -> SituationReport:
    observed = observe(by, at, post, on)
    scope = post.code if post else ALL_POSTS
    return SituationReport(
        number=_next_number(scope, on),
        scope=scope,
        post=post,
        period_from_on=on,
        period_to_on=on,
        level=observed.level,
        figures=figures_of(observed),
        made_at=at,
        content_hash=pack().hash,
    )


@action
def correct_sitrep(
    *, by: User, report: SituationReport, at: datetime | None = None
) -> SituationReport:
    """A new version of an issued report: its words, and the figures as they are known by now.

    The issued one stays as it is. ActionError for a draft, or while another correction is open.
    """
    require_write(by, Compartment.OPERATIONAL, report.post_id)
    if report.is_draft:
        raise ActionError(
            _("Report %(number)s is a draft.") % {"number": report.number},
            remedy=_("Change the draft itself."),
        )
    open_one = report.corrections.filter(status=ReportStatus.DRAFT).first()
    if open_one is not None:
        raise ActionError(
            _("Report %(number)s corrects it already.") % {"number": open_one.number},
            remedy=_("Go on with that draft."),
        )
    at = at or timezone.now()
    made = _composed(by, report.period_to_on, at, report.post)
    made.corrects = report
    made.narrative, made.translations = report.narrative, report.translations
    with entry("sitrep_correction_begun", by=by, at=at) as e:
        return e.create(made)


@action
def edit_sitrep(
    *,
    by: User,
    report: SituationReport,
    narrative: Mapping[str, str],
    language: str = "",
    at: datetime | None = None,
) -> SituationReport:
    """Write the words of some sections of a draft; sections not named stay as they are.

    With ``language`` the words for readers of that language, beside those that were written first.
    """
    require_write(by, Compartment.OPERATIONAL, report.post_id)
    _check_draft(report)
    written = {s.key for s in pack().get(DocumentTemplate, "sitrep").sections if s.has_narrative}
    for key, text in narrative.items():
        if key not in written:
            raise ActionError(
                _("The section %(key)s takes no text.") % {"key": key},
                field="narrative",
                remedy=_("Write it in one of: %(known)s.") % {"known": ", ".join(sorted(written))},
            )
        if len(text) > _LONGEST_NARRATIVE:
            raise ActionError(
                _("The text is longer than %(n)s characters.") % {"n": _LONGEST_NARRATIVE},
                field="narrative",
                remedy=_("Shorten it."),
            )
    before = report.translations.get(language, {}) if language else report.narrative
    merged = before | {key: text.strip() for key, text in narrative.items()}
    words = {key: text for key, text in merged.items() if text}
    with entry("sitrep_edited", by=by, at=at) as e:
        if not language:
            return e.change(report, narrative=words)
        others = {code: said for code, said in report.translations.items() if code != language}
        return e.change(report, translations=others | ({language: words} if words else {}))


@action
def issue_sitrep(
    *, by: User, report: SituationReport, at: datetime | None = None
) -> SituationReport:
    """Make a draft final, under one's name. An issued report is never changed; `correct_sitrep`
    makes the next version of it."""
    _require_issuing(by, report.post_id)
    _check_draft(report)
    at = at or timezone.now()
    with entry("sitrep_issued", by=by, at=at) as e:
        return e.change(report, status=ReportStatus.ISSUED, issued_at=at, issued_by_id=by.id)


def _require_issuing(by: User, post_id: UUID | None) -> None:
    """At a post those who issue its reports; for all posts those who issue everywhere."""
    require(by, Permission.ISSUE_REPORTS, post_id)
    if post_id is None and permissions_of(by).posts_with(Permission.ISSUE_REPORTS) is not None:
        raise NotPermitted(_("You work at some posts only. Issue the report of your post."))


def _check_day(on: date, at: datetime) -> None:
    """Small counts can only be suppressed once a rule for it is in force; the future is empty."""
    if on > timezone.localtime(at).date():
        raise ActionError(
            _("%(on)s has not come yet.") % {"on": on},
            field="on",
            remedy=_("Choose a day up to today."),
        )
    first = min(value.from_on for value in pack().get(Standard, SUPPRESSION).values)
    if on < first:
        raise ActionError(
            _("Reports start on %(first)s.") % {"first": first},
            field="on",
            remedy=_("Choose that day or a later one."),
        )


def _check_draft(report: SituationReport) -> None:
    if not report.is_draft:
        raise ActionError(
            _("Report %(number)s was issued.") % {"number": report.number},
            remedy=_("Correct it by a new version; an issued report is never changed."),
        )


def _next_number(scope: str, on: date) -> str:
    earlier = SituationReport.objects.filter(scope=scope, period_to_on=on).count()
    return f"{scope}-{on:%Y%m%d}-{earlier + 1}"
