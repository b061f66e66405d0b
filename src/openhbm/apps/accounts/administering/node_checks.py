"""Whether this node is well: each check tells what it found and what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.ledger.keys import KEY_FILES
from openhbm.apps.ledger.queries import keys_that_do_not_fit, last_entry_at, this_node
from openhbm.content.errors import ContentError
from openhbm.content.items import Item
from openhbm.content.kinds import KINDS
from openhbm.content.loader import pack

OLDEST_SQLITE = (3, 51, 3)
OLDEST_POSTGRESQL = 140000
GIGABYTE = 1024**3
_KEPT_SECONDS = 300
_KEPT = "hbm-node-checks"


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One finding: what was looked at, how it stands, and the remedy when it is not well."""

    name: str
    state: State
    found: str
    remedy: str = ""


def running_checks() -> Iterator[Check]:
    """What can go wrong while the node runs; a node that is not set up does not run."""
    yield from keys()
    yield keys_fit()
    yield disk()
    yield durability()
    yield clock(timezone.now())
    yield node()
    yield content()
    yield pages()


def warnings_kept() -> tuple[Check, ...]:
    """Those of them that are not well, looked at every five minutes at most."""
    key = f"{_KEPT}-{get_language()}"
    found: tuple[Check, ...] | None = cache.get(key)
    if found is None:
        found = tuple(check for check in running_checks() if check.state is not State.OK)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def keys() -> Iterator[Check]:
    """Key files: there, and readable by their owner only."""
    folder = Path(settings.HBM_HOME) / "keys"
    for path in [folder, *(folder / name for name in KEY_FILES)]:
        name = f"key {path.name}" if path != folder else "keys folder"
        if not path.exists():
            yield Check(name, State.FAIL, f"{path} is missing", _("Bring it back from its copy."))
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            remedy = f"chmod {'700' if path == folder else '600'} {path}"
            yield Check(name, State.FAIL, f"{path} is open to others ({mode:03o})", remedy)
        else:
            yield Check(name, State.OK, f"{path} ({mode:03o})")


def keys_fit() -> Check:
    """Whether the keys are those that this node's data were sealed with."""
    if others := keys_that_do_not_fit(None):
        found = f"{' and '.join(others)} cannot open what is stored"
        remedy = _("Bring back this node's own keys before anything more is written.")
        return Check("keys fit", State.FAIL, found, remedy)
    return Check("keys fit", State.OK, "the keys open what is stored")


def disk() -> Check:
    """Room where the node lives."""
    free = shutil.disk_usage(settings.HBM_HOME).free / GIGABYTE
    found = f"{free:,.1f} GiB free at {settings.HBM_HOME}"
    if free < 0.2:
        remedy = _("Make room now: registrations are about to fail.")
        return Check("disk", State.FAIL, found, remedy)
    if free < 2:
        remedy = _("Make room, or move HBM_HOME to a larger disk.")
        return Check("disk", State.WARN, found, remedy)
    return Check("disk", State.OK, found)


def database_answers() -> Check:
    """Whether the database opens, and which it is."""
    try:
        version = asked("SELECT sqlite_version()" if is_sqlite() else "SHOW server_version")
    except (DatabaseError, OSError) as error:
        remedy = (
            "Bring the keys of this database back; other keys cannot open it."
            if is_sqlite()
            else "Start PostgreSQL, or correct HBM_DATABASE_URL."
        )
        return Check("database", State.FAIL, str(error).strip(), remedy)
    if is_sqlite():
        cipher = asked("PRAGMA cipher_version")
        if not cipher:
            remedy = "Install sqlcipher3; this file would not be encrypted."
            return Check("database", State.FAIL, f"SQLite {version}, no cipher", remedy)
        if tuple(map(int, version.split("."))) < OLDEST_SQLITE:
            remedy = "Install sqlcipher3 0.6.4 or newer: older SQLite can corrupt the file."
            return Check("database", State.FAIL, f"SQLite {version}", remedy)
        return Check("database", State.OK, f"SQLite {version}, SQLCipher {cipher}")
    if connection.pg_version < OLDEST_POSTGRESQL:  # type: ignore[attr-defined]
        return Check("database", State.FAIL, f"PostgreSQL {version}", "Use PostgreSQL 14 or newer.")
    return Check("database", State.OK, f"PostgreSQL {version}")


def durability() -> Check:
    """Whether what is acknowledged is on disk: WAL and FULL, or fsync and synchronous commit."""
    if is_sqlite():
        wanted = {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2"}
    else:
        wanted = {"SHOW fsync": "on", "SHOW synchronous_commit": "on"}
    wrong = {q: got for q, value in wanted.items() if (got := asked(q).lower()) != value}
    if wrong:
        found = ", ".join(f"{question} says {got}" for question, got in wrong.items())
        remedy = _("Set it back: a power cut would lose registrations already acknowledged.")
        return Check("durability", State.FAIL, found, remedy)
    return Check("durability", State.OK, "an acknowledged registration survives a power cut")


def clock(now: datetime) -> Check:
    """Whether the clock runs on from the journal's last entry."""
    last = last_entry_at(None)
    found = f"{now:%Y-%m-%d %H:%M:%S %Z}"
    if last and now < last - timedelta(minutes=1):
        found += f", before the journal's last entry of {last:%Y-%m-%d %H:%M:%S}"
        return Check("clock", State.FAIL, found, _("Set the clock; deadlines are counted from it."))
    newest = max((item.reviewed_on for item in items()), default=None)
    if newest and now.date() < newest:
        found += f", before {newest}, when the content was reviewed"
        return Check("clock", State.WARN, found, _("Check the clock and its battery."))
    return Check("clock", State.OK, found)


def node() -> Check:
    """Whether this node has the prefix that its numbers were made with."""
    known = this_node(None)
    if known and known.prefix != settings.NODE_PREFIX:
        found = f"HBM_NODE is {settings.NODE_PREFIX}, the journal's node is {known.prefix}"
        remedy = _("Set HBM_NODE=%(prefix)s") % {"prefix": known.prefix}
        return Check("node", State.WARN, found, remedy)
    return Check(
        "node", State.OK, known.prefix if known else f"{settings.NODE_PREFIX}, not yet used"
    )


def content() -> Check:
    """Whether forms, rules, law and standards load, and how many a person has verified."""
    try:
        found = items()
    except ContentError as error:
        return Check("content", State.FAIL, str(error), _("Correct that file."))
    verified = sum(item.verified for item in found)
    told = f"{len(found)} items, {verified} of them verified, hash {pack().hash}"
    return Check("content", State.OK, told)


def items() -> list[Item]:
    """Every content item that this node works with."""
    return [item for schema in KINDS.values() for item in pack().all(schema).values()]


def pages() -> Check:
    """Whether the pages' scripts and styles were built."""
    if finders.find("build/manifest.json") is None:
        return Check("pages", State.WARN, "scripts and styles are not built", _("Run: make setup"))
    return Check("pages", State.OK, "scripts and styles are built")


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def asked(question: str) -> str:
    """The database's one-word answer."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
