"""``hbm serve``: the pages and the API, on a production server."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.timezone import now

from openhbm.apps.ledger.home import node_home
from openhbm.cli.command import HbmCommand
from openhbm.cli.https import own_certificate
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
            "--https",
            action="store_true",
            help="with a certificate of this node's own for the names in HBM_HOSTS, for tablets",
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
        own = (
            own_certificate(node_home(), settings.ALLOWED_HOSTS, now())
            if options["https"]
            else None
        )

        def started() -> None:
            scheme = "https" if own else "http"
            self.stdout.write(f"OpenHBM on {scheme}://{host}:{port} (Ctrl-C stops it)")
            if own:
                self.stdout.write(f"Tablets trust it once they have {own.authority}")
                self.stdout.write(f"Compare there: SHA-256 {own.fingerprint}")
            self.stdout.flush()

        tls = (own.certificate, own.key) if own else None
        serve(host, port, options["workers"], options["threads"], started, tls)
