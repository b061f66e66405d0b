"""Copying the whole database out and in: SQLite's backup interface, or PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from openhbm.apps.ledger.home import DATABASE_FILE
from openhbm.cli.archive import POSTGRESQL_DUMP
from openhbm.cli.progress import bar


def copy_out(folder: Path) -> dict[str, Path]:
    """A consistent copy made while others write: archive name → path of the copy."""
    if connection.vendor == "sqlite":
        return {DATABASE_FILE: _copy_sqlite(folder / DATABASE_FILE)}
    return {POSTGRESQL_DUMP: _dump_postgresql(folder / POSTGRESQL_DUMP)}


@contextmanager
def copied_in(dump: Path, *, replace: bool, aside: Path) -> Iterator[None]:
    """Fill the PostgreSQL database from a dump; what was in it is kept in the file ``aside``.

    When what runs inside fails, the database is as it was before. CommandError when it holds
    tables already and ``replace`` is not given.
    """
    held = bool(connection.introspection.table_names())
    if held and not replace:
        raise CommandError("The database holds tables already. Give --force to replace them.")
    if held:
        aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _dump_postgresql(aside)
    try:
        _fill(dump)
        yield
    except BaseException:
        connection.close()
        if held:
            _fill(aside)
            aside.unlink()
        else:
            _drop_tables()
        raise


def _fill(dump: Path) -> None:
    """Tables that the dump does not know would stand in the way of later changes: none stays."""
    _drop_tables()
    _run("pg_restore", "--single-transaction", "--no-owner", str(dump))


def _drop_tables() -> None:
    names = connection.introspection.table_names()
    if names:
        with connection.cursor() as cursor:
            quoted = ", ".join(map(connection.ops.quote_name, names))
            cursor.execute(f"DROP TABLE {quoted} CASCADE")
    connection.close()


def _copy_sqlite(target: Path) -> Path:
    connection.ensure_connection()
    copy = connection.copy()
    copy.settings_dict = {**connection.settings_dict, "NAME": target}
    copy.ensure_connection()
    source, into = connection.connection, copy.connection
    # In one step under one read lock: with WAL nobody waits, and writes do not restart it.
    work = threading.Thread(target=source.backup, args=(into,), kwargs={"pages": -1})
    size = Path(connection.settings_dict["NAME"]).stat().st_size
    with bar("copying the database", size, "B") as progress:
        work.start()
        while work.is_alive():
            work.join(0.2)
            written = target.stat().st_size if target.exists() else 0
            progress.update(max(0, min(written, size) - progress.n))
    rows = into.execute("PRAGMA quick_check").fetchone()
    copy.close()
    if rows[0] != "ok":
        raise CommandError(f"The copy of the database is damaged: {rows[0]}. Run: hbm doctor")
    return target


def _dump_postgresql(target: Path) -> Path:
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _run(tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise CommandError(f"{tool} is not installed. Install PostgreSQL's client programs.")
    told = connection.settings_dict
    where = {
        "PGHOST": told["HOST"],
        "PGPORT": told["PORT"],
        "PGUSER": told["USER"],
        "PGPASSWORD": told["PASSWORD"],
        "PGDATABASE": told["NAME"],
    }
    given = {name: str(value) for name, value in where.items() if value}
    database = ["--dbname", str(told["NAME"])] if tool == "pg_restore" else []
    ended = subprocess.run(
        [tool, *database, *arguments],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise CommandError(f"{tool} failed: {ended.stderr.strip()}")
