"""The messages of MOSIP's ABIS interface 1.1: insert, identify, delete.

The engine fetches the captures (CBEFF) from the address that is given with them. Source: MOSIP
documentation, "Automated Biometric Identification System (ABIS) interface", version 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from openhbm.core.identity.biometrics.values import (
    Candidate,
    EngineAnswerError,
    number,
    ranked,
)

VERSION = "1.1"
DONE = "1"

Message = dict[str, Any]


def insertion(reference: str, address: str, request: str, at: datetime) -> Message:
    """Give a person's captures to the engine."""
    return _message("insert", request, at) | {"referenceId": reference, "referenceURL": address}


def identification(
    reference: str, request: str, at: datetime, most: int, among: Sequence[str] = ()
) -> Message:
    """Ask who else is the person of a reference, among all or only some."""
    told = _message("identify", request, at) | {"referenceId": reference, "referenceURL": ""}
    told["flags"] = {"maxResults": str(most)}
    if among:
        told["gallery"] = {"referenceIds": [{"referenceId": other} for other in among]}
    return told


def deletion(reference: str, request: str, at: datetime) -> Message:
    """Take a person out of the engine."""
    return _message("delete", request, at) | {"referenceId": reference}


def done(answer: Any, request: str) -> Message:
    """The answer to a message, when it belongs to it and says that it was done.

    EngineAnswerError otherwise, with the reason the engine gives.
    """
    if not isinstance(answer, dict):
        raise EngineAnswerError(f"the engine answered no message: {answer!r:.200}")
    if answer.get("requestId") != request:
        raise EngineAnswerError(f"the engine answered another request: {answer.get('requestId')!r}")
    if str(answer.get("returnValue")) != DONE:
        raise EngineAnswerError(f"the engine failed: reason {answer.get('failureReason')!r}")
    return answer


def candidates_in(answer: Any, request: str, asked: str) -> tuple[Candidate, ...]:
    """The candidates of an answer to `identification`; EngineAnswerError when it is none."""
    told = done(answer, request).get("candidateList") or {}
    rows = told.get("candidates") if isinstance(told, dict) else None
    if rows is not None and not isinstance(rows, list):
        raise EngineAnswerError(f"the list of candidates is none: {rows!r:.200}")
    found = []
    for place, row in enumerate(rows or (), 1):
        if not isinstance(row, dict) or not row.get("referenceId"):
            raise EngineAnswerError(f"candidate {place} has no referenceId: {row!r:.200}")
        analytics = row.get("analytics")
        analytics = analytics if isinstance(analytics, dict) else {}
        score = number(analytics.get("internalScore", analytics.get("confidence")))
        rank = int(number(analytics.get("rank"))) or place
        found.append(Candidate(str(row["referenceId"]), score, rank))
    return ranked(found, asked)


def _message(kind: str, request: str, at: datetime) -> Message:
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return {
        "id": f"mosip.abis.{kind}",
        "version": VERSION,
        "requestId": request,
        "requesttime": time,
    }
