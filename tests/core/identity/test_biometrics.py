"""Messages to and from biometric engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openhbm.core.identity.biometrics import mosip, osia
from openhbm.core.identity.biometrics.values import Candidate, EngineAnswerError, Template

AT = datetime(2026, 3, 29, 7, 1, 24, 692_000, tzinfo=UTC)
FINGER = Template("FINGER", b"\x01\x02", place="RIGHT_INDEX")


def test_osia_insertion_gives_the_captures_of_an_encounter():
    request = osia.insertion("a/b", [FINGER], "t1")

    assert (request.method, request.path) == ("POST", "/v1/persons/a%2Fb/encounters")
    assert request.query == {"transactionId": "t1"}
    told = request.body["biometricData"][0]
    assert told == {
        "biometricType": "FINGER", "biometricSubType": "RIGHT_INDEX", "template": "AQI=",
        "templateFormat": "ISO_19794",
    }  # fmt: skip


def test_osia_candidates_come_best_first_without_the_person_asked_for():
    answer = [
        {"personId": "self", "rank": 1, "score": 9000},
        {"personId": "b", "rank": 3, "score": "120.5"},
        {"personId": "a", "rank": 2, "score": 800},
    ]

    assert osia.candidates_in(answer, "self") == (Candidate("a", 800, 2), Candidate("b", 120.5, 3))


@pytest.mark.parametrize("answer", [None, {}, "x", [{}], [{"personId": ""}], [None]])
def test_osia_answer_of_another_shape_is_refused(answer):
    with pytest.raises(EngineAnswerError):
        osia.candidates_in(answer, "self")


def test_mosip_identification_is_the_message_of_the_interface():
    told = mosip.identification("r1", "q1", AT, 10, among=["r2"])

    assert told["id"] == "mosip.abis.identify"
    assert told["requesttime"] == "2026-03-29T07:01:24.692Z"
    assert told["gallery"] == {"referenceIds": [{"referenceId": "r2"}]}


def test_mosip_candidates_are_read_with_scores_as_text():
    answer = {
        "id": "mosip.abis.identify", "requestId": "q1", "returnValue": "1",
        "candidateList": {"count": "1", "candidates": [
            {"referenceId": "r2", "analytics": {"internalScore": "22130.0", "rank": "1"}},
        ]},
    }  # fmt: skip

    assert mosip.candidates_in(answer, "q1", "r1") == (Candidate("r2", 22130.0, 1),)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "no message"),
        ({"requestId": "other", "returnValue": 1}, "another request"),
        ({"requestId": "q1", "returnValue": 2, "failureReason": 7}, "reason 7"),
        ({"requestId": "q1", "returnValue": 1, "candidateList": {"candidates": 3}}, "none"),
        (
            {"requestId": "q1", "returnValue": 1, "candidateList": {"candidates": [{}]}},
            "candidate 1",
        ),
    ],
)
def test_mosip_answer_of_another_shape_is_refused(answer, said):
    with pytest.raises(EngineAnswerError, match=said):
        mosip.candidates_in(answer, "q1", "r1")
