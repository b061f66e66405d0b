"""What the doctor sees."""

from __future__ import annotations

from datetime import UTC, datetime

from openhbm.apps.accounts.actions import add_user
from openhbm.cli.checks import State, clock


def states(shell, expect=0):
    return {c["name"]: c["state"] for c in shell.json("doctor", expect=expect)["checks"]}


def test_doctor_finds_a_new_node_well(node):
    found = states(node)
    assert {"database", "durability", "migrations", "clock", "content", "disk"} <= set(found)
    assert "fail" not in found.values()


def test_doctor_tells_keys_open_to_others_and_the_command_that_closes_them(hbm):
    hbm("init")
    (hbm.home / "keys" / "node.key").chmod(0o644)
    ended = hbm("doctor", expect=1)
    assert "chmod 600" in ended.stdout


def test_doctor_tells_a_database_that_other_keys_cannot_open(hbm):
    hbm("init")
    (hbm.home / "keys" / "node.key").unlink()
    assert states(hbm, expect=1)["database"] == "fail"


def test_doctor_tells_tables_not_made_yet(hbm):
    assert states(hbm, expect=1)["migrations"] == "fail"


def test_doctor_tells_a_key_of_the_wrong_length_in_a_sentence(hbm):
    hbm("init")
    (hbm.home / "keys" / "node.key").write_bytes(b"short")
    ended = hbm("doctor", expect=1)
    assert "restore the key from its backup" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_clock_behind_the_journal_fails(db):
    add_user(by=None, username="late", password=None, at=datetime(2030, 1, 1, tzinfo=UTC))
    assert clock(datetime(2029, 12, 31, tzinfo=UTC)).state is State.FAIL
    assert clock(datetime(2030, 1, 1, tzinfo=UTC)).state is State.OK
