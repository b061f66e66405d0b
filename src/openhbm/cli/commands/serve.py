"""``hbm serve``: the pages and the API, on a production server."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from openhbm.cli.command import HbmCommand
from openhbm.cli.migrations import pending_migrations
from openhbm.cli.server import DEFAULT_HOST, DEFAULT_PORT, THREADS, serve


class Command(HbmCommand):
    help = "Serve the pages and the API until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host",
            default=DEFAULT_HOST,
            help="address to listen on; 0.0.0.0 for other machines too, named in HBM_HOSTS",
        )
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)
        parser.add_argument(
            "--workers", type=int, default=1, help="processes; more than one on PostgreSQL only"
        )
        parser.add_argument(
            "--threads", type=int, default=THREADS, help="requests served at once by a process"
        )

        parser.add_argument(
            "--no-sync",
            action="store_true",
            help="do not meet the centre from here; `hbm sync run` does it then",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if pending := pending_migrations():
            raise CommandError(
                f"The database lacks {len(pending)} changes of its tables. Run: hbm init"
            )
        host, port = options["host"], options["port"]
        if options["no_sync"]:
            os.environ["HBM_MEETING"] = "off"

        def started() -> None:
            self.stdout.write(f"OpenHBM on http://{host}:{port} (Ctrl-C stops it)")
            self.stdout.flush()

        serve(host, port, options["workers"], options["threads"], started)
