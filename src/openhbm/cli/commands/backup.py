"""``hbm backup FILE``: this node in one file, taken while it runs."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from openhbm.apps.ledger.queries import entry_count
from openhbm.cli.archive import (
    CONTENT,
    FILES,
    KEYS,
    members_of,
    members_under,
    write_archive,
)
from openhbm.cli.command import HbmCommand, takes_actor, takes_json
from openhbm.cli.database_copy import copy_out
from openhbm.cli.https_copy import copy_https
from openhbm.content.loader import OVERLAY_VARIABLE

KEYS_INSIDE = (
    "This file opens by itself: whoever holds it can read everything. Keep it like the keys."
)
KEYS_APART = "The keys are not in it. Keep a copy of {folder} somewhere else; without it, nothing."


class Command(HbmCommand):
    help = "Copy this node (database and files, without its keys) into one file while it runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; must not exist yet")
        parser.add_argument(
            "--base", type=Path, help="an earlier backup: what is the same in it is left out"
        )
        parser.add_argument("--with-keys", action="store_true", help="put the keys in as well")
        takes_actor(parser)
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        if file.exists():
            raise CommandError(f"{file} exists. Choose another name; backups are not overwritten.")
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}. Make it first.")
        base: Path | None = options["base"]
        known = members_of(base) if base else {}
        actor, home = self.actor(options), Path(settings.HBM_HOME)
        facts = {
            "made_at": timezone.now().isoformat(),
            "node": settings.NODE_PREFIX,
            "database": connection.vendor,
            # Counted before copying: what is written meanwhile may be in it too.
            "entries_at_least": entry_count(actor),
            "with_keys": options["with_keys"],
            "base": base.name if base else "",
        }
        with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as folder:
            members = copy_out(Path(folder))
            members |= members_under(home / FILES, FILES)
            members |= copy_https(home, Path(folder), settings.KEYS)
            if overlay := os.environ.get(OVERLAY_VARIABLE):
                members |= members_under(Path(overlay), CONTENT)
            if options["with_keys"]:
                members |= members_under(home / KEYS, KEYS)
            size = write_archive(file, members, facts, known)
        warning = KEYS_INSIDE if options["with_keys"] else KEYS_APART.format(folder=home / KEYS)
        self.tell(
            options,
            {"file": str(file), "bytes": size, **facts, "warning": warning},
            [f"{file}: {size:,} bytes, {len(members)} files.", warning],
        )
