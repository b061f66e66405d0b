"""kill -9 in the middle of a rush: what was acknowledged is there once, and the journal holds.

Eight desks register 1,000 people. The server, as it runs in production, is killed twice meanwhile
(in the full run a dozen times). A desk that gets no answer sends the same request with the same key
again, as a tablet does when the line comes back.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.amounts import SERVER_KILLS
from tests.faults.desks import Desks, stored_people
from tests.serving import Served

pytestmark = [pytest.mark.fault, pytest.mark.slow]
PEOPLE, DESKS = 1000, 8
KILL_AT = [PEOPLE * (kill + 1) // (SERVER_KILLS + 1) for kill in range(SERVER_KILLS)]


def wait_for(desks: Desks, count: int) -> None:
    while len(desks.acknowledged) < count and time.monotonic() < desks.until:
        time.sleep(0.005)


def kill_and_restart(served: Served, desks: Desks, after: int) -> float:
    """Kill in the middle of what is going on; seconds until the next one is acknowledged."""
    wait_for(desks, after)
    served.kill()
    known, began = len(desks.acknowledged), time.monotonic()
    served.start()
    wait_for(desks, known + 1)
    return time.monotonic() - began


def test_killed_server_loses_no_acknowledged_registration_and_doubles_none(
    node, served, token, post, tell_faults
):
    desks = Desks(served, token, post)
    share = PEOPLE // DESKS
    with ThreadPoolExecutor(DESKS) as pool:
        work = [
            pool.submit(desks.register, range(n * share, (n + 1) * share)) for n in range(DESKS)
        ]
        recoveries = [kill_and_restart(served, desks, after) for after in KILL_AT]
        for each in work:
            each.result()
    served.kill()

    assert desks.refused == []
    assert desks.sent_again > 0, "the server was killed when nothing was under way"
    stored = stored_people(node)
    names = Counter(name for _id, name in stored)
    assert len(desks.acknowledged) == PEOPLE
    assert max(names.values()) == 1, "registered twice"
    assert {uuid.UUID(id_) for id_, _name in stored} == {
        uuid.UUID(id_) for id_ in desks.acknowledged.values()
    }
    assert len(stored) == PEOPLE
    assert node.json("journal", "verify")["verified"] is True
    tell_faults(
        Counter({"server of production killed": SERVER_KILLS}),
        people=PEOPLE,
        slowest_recovery=max(recoveries),
    )
