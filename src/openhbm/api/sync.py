"""Where other nodes meet this one: signed letters, and enrolment with a one-time code.

Not for people or programs with tokens: a node is known by its signature. The content of letters is
described in docs/replication.md.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from openhbm.api.problems import problem
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.sync.actions import (
    answer_enrolment,
    compose_letter,
    take_letter,
    take_photo_letter,
    write_photo_letter,
)
from openhbm.apps.sync.incoming import sender_of, signed_by
from openhbm.apps.sync.meeting import LARGEST, MEDIA_TYPE
from openhbm.apps.sync.queries import is_open_code
from openhbm.apps.sync.relay import answer_carried
from openhbm.core.ledger.letters import LetterError, read_letter

router = Router(tags=["sync"])


class NodeSignature:
    """The node that signed the letter in the request's body."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.body:
            return None
        try:
            _letter, card = sender_of(request.body)
        except LetterError as error:
            raise NotPermitted(
                _("The letter was not taken in: %(reason)s.") % {"reason": error}
            ) from None
        return card


class AnySignature:
    """The node that signed the letter in the request's body, whoever brings it and to whom."""

    def __call__(self, request: HttpRequest) -> Any:
        try:
            return signed_by(read_letter(request.body)) if request.body else None
        except LetterError as error:
            raise NotPermitted(
                _("The letter was not taken in: %(reason)s.") % {"reason": error}
            ) from None


class OneTimeCode:
    """Somebody who names a code that is open; that they know it is proven to the action."""

    def __call__(self, request: HttpRequest) -> Any:
        try:
            name = json.loads(request.body)["code"]
        except (ValueError, KeyError, TypeError):
            return None
        return name if is_open_code(None, str(name)) else None


@router.post("/letters", auth=NodeSignature(), include_in_schema=False)
def take_and_answer(request: HttpRequest) -> HttpResponse:
    """Take a letter in and answer with the next one for its writer."""
    card: Any = request.auth  # type: ignore[attr-defined]
    taken = take_letter(by=None, letter=request.body)
    if taken.outcome == "quarantined":
        return problem(
            "quarantined",
            409,
            taken.reason,
            remedy=_("Its letters are kept aside. Talk to the people who run the centre."),
        )
    answer, _batch = compose_letter(
        by=None, to=card.prefix, most_bytes=min(taken.wants, LARGEST), got=taken.got
    )
    return HttpResponse(answer, content_type=MEDIA_TYPE)


@router.post("/photos", auth=NodeSignature(), include_in_schema=False)
def take_and_give_photos(request: HttpRequest) -> HttpResponse:
    """Take pieces of photos and answer with pieces of those that the other node lacks."""
    card: Any = request.auth  # type: ignore[attr-defined]
    taken = take_photo_letter(by=None, letter=request.body)
    answer, _pieces = write_photo_letter(
        by=None, to=card.prefix, most_bytes=min(taken.most_bytes, LARGEST), asked=taken.wants
    )
    return HttpResponse(answer, content_type=MEDIA_TYPE)


@router.post("/carried", auth=AnySignature(), include_in_schema=False)
def take_or_carry(request: HttpRequest) -> HttpResponse:
    """Take in a letter that another node brought, or carry it to whom it is for."""
    return HttpResponse(answer_carried(request.body), content_type=MEDIA_TYPE)


class EnrolmentIn(Schema):
    """The name of a one-time code, the node's public keys, and proof that it knows the code."""

    code: str
    keys: dict[str, str]
    proof: str


@router.post("/enrolments", auth=OneTimeCode(), include_in_schema=False)
def enrol(request: HttpRequest, data: EnrolmentIn) -> HttpResponse | dict[str, Any]:
    """Let a node in that knows a one-time code."""
    return answer_enrolment(by=None, code_name=data.code, asked=data.keys, given_proof=data.proof)
