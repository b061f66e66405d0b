"""Importing lists of border posts: new ones are opened, known ones brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.batches import batch_of
from openhbm.apps.intake.matching import PostIndex, code_for
from openhbm.apps.intake.models import ImportKind
from openhbm.apps.intake.post_details import PostRow
from openhbm.apps.intake.reporting import ImportReport, Refused
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.ledger.records import new_id
from openhbm.apps.places.actions import change_post, open_post
from openhbm.apps.places.codes import PostType
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to

TOLD_EVERY = 100


@action
def store_posts(
    *, by: User, posts: Sequence[PostRow], report: ImportReport, at: datetime
) -> ImportReport:
    """Open or update posts read from a file, completing its report; under a trial write nothing."""
    require_write(by, Compartment.OPERATIONAL)
    with entry("posts_imported", by=by, at=at) as e:
        index = PostIndex(posts_visible_to(by))
        seen: dict[str, str] = {}
        for number, row in enumerate(posts, 1):
            _import_row(by, row, index, seen, report, at)
            if number % TOLD_EVERY == 0:
                report.tell(number, len(posts))
        if not report.is_dry_run and not report.changed_nothing:
            report.batch_id = new_id()
            e.create(batch_of(report, ImportKind.POSTS, by, at))
    return report


def _import_row(
    by: User,
    row: PostRow,
    index: PostIndex,
    seen: dict[str, str],
    report: ImportReport,
    at: datetime,
) -> None:
    code = row.code or code_for(row.name, row.country)
    known = index.by_code(code)
    if known is None and not row.code:
        known = index.in_country(row.name, row.country)
    key = known.code if known else code
    if key in seen:
        report.refuse([_given_twice(row, key, seen[key])])
        return
    seen[key] = row.place
    try:
        if known is None:
            _open(by, row, code, index, report, at)
        else:
            _update(by, row, known, report, at)
    except ActionError as error:
        report.refuse([_refused_row(row, error)])


def _given_twice(row: PostRow, code: str, first: str) -> Refused:
    return Refused(
        cell=row.place,
        value=row.name,
        problem=_("%(code)s stands in the file twice, first in %(first)s")
        % {"code": code, "first": first},
        remedy=_("keep one of the two, or give each a code of its own"),
        code="given_twice",
    )


def _refused_row(row: PostRow, error: ActionError) -> Refused:
    problem = f"{error.field}: {error.message}" if error.field else error.message
    return Refused(row.place, row.name, problem, error.remedy, "not_stored")


def _open(
    by: User, row: PostRow, code: str, index: PostIndex, report: ImportReport, at: datetime
) -> None:
    profile = {"post_type": PostType.OFFICIAL_LAND, **row.profile, "source": report.file_name[:300]}
    if report.is_dry_run:
        post = Post(code=code, name=row.name, country=row.country, **profile)
    else:
        post = open_post(by=by, at=at, code=code, name=row.name, country=row.country, **profile)
    index.add(post)
    report.accepted += 1


def _update(by: User, row: PostRow, known: Post, report: ImportReport, at: datetime) -> None:
    given: dict[str, Any] = {**row.profile, "name": row.name, "country": row.country}
    given["names"] = {**known.names, **row.profile["names"]}
    changed = {name: value for name, value in given.items() if getattr(known, name) != value}
    if not changed:
        report.unchanged += 1
        return
    if not report.is_dry_run:
        change_post(by=by, post=known, at=at, **changed)
    report.revised += 1
