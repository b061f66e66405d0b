"""What ``hbm card verify`` and ``hbm seal verify`` read and tell."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from openhbm.apps.people.seals.pictures import is_picture, seals_in_picture
from openhbm.apps.people.seals.queries import Presented, presented
from openhbm.cli.command import Options, takes_json

MOST_BYTES = 32 * 1024 * 1024
_LONGEST_NAME = 1000


def takes_seal(parser: ArgumentParser) -> None:
    """Add what is to be checked, and ``--json``."""
    parser.add_argument(
        "seal",
        help="the text of the symbol, a file with it (also a photo or the bytes), or - for input",
    )
    takes_json(parser)


def answers(options: Options) -> list[Presented]:
    """Check every seal that was given; a photo can show several."""
    return [presented(None, seal, code=options.get("code") or "") for seal in _given(options)]


def _given(options: Options) -> list[str | bytes]:
    data = _bytes_of(options["seal"])
    if isinstance(data, bytes) and is_picture(data):
        return seals_in_picture(data)
    if isinstance(data, bytes):
        try:
            return [data.decode("utf-8").strip("\r\n")]
        except UnicodeDecodeError:
            return [data]
    return [data]


def _bytes_of(given: str) -> str | bytes:
    if given == "-":
        return _limited(sys.stdin.buffer.read(MOST_BYTES + 1))
    path = Path(given)
    if len(given) > _LONGEST_NAME or not _is_file(path):
        return given
    if path.stat().st_size > MOST_BYTES:
        raise CommandError(f"{path} has more than {MOST_BYTES // 1024 // 1024} MB: it is no seal.")
    return path.read_bytes()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _limited(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise CommandError("The input is too large: it is no seal.")
    return data


def figures_of(answer: Presented) -> dict[str, Any]:
    """One answer as figures."""
    found, verdict = answer.found, answer.found.verdict
    return {
        "standing": verdict.standing.value,
        "fault": verdict.fault,
        "reasons": [{"code": r.code, "text": r.text} for r in verdict.reasons],
        "notes": [{"code": r.code, "text": r.text} for r in verdict.notes],
        "kind": found.kind.value if found.kind else "",
        "type": found.type,
        "issuer": found.issuer,
        "said": found.said,
        "holder": _holder(answer),
    }


def lines_of(answer: Presented) -> Iterator[str]:
    """One answer as lines."""
    found, verdict = answer.found, answer.found.verdict
    what = f"{found.type} of {found.issuer}" if found.issuer else "seal"
    yield f"{verdict.standing.value.upper()}  {what}"
    for reason in (*verdict.reasons, *verdict.notes):
        yield f"  {reason.text}"
    for name, value in found.said.items():
        yield f"  {name} = {value}"
    for name, value in (_holder(answer) or {}).items():
        yield f"  holder's {name} = {value}"


def _holder(answer: Presented) -> dict[str, Any] | None:
    if answer.holder is None:
        return None
    said = answer.holder.said()
    return {name: v.hex() if isinstance(v, bytes) else v for name, v in said.items()}
