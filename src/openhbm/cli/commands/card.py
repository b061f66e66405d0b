"""``hbm card``: issue papers that other posts can check, check them, revoke them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from openhbm.apps.people.codes import CardEnd
from openhbm.apps.people.printing import (
    attestation_pdf,
    sealed_card_pdf,
    sealed_papers_for,
    sealed_wristband_pdf,
)
from openhbm.apps.people.queries import person_for
from openhbm.apps.people.seals.actions.cards import Issued, issue_card, revoke_card
from openhbm.apps.people.seals.holding import USUAL
from openhbm.apps.people.seals.queries import card_for, cards_of
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.seal_answers import answers, figures_of, lines_of, takes_seal
from openhbm.core.documents.seals.kinds import BY_ID

PAPERS = {
    "attestation": attestation_pdf,
    "card": sealed_card_pdf,
    "wristband": sealed_wristband_pdf,
}


class Command(NounCommand):
    help = "Issue signed cards, check them with no network, revoke them."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("issue", "Issue a card to a person.", self.issue, issue_arguments)
        yield Verb("list", "List the cards of a person.", self.list, of_person)
        yield Verb("verify", "Tell whether a card is valid.", self.verify, verify_arguments)
        yield Verb("revoke", "Revoke a card by its serial.", self.revoke, revoke_arguments)

    def issue(self, options: Options) -> None:
        by = self.actor(options)
        person = person_for(by, options["person"])
        allowed = frozenset(options["allow"].split(",")) - {""} if options["allow"] else USUAL
        if options["paper"] == "wristband":
            allowed = frozenset()
        issued = issue_card(
            by=by, person=person, kind=options["kind"], days=options["days"], allowed=allowed
        )
        if options["out"]:
            papers = sealed_papers_for(
                by, [issued], language=options["language"], address=options["address"]
            )
            Path(options["out"]).write_bytes(PAPERS[options["paper"]](papers))
        self.tell(options, issued_figures(issued), issued_lines(issued))

    def list(self, options: Options) -> None:
        by = self.actor(options)
        found = cards_of(by, person_for(by, options["person"]))
        cards = [
            {
                "serial": card.serial,
                "kind": card.kind,
                "issued_at": card.issued_at,
                "expires_at": card.expires_at,
                "revoked_at": card.revoked_at,
                "end": card.end,
            }
            for card in found
        ]
        lines = [
            f"{c['serial']}  {c['kind']:<20} until {c['expires_at']:%Y-%m-%d}  {c['end']}"
            for c in cards
        ]
        self.tell(options, {"cards": cards}, lines)

    def verify(self, options: Options) -> None:
        checked = answers(options)
        figures = {"cards": [figures_of(answer) for answer in checked]}
        self.tell(options, figures, [line for a in checked for line in lines_of(a)])
        if not all(answer.found.verdict.is_valid for answer in checked):
            raise SystemExit(1)

    def revoke(self, options: Options) -> None:
        by = self.actor(options)
        card = revoke_card(by=by, card=card_for(by, options["serial"]), end=options["end"])
        figures = {"serial": card.serial, "end": card.end, "revoked_at": card.revoked_at}
        told = "Other posts know it with the next trust file: hbm keys export."
        self.tell(options, figures, [f"{card.serial} is revoked ({card.end}).", told])


def issued_figures(issued: Issued) -> dict[str, object]:
    """What a new card is; the code is told this once."""
    card = issued.card
    return {
        "serial": card.serial,
        "kind": card.kind,
        "text": issued.text,
        "code": issued.code if issued.holder.said() else "",
        "expires_at": card.expires_at,
        "allowed": card.allowed,
    }


def issued_lines(issued: Issued) -> Iterable[str]:
    yield f"{issued.card.kind} {issued.card.serial}, valid until {issued.card.expires_at:%Y-%m-%d}"
    yield issued.text
    if issued.holder.said():
        yield f"The holder's code, told this once: {issued.code}"


def issue_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("person", help="the person's id or registration number")
    parser.add_argument("--kind", choices=list(BY_ID), default="registration", help="what it is")
    parser.add_argument("--days", type=int, help="days until it ends")
    parser.add_argument("--allow", help="what the holder lets be read with the code: name,birth,…")
    parser.add_argument("--paper", choices=list(PAPERS), default="attestation")
    parser.add_argument("--out", help="write the paper as PDF into this file")
    parser.add_argument("--language", default="en", help="when the person's own is not known")
    parser.add_argument("--address", default="", help="where anybody can check it, to be printed")
    shown_as(parser)


def of_person(parser: ArgumentParser) -> None:
    parser.add_argument("person", help="the person's id or registration number")
    shown_as(parser)


def verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--code", default="", help="the holder's code")
    takes_seal(parser)


def revoke_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("serial", help="sixteen letters and digits on the card")
    parser.add_argument("--end", choices=CardEnd.values, required=True, help="why")
    shown_as(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)
