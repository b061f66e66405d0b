"""``hbm sitrep``: situation reports."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.places.queries import post_for
from openhbm.apps.reports.actions import compose_sitrep, issue_sitrep
from openhbm.apps.reports.queries import sitrep_for, sitreps_visible_to
from openhbm.apps.reports.rendering import sitrep_document, sitrep_json, sitrep_pdf
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json

RENDER: dict[str, Callable[[Any, str], bytes]] = {
    ".html": lambda report, language: sitrep_document(report, language).encode(),
    ".pdf": sitrep_pdf,
}


class Command(NounCommand):
    help = "Write and export situation reports."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("compose", "Draft the report of a day.", self.compose, compose_arguments)
        yield Verb("issue", "Make a draft final.", self.issue, one)
        yield Verb("show", "Print a report, or write it to a file.", self.show, show_arguments)
        yield Verb("list", "List the reports.", self.list, shown_as)

    def compose(self, options: Options) -> None:
        by = self.actor(options)
        post = post_for(by, options["post"]) if options["post"] else None
        report = compose_sitrep(by=by, on=options["on"] or timezone.localdate(), post=post)
        self.tell(options, sitrep_json(report), [f"{report.number} is drafted."])

    def issue(self, options: Options) -> None:
        by = self.actor(options)
        report = issue_sitrep(by=by, report=sitrep_for(by, options["number"]))
        self.tell(options, sitrep_json(report), [f"{report.number} is issued."])

    def show(self, options: Options) -> None:
        report = sitrep_for(self.actor(options), options["number"])
        lines = []
        if file := options["to"]:
            if file.suffix not in RENDER:
                raise CommandError(f"{file} ends in none of: {', '.join(RENDER)}.")
            file.write_bytes(RENDER[file.suffix](report, options["language"]))
            lines = [f"{report.number} is in {file}."]
        figures = sitrep_json(report)
        self.tell(options, figures, lines or plain_lines(figures))

    def list(self, options: Options) -> None:
        reports = [
            {
                "number": report.number,
                "scope": report.scope,
                "on": report.period_to_on,
                "level": report.level,
                "status": report.status,
            }
            for report in sitreps_visible_to(self.actor(options))
        ]
        lines = [f"{r['number']:<24} {r['on']}  level {r['level']}  {r['status']}" for r in reports]
        self.tell(options, {"sitreps": reports}, lines)


def plain_lines(figures: Any, before: str = "") -> Iterable[str]:
    """Nested figures, one a line."""
    if isinstance(figures, dict):
        for name, value in figures.items():
            yield from plain_lines(value, f"{before}.{name}" if before else str(name))
    elif isinstance(figures, list | tuple):
        for number, value in enumerate(figures, 1):
            yield from plain_lines(value, f"{before}.{number}")
    elif figures not in (None, ""):
        yield f"{before}: {figures}"


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def one(parser: ArgumentParser) -> None:
    parser.add_argument("number", help="the report's number or id")
    shown_as(parser)


def compose_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=day, help="the day, such as 2022-03-06 (today)")
    parser.add_argument("--post", default="", help="of one post (all posts)")
    shown_as(parser)


def show_arguments(parser: ArgumentParser) -> None:
    one(parser)
    parser.add_argument("--to", type=Path, metavar="FILE", help="a file ending in .html or .pdf")
    parser.add_argument("--language", default="en")


def day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
