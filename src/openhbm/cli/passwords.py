"""Passwords for commands: from standard input or asked for, never an argument others can see."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from openhbm.cli.command import Options


def takes_password(parser: ArgumentParser) -> None:
    """Add ``--password-stdin``."""
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def password_given(options: Options) -> str:
    """The checked password of standard input; empty without ``--password-stdin``."""
    return checked(sys.stdin.readline().rstrip("\n")) if options["password_stdin"] else ""


def password_asked(options: Options) -> str:
    """The checked password of standard input, or typed twice at the terminal."""
    if options["password_stdin"]:
        return password_given(options)
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask for a password. Give --password-stdin.")
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise CommandError("The two passwords differ. Run the command again.")
    return checked(first)


def checked(password: str) -> str:
    """The password, when it is good enough; CommandError says why not."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password
