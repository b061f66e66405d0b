"""``hbm person``: who somebody may be, and the right to be forgotten."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.identity.actions import write_all_match_keys
from openhbm.apps.identity.asking import record_asked
from openhbm.apps.identity.queries import LikelyMatch, likely_matches
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.actions import erase_person
from openhbm.apps.people.codes import DocumentKind, Relationship, Whereabouts
from openhbm.apps.people.details import DocumentDetails, LinkDetails, NameDetails, PersonDetails
from openhbm.apps.people.queries import people_visible_to, person_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.progress import bar


class Command(NounCommand):
    help = "Search before registering; make match keys anew; erase a person."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("search", "Who may this be? Likely matches with reasons.", self.search, known)
        yield Verb("rekey", "Make the match keys of everybody anew.", self.rekey, shown_as)
        yield Verb("erase", "Erase a person; the journal still verifies.", self.erase, arguments)

    def search(self, options: Options) -> None:
        try:
            asked = record_asked(_details(options), timezone.now())
        except ActionError as error:
            raise CommandError(f"{error} (--{error.field})") from None
        found = likely_matches(self.actor(options), asked)
        figures = {
            "matches": [_figures(one) for one in found.matches],
            "relatives": [_figures(one) for one in found.relatives],
        }
        lines = [line for one in found.matches for line in _lines(one)]
        lines += [line for one in found.relatives for line in ("Of the family:", *_lines(one))]
        self.tell(options, figures, lines or ["Nobody like this that you may see."])

    def rekey(self, options: Options) -> None:
        by = self.actor(options)
        with bar("match keys", people_visible_to(by).count(), "persons") as shown:
            made = write_all_match_keys(by=by, told=shown.update)
        self.tell(options, {"keys": made}, [f"{made:,} match keys."])

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


def known(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="the whole name, in any script")
    parser.add_argument("--also", action="append", default=[], metavar="NAME", help="another name")
    parser.add_argument("--birth", default="", help="1988-03-07, 1988-03, 1988 or 1988~2")
    parser.add_argument("--sex", default="U", choices=["F", "M", "X", "U"])
    parser.add_argument("--place", default="", help="where the person comes from")
    parser.add_argument("--father", default="", metavar="NAME")
    parser.add_argument("--mother", default="", metavar="NAME")
    parser.add_argument("--document", action="append", default=[], metavar="NUMBER")
    parser.add_argument("--phone", default="", metavar="NUMBER")
    shown_as(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def _details(options: Options) -> PersonDetails:
    relatives = {Relationship.FATHER: options["father"], Relationship.MOTHER: options["mother"]}
    return PersonDetails(
        name=options["name"],
        other_names=tuple(NameDetails(name) for name in options["also"]),
        sex=options["sex"],
        birth=options["birth"],
        origin=options["place"],
        documents=tuple(DocumentDetails(DocumentKind.PASSPORT, n) for n in options["document"]),
        links=tuple(
            LinkDetails(name, relationship, Whereabouts.PRESENT)
            for relationship, name in relatives.items()
            if name
        ),
        phone=options["phone"],
    )


def _figures(one: LikelyMatch) -> dict[str, Any]:
    return {
        "person_id": str(one.person.id) if one.person else None,
        "number": one.number,
        "name": one.person.name if one.person else "",
        "judgement": one.match.judgement.value,
        "weight_bits": round(one.match.weight, 2),
        "evidence": [
            {
                "signal": e.signal,
                "asked": e.left,
                "registered": e.right,
                "weight_bits": round(e.weight, 2),
                "reason": e.reason.text,
            }
            for e in one.match.evidence
        ],
    }


def _lines(one: LikelyMatch) -> Iterable[str]:
    name = one.person.name if one.person else "(held on another node)"
    yield f"{one.number:<16} {name}  [{one.match.judgement.value}]"
    for e in one.match.evidence:
        yield f"    {e.weight:+6.1f}  {e.reason.text}  {e.left or '–'} | {e.right or '–'}"
