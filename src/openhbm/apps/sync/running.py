"""Meeting the hub of this node and doing what follows, as a command or the server does."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError, Recovering
from openhbm.apps.ledger.models import StoredRun
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.sync.actions import follow_up
from openhbm.apps.sync.actions.following import AT_ONCE
from openhbm.apps.sync.cards import upstream
from openhbm.apps.sync.lost import waited_for
from openhbm.apps.sync.meeting import (
    TIMEOUT,
    Meeting,
    exchange_photos,
    has_photos_to_exchange,
    meet,
)
from openhbm.apps.sync.models import ArrivedPerson, Link
from openhbm.apps.sync.relay import hand_on

EVERY_SECONDS = 60.0
LOOK_EVERY_SECONDS = 1.0
ENTRIES_BESIDE_DESKS, PEOPLE_BESIDE_DESKS = 40, 4
"""So little at once that nobody who registers meanwhile waits for it."""
BETWEEN_LETTERS_SECONDS, MOST_HELD_BACK_SECONDS = 0.5, 10.0
"""Letters that follow each other this closely are let pass, but at once no longer than that."""
_log = logging.getLogger(__name__)


def is_anything_left() -> bool:
    """Whether something that came is not in the tables, or not compared with what is there."""
    if StoredRun.objects.exists():
        return True
    if is_recovering():
        return not waited_for()
    return ArrivedPerson.objects.exists()


def meet_upstream(tell: Callable[[Meeting], object] = lambda meeting: None) -> Meeting:
    """Meet the hub once. ActionError when this node has none."""
    link = upstream()
    if link is None:
        raise ActionError(
            _("This node was not enrolled anywhere."),
            remedy=_("Ask the centre for a code, then run: hbm init --centre URL --code CODE"),
        )
    with httpx.Client(timeout=TIMEOUT) as client, ThreadPoolExecutor(1) as line:
        met = meet(by=None, to=link.node_id, url=link.url, client=client, tell=tell, line=line)
        if not met.problem and has_photos_to_exchange(link.node_id):
            met.photos = exchange_photos(by=None, to=link.node_id, url=link.url, client=client)
        if not met.problem:
            met.carried = hand_on(url=link.url, client=client)
    return met


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


def keep_following(stopped: threading.Event) -> None:
    """Do what letters left to be done, again and again until stopped."""
    patience = MOST_HELD_BACK_SECONDS
    while not stopped.is_set():
        try:
            while is_anything_left() and not stopped.is_set():
                began = time.monotonic()
                _let_letters_pass(stopped, patience)
                working = time.monotonic()
                follow_up(by=None, entries=ENTRIES_BESIDE_DESKS, people=PEOPLE_BESIDE_DESKS)
                # Where many write, in the long run it waits no longer than it works.
                spent = 2 * working - began - time.monotonic()
                patience = min(MOST_HELD_BACK_SECONDS, patience - spent)
        except Recovering as error:
            _log.warning("What came is put into the tables later: %s", error)
        except DatabaseError as error:
            _log.warning("What came is put into the tables later: %s", error)
            connection.close()
        stopped.wait(LOOK_EVERY_SECONDS)


def _let_letters_pass(stopped: threading.Event, seconds: float) -> None:
    """Wait while letters come one after another: who writes them waits for each to be stored."""
    until = time.monotonic() + seconds
    while not stopped.is_set() and time.monotonic() < until:
        now = timezone.now()
        just_now = (now - timedelta(seconds=BETWEEN_LETTERS_SECONDS), now)
        # Of those who have much to say: a letter or two need no such manners.
        if not Link.objects.filter(met_at__range=just_now, told__unsent__gt=AT_ONCE).exists():
            return
        stopped.wait(BETWEEN_LETTERS_SECONDS)


class Keeper:
    """The threads of a server that keep this node and its hub alike."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def start(self, *, is_meeting: bool) -> None:
        """Follow up what comes and, unless told not to, meet the hub; without a hub do nothing."""
        works = [keep_following, _meet_if_enrolled] if is_meeting else [keep_following]
        for work in works:
            threading.Thread(target=work, args=(self._stopped,), daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()


def _meet_if_enrolled(stopped: threading.Event) -> None:
    while not stopped.is_set():
        if upstream() is not None:
            keep_meeting(stopped)
        stopped.wait(EVERY_SECONDS)


KEEPER = Keeper()
