"""Reading the journal on from where one was, while many write: no entry is ever passed over."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connection

from openhbm.apps.accounts.actions import add_user
from openhbm.apps.ledger.models import Entry

WRITERS, EACH = 4, 12
PAUSE_SECONDS = 0.002
"""Long enough to let the writers write, short enough to read between any two of them."""


def write(number: int) -> None:
    try:
        for count in range(EACH):
            add_user(by=None, username=f"clerk-{number}-{count}", password=None)
    finally:
        connection.close()


def read_until(ended: threading.Event) -> list[int]:
    """The numbers of the entries, asked for again and again after the last one seen."""
    seen: list[int] = []
    try:
        while True:
            was_ended = ended.is_set()
            after = seen[-1] if seen else 0
            found = Entry.objects.filter(node_id=settings.NODE_PREFIX, sequence__gt=after)
            seen += found.order_by("sequence").values_list("sequence", flat=True)
            if was_ended:
                return seen
            time.sleep(PAUSE_SECONDS)
    finally:
        connection.close()


def test_feed_read_while_many_write_passes_nothing_over(transactional_db: None) -> None:
    add_user(by=None, username="first", password="correct horse")
    ended = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(read_until, ended)
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        for one in writing:
            one.result()
        ended.set()
        seen = reading.result()
    assert len(seen) >= WRITERS * EACH
    assert seen == list(range(1, len(seen) + 1))
