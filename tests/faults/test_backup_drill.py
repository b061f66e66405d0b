"""A backup taken while people are being registered, brought back on another machine."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.desks import Desks, stored_people

pytestmark = [pytest.mark.fault, pytest.mark.slow]
PEOPLE = 200


def test_backup_taken_during_registrations_holds_all_acknowledged_before_it(
    node, hbm, served, token, post, tmp_path
):
    desks = Desks(served, token, post)
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(desks.register, range(n, PEOPLE, 2)) for n in range(2)]
        while len(desks.acknowledged) < PEOPLE // 4 and time.monotonic() < desks.until:
            time.sleep(0.01)
        before = set(desks.acknowledged)
        node("backup", str(tmp_path / "node.tar"))
        for each in work:
            each.result()
    served.stop()

    back = hbm.json("restore", str(tmp_path / "node.tar"), "--keys", str(node.home / "keys"))
    restored = {name for _id, name in stored_people(hbm)}
    assert back["verified"] is True
    assert before
    assert before <= restored <= set(desks.acknowledged)
    assert len(desks.acknowledged) == PEOPLE
    assert hbm.json("doctor")["well"] is True
