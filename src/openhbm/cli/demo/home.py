"""A home of its own for the demo, so that an operator's data is never near it.

Runs before any settings are loaded, since loading them opens the home that is configured.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from openhbm.apps.ledger.home import node_home

MARK = "this-is-a-demo"
"""A file of this name says that everything beside it may be thrown away."""

NODE_PREFIX = "DEMO"
_locks: list[IO[str]] = []


def add_home_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the demo keeps its data; read here and, for the help text, by the command."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        help="folder of the demo's own, made anew each run (default: demo/ inside HBM_HOME)",
    )
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="PostgreSQL database of the demo's own, emptied each run (default: a file)",
    )


def take_own_home(arguments: Sequence[str]) -> None:
    """Point this process at a fresh home and away from the operator's; ValueError when unsafe."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_home_arguments(parser)
    given, _ = parser.parse_known_args(list(arguments))
    home = Path(given.home).expanduser().absolute() if given.home else _default_home()
    _make_anew(home)
    os.environ["HBM_HOME"] = str(home)
    os.environ["HBM_NODE"] = NODE_PREFIX
    if given.database_url:
        os.environ["HBM_DATABASE_URL"] = given.database_url
    else:
        os.environ.pop("HBM_DATABASE_URL", None)


def _default_home() -> Path:
    return node_home().absolute() / "demo"


def _make_anew(home: Path) -> None:
    """Empty the folder and mark it. What is not marked as a demo's is left alone."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise ValueError(f"{home} holds something that is no demo; give another folder with --home")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _hold(home / MARK)
    for each in home.iterdir():
        if each.name == MARK:
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()


def _hold(mark: Path) -> None:
    """Keep the mark locked while this process lives, so that a second demo does not wipe it."""
    held = mark.open("a")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise ValueError(
            f"a demo is running in {mark.parent}; stop it, or give another folder with --home"
        ) from None
    _locks.append(held)
