"""A post registers, its pusher sends, the centre takes in: each is killed again and again.

Writer, pusher and server are processes of their own, between pusher and server is a bad line, and
the disk fills up. On PostgreSQL the database's own processes are killed, too.
"""

from __future__ import annotations

import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from tests.apps.sync.conftest import country
from tests.faults.amounts import PROCESS_FAULTS
from tests.faults.bad_proxy import KINDS as LINE_KINDS
from tests.faults.bad_proxy import carry
from tests.faults.country import (
    DISK_AGAIN,
    FULL_DISK,
    check_nothing_lost,
    load_pages,
    push_at,
    serve_at,
    stop_waiting,
    write_at,
)
from tests.faults.processes import Process, until

__all__ = ["country"]
pytestmark = [
    pytest.mark.fault,
    # From Python 3.12 on: the test runner has a thread of its own, which no child needs.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
MOST_RECOVERY_SECONDS = 5.0


class Siege:
    """The processes of a post and its centre, and all that is done to them."""

    def __init__(self, country, rng: random.Random) -> None:
        self.country, self.rng = country, rng
        self.acknowledged: set[UUID] = set()
        self.refused = self.met = 0
        self.done: Counter[str] = Counter()
        self.recoveries: list[float] = []
        self.starts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.to = _free_port()
        url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.works: dict[str, Callable] = {
            "proxy": lambda say, heard: carry(self.listener, self.to, say, heard),
            "server": lambda say, heard: serve_at(country, "CEN", self.to, say),
            "writer": lambda say, heard: write_at(country, "PLM", "PL-MED", say, self.starts),
            "pusher": lambda say, heard: push_at(country, "PLM", url, say),
        }
        self.running: dict[str, Process] = {}

    def start(self, name: str) -> None:
        self.starts += 1
        self.running[name] = Process(self.works[name])

    def kill(self, name: str) -> None:
        self.hear(self.running.pop(name).kill())

    def hear(self, lines: list[str]) -> None:
        for line in lines:
            word, _space, rest = line.partition(" ")
            if word == "registered":
                self.acknowledged.add(UUID(rest))
            self.refused += word == "refused"
            self.met += word == "met"
            if line in LINE_KINDS:
                self.done[line] += 1

    def listen(self) -> None:
        for process in self.running.values():
            self.hear(process.said())

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.listen()
            time.sleep(min(left, 0.02))

    def goes_on(self, name: str) -> bool:
        """Whether a process has done something since it was started."""
        before = (len(self.acknowledged), self.met)
        self.listen()
        now = (len(self.acknowledged), self.met)
        return now[0] > before[0] if name == "writer" else now[1] > before[1]

    def do(self, kind: str) -> None:
        if kind in LINE_KINDS:
            before = self.done[kind]
            self.running["proxy"].tell(kind)
            until(lambda: self.listen() or self.done[kind] > before)
        elif kind == "disk full":
            self.fill_disk()
        elif kind == "back-end killed":
            self.done[kind] += kill_backend(self.country, self.rng)
        else:
            name = kind.partition(" ")[0]
            self.kill(name)
            began = time.monotonic()
            self.start(name)
            until(lambda: self.goes_on(name))
            self.recoveries.append(time.monotonic() - began)
            self.done[kind] += 1

    def fill_disk(self) -> None:
        """The writer's disk fills up, refuses what comes, and is made room on."""
        before, pid = self.refused, self.running["writer"].pid
        stop_waiting(pid, FULL_DISK)
        until(lambda: self.listen() or self.refused > before)
        stop_waiting(pid, DISK_AGAIN)
        self.done["disk full"] += 1

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)


def kinds() -> tuple[str, ...]:
    killed = ("writer killed", "server killed", "pusher killed")
    own = ("back-end killed",) * 3 if connection.vendor == "postgresql" else ("disk full",)
    return (*killed, *killed, *LINE_KINDS, *own)


def kill_backend(country, rng: random.Random) -> int:
    """End one of the database's processes, at the post or at the centre; how many it were."""
    given = connection.settings_dict
    name = country.found[rng.choice(("CEN", "PLM"))].database
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"],
        password=given["PASSWORD"], dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        found = server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s LIMIT 1",
            [name],
        )
        return len(found.fetchall())


@pytest.fixture
def siege(country) -> Iterator[Siege]:
    load_pages()
    country.meet("PLM")
    made = Siege(country, random.Random(PROCESS_FAULTS))
    with ExitStack() as after:
        after.callback(made.listener.close)
        after.callback(made.end)
        for name in made.works:
            made.start(name)
        until(lambda: made.listen() or (made.met > 0 and len(made.acknowledged) > 0))
        yield made


def test_processes_killed_and_line_broken_lose_and_double_nothing(siege, tell_faults):
    # The suite comes here twice, on a file and on PostgreSQL.
    enough = PROCESS_FAULTS if connection.vendor == "sqlite" else PROCESS_FAULTS // 2
    while siege.done.total() < enough:
        siege.wait(siege.rng.uniform(0.0, 0.15))
        siege.do(siege.rng.choice(kinds()))
    siege.end()

    siege.country.meet("PLM")
    people = check_nothing_lost(siege.country, siege.acknowledged)
    found = sorted(siege.recoveries)
    p95 = found[int(len(found) * 0.95)]
    tell_faults(siege.done, people=people, acknowledged=len(siege.acknowledged), recovery_p95=p95)
    assert len(siege.acknowledged) > 0
    assert p95 < MOST_RECOVERY_SECONDS


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
