"""The ABIS interface of OSIA 1.6: encounters of persons, identification in a gallery.

Source: Secure Identity Alliance, OSIA, ``abis.yaml`` (createEncounterNoId, identify, deleteAll).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openhbm.core.identity.biometrics.values import (
    Candidate,
    EngineAnswerError,
    Template,
    number,
    ranked,
)

GALLERY = "HBM"


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to make: method, path, query and JSON body."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None


_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _in_address(text: str) -> str:
    """As a part of a path: RFC 3986, section 2.1."""
    octets = text.encode("utf-8")
    return "".join(chr(one) if chr(one) in _PLAIN else f"%{one:02X}" for one in octets)


def insertion(reference: str, templates: Sequence[Template], transaction: str) -> Request:
    """Give a person's captures to the engine."""
    body = {
        "status": "ACTIVE",
        "encounterType": "REGISTRATION",
        "galleries": [GALLERY],
        "biometricData": [_told(template) for template in templates],
    }
    path = f"/v1/persons/{_in_address(reference)}/encounters"
    return Request("POST", path, {"transactionId": transaction}, body)


def identification(templates: Sequence[Template], transaction: str, most: int) -> Request:
    """Ask who else has these captures."""
    query = {"transactionId": transaction, "maxNbCand": str(most)}
    body = {"biometricData": [_told(template) for template in templates]}
    return Request("POST", f"/v1/identify/{GALLERY}", query, body)


def deletion(reference: str, transaction: str) -> Request:
    """Take a person out of the engine."""
    path = f"/v1/persons/{_in_address(reference)}"
    return Request("DELETE", path, {"transactionId": transaction})


def candidates_in(answer: Any, asked: str) -> tuple[Candidate, ...]:
    """The candidates of an answer to `identification`.

    EngineAnswerError when it is no list of candidates.
    """
    if not isinstance(answer, list):
        raise EngineAnswerError(f"the engine answered no list of candidates: {answer!r:.200}")
    found = []
    for place, told in enumerate(answer, 1):
        if not isinstance(told, dict) or not told.get("personId"):
            raise EngineAnswerError(f"candidate {place} has no personId: {told!r:.200}")
        rank = int(number(told.get("rank"))) or place
        found.append(Candidate(str(told["personId"]), number(told.get("score")), rank))
    return ranked(found, asked)


def _told(template: Template) -> dict[str, str]:
    told = {
        "biometricType": template.kind,
        "template": b64encode(template.data).decode(),
        "templateFormat": template.format,
    }
    return told | ({"biometricSubType": template.place} if template.place else {})
