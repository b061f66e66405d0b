"""What the doctor says of keys and lists near their end."""

from __future__ import annotations

import base64
from datetime import datetime

import pytest
from django.conf import settings as used
from tests.sealing import AT, DAY, node_with_key

from openhbm.apps.accounts.administering.node_checks import State
from openhbm.apps.people.seal_models import RevocationFile
from openhbm.apps.people.seals.checks import card_checks
from openhbm.cli.checks import all_checks

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def key(administrator):
    return node_with_key(administrator, AT)


def found(at: datetime) -> dict[str, tuple[State, str]]:
    return {check.name: (check.state, check.found) for check in card_checks(at)}


def test_node_without_cards_is_told_nothing_of_them(db):
    assert found(AT) == {}


@pytest.mark.parametrize(
    ("days", "state"), [(0, State.OK), (369, State.OK), (371, State.WARN), (401, State.FAIL)]
)
def test_certificate_is_told_of_a_month_before_it_ends(key, days, state):
    assert found(AT + days * DAY)["card key"][0] is state


def test_days_left_are_named(key):
    assert "2027-04-05, in 20 days" in found(AT + 380 * DAY)["card key"][1]


def test_national_certificate_is_told_of_a_year_before(key):
    assert found(AT)["national signer"][0] is State.OK
    assert found(AT + 3300 * DAY)["national signer"][0] is State.WARN


def test_private_key_that_is_not_here_is_told(key):
    for path in (used.HBM_HOME / "keys" / "seals").iterdir():
        path.unlink()

    state, told = found(AT)["card key"]

    assert state is State.FAIL
    assert "not on this machine" in told


def test_list_of_another_post_that_ended_is_told(key):
    RevocationFile.objects.create(
        node="QRS", sequence=1, issued_at=AT - 40 * DAY, until_at=AT - 10 * DAY,
        data=base64.b64encode(b"x").decode(),
    )  # fmt: skip

    assert "QRS" in found(AT)["revocations"][1]


def test_doctor_asks(key):
    assert "card key" in [check.name for check in all_checks()]
