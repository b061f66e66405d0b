"""``hbm kernels``: compile what is compiled, so that nobody waits for it later."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from openhbm.cli.command import HbmCommand, takes_json
from openhbm.core.flows.displacement.kernels import warm_kernels
from openhbm.core.identity.linkage.warming import warm_linkage


class Command(HbmCommand):
    help = "Compile the engines once; what was compiled before is only loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        takes_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        began = perf_counter()
        engines = (*warm_kernels(), *warm_linkage())
        seconds = round(perf_counter() - began, 1)
        self.tell(
            options,
            {"engines": engines, "seconds": seconds},
            [f"Ready in {seconds} s: {', '.join(engines)}."],
        )
