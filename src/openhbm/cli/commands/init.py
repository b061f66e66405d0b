"""``hbm init``: everything a node needs to start; doing it again changes nothing."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import first_administrator
from openhbm.apps.sync.meeting import Meeting
from openhbm.apps.sync.running import meet_upstream
from openhbm.cli.command import HbmCommand, takes_json
from openhbm.cli.enrolling import enrol, is_enrolled_at, name_node
from openhbm.cli.migrations import pending_migrations
from openhbm.cli.passwords import password_given, takes_password
from openhbm.cli.progress import bar

ROLE = "administrator"


def first_meeting() -> Meeting:
    """Meet the centre once: what a post needs, and what an earlier machine of it had sent."""
    with bar("entries") as progress:
        return meet_upstream(lambda met: progress.update(met.sent + met.received))


class Command(HbmCommand):
    help = "Make this node: home, keys, database, first administrator. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin", default="admin", help="user name of the first administrator")
        parser.add_argument("--node", metavar="PREFIX", help="which node this is to be, as PLM")
        parser.add_argument("--centre", metavar="URL", help="where the centre answers")
        parser.add_argument("--code", help="the one-time code that `hbm node enrol` gave there")
        takes_password(parser)
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        pending = len(pending_migrations())
        if pending:
            call_command("migrate", verbosity=0)
        home = Path(settings.HBM_HOME)
        home.chmod(0o700)
        figures: dict[str, Any] = {
            "home": str(home),
            "database": connection.vendor,
            "migrations_applied": pending,
        }
        lines = [f"Home {home}, database {connection.vendor}: {pending} migrations applied."]
        if options["centre"] and not is_enrolled_at(options["centre"]):
            enrolled = enrol(home, options)
            figures["node"] = enrolled
            lines.append(f"This is {enrolled['name']} ({enrolled['prefix']}), enrolled.")
        elif options["code"] and not options["centre"]:
            raise CommandError("Say with --centre URL where the code was given.")
        elif options["node"]:
            name_node(home, options["node"])
        known = first_administrator(None)
        if known is None:
            password = password_given(options) or secrets.token_urlsafe(12)
            known = add_user(by=None, username=options["admin"], password=password)
            give_role(by=None, user=known, role=ROLE)
            if not options["password_stdin"]:
                figures["password"] = password
                lines.append(f"Administrator {known.username}, password {password}")
                lines.append("It is shown this once. Change it after signing in.")
            lines.append(f"Keep a copy of {home / 'keys'} elsewhere: without it, nothing opens.")
        else:
            lines.append(f"Administrator {known.username} is there already.")
        if options["centre"]:
            done = first_meeting()
            figures["meeting"] = asdict(done)
            lines.append(f"Fetched what this post needs: {done.received:,} entries.")
            if done.problem:
                lines.append(f"{done.problem} Fetch the rest later: hbm sync run --once")
        self.tell(options, figures | {"administrator": known.username}, lines)
