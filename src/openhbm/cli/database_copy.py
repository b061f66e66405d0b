"""Copying the whole database out and in: SQLite's backup interface, or PostgreSQL's own tools.

SQLite's copy is encrypted as its file is. What PostgreSQL's tools write is sealed on its way, so
that it never stands on a disk as it is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from openhbm.apps.ledger.home import DATABASE_FILE
from openhbm.apps.ledger.keys import NODE_KEY, KeyRing
from openhbm.cli.archive import KEYS, POSTGRESQL_DUMP
from openhbm.cli.progress import bar
from openhbm.core.ledger.envelopes import EnvelopeError
from openhbm.core.ledger.streams import PREFIX_BYTES, opened_blocks, sealed_blocks

BLOCK_BYTES = 1024 * 1024


def copy_out(folder: Path) -> dict[str, Path]:
    """A consistent copy made while others write: archive name → path of the copy."""
    if connection.vendor == "sqlite":
        return {DATABASE_FILE: _copy_sqlite(folder / DATABASE_FILE)}
    return {POSTGRESQL_DUMP: _dump_postgresql(folder / POSTGRESQL_DUMP, settings.KEYS)}


@contextmanager
def copied_in(dump: Path, *, replace: bool, aside: Path) -> Iterator[None]:
    """Fill the PostgreSQL database from a dump; what was in it is kept in the file ``aside``.

    When what runs inside fails, the database is as it was before. CommandError when it holds
    tables already and ``replace`` is not given.
    """
    held = bool(connection.introspection.table_names())
    if held and not replace:
        raise CommandError("The database holds tables already. Give --force to replace them.")
    former = _keys_beside(aside)
    if held:
        aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _dump_postgresql(aside, former)
    try:
        _fill(dump, settings.KEYS)
        yield
    except BaseException:
        connection.close()
        if held:
            _fill(aside, former)
            aside.unlink()
        else:
            _drop_tables()
        raise


@contextmanager
def database_for_a_drill() -> Iterator[None]:
    """An empty PostgreSQL database of its own on the same server, gone afterwards.

    CommandError when the server does not let this node make one.
    """
    name, own = f"hbm_drill_{os.getpid()}", connection.settings_dict["NAME"]
    quoted = connection.ops.quote_name(name)
    try:
        _on_the_server(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except DatabaseError as error:
        raise CommandError(
            f"A drill needs a database of its own, and none could be made: {str(error).strip()}. "
            "Give this node's role the right CREATEDB, or set HBM_DATABASE_URL to an empty "
            "database and restore into that, with another HBM_HOME."
        ) from None
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        _on_the_server(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _on_the_server(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _keys_beside(aside: Path) -> KeyRing:
    """The keys of the node that was there, whose database is put aside beside them."""
    folder = aside.parent / KEYS
    return KeyRing.at(folder) if (folder / NODE_KEY).exists() else settings.KEYS


def _fill(dump: Path, keys: KeyRing) -> None:
    """Tables that the dump does not know would stand in the way of later changes: none stays."""
    _drop_tables()
    with dump.open("rb") as sealed:
        blocks = opened_blocks(keys.dump_key, sealed.read)
        _run("pg_restore", "--single-transaction", "--no-owner", told=blocks)


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


def _dump_postgresql(target: Path, keys: KeyRing) -> Path:
    with target.open("wb") as file:
        # Readable by its owner only, as the archive is.
        target.chmod(0o600)
        for block in sealed_blocks(keys.dump_key, os.urandom(PREFIX_BYTES), _dumped()):
            file.write(block)
    return target


def _dumped() -> Iterator[bytes]:
    """What pg_dump writes, as it writes it."""
    with _started("pg_dump", "--format=custom", "--no-owner", gives=True) as process:
        assert process.stdout is not None
        while block := process.stdout.read(BLOCK_BYTES):
            yield block


def _run(tool: str, *arguments: str, told: Iterator[bytes]) -> None:
    """Run a tool that reads what it is told; an error in the telling ends it."""
    try:
        with _started(tool, *arguments, gives=False) as process:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # it says itself why it ended
                for block in told:
                    process.stdin.write(block)
    except EnvelopeError as error:
        raise CommandError(
            f"The database in the backup does not open with these keys: {error}. "
            "Nothing was changed."
        ) from None


@contextmanager
def _started(tool: str, *arguments: str, gives: bool) -> Iterator[subprocess.Popen[bytes]]:
    """A tool at work on the database. CommandError with its own words when it failed."""
    if shutil.which(tool) is None:
        raise CommandError(f"{tool} is not installed. Install PostgreSQL's client programs.")
    here = connection.settings_dict
    where = {
        "PGHOST": here["HOST"],
        "PGPORT": here["PORT"],
        "PGUSER": here["USER"],
        "PGPASSWORD": here["PASSWORD"],
        "PGDATABASE": here["NAME"],
    }
    given = {name: str(value) for name, value in where.items() if value}
    database = ["--dbname", str(here["NAME"])] if tool == "pg_restore" else []
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [tool, *database, *arguments],
            env={**os.environ, **given},
            stdin=subprocess.DEVNULL if gives else subprocess.PIPE,
            stdout=subprocess.PIPE if gives else subprocess.DEVNULL,
            stderr=said,
        )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            for end in (process.stdin, process.stdout):
                if end is not None:
                    with contextlib.suppress(BrokenPipeError):
                        end.close()
            code = process.wait()
        if code:
            said.seek(0)
            raise CommandError(f"{tool} failed: {said.read().decode(errors='replace').strip()}")
