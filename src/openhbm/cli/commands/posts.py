"""``hbm posts``: border posts as lists of others have them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

from openhbm.apps.intake.importing import import_posts
from openhbm.apps.places.queries import posts_visible_to
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.importing import bytes_of, end_with, import_arguments, mapping_of


class Command(NounCommand):
    help = "Import border posts from CSV, XLSX or GeoJSON; list them."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "import",
            "Open new posts, bring known ones up to date; the same file twice changes nothing.",
            self.import_file,
            import_arguments,
        )
        yield Verb("list", "List the posts.", self.list, list_arguments)

    def import_file(self, options: Options) -> None:
        report = import_posts(
            by=self.actor(options),
            file_name=options["file"].name,
            data=bytes_of(options["file"]),
            mapping=mapping_of(options),
            dry_run=options["dry_run"],
        )
        self.tell(options, report.as_dict(), report.lines())
        end_with(report)

    def list(self, options: Options) -> None:
        names = ("id", "code", "name", "country", "post_type", "status", "latitude", "longitude")
        posts = [
            {name: getattr(post, name) for name in names}
            for post in posts_visible_to(self.actor(options))
        ]
        lines = [f"{p['code']:<14} {p['country']}  {p['status']:<16} {p['name']}" for p in posts]
        self.tell(options, {"posts": posts}, lines)


def list_arguments(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)
