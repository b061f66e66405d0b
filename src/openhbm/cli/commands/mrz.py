"""``hbm mrz``: machine-readable zones parsed, read from pictures, and made. Nothing is stored."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from openhbm.apps.intake.papers import (
    check_picture_size,
    reading_as_dict,
    zone_as_dict,
    zone_in_picture,
)
from openhbm.apps.ledger.clock import today
from openhbm.apps.ledger.errors import ActionError
from openhbm.cli.command import NounCommand, Options, Verb, takes_json
from openhbm.core.documents.mrz.building import ZoneContent, ZoneError, build
from openhbm.core.documents.mrz.layouts import LAYOUTS
from openhbm.core.documents.mrz.parsing import MAX_CHARACTERS, parse

_CONTENT = tuple(field.name for field in fields(ZoneContent))
_REQUIRED = ("type", "issuer")


class Command(NounCommand):
    help = "Machine-readable zones of papers: parse, read from a picture, build."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("parse", "Say what the lines of a zone say.", self.parse, parse_arguments)
        yield Verb("read", "Read the zone in a picture.", self.read, read_arguments)
        yield Verb("build", "Make the lines of a zone.", self.build, build_arguments)

    def parse(self, options: Options) -> None:
        text = "\n".join(options["line"]) or sys.stdin.read(MAX_CHARACTERS + 1)
        figures = zone_as_dict(parse(text), as_of(options))
        self.tell(options, figures, zone_lines(figures))
        if not figures["format"]:
            raise CommandError(figures["problems"][0]["text"])

    def read(self, options: Options) -> None:
        try:
            figures = reading_as_dict(
                zone_in_picture(picture_bytes(options["file"])), as_of(options)
            )
        except ActionError as error:
            raise CommandError(f"{options['file']}: {error}") from None
        self.tell(options, figures, [*zone_lines(figures), *reading_lines(figures)])

    def build(self, options: Options) -> None:
        given = {name: options[name] for name in _CONTENT if options[name] is not None}
        try:
            lines = build(options["format"], ZoneContent(**given))
        except ZoneError as error:
            raise CommandError(f"--{error.field}: {error}") from None
        self.tell(options, {"format": options["format"], "lines": list(lines)}, lines)


def as_of(options: Options) -> date:
    """The day on which a two-figure year is understood: ``--at``, else today."""
    given: date | None = options["at"]
    return given or today()


def picture_bytes(path: Path) -> bytes:
    """The bytes of a picture; its size is looked at before any of it is read."""
    try:
        check_picture_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}. Check the name.") from None


def zone_lines(figures: dict[str, Any]) -> list[str]:
    """A zone for people: the lines, each value with how far it can be relied on, the checks."""
    values = [
        f"{name:<12} {value:<40} {figures['standing'].get(name, '')}"
        for name, value in figures["fields"].items()
        if value
    ]
    checks = [
        f"check {check['name']:<10} {check['found']} {check['verdict']}"
        + (f", should be {check['expected']}" if check["verdict"] == "wrong" else "")
        for check in figures["checks"]
    ]
    candidates = [f"might be  {' / '.join(c['lines'])}" for c in figures["candidates"]]
    problems = [problem["text"] for problem in figures["problems"]]
    return [*figures["lines"], *values, *checks, *problems, *candidates]


def reading_lines(figures: dict[str, Any]) -> list[str]:
    """What of a reading a person has to look at."""
    repaired = [
        f"line {c['line']}, column {c['column']}: {c['found']} was taken for {c['proposed']},"
        " as all check digits ask"
        for c in figures["repairs"]
    ]
    agree = "" if figures["names_agree"] else "The names were read in two ways: look at the paper."
    return [*repaired, *filter(None, [agree])]


def at_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--at", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day it is read (today)"
    )
    takes_json(parser)


def parse_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("line", nargs="*", help="the lines; from standard input when not given")
    at_argument(parser)


def read_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a JPEG, PNG or WebP picture")
    at_argument(parser)


def build_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("format", choices=list(LAYOUTS))
    for name in _CONTENT:
        parser.add_argument(f"--{name}", required=name in _REQUIRED, metavar=name.upper())
    takes_json(parser)
