"""``hbm biometrics``: ask an engine of others about somebody who agreed, and read its answer."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from openhbm.apps.identity.biometrics.asking import Asked, ask_engine, forget_in_engine
from openhbm.apps.identity.biometrics.engines import BiometricEngine, MosipEngine, OsiaEngine
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.importing import bytes_of
from openhbm.core.identity.biometrics.values import Template

OSIA, MOSIP = "osia", "mosip"
KINDS = ("FACE", "FINGER", "IRIS")


class Command(NounCommand):
    help = "Ask a biometric engine of others. Its answer is a proposal; nothing depends on it."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("ask", "Who else may be this person? Gives pairs to judge.", self.ask, asked)
        yield Verb("forget", "Take a person out of the engine.", self.forget, forgotten)

    def ask(self, options: Options) -> None:
        captures = [Template(kind, bytes_of(file)) for kind, file in options["capture"]]
        by = self.actor(options)
        with engine_of(options) as engine:
            done = ask_engine(by=by, engine=engine, person_id=options["id"], templates=captures)
        said = f"{done.proposed:,} new pairs wait for review: hbm dedupe review"
        self._answer(options, done, {"proposed": done.proposed}, said)

    def forget(self, options: Options) -> None:
        by = self.actor(options)
        with engine_of(options) as engine:
            done = forget_in_engine(by=by, engine=engine, person_id=options["id"])
        self._answer(options, done, {"forgotten": True}, "The engine has forgotten the person.")

    def _answer(self, options: Options, done: Asked, figures: dict[str, Any], said: str) -> None:
        if done.unavailable:
            raise CommandError(f"{done.unavailable} Nothing else is affected; ask again later.")
        self.tell(options, figures, [said])


@contextmanager
def engine_of(options: Options) -> Iterator[BiometricEngine]:
    """The engine that the options name."""
    token = bytes_of(options["token_file"]).decode().strip() if options["token_file"] else ""
    if options["protocol"] == OSIA:
        engine: OsiaEngine | MosipEngine = OsiaEngine(options["engine"], token)
    elif "{reference}" in options["captures_at"]:
        address = str(options["captures_at"])
        engine = MosipEngine(
            options["engine"], lambda reference: address.replace("{reference}", reference), token
        )
    else:
        raise CommandError(
            "A MOSIP engine fetches captures itself: say where with "
            "--captures-at https://…/{reference}."
        )
    try:
        yield engine
    finally:
        engine.close()


def capture(text: str) -> tuple[str, Path]:
    """``FACE:face.bin`` as kind and file."""
    kind, _colon, file = text.partition(":")
    if kind not in KINDS or not file:
        raise ArgumentTypeError(f"{text!r} is no capture; write {', '.join(KINDS)}:FILE")
    return kind, Path(file)


def asked(parser: ArgumentParser) -> None:
    parser.add_argument("id", help="the person's id or registration number")
    parser.add_argument(
        "--capture",
        action="append",
        required=True,
        type=capture,
        metavar="KIND:FILE",
        help="ISO/IEC 19794 or 39794, alone or in CBEFF; none is kept here",
    )
    _about_engine(parser)


def forgotten(parser: ArgumentParser) -> None:
    # Whoever was erased here has no number any more.
    parser.add_argument("id", type=UUID, help="the person's id")
    _about_engine(parser)


def _about_engine(parser: ArgumentParser) -> None:
    parser.add_argument("--engine", required=True, metavar="URL", help="where the engine answers")
    parser.add_argument("--protocol", choices=(OSIA, MOSIP), default=OSIA)
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="the engine's bearer token")
    parser.add_argument(
        "--captures-at",
        default="",
        metavar="URL",
        help="MOSIP: from where the engine fetches captures, with {reference} in it",
    )
    takes_actor(parser)
    takes_json(parser)
