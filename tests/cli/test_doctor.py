"""What the doctor sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from openhbm.apps.accounts.actions import add_user
from openhbm.apps.accounts.administering.node_checks import State, clock, keys_fit
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.ledger.keys import NODE_KEY, PROTECTION_KEY
from openhbm.apps.ledger.person_keys import data_key


def states(shell, expect=0):
    return {c["name"]: c["state"] for c in shell.json("doctor", expect=expect)["checks"]}


def test_doctor_finds_a_new_node_well(node):
    found = states(node)
    assert {"database", "durability", "migrations", "clock", "content", "disk"} <= set(found)
    assert "fail" not in found.values()


def test_doctor_tells_keys_open_to_others_and_the_command_that_closes_them(new_node):
    (new_node.home / "keys" / "node.key").chmod(0o644)
    ended = new_node("doctor", expect=1)
    assert "chmod 600" in ended.stdout


def test_doctor_tells_a_database_that_other_keys_cannot_open(new_node):
    (new_node.home / "keys" / "node.key").write_bytes(bytes(32))
    assert states(new_node, expect=1)["database"] == "fail"


def test_lost_key_is_told_and_no_new_one_takes_its_place(new_node):
    key = new_node.home / "keys" / "protection.key"
    key.unlink()
    ended = new_node("doctor", expect=1)
    assert "protection.key is missing beside the database" in ended.stderr
    assert not key.exists()


@pytest.mark.parametrize("name", [NODE_KEY, PROTECTION_KEY])
def test_keys_fit_fails_when_another_key_stands_in_place_of_the_nodes(db, settings, name):
    with one_commit():
        for is_sealed in (False, True):
            data_key(uuid4(), is_sealed=is_sealed)
    assert keys_fit().state is State.OK
    ring = settings.KEYS
    other = {NODE_KEY: "node_secret", PROTECTION_KEY: "protection_secret"}[name]
    settings.KEYS = replace(ring, **{other: bytes(32)})
    assert keys_fit().state is State.FAIL
    assert name in keys_fit().found


def test_keys_fit_fails_on_another_node_key_before_anybody_is_registered(db, settings):
    add_user(by=None, username="first", password=None)
    settings.KEYS = replace(settings.KEYS, node_secret=bytes(32))
    assert "node.key" in keys_fit().found


def test_doctor_tells_tables_not_made_yet(hbm):
    assert states(hbm, expect=1)["migrations"] == "fail"


def test_doctor_tells_a_key_of_the_wrong_length_in_a_sentence(new_node):
    (new_node.home / "keys" / "node.key").write_bytes(b"short")
    ended = new_node("doctor", expect=1)
    assert "restore the key from its backup" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_clock_behind_the_journal_fails(db):
    add_user(by=None, username="late", password=None, at=datetime(2030, 1, 1, tzinfo=UTC))
    assert clock(datetime(2029, 12, 31, tzinfo=UTC)).state is State.FAIL
    assert clock(datetime(2030, 1, 1, tzinfo=UTC)).state is State.OK
