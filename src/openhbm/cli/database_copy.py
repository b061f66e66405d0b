"""Copying the whole database out and in: SQLite's backup interface, or PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
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


def copy_in(dump: Path, *, replace: bool) -> None:
    """Fill the PostgreSQL database from a dump; CommandError when it holds tables already."""
    if connection.introspection.table_names() and not replace:
        raise CommandError("The database holds tables already. Give --force to replace them.")
    connection.close()
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", str(dump))


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
