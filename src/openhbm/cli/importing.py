"""What both imports share: reading the file, the mapping, how it ends."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import CommandError

from openhbm.cli.command import Options, takes_actor, takes_json


class Report(Protocol):
    """What an import answers."""

    accepted: int
    unchanged: int
    revised: int
    rejected: int

    def as_dict(self) -> dict[str, Any]: ...


def import_arguments(parser: ArgumentParser) -> None:
    """The arguments of both imports."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="SETTING=COLUMN",
        help="overrides what is guessed, such as date=Data,persons=Valore; may be repeated",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done; store nothing"
    )
    takes_actor(parser)
    takes_json(parser)


def bytes_of(file: Path) -> bytes:
    """The file's bytes; CommandError when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def mapping_of(options: Options) -> str:
    return ",".join(options["map"])


def end_with(report: Report) -> None:
    """Exit code 1 when rows were refused and no row was of use."""
    if report.rejected and not (report.accepted or report.unchanged or report.revised):
        raise SystemExit(1)
