"""``hbm doctor``: is this node well?"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from openhbm.apps.accounts.administering.node_checks import State
from openhbm.cli.checks import all_checks
from openhbm.cli.command import HbmCommand, takes_json


class Command(HbmCommand):
    help = "Check keys, clock, disk, database, tables and content; exit code 1 when one fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        checks = list(all_checks())
        failed = [check for check in checks if check.state is State.FAIL]
        lines = []
        for check in checks:
            lines.append(f"{check.state.value:<5} {check.name:<20} {check.found}")
            if check.remedy:
                lines.append(f"{'':6}→ {check.remedy}")
        self.tell(options, {"well": not failed, "checks": [asdict(c) for c in checks]}, lines)
        if failed:
            raise SystemExit(1)
