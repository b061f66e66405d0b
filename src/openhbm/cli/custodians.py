"""Custodians of the national key: who they are, and their passphrases, never as arguments."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser

from django.core.management.base import CommandError

from openhbm.cli.command import Options


def takes_custodians(parser: ArgumentParser) -> None:
    """Add ``--custodian`` and ``--passphrases-stdin``."""
    parser.add_argument(
        "--custodian", action="append", default=[], metavar="NAME", help="who is here; repeat it"
    )
    parser.add_argument(
        "--passphrases-stdin",
        action="store_true",
        help="read the passphrases from standard input, a line for each custodian in order",
    )


def custodians_given(options: Options) -> list[str]:
    """The custodians by name; CommandError for none, or the same one twice."""
    names = [name.strip() for name in options["custodian"]]
    if not names or len(set(names)) < len(names) or not all(names):
        raise CommandError("Name each custodian who is here once: --custodian NAME, repeated.")
    return names


def passphrases_asked(options: Options, *, twice: bool = False) -> dict[str, str]:
    """Passphrase by custodian: from standard input, or typed by each with nobody looking."""
    names = custodians_given(options)
    if options["passphrases_stdin"]:
        return {name: sys.stdin.readline().rstrip("\n") for name in names}
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask at. Give --passphrases-stdin.")
    return {name: _typed(name, twice=twice) for name in names}


def _typed(name: str, *, twice: bool) -> str:
    first = getpass.getpass(f"Passphrase of {name}: ")
    if twice and getpass.getpass("Once more: ") != first:
        raise CommandError("The two differ. Begin again.")
    return first
