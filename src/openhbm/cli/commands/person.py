"""``hbm person``: the right to be forgotten."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management.base import CommandError

from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.actions import erase_person
from openhbm.apps.people.queries import person_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json


class Command(NounCommand):
    help = "Erase a person: destroy the keys of everything recorded about them."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("erase", "Erase a person; the journal still verifies.", self.erase, arguments)

    def erase(self, options: Options) -> None:
        by = self.actor(options)
        try:
            person = person_for(by, options["id"])
        except NotVisible as error:
            raise CommandError(
                f"{error} None that {by.username} may see, at any rate: persons are erased by a "
                "data-protection officer. Name one with --as USERNAME."
            ) from None
        erase_person(by=by, person_id=person.id, reason=options["reason"])
        figures = {"id": str(person.id), "number": person.number, "is_erased": True}
        self.tell(options, figures, [f"{person.number} is erased."])


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", help="the person's id or registration number")
    parser.add_argument("--reason", required=True, help="why; it stays in the journal")
    takes_actor(parser)
    takes_json(parser)
