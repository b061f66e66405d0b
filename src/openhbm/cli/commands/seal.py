"""``hbm seal``: whether a seal of any issuer stands."""

from __future__ import annotations

from collections.abc import Iterable

from openhbm.cli.command import NounCommand, Options, Verb
from openhbm.cli.seal_answers import answers, figures_of, lines_of, takes_seal


class Command(NounCommand):
    help = "Check seals: cards of this system, visible digital seals (VDS) and VDS-NC."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("verify", "Tell whether a seal is valid, and why not.", self.verify, takes_seal)

    def verify(self, options: Options) -> None:
        checked = answers(options)
        figures = {"seals": [figures_of(answer) for answer in checked]}
        self.tell(options, figures, [line for a in checked for line in lines_of(a)])
        if not all(answer.found.verdict.is_valid for answer in checked):
            raise SystemExit(1)
