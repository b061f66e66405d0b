"""What the benchmark of replication does as one node, in a process of its own.

``python -m benchmarks.node_alone fill|take|rebuild|meet|register …`` with that node's environment;
each prints one JSON object.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django

from openhbm.cli.loading import modules_loaded_to_stay

DESKS = 16
WARM_HOUSEHOLDS = 5
"""Registered before the clock runs: the first ones load what a server has loaded."""


def run_as(environment: Mapping[str, str], *words: str) -> dict[str, Any]:
    """Do one of these in a process of its own, as the node of that environment."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.node_alone", *words],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return dict(json.loads(ended.stdout.splitlines()[-1]))


class _Watch:
    """Seconds by the clock and of this process's CPU since it was made."""

    def __init__(self) -> None:
        self._began, self._cpu = time.monotonic(), time.process_time()

    def read(self) -> dict[str, float]:
        return {
            "seconds": time.monotonic() - self._began,
            "cpu": time.process_time() - self._cpu,
        }


def fill(households: str, post: str) -> dict[str, Any]:
    """Register households at a post of this node."""
    return dict(_module("benchmarks.households").register(int(households), post))


def take(warming: str, bundle: str) -> dict[str, Any]:
    """Take a small bundle in, then another and time that: storing, then tables and keys."""
    bundles = _module("openhbm.apps.sync.bundles")
    follow_up = _module("openhbm.apps.sync.actions").follow_up
    stored = _module("openhbm.apps.ledger.models").StoredRun
    bundles.take_bundle(by=None, path=Path(warming))
    watch = _Watch()
    carried = bundles.take_letters(by=None, path=Path(bundle))
    taken = watch.read()
    while stored.objects.exists():
        follow_up(by=None, entries=bundles.ENTRIES_AT_ONCE)
    return {"entries": carried.entries, "taken": taken, "in_all": watch.read()}


def rebuild() -> dict[str, Any]:
    """Make every table anew from the journal."""
    entries = _module("openhbm.apps.ledger.models").Entry.objects.count()
    by = _module("openhbm.apps.accounts.models").User.objects.first()
    watch = _Watch()
    written = _module("openhbm.apps.ledger.actions").rebuild_tables(by=by)
    return {"entries": entries, "rows": sum(written.values()), **watch.read()}


def meet(households: str, post: str) -> dict[str, Any]:
    """Meet the centre, register households, and meet it until it has said to have them all."""
    meet_upstream = _module("openhbm.apps.sync.running").meet_upstream
    meet_upstream()
    fill(households, post)
    watch = _Watch()
    met = meet_upstream()
    if met.problem:
        raise RuntimeError(met.problem)
    return {"sent": met.sent, **watch.read()}


def register(seconds: str, a_second: str, post_code: str) -> dict[str, Any]:
    """Households that arrive at even times, whether or not those before them are done.

    Each is written by the one writer, with the keys it is found by, and is on disk when it counts
    as done; its time runs from when it arrived.
    """
    by = _module("benchmarks.households").clerk()
    post = _module("openhbm.apps.places.queries").post_for(by, post_code)
    invented = _module("benchmarks.households").invented_members
    household = _module("openhbm.apps.crossings.actions").register_household
    writer = _module("openhbm.apps.ledger.writer").WRITER
    rng = random.Random(0)
    writer.start()
    for _ in range(WARM_HOUSEHOLDS):
        household(by=by, post=post, members=invented(rng))

    def one(members: Any) -> None:
        household(by=by, post=post, members=members)

    waiting = [invented(rng) for _ in range(int(float(seconds) * float(a_second)))]
    watch = _Watch()
    took = sorted(_took(one, waiting, 1 / float(a_second)))
    spent = watch.read()
    writer.stop()
    shares = {f"p{share}": took[int(len(took) * share / 100)] * 1000 for share in (50, 95, 99)}
    return {"households": len(took), **shares, "cpu_each": spent["cpu"] / len(took) * 1000}


def _took(work: Callable[[Any], None], given: list[Any], every: float) -> list[float]:
    """Seconds that each took, counted from when it was due."""
    began = time.monotonic() + every

    def done(number: int) -> float:
        work(given[number])
        return time.monotonic() - (began + number * every)

    with ThreadPoolExecutor(DESKS) as desks:
        asked = []
        for number in range(len(given)):
            time.sleep(max(0.0, began + number * every - time.monotonic()))
            asked.append(desks.submit(done, number))
        return [one.result() for one in asked]


def _module(name: str) -> Any:
    # Only when Django is set up can models be loaded.
    return importlib.import_module(name)


WORKS: dict[str, Callable[..., dict[str, Any]]] = {
    "fill": fill,
    "take": take,
    "rebuild": rebuild,
    "meet": meet,
    "register": register,
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
    with modules_loaded_to_stay():
        # As every command does.
        django.setup()
    name, *words = sys.argv[1:]
    print(json.dumps(WORKS[name](*words)))


if __name__ == "__main__":
    main()
