"""Who is let in: whoever proves to know a code that is open, once."""

from __future__ import annotations

import pytest

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.actions import accept_enrolment, answer_enrolment, invite_node
from openhbm.apps.sync.cards import own_keys
from openhbm.apps.sync.proofs import digest_of, name_of, proof

OTHER_CODE = "2222-2222-2222-2222"


@pytest.fixture
def code(country) -> str:
    with country.at("CEN"):
        return invite_node(by=country.chief(), prefix="BUD", name="Budomierz")[1]


def ask(country, code: str, proven_with: str = ""):
    asked = own_keys()
    with country.at("CEN"):
        return answer_enrolment(
            by=None,
            code_name=name_of(digest_of(code)),
            asked=asked,
            given_proof=proof(digest_of(proven_with or code), asked),
        )


def test_answer_enrolment_code_typed_in_small_letters_lets_in_once(country, code):
    assert ask(country, code.lower().replace("-", " "))["node"]["prefix"] == "BUD"
    with pytest.raises(ActionError, match="used already"):
        ask(country, code)


@pytest.mark.parametrize(("name", "proven"), [(OTHER_CODE, OTHER_CODE), ("", OTHER_CODE)])
def test_answer_enrolment_wrong_code_is_refused(country, code, name, proven):
    with pytest.raises(ActionError, match="code is wrong"):
        ask(country, name or code, proven)


def test_accept_enrolment_answer_of_somebody_without_the_code_is_refused(country, code):
    answer = ask(country, code)
    answer["hub"]["public_key"] = "00" * 32
    with country.at("ROM"), pytest.raises(ActionError, match="not the centre"):
        accept_enrolment(by=None, url="http://elsewhere", code=code, answer=answer)


def test_invite_node_prefix_in_use_is_refused(country):
    with country.at("CEN"), pytest.raises(ActionError, match="in use"):
        invite_node(by=country.chief(), prefix="PLM", name="again")
