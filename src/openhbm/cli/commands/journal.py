"""``hbm journal``: what happened, and whether anybody altered it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from openhbm.apps.accounts.queries import User, history_of, names_of
from openhbm.apps.identity.actions import write_all_match_keys
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.queries import Happening
from openhbm.apps.people.search.actions import index_everybody
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.verifying import watched_verdict


class Command(NounCommand):
    help = "Verify the journal, show a record's history, rebuild the tables from it."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("verify", "Walk the chain; name the first broken entry.", self.verify, shown_as)
        yield Verb("show", "Show what happened to a record.", self.show, show_arguments)
        yield Verb("rebuild", "Make every table anew as the journal tells.", self.rebuild, sure)

    def verify(self, options: Options) -> None:
        verdict = watched_verdict()
        holds = f"{verdict.entries:,} entries, all as they were written."
        broken = (
            f"BROKEN at entry {verdict.sequence} of {verdict.node or 'no node'}"
            f" ({verdict.entry_id or 'missing'}): {verdict.problem}."
        )
        self.tell(options, asdict(verdict), [holds if verdict.verified else broken])
        if not verdict.verified:
            raise SystemExit(1)

    def show(self, options: Options) -> None:
        user = self.actor(options)
        happenings = history(user, options["record"], options["reads"])
        if not happenings:
            raise CommandError(
                f"Nothing about {options['record']} that {user.username} may see. Give a record as "
                "people.group:ID, or the id of a person; --as USERNAME asks as somebody else."
            )
        names = names_of(user, {h.actor_id for h in happenings if h.actor_id})
        figures = [figures_of(h, names) for h in happenings]
        lines = [line for h in happenings for line in lines_of(h, names)]
        self.tell(options, {"record": options["record"], "entries": figures}, lines)

    def rebuild(self, options: Options) -> None:
        if not options["yes"]:
            raise CommandError(
                "This replaces every table by what the journal tells. Stop the server, take a "
                "backup, then run it again with --yes."
            )
        verdict = watched_verdict()
        if not verdict.verified:
            raise CommandError(
                f"The journal does not verify ({verdict.problem}); nothing was done."
            )
        actor = self.actor(options)
        rows = rebuild_tables(by=actor)
        index_everybody(by=actor)
        write_all_match_keys(by=actor)
        lines = [f"{label:<30} {number:>10,}" for label, number in rows.items() if number]
        self.tell(options, {"rows": rows, "total": sum(rows.values())}, lines)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def show_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("record", help="people.group:ID, or the id of a person")
    parser.add_argument("--reads", action="store_true", help="also who read it")
    shown_as(parser)


def sure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="the backup is taken, the server stopped"
    )
    shown_as(parser)


def history(user: User, record: str, with_reads: bool) -> list[Happening]:
    """The journal of a record (``label:id``) or of the person with this id."""
    if ":" in record:
        return history_of(user, record=record.lower(), with_reads=with_reads)
    try:
        return history_of(user, subject=UUID(record), with_reads=with_reads)
    except ValueError:
        raise CommandError(f"{record} is no id. Write people.group:ID, or an id.") from None


def figures_of(happening: Happening, names: dict[UUID, str]) -> dict[str, Any]:
    told = asdict(happening)
    told["actor"] = names.get(happening.actor_id) if happening.actor_id else None
    told["changes"] = [
        {"record": label, "field": name, "value": value} for label, name, value in happening.changes
    ]
    return told


def lines_of(happening: Happening, names: dict[UUID, str]) -> Iterable[str]:
    who = names.get(happening.actor_id, "somebody") if happening.actor_id else "the system"
    yield f"{happening.sequence:>8}  {happening.at:%Y-%m-%d %H:%M:%S}  {happening.type}  by {who}"
    if happening.is_erased:
        yield f"{'':10}erased: nobody can read it any more"
    for _label, name, value in happening.changes:
        yield f"{'':10}{name} = {value}"
