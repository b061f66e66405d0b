"""The demo's database: brought up to date, and empty."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from openhbm.apps.accounts.queries import first_administrator
from openhbm.apps.ledger.queries import this_node
from openhbm.cli.demo.home import NODE_PREFIX


def empty_database() -> None:
    """Apply the migrations and throw an earlier demo away; CommandError when it is no demo's."""
    call_command("migrate", verbosity=0, interactive=False)
    nobody: Any = None
    if first_administrator(nobody) is None:
        return
    node = this_node(nobody)
    if node is None or node.prefix != NODE_PREFIX:
        raise CommandError(
            "This database holds a node that is no demo. Give the demo one of its own with "
            "--database-url."
        )
    call_command("flush", verbosity=0, interactive=False)
