"""``hbm arrivals``: counts of arrivals as partners send them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

from openhbm.apps.intake.importing import import_arrivals
from openhbm.cli.command import NounCommand, Options, Verb
from openhbm.cli.importing import bytes_of, end_with, import_arguments, mapping_of


class Command(NounCommand):
    help = "Import counts of arrivals from CSV or XLSX."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "import",
            "Import counts per post and hour, day, week or month; the same file twice changes"
            " nothing.",
            self.import_file,
            arguments,
        )

    def import_file(self, options: Options) -> None:
        report = import_arrivals(
            by=self.actor(options),
            file_name=options["file"].name,
            data=bytes_of(options["file"]),
            mapping=mapping_of(options),
            create_posts=options["create_posts"],
            dry_run=options["dry_run"],
        )
        self.tell(options, report.as_dict(), report.lines())
        end_with(report)


def arguments(parser: ArgumentParser) -> None:
    import_arguments(parser)
    parser.add_argument(
        "--create-posts",
        default="",
        metavar="COUNTRY",
        help="open posts that are not known yet in this country, such as ITA",
    )
