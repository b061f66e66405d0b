"""What every ``hbm`` command shares: verbs, who acts, and answers as text or JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import User, first_administrator, user_named

Options = Mapping[str, Any]


class HbmCommand(BaseCommand):
    """A command of one noun without verbs; ``handle`` does the work."""

    suppressed_base_arguments: ClassVar = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }
    requires_system_checks: ClassVar = []

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except NotPermitted as error:
            raise CommandError(
                f"{error.message} Act as somebody else with --as USERNAME."
            ) from None

    def actor(self, options: Options) -> User:
        """Who acts: ``--as``, or the administrator that ``hbm init`` made."""
        if name := options.get("as"):
            return user_named(None, name)
        if (found := first_administrator(None)) is None:
            raise CommandError("This node has no administrator yet. Run: hbm init")
        return found

    def tell(self, options: Options, figures: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Print the figures as one JSON object under ``--json``, else the lines."""
        if options.get("json"):
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2, default=str))
        else:
            for line in lines:
                self.stdout.write(line)


@dataclass(frozen=True)
class Verb:
    """One thing that can be done with a noun."""

    name: str
    summary: str
    run: Callable[[Options], None]
    arguments: Callable[[ArgumentParser], None] = lambda parser: None


class NounCommand(HbmCommand):
    """A command with verbs: ``hbm journal verify``."""

    def verbs(self) -> Iterable[Verb]:
        """The verbs of this noun."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        choices = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
        for verb in self.verbs():
            under = choices.add_parser(verb.name, help=verb.summary, description=verb.summary)
            verb.arguments(under)
            under.set_defaults(run=verb.run)

    def handle(self, *args: Any, **options: Any) -> None:
        options["run"](options)


def takes_actor(parser: ArgumentParser) -> None:
    """Add ``--as``."""
    parser.add_argument(
        "--as", metavar="USERNAME", help="who acts (the administrator when not given)"
    )


def takes_json(parser: ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
