"""Machine-readable zones of papers: read from a picture, parsed from text, made.

Nothing that is sent here is stored, so the idempotency key, which every POST takes, has no effect.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from openhbm.api.auth import user_of
from openhbm.api.fields import Body, IdempotencyKey, text
from openhbm.apps.accounts.permissions import require_write
from openhbm.apps.intake.papers import (
    check_picture_size,
    reading_as_dict,
    zone_as_dict,
    zone_in_picture,
)
from openhbm.apps.ledger.clock import today
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.documents.mrz.building import ZoneContent, ZoneError, build
from openhbm.core.documents.mrz.parsing import parse

router = Router(tags=["papers"])
_MOST_TEXT = 2000


class CheckOut(Schema):
    """A check digit: as it stands, as it should be, and ``right`` or ``wrong``."""

    name: str
    found: str
    expected: str
    verdict: str


class ZoneProblemOut(Schema):
    code: str
    text: str


class ChangeOut(Schema):
    """A character that was or would be another one; line and column from 1."""

    line: int
    column: int
    found: str
    proposed: str


class CandidateOut(Schema):
    """Lines whose check digits are all right, and how they differ. A person decides."""

    lines: list[str]
    changes: list[ChangeOut]


class ZoneOut(Schema):
    """What a zone says. ``format`` is empty when it is none; ``problems`` say why.

    ``standing`` of a value: ``vouched`` for by a check digit, ``read`` where none covers it,
    ``doubtful`` where one is wrong or a glyph was unclear. Dates keep the precision they have.
    """

    format: str
    lines: list[str]
    is_valid: bool
    fields: dict[str, str]
    birth_date: str
    expiry_date: str
    is_name_cut: bool
    checks: list[CheckOut]
    standing: dict[str, str]
    problems: list[ZoneProblemOut]
    candidates: list[CandidateOut]


class PlaceOut(Schema):
    line: int
    column: int


class ReadingOut(ZoneOut):
    """A zone read from a picture. Names that do not agree in both reads need a person's eye.

    ``repairs`` were taken because only they make all check digits right; ``corners`` are where
    the zone lies in the picture as it was read, in pixels.
    """

    names_agree: bool
    unsure: list[PlaceOut]
    repairs: list[ChangeOut]
    certainty: float
    corners: list[list[float]]


class ZoneText(Body):
    text: text(_MOST_TEXT, least=1)  # type: ignore[valid-type]


class ZoneIn(Body):
    """What a zone is to say. Names in any script; dates YYMMDD, ``<`` for what is unknown."""

    format: Literal["TD1", "TD2", "TD3", "MRVA", "MRVB", "FRID"]
    type: text(2, least=1)  # type: ignore[valid-type]
    issuer: text(3, least=1)  # type: ignore[valid-type]
    surname: text(200) = ""  # type: ignore[valid-type]
    given: text(200) = ""  # type: ignore[valid-type]
    number: text(30) = ""  # type: ignore[valid-type]
    nationality: text(3) = ""  # type: ignore[valid-type]
    birth: text(6) = "<<<<<<"  # type: ignore[valid-type]
    sex: text(1) = "<"  # type: ignore[valid-type]
    expiry: text(6) = "<<<<<<"  # type: ignore[valid-type]
    optional: text(16) = ""  # type: ignore[valid-type]
    optional2: text(11) = ""  # type: ignore[valid-type]
    language: text(12) = ""  # type: ignore[valid-type]


@router.post("/parse", response=ZoneOut)
def parse_zone(request: HttpRequest, body: ZoneText, idempotency_key: IdempotencyKey = None):
    """Read the text of a zone and judge each of its check digits; nothing is guessed."""
    _require(request)
    return zone_as_dict(parse(body.text), today())


@router.post("/read", response=ReadingOut)
def read_paper(
    request: HttpRequest, picture: File[UploadedFile], idempotency_key: IdempotencyKey = None
):
    """Read the zone in a JPEG, PNG or WebP picture; the picture is not kept."""
    _require(request)
    check_picture_size(picture.size or 0)
    return reading_as_dict(zone_in_picture(bytes(picture.read())), today())


@router.post("/build", response=ZoneOut)
def build_zone(request: HttpRequest, body: ZoneIn, idempotency_key: IdempotencyKey = None):
    """Make the lines of a zone with its check digits."""
    _require(request)
    given: dict[str, Any] = body.model_dump()
    try:
        lines = build(given.pop("format"), ZoneContent(**given))
    except ZoneError as error:
        raise ActionError(str(error), field=error.field) from None
    return zone_as_dict(parse("\n".join(lines)), today())


def _require(request: HttpRequest) -> None:
    """Whoever may register persons may read their papers."""
    require_write(user_of(request), Compartment.IDENTITY)
