"""``hbm restore FILE``: a node back from its backup, checked before it takes its place.

``archive.unpack_beside_home`` ran before: the home is for now the unpacked folder.
"""

from __future__ import annotations

import os
import shutil
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from openhbm.apps.ledger.home import DATABASE_FILE
from openhbm.apps.ledger.queries import Verdict, keys_that_do_not_fit
from openhbm.apps.sync.actions import begin_recovery
from openhbm.cli.archive import (
    CONTENT,
    MANIFEST,
    POSTGRESQL_DUMP,
    RESTORE_INTO,
    manifest_in,
    restore_arguments,
)
from openhbm.cli.command import HbmCommand, takes_json
from openhbm.cli.database_copy import copied_in, database_for_a_drill
from openhbm.cli.https_copy import bring_https_back
from openhbm.cli.verifying import watched_verdict
from openhbm.content.loader import OVERLAY_VARIABLE

WITH_HTTPS = "The authority that its tablets trust is in it; they need not trust a new one."


class Command(HbmCommand):
    help = "Bring this node back from a file that `hbm backup` wrote."

    def add_arguments(self, parser: ArgumentParser) -> None:
        restore_arguments(parser)
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        staging, home = Path(settings.HBM_HOME), Path(os.environ[RESTORE_INTO])
        try:
            manifest = manifest_in(staging)
            with (
                database_to_fill(is_drill=options["drill"]),
                database_in_place(staging, home, replace=options["force"]),
            ):
                call_command("migrate", verbosity=0)
                verdict = watched_verdict()
                check(verdict, manifest["entries_at_least"])
                has_https = bring_https_back(staging, settings.KEYS)
                waiting = [] if options["drill"] else begin_recovery(by=None)
        except DatabaseError as error:
            drop(staging)
            raise CommandError(
                f"The database in the backup does not open with these keys: {error}. "
                "Nothing was changed."
            ) from None
        except BaseException:
            drop(staging)
            raise
        connections.close_all()
        if options["drill"]:
            self.tell_of_drill(options, manifest, verdict, staging, has_https)
            return
        put_aside = take_place(staging, home)
        figures = {
            "home": str(home),
            "entries": verdict.entries,
            "verified": verdict.verified,
            "made_at": manifest["made_at"],
            "put_aside": str(put_aside or ""),
            "waits_for": waiting,
            "https": has_https,
        }
        self.tell(options, figures, lines_about(figures))

    def tell_of_drill(
        self,
        options: Any,
        manifest: dict[str, Any],
        verdict: Verdict,
        staging: Path,
        has_https: bool,
    ) -> None:
        """Say what was proven; what was unpacked for it goes."""
        drop(staging)
        made_at, files = manifest["made_at"], len(manifest["members"])
        seconds = round(time.monotonic() - self.began, 1)
        self.tell(
            options,
            {
                "restorable": True,
                "entries": verdict.entries,
                "verified": verdict.verified,
                "made_at": made_at,
                "files": files,
                "https": has_https,
                "seconds": seconds,
            },
            [
                f"It can be restored, in {seconds} s: {verdict.entries:,} journal entries, all "
                f"verified, {files} files as they were at {made_at}.",
                *([WITH_HTTPS] if has_https else []),
                "Nothing was changed.",
            ],
        )


def lines_about(figures: dict[str, Any]) -> Iterator[str]:
    """What was done, what is missing, and where things are."""
    home = Path(figures["home"])
    yield f"Restored into {home}: {figures['entries']:,} journal entries, all verified."
    yield (
        f"Whatever was done after {figures['made_at']} is not in it, erasures of persons too: "
        "repeat those that do not come back from other nodes."
    )
    if waiting := ", ".join(figures["waits_for"]):
        yield (
            f"It records nothing until {waiting} handed back what they hold of it. "
            "Start it, and see: hbm sync status"
        )
    if figures["https"]:
        yield WITH_HTTPS
    if figures["put_aside"]:
        yield f"The node that was there is in {figures['put_aside']}."
    if (home / CONTENT).exists():
        yield f"Its own content is in {home / CONTENT}: set {OVERLAY_VARIABLE} to that."


@contextmanager
def database_to_fill(*, is_drill: bool) -> Iterator[None]:
    """The node's own database; for a drill on a server, one that is made for it."""
    if is_drill and connection.vendor == "postgresql":
        with database_for_a_drill():
            yield
    else:
        yield


@contextmanager
def database_in_place(staging: Path, home: Path, *, replace: bool) -> Iterator[None]:
    """Fill PostgreSQL from the dump; an encrypted file is in its place by being unpacked.

    What PostgreSQL held goes into a dump at the former home, which is put aside beside its keys.
    """
    dump = staging / POSTGRESQL_DUMP
    wanted = "sqlite" if (staging / DATABASE_FILE).exists() else "postgresql"
    if connection.vendor != wanted:
        hint = "Unset" if wanted == "sqlite" else "Set"
        raise CommandError(f"The backup is of a {wanted} database. {hint} HBM_DATABASE_URL.")
    if wanted == "sqlite":
        yield
        return
    with copied_in(dump, replace=replace, aside=home / POSTGRESQL_DUMP):
        yield
    dump.unlink()


def check(verdict: Verdict, at_least: int) -> None:
    """CommandError unless the keys fit and the journal is whole and as long as it was then."""
    if others := keys_that_do_not_fit(None):
        raise CommandError(
            f"{' and '.join(others)} cannot open what is in the backup. Nothing was changed; give "
            "the folder with that node's keys: --keys DIR."
        )
    if not verdict.verified:
        raise CommandError(
            f"The journal in the backup does not verify: entry {verdict.sequence} of "
            f"{verdict.node}: {verdict.problem}. Nothing was changed; use another backup."
        )
    if verdict.entries < at_least:
        raise CommandError(
            f"The backup holds {verdict.entries} journal entries, but its manifest says "
            f"{at_least}. Nothing was changed; use another backup."
        )


def take_place(staging: Path, home: Path) -> Path | None:
    """Make the unpacked folder the home; where the former one was put aside, if there was one."""
    (staging / MANIFEST).unlink()
    put_aside = None
    if home.exists() and any(home.iterdir()):
        stamp = timezone.now().strftime("%Y%m%dT%H%M%S")
        put_aside = home.rename(home.with_name(f"{home.name}.before-restore-{stamp}"))
    elif home.exists():
        home.rmdir()
    staging.rename(home)
    return put_aside


def drop(staging: Path) -> None:
    connections.close_all()
    shutil.rmtree(staging, ignore_errors=True)
