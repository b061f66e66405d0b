"""Meeting the hub of this node, as a command or the server does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import httpx
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.cards import upstream
from openhbm.apps.sync.meeting import TIMEOUT, Meeting, meet

EVERY_SECONDS = 60.0
_log = logging.getLogger(__name__)


def meet_upstream(tell: Callable[[Meeting], object] = lambda meeting: None) -> Meeting:
    """Meet the hub once. ActionError when this node has none."""
    link = upstream()
    if link is None:
        raise ActionError(
            _("This node was not enrolled anywhere."),
            remedy=_("Ask the centre for a code, then run: hbm init --centre URL --code CODE"),
        )
    with httpx.Client(timeout=TIMEOUT) as client:
        return meet(by=None, to=link.node_id, url=link.url, client=client, tell=tell)


def keep_meeting(
    stopped: threading.Event,
    every: float = EVERY_SECONDS,
    meet_once: Callable[[], Meeting] = meet_upstream,
    told: Callable[[Meeting], object] = lambda meeting: None,
) -> None:
    """Meet the hub again and again until stopped, whatever goes wrong in between.

    A database that is gone for a moment, or a disk that is full, ends one meeting and no more.
    ActionError when this node has no hub, or the hub must not be met.
    """
    while not stopped.is_set():
        try:
            told(meet_once())
        except DatabaseError as error:
            _log.warning("This meeting ended early: %s", error)
            connection.close()
        stopped.wait(every)
