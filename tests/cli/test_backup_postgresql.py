"""Backup and restore of a node on PostgreSQL, with PostgreSQL's own tools."""

from __future__ import annotations

import os
import tarfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

URL = os.environ.get("HBM_DATABASE_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="runs when HBM_DATABASE_URL names a server")


@pytest.fixture(scope="module")
def empty_database():
    """Make empty databases on the server; they are dropped afterwards."""
    made = []

    def make() -> str:
        name = f"hbm_{uuid.uuid4().hex}"
        with psycopg.connect(URL, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return urlunsplit(urlsplit(URL)._replace(path=f"/{name}"))

    yield make
    with psycopg.connect(URL, autocommit=True) as server:
        for name in made:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def members_of(file: Path) -> dict[str, bytes]:
    """All parts of a backup but the manifest, which says no more than how much there is."""
    with tarfile.open(file) as tar:
        parts = {one.name: tar.extractfile(one).read() for one in tar}
    assert parts.pop("manifest.json")
    return parts


def databases_for_drills() -> list:
    with psycopg.connect(URL) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'hbm_drill%'")
        return found.fetchall()


@pytest.fixture(scope="module")
def first(shell_in, tmp_path_factory, empty_database):
    """A node with a backup; no test changes it."""
    shell = shell_in(tmp_path_factory.mktemp("first") / "home")
    shell.environment["HBM_DATABASE_URL"] = empty_database()
    shell("init", "--admin", "home", "--password-stdin", typed="correct horse bat\n")
    shell("backup", str(shell.home.parent / "node.tar"))
    return shell


@pytest.fixture(scope="module")
def file(first):
    return str(first.home.parent / "node.tar")


def test_backup_restored_into_another_database_verifies(
    first, file, shell_in, tmp_path, empty_database
):
    assert first.json("doctor", expect=None)["checks"]
    # Nothing of it can be read without the keys: not even what a table is called.
    for part in members_of(Path(file)).values():
        assert b"ledger_entry" not in part and b"administrator" not in part
    drill = first.json("restore", file, "--drill")
    assert drill["restorable"] and drill["verified"] and drill["entries"] > 0
    assert databases_for_drills() == []
    back = shell_in(tmp_path / "back")
    back.environment["HBM_DATABASE_URL"] = empty_database()
    words = ("restore", file, "--keys", str(first.home / "keys"))
    assert back.json(*words)["verified"]
    assert back("user", "list").stdout == first("user", "list").stdout
    again = back(*words, expect=1)
    assert "holds tables already" in again.stderr
    assert back.json("journal", "verify")["verified"]


def test_backup_of_a_file_is_not_restored_into_postgresql(node, hbm, tmp_path, empty_database):
    node("backup", str(tmp_path / "node.tar"), "--with-keys")
    hbm.environment["HBM_DATABASE_URL"] = empty_database()
    ended = hbm("restore", str(tmp_path / "node.tar"), expect=1)
    assert "Unset HBM_DATABASE_URL" in ended.stderr


@pytest.fixture
def other(shell_in, tmp_path, empty_database):
    """Another node, on a database of its own."""
    shell = shell_in(tmp_path / "other")
    shell.environment["HBM_DATABASE_URL"] = empty_database()
    shell("init", "--admin", "other", "--password-stdin", typed="correct horse bat\n")
    return shell


def test_restore_over_a_node_keeps_what_was_there_in_a_dump_beside_its_keys(first, other, file):
    with psycopg.connect(other.environment["HBM_DATABASE_URL"]) as database:
        database.execute("CREATE TABLE made_by_a_later_release (id int)")
    back = other.json("restore", file, "--force", "--keys", str(first.home / "keys"))
    assert back["verified"]
    assert "home" in other("user", "list").stdout
    aside = Path(back["put_aside"])
    assert (aside / "database.pgdump.sealed").stat().st_size > 0
    assert (aside / "keys" / "node.key").exists()
    with psycopg.connect(other.environment["HBM_DATABASE_URL"]) as database:
        found = database.execute("SELECT to_regclass('made_by_a_later_release')").fetchone()
    assert found == (None,)


def test_restore_with_keys_that_do_not_fit_leaves_the_database_as_it_was(other, file):
    before = other("user", "list").stdout
    ended = other("restore", file, "--force", expect=1)
    assert "Nothing was changed" in ended.stderr
    assert other("user", "list").stdout == before
    assert other.json("journal", "verify")["verified"]
    assert not (other.home / "database.pgdump.sealed").exists()
