"""Somebody with the keys opens the database by hand and changes one byte of the journal."""

from __future__ import annotations

import json
import random

import pytest
from django.db import connection
from sqlcipher3 import dbapi2 as sqlcipher

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.cli.main import main
from tests.nodes import Nodes, NodeUnderTest

pytestmark = pytest.mark.fault
COLUMNS = ("type", "record", "at", "actor", "header", "body", "previous", "hash")


class Intruder:
    """Has the file and the keys, and goes past the application."""

    def __init__(self, node: NodeUnderTest) -> None:
        self.database = sqlcipher.connect(node.database, isolation_level=None)
        key = connection.settings_dict["OPTIONS"]["key"]
        self.database.execute(f"PRAGMA key = \"x'{key}'\"")

    def entries(self) -> list[tuple[str, int]]:
        """(id, sequence) of every entry."""
        found = self.database.execute("SELECT id, sequence FROM ledger_entry ORDER BY sequence")
        return found.fetchall()

    def value(self, column: str, id_: str) -> bytes | str:
        found = self.database.execute(f"SELECT {column} FROM ledger_entry WHERE id = ?", [id_])
        return found.fetchone()[0]

    def put(self, column: str, id_: str, value: bytes | str) -> None:
        self.database.execute(f"UPDATE ledger_entry SET {column} = ? WHERE id = ?", [value, id_])


def with_one_byte_changed(value: bytes | str, rng: random.Random) -> bytes | str:
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        return bytes(changed)
    digits = [place for place, letter in enumerate(value) if letter.isdigit()]
    places = digits or range(len(value))
    place = rng.choice(list(places))
    other = "1" if value[place] != "1" else "2"
    return value[:place] + other + value[place + 1 :]


@pytest.fixture
def busy(transactional_db, tmp_path):
    """A node whose journal has something in it."""
    if connection.vendor != "sqlite":
        pytest.skip("what is altered here is a file")
    nodes = Nodes(tmp_path)
    nodes.add("PLM")
    with nodes.at("PLM"):
        chief = add_user(by=None, username="chief", password="correct horse")
        give_role(by=None, user=chief, role="administrator")
        for number in range(4):
            user = add_user(by=chief, username=f"clerk{number}", password="correct horse")
            give_role(by=chief, user=user, role="registration_clerk")
    return nodes


@pytest.fixture
def verify(busy, capsys):
    """What `hbm journal verify --json` answers, and its exit code."""

    def ask() -> tuple[int, dict]:
        with busy.at("PLM"):
            code = main(["journal", "verify", "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ask


@pytest.mark.parametrize("column", COLUMNS)
def test_verify_one_byte_changed_names_the_entry_and_undone_it_holds(busy, verify, column):
    rng, intruder = random.Random(column), Intruder(busy.found["PLM"])
    having = [(i, n) for i, n in intruder.entries() if intruder.value(column, i)]
    id_, sequence = rng.choice(having)
    before = intruder.value(column, id_)
    intruder.put(column, id_, with_one_byte_changed(before, rng))
    code, found = verify()
    assert (code, found["verified"], found["sequence"]) == (1, False, sequence)
    assert found["problem"]
    intruder.put(column, id_, before)
    code, found = verify()
    assert (code, found["verified"]) == (0, True)


def test_verify_entry_taken_out_of_the_middle_is_found(busy, verify):
    intruder = Intruder(busy.found["PLM"])
    intruder.database.execute("BEGIN")
    _id, sequence = intruder.entries()[3]
    intruder.database.execute("DELETE FROM ledger_entry WHERE sequence = ?", [sequence])
    intruder.database.execute("COMMIT")
    code, found = verify()
    assert (code, found["sequence"]) == (1, sequence)


def test_byte_changed_in_the_file_itself_is_told_in_a_sentence(hbm):
    hbm("init")
    file = hbm.home / "hbm.sqlite3"
    raw = bytearray(file.read_bytes())
    for place in range(5000, len(raw), 4096):
        raw[place] ^= 1
    file.write_bytes(raw)
    ended = hbm("journal", "verify", expect=1)
    assert "hbm doctor" in ended.stderr
    assert "Traceback" not in ended.stderr
