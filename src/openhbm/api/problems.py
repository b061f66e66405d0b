"""Errors as problem details (RFC 9457): what happened, in which field, and what to do."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.phrases import phrase_words
from openhbm.core.flows.displacement.faults import InstanceError

MEDIA_TYPE = "application/problem+json"
_MOST_ERRORS = 100
_log = logging.getLogger(__name__)


class FieldError(Schema):
    """One field that was not understood: its place in the request, and what is wrong."""

    field: str
    message: str


class Problem(Schema):
    """Problem details of RFC 9457 with the field concerned and the remedy."""

    type: str
    title: str
    status: int
    detail: str
    field: str
    remedy: str
    errors: list[FieldError]


def problem(
    kind: str,
    status: int,
    detail: str,
    field: str = "",
    remedy: str = "",
    errors: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """An answer that says what went wrong. ``kind`` is stable; programs may depend on it."""
    body = {
        "type": f"urn:openhbm:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "field": field,
        "remedy": remedy,
        "errors": list(errors),
    }
    answer = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def answer_with_problems(api: NinjaAPI) -> None:
    """Turn every exception that a view lets through into problem details."""
    handlers = {
        ActionError: _refused,
        InstanceError: _damaged,
        NotPermitted: _not_permitted,
        NotVisible: _not_found,
        Http404: _not_found,
        ValidationError: _not_understood,
        AuthenticationError: _not_signed_in,
        HttpError: _http_error,
        RequestDataTooBig: _unusable,
        SuspiciousOperation: _unusable,
        TooManyFilesSent: _unusable,
        MultiPartParserError: _unusable,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(request: HttpRequest, error: ActionError) -> HttpResponse:
    return problem("refused", 422, error.message, error.field, error.remedy)


def _damaged(request: HttpRequest, error: InstanceError) -> HttpResponse:
    """Tables that cannot be used: each fault by file and line, with what to do."""
    errors = [
        {
            "field": f"{fault.file}:{fault.line}" if fault.line else fault.file,
            "message": f"{phrase_words(fault.problem)}; {phrase_words(fault.remedy)}",
        }
        for fault in error.faults[:_MOST_ERRORS]
    ]
    detail = _("The tables of the crisis cannot be used.")
    remedy = _("Correct the lines named and send the tables again.")
    return problem("tables-damaged", 422, detail, "files", remedy, errors)


def _not_permitted(request: HttpRequest, error: NotPermitted) -> HttpResponse:
    return problem("not-permitted", 403, error.message)


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    # The same words whether it is absent or hidden.
    return problem("not-found", 404, _("There is nothing here that you may see."))


def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        "not-signed-in",
        401,
        _("This needs a token that is valid."),
        field="Authorization",
        remedy=_("Send the header Authorization: Bearer with a token that was issued to you."),
    )


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem("bad-request", error.status_code, str(error), remedy=_("Correct the request."))


def _unusable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(
        "bad-request",
        400,
        _("The request is too large or damaged."),
        remedy=_("Send less at once, in the format that the interface describes."),
    )


def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [_field_error(found) for found in error.errors[:_MOST_ERRORS]]
    first = errors[0] if errors else {"field": "", "message": ""}
    return problem(
        "not-understood",
        422,
        first["message"],
        first["field"],
        _("Correct the fields named and send the request again."),
        errors,
    )


def _field_error(found: dict[str, Any]) -> dict[str, str]:
    place = [str(part) for part in found.get("loc", ())]
    # "body" or "query", then the name of the view's argument: neither is the sender's word.
    if place and place[0] in {"body", "form"} and len(place) > 2:
        place = place[2:]
    elif place and place[0] in {"body", "query", "path", "header", "form", "file"}:
        place = place[1:]
    return {"field": ".".join(place), "message": str(found.get("msg", ""))}


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("A request to %s failed", request.path, exc_info=error)
    return problem(
        "unexpected",
        500,
        _("Something went wrong here, not with your request."),
        remedy=_("Send the same request again later; with an Idempotency-Key no harm is done."),
    )
