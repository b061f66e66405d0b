"""Noticing that the database was put back to an older state while this process ran.

Whoever restores a backup stops the node first. Should a server be left running all the same, it
would go on with what the restored node is about to be told again, and tell two histories. So every
process remembers how far this node's clock had come when it last saw something committed, and which
file it opened; a database that is behind that, or another file in its place, is written to no more.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import Recovering
from openhbm.apps.ledger.models import Node

_seen: dict[str, str] = {}
"""Of each database how far the node's clock was. It never goes back, whatever wall clocks do."""


def note_clock(stamp: str) -> None:
    """Remember what is being committed, once it is."""
    name = _name()
    transaction.on_commit(lambda: _seen.update({name: max(stamp, _seen.get(name, ""))}))


def forget() -> None:
    """Begin anew with the database as it is: it was made or restored by this very process."""
    _seen.pop(_name(), None)


def was_put_back(node: Node | None) -> bool:
    """Whether the database is older than this process saw it, by the row of this node."""
    is_behind = (node.clock if node else "") < _seen.get(_name(), "")
    return is_behind or _is_another_file()


def check_not_put_back(node: Node) -> None:
    """Recovering when the database was put back under this process."""
    if was_put_back(node):
        raise Recovering(
            _("The database was put back to an older state while this server ran."),
            remedy=_(
                "Stop every server of this node. If it was not done by hbm restore, run: hbm sync"
                " recover. Then start them again."
            ),
        )


def _is_another_file() -> bool:
    opened: tuple[int, int] | None = getattr(connection, "opened_file", None)
    if opened is None or connection.vendor != "sqlite":
        return False
    try:
        now = Path(_name()).stat()
    except OSError:
        return True
    return (now.st_dev, now.st_ino) != opened


def _name() -> str:
    return str(connection.settings_dict["NAME"])
