"""Importing files of counts: good rows are kept, bad ones reported, nothing counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.crossings.actions import count_many_arrivals
from openhbm.apps.intake.arrivals import Placed, place_counts, sort_counts
from openhbm.apps.intake.batches import batch_of
from openhbm.apps.intake.matching import PostIndex, code_for
from openhbm.apps.intake.models import ImportKind
from openhbm.apps.intake.reporting import ImportReport, Refused
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.ledger.records import new_id
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.codes import PostStatus, PostType
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows.observations import Reading

CHUNK = 2_000


@action
def store_arrivals(
    *, by: User, reading: Reading, report: ImportReport, country: str, at: datetime
) -> ImportReport:
    """Count what was read of a file, completing its report; under a trial write nothing.

    ``country`` is where unknown posts are opened; empty refuses their rows.
    """
    require_write(by, Compartment.OPERATIONAL)
    file_name = report.file_name
    if report.is_dry_run:
        # Posts that would be created are only thought of, and nothing is written.
        _imported(by, reading, report, country and _imagined(country, file_name), at)
        return report
    with entry("arrivals_imported", by=by, at=at) as e:
        # The journal is locked from here on, so two imports at once see each other's figures.
        make_post = country and _opened(by, country, file_name, at)
        report.batch_id = new_id()
        _imported(by, reading, report, make_post, at)
        if report.changed_nothing:
            report.batch_id = None
        else:
            e.create(batch_of(report, ImportKind.ARRIVALS, by, at))
    return report


def _imported(
    by: User,
    reading: Reading,
    report: ImportReport,
    make_post: Callable[[str], Post] | str,
    at: datetime,
) -> None:
    """Place, compare and (unless it is a trial) count what was read; tell all in the report."""
    index = PostIndex(posts_visible_to(by))

    def noted(label: str) -> Post:
        assert callable(make_post)
        post = make_post(label)
        report.posts_created.append(post.code)
        return post

    placed, refused = place_counts(reading.totals(), index, noted if make_post else None)
    found = sort_counts(placed)
    report.refuse([*refused, *found.refused])
    report.unchanged = found.unchanged
    report.accepted, report.revised = len(found.new), len(found.revising)
    counts = [*found.new, *found.revising]
    report.persons = sum(count.details.persons for count in counts)
    if found.also_counted:
        report.notes.append(_also_counted(found.also_counted))
    if not report.is_dry_run:
        _count(by, counts, report, at)
    report.errors.sort(key=_address)


def _count(by: User, counts: list[Placed], report: ImportReport, at: datetime) -> None:
    report.accepted = report.revised = 0
    for start in range(0, len(counts), CHUNK):
        part = counts[start : start + CHUNK]
        done = count_many_arrivals(
            by=by, tallies=[count.details for count in part], batch_id=report.batch_id, at=at
        )
        report.accepted += done.added
        report.revised += done.revised
        report.unchanged += done.unchanged
        for position, error in done.refused:
            report.persons -= part[position].details.persons
            report.refuse([_refused_row(part[position], error)])
        report.tell(start + len(part), len(counts))


def _refused_row(count: Placed, error: ActionError) -> Refused:
    return Refused(
        cell=count.observation.cell,
        value=str(count.observation.persons),
        problem=error.message,
        remedy=error.remedy,
        code="not_counted",
    )


def _also_counted(figures: int) -> str:
    return ngettext(
        "%(count)s figure covers a time that was also counted at the line; check that nobody is"
        " counted twice.",
        "%(count)s figures cover times that were also counted at the line; check that nobody is"
        " counted twice.",
        figures,
    ) % {"count": figures}


def _address(error: Refused) -> tuple[int, int, str]:
    """Table-wide errors first, then by row and column."""
    letters = error.cell.rstrip("0123456789")
    return (int(error.cell[len(letters) :] or 0), len(letters), letters)


def _opened(by: User, country: str, file_name: str, at: datetime) -> Callable[[str], Post]:
    def make(name: str) -> Post:
        return open_post(by=by, at=at, country=country, **_of_new_post(name, country, file_name))

    return make


def _imagined(country: str, file_name: str) -> Callable[[str], Post]:
    def make(name: str) -> Post:
        return Post(country=country, **_of_new_post(name, country, file_name))

    return make


def _of_new_post(name: str, country: str, file_name: str) -> dict[str, str]:
    """What is known of a post that only a table of counts names: it is to be completed."""
    return {
        "code": code_for(name, country),
        "name": name,
        "post_type": PostType.OFFICIAL_LAND.value,
        "status": PostStatus.UNKNOWN.value,
        "source": _("Named in %(file)s; kind, position and status are to be checked.")
        % {"file": file_name[:160]},
    }
