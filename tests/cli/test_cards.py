"""``hbm card``, ``hbm seal`` and ``hbm keys`` as machines ask them: one JSON object each."""

from __future__ import annotations

import io
import json

import pytest

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.places.actions import open_post
from openhbm.cli.main import main
from tests.sealing import node_with_key

PASSPHRASES = "a lighthouse in fog\nbread, salt and rye\n"
WHO = ("--custodian", "Amira", "--custodian", "Bohdan", "--passphrases-stdin")
NAMED = ("--country", "UT", "--authority", "Border authority of Utopia")


@pytest.fixture(autouse=True)
def node(db, settings, tmp_path, monkeypatch):
    settings.HBM_HOME = tmp_path
    monkeypatch.chdir(tmp_path)
    admin = add_user(by=None, username="admin", password=None)
    for role in ("administrator", "registration_clerk"):
        give_role(by=None, user=admin, role=role)
    return admin


@pytest.fixture
def person(node):
    node_with_key(node)
    post = open_post(by=node, code="P", name="P", country="POL", post_type="OFFICIAL_LAND")
    return register_person(by=node, details=PersonDetails(name="Layla Almutakhayyal"), post=post)


@pytest.fixture
def told(capsys, monkeypatch):
    """Runs a command under ``--json``; what it printed, and whether it ended well."""

    def run(*words: str, expect: int = 0) -> dict:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASES))
        code = main([*words, "--json"])
        captured = capsys.readouterr()
        assert code == expect, captured.err
        return json.loads(captured.out)

    return run


def test_card_is_issued_listed_verified_and_revoked(told, person):
    issued = told("card", "issue", person.number, "--kind", "arrival", "--out", "card.pdf")
    alone = told("card", "verify", issued["text"])["cards"][0]
    opened = told("card", "verify", issued["text"], "--code", issued["code"])["cards"][0]
    revoked = told("card", "revoke", issued["serial"], "--end", "lost")
    after = told("card", "verify", issued["text"], expect=1)["cards"][0]
    listed = told("card", "list", person.number)["cards"][0]

    assert (alone["standing"], alone["holder"]) == ("valid", None)
    assert opened["holder"]["name"] == person.name
    assert (revoked["end"], after["fault"]) == ("lost", "revoked")
    assert (listed["serial"], listed["end"]) == (issued["serial"], "lost")


def test_seal_that_is_none_is_told_with_its_fault(told):
    (answer,) = told("seal", "verify", "HBM1:ABC", expect=1)["seals"]

    assert (answer["standing"], answer["fault"]) == ("refused", "unreadable")


def test_keys_are_made_asked_for_certified_vouched_for_ended_and_carried(told, tmp_path):
    ceremony = told("keys", "ceremony", *NAMED, *WHO, "--needed", "2", "--out", "national.key")
    asked = told("keys", "rotate", *NAMED, "--out", "node.request")
    certified = told("keys", "certify", "node.request", "--national", "national.key", *WHO)
    exported = told("keys", "export", "--out", "trust.hbm")
    taken = told("keys", "import", "trust.hbm")
    states = {key["key_id"]: key["state"] for key in told("keys", "list")["keys"]}
    vouched = told("keys", "vouch", certified["key_id"], "--out", "vouched.json")
    ended = told(
        "keys", "revoke", certified["key_id"], "--end", "compromised", "--vouched", "vouched.json",
        "--national", "national.key", *WHO,
    )  # fmt: skip

    assert len(ceremony["fingerprint"].replace(" ", "")) == 64
    assert asked["request"] == "node.request"
    assert exported["bytes"] == (tmp_path / "trust.hbm").stat().st_size
    assert taken == {"taken": [], "refused": []}
    assert states[certified["key_id"]] == "active"
    assert vouched["cards"] == 0
    assert ended["end"] == "compromised"
