"""Importing a file: read first, then stored by one action, so that nobody waits for the reading.

The node has one writer. A file of a million cells takes seconds to read; registrations go on
meanwhile, and only what was understood is handed to the writer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.actions import store_arrivals, store_posts
from openhbm.apps.intake.arrivals import read_arrivals
from openhbm.apps.intake.models import ImportKind
from openhbm.apps.intake.post_tables import read_posts
from openhbm.apps.intake.reporting import ImportReport, Refused, Tell, fingerprint, nobody_waits
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.countries import checked_country


def read_to_import_arrivals(
    *,
    by: User,
    file_name: str,
    data: bytes,
    mapping: str = "",
    create_posts: str = "",
    dry_run: bool = False,
    at: datetime | None = None,
    tell: Tell = nobody_waits,
) -> Callable[[], ImportReport]:
    """Read a CSV or XLSX file of counts by hour, day or however it counts; what is answered stores
    them and reports.

    ``mapping`` overrides what is guessed (``date=Data,persons=Valore,post:=Lampedusa``).
    ``create_posts`` is the country in which unknown posts are opened; without it their rows are
    refused. The same file again changes nothing; a changed figure replaces the old one. Rows that
    cannot be read are in the report and stop no others. ActionError when the file or the mapping
    cannot be used at all.
    """
    require_write(by, Compartment.OPERATIONAL)
    at = at or timezone.now()
    country = checked_country(create_posts, "create_posts") if create_posts else ""
    reading = read_arrivals(file_name, data, mapping, at)
    report = ImportReport(
        kind=ImportKind.ARRIVALS.value,
        file_name=file_name,
        sha256=fingerprint(data),
        understood=reading.understood.as_dict(),
        is_dry_run=dry_run,
        errors=[Refused.from_cell(error) for error in reading.errors],
        tell=tell,
    )
    return partial(store_arrivals, by=by, reading=reading, report=report, country=country, at=at)


def read_to_import_posts(
    *,
    by: User,
    file_name: str,
    data: bytes,
    mapping: str = "",
    dry_run: bool = False,
    at: datetime | None = None,
    tell: Tell = nobody_waits,
) -> Callable[[], ImportReport]:
    """Read the border posts of a CSV, XLSX or GeoJSON file; what is answered opens or updates them
    and reports.

    A post is known by its code, else by its name in its country. Fields that a file leaves out
    stay as they are. The same file again changes nothing. ActionError when the file or the
    mapping cannot be used at all.
    """
    require_write(by, Compartment.OPERATIONAL)
    at = at or timezone.now()
    table = read_posts(file_name, data, mapping, at)
    report = ImportReport(
        kind=ImportKind.POSTS.value,
        file_name=file_name,
        sha256=fingerprint(data),
        understood=table.understood,
        is_dry_run=dry_run,
        errors=list(table.refused),
        tell=tell,
    )
    return partial(store_posts, by=by, posts=table.posts, report=report, at=at)


def import_arrivals(**given: Any) -> ImportReport:
    """``read_to_import_arrivals`` and store at once."""
    return read_to_import_arrivals(**given)()


def import_posts(**given: Any) -> ImportReport:
    """``read_to_import_posts`` and store at once."""
    return read_to_import_posts(**given)()
