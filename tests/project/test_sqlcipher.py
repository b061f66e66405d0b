"""The node's file: unreadable without its key, and nothing acknowledged is lost at a power cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from sqlcipher3 import dbapi2 as sqlcipher

from openhbm.apps.ledger.keys import KeyRing
from openhbm.project import locations
from openhbm.project.sqlcipher import base


def opened(folder: Path) -> base.DatabaseWrapper:
    settings = locations.database(folder, "")
    defaults = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0}
    defaults |= {"CONN_HEALTH_CHECKS": False, "TIME_ZONE": None, "TEST": {"NAME": None}}
    return base.DatabaseWrapper(defaults | settings, alias="other")


@pytest.fixture
def wrapper(tmp_path: Path, django_db_blocker: Any) -> Iterator[base.DatabaseWrapper]:
    django_db_blocker.unblock()
    made = opened(tmp_path)
    made.connect()
    with made.cursor() as cursor:
        cursor.execute("CREATE TABLE person (name text)")
        cursor.execute("INSERT INTO person VALUES (%s)", ["Zdeslava Bondar"])
    yield made
    made.close()
    django_db_blocker.restore()


def pragma(wrapper: base.DatabaseWrapper, name: str) -> object:
    with wrapper.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_file_holds_no_readable_text(wrapper: base.DatabaseWrapper, tmp_path: Path) -> None:
    stored = b"".join(p.read_bytes() for p in tmp_path.glob("hbm.sqlite3*"))
    assert stored
    assert b"Zdeslava" not in stored
    assert b"SQLite format" not in stored


def test_file_other_key_does_not_open(wrapper: base.DatabaseWrapper, tmp_path: Path) -> None:
    other = sqlcipher.connect(str(tmp_path / "hbm.sqlite3"))
    other.execute(f"PRAGMA key = \"x'{bytes(32).hex()}'\"")
    with pytest.raises(sqlcipher.DatabaseError):
        other.execute("SELECT * FROM person")
    other.close()


def test_settings_wait_for_the_disk(wrapper: base.DatabaseWrapper) -> None:
    assert pragma(wrapper, "journal_mode") == "wal"
    assert pragma(wrapper, "synchronous") == 2  # FULL
    assert wrapper.transaction_mode == "IMMEDIATE"


def test_sqlite_that_corrupts_in_wal_mode_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    monkeypatch.setattr(base, "OLDEST_SAFE_SQLITE", (99, 0, 0))
    with django_db_blocker.unblock(), pytest.raises(ImproperlyConfigured, match="sqlcipher3"):
        opened(tmp_path).connect()


def test_keys_are_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    first, again = KeyRing.at(tmp_path / "keys"), KeyRing.at(tmp_path / "keys")
    assert first.database_key == again.database_key
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "keys").iterdir()} == {0o600}
    assert first.wrapping_key(is_sealed=True) != first.wrapping_key(is_sealed=False)


def test_keys_cut_short_say_what_to_do(tmp_path: Path) -> None:
    KeyRing.at(tmp_path)
    (tmp_path / "node.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="restore the key"):
        KeyRing.at(tmp_path)


def test_database_url_that_is_none_shows_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        locations.database(tmp_path, "mysql://x")


def test_database_url_of_postgresql_is_taken_apart(tmp_path: Path) -> None:
    found = locations.database(tmp_path, "postgresql://hbm:p%40ss@db:5433/border?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("hbm", "p@ss", "db")
    assert (found["PORT"], found["NAME"]) == ("5433", "border")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.django_db
def test_values_of_every_kind_come_back_alike() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s, %s", [1, "ї", None])
        assert cursor.fetchone() == (1, "ї", None)
