"""Who is let in: whoever proves to know a code that is open, once."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.models import RoleHeld
from openhbm.apps.accounts.queries import first_administrator
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.actions import (
    accept_enrolment,
    answer_enrolment,
    invite_node,
    revoke_node,
)
from openhbm.apps.sync.cards import own_keys
from openhbm.apps.sync.models import EnrolledNode
from openhbm.apps.sync.proofs import digest_of, name_of, proof

OTHER_CODE = "2222-2222-2222-2222"


@pytest.fixture
def code(country) -> str:
    with country.at("CEN"):
        return invite_node(by=country.chief(), prefix="BUD", name="Budomierz")[1]


def ask(country, code: str, proven_with: str = "", at: str = ""):
    """As the machine of a node asks; each has keys of its own."""
    with country.at(at or "ROM"):
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
        ask(country, code, at="PLM")


def test_answer_enrolment_whose_answer_was_lost_tells_the_same_machine_the_same_until_revoked(
    country, code
):
    told = ask(country, code)
    assert ask(country, code) == told
    with country.at("CEN"):
        assert EnrolledNode.objects.filter(prefix="BUD").count() == 1
        revoke_node(by=country.chief(), prefix="BUD", reason="stolen")
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


def test_first_administrator_of_a_post_is_its_own_though_the_centres_was_there_before(country):
    for _twice in range(2):
        country.meet("PLM")
    with country.at("PLM"):
        found = first_administrator(None)
        held = RoleHeld.objects.filter(role="administrator").order_by("from_at")
        assert held[0].user.username == "chief@CEN"
    assert found is not None
    assert found.username == "chief"
