"""``hbm watchlist``: import lists with their changes, and look for people on them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from openhbm.apps.identity.watch.actions import import_watch_list, screen_people
from openhbm.apps.identity.watch.codes import HitState, ListFormat
from openhbm.apps.identity.watch.queries import (
    hit_statistics,
    hits_visible_to,
    watch_lists_visible_to,
)
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.importing import bytes_of
from openhbm.cli.progress import bar


class Command(NounCommand):
    help = "Import watch lists and screen people. A hit stops nobody; two people read it."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("import", "Take a list, or only its changes.", self.take, import_arguments)
        yield Verb("screen", "Look for everybody on the lists.", self.screen, shown_as)
        yield Verb("show", "Show the lists, open hits and statistics.", self.show, shown_as)

    def take(self, options: Options) -> None:
        done = import_watch_list(
            by=self.actor(options),
            code=options["code"],
            name=options["name"] or options["code"],
            format=options["format"],
            data=b"\n".join(bytes_of(file) for file in options["files"]),
            is_delta=options["delta"],
        )
        said = (
            f"{done.added:,} new, {done.changed:,} changed, {done.gone:,} gone, "
            f"{done.unchanged:,} as before: {done.code}, version {done.version}."
        )
        self.tell(options, asdict(done), [said])

    def screen(self, options: Options) -> None:
        by = self.actor(options)
        with bar("screening", unit="persons") as shown:

            def told(done: int, of: int) -> None:
                shown.total, shown.n = of, done
                shown.refresh()

            run = screen_people(by=by, told=told)
        figures = {"persons": run.persons, "hits": run.hits}
        said = f"{run.persons:,} persons, {run.hits:,} new hits for two readers each."
        self.tell(options, figures, [said])

    def show(self, options: Options) -> None:
        by = self.actor(options)
        lists = [
            {
                "code": each.code,
                "name": each.name,
                "version": each.version,
                "standing": each.standing,
                "gone": each.gone,
                "imported_at": each.imported_at,
            }
            for each in watch_lists_visible_to(by)
        ]
        figures = {
            "lists": lists,
            "hits": {state: hits_visible_to(by, state).count() for state in HitState.values},
            "by_script": [asdict(share) for share in hit_statistics(by, "script")],
            "by_nationality": [asdict(share) for share in hit_statistics(by, "nationality")],
        }
        lines = [f"{x['code']:<20} {x['standing']:>8,} persons  {x['name']}" for x in lists]
        lines += [f"{count:,} hits {state}" for state, count in figures["hits"].items()]
        self.tell(options, figures, lines)


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("format", choices=ListFormat.values)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="OFAC: sdn.csv and alt.csv"
    )
    parser.add_argument("--code", required=True, help="what this list is called here")
    parser.add_argument("--name", default="", help="its name in words")
    parser.add_argument("--delta", action="store_true", help="the file holds only changes")
    takes_actor(parser)
    takes_json(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)
