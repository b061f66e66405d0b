"""How fast journals are carried: entries a second, bytes a household, and a thin line.

``python -m benchmarks.replication [--quick] [--households 1000] [--json]``; the centre keeps its
journal in an encrypted file, or with ``--database postgresql://…`` in that empty database.
A household is a group, five persons with birth date, nationality and document, and its focal
point: seven journal entries, sealed under six keys. The thin line is a proxy on this machine.
``--morango PYTHON`` also runs the peer, with the Python of an environment that has
``morango==0.8.15`` (Django 3.2, Python 3.9): people of five fields, pushed from file to file.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from tests.cli.conftest import Shell
from tests.serving import Served

from benchmarks.shaped_line import Shape, ShapedLine

POST = "PL-BENCH"
THIN = Shape(bits_per_second=256_000, delay_seconds=0.15)
THIN_AND_DYING = Shape(bits_per_second=256_000, delay_seconds=0.15, dies_every_seconds=8)
ENTRIES, MOST_OF_PEER = 7, 2000
"""Journal entries of a household; records that the peer is given at most."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--database", default="", metavar="URL", help="of the centre")
    parser.add_argument("--morango", default="", metavar="PYTHON", help="of its environment")
    parser.add_argument("--only-by-hand", action="store_true", help="without the thin lines")
    parser.add_argument("--quick", action="store_true", help="100 households")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--take", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fill or given.take:
        print(json.dumps(inside(given.fill, given.take)))
        return
    households = min(given.households, 100) if given.quick else given.households
    with tempfile.TemporaryDirectory(prefix="hbm-benchmark-") as folder:
        country = Country(Path(folder), given.database, given.morango)
        rows = country.measured(households, with_lines=not given.only_by_hand)
    if given.json:
        print(json.dumps({"rows": rows}, indent=2))
    else:
        print("\n".join(map(line_of, rows)))


def line_of(row: Mapping[str, Any]) -> str:
    """One figure, beside the peer's where there is one."""
    beside = "" if row["peer"] is None else f"  ({row['peer_name']}: {row['peer']})"
    return f"{row['what']:<72} {row['ours']:>10}{beside}"


class Country:
    """A centre and three posts, each a home of its own; the line to the centre can be shaped."""

    def __init__(self, folder: Path, database: str, morango: str = "") -> None:
        self.folder, self.morango = folder, morango
        self.kind = "PostgreSQL" if database else "encrypted SQLite"
        self.centre = Shell(folder / "centre")
        if database:
            self.centre.environment["HBM_DATABASE_URL"] = database
        self.centre("init", "--password-stdin", typed="correct horse battery\n")
        posts = folder / "posts.csv"
        posts.write_text(f"code,name,country,type\n{POST},Bench,POL,road\n", encoding="utf-8")
        self.centre("posts", "import", str(posts))
        self.server = Served(self.centre.home, self.centre.environment)
        self.server.start()
        self.line = ShapedLine(self.server.port)

    def post(self, prefix: str, households: int) -> Shell:
        """A post that has met the centre and registered households since."""
        shell = Shell(self.folder / prefix)
        code = self.centre.json("node", "enrol", prefix, "--post", POST)["code"]
        url = f"http://127.0.0.1:{self.line.port}"
        words = ("init", "--node", prefix, "--centre", url, "--code", code, "--password-stdin")
        shell(*words, typed="correct horse battery\n")
        shell.json("sync", "run", "--once")
        run_inside(shell.environment, "--fill", str(households))
        return shell

    def measured(self, households: int, *, with_lines: bool = True) -> list[dict[str, Any]]:
        try:
            found = self.by_hand(households)
            return [*found, *self.over_the_line(households)] if with_lines else found
        finally:
            self.server.kill()
            self.line.close()

    def by_hand(self, households: int) -> list[dict[str, Any]]:
        shell = self.post("AAA", households)
        bundle = self.folder / "bundle.hbm"
        shell.json("sync", "export", "--to", "HBM", str(bundle))
        self.server.stop()
        told = run_inside(self.centre.environment, "--take", str(bundle))
        self.server.start()
        self.line.to = self.server.port
        size, entries = bundle.stat().st_size / households, told["entries"]
        peer = self.peer(households * ENTRIES)
        return [
            row(
                f"entries stored, checked and acknowledged a second, {self.kind}",
                entries / told["seconds"],
                10_000,
                peer.get("rate"),
            ),
            row(
                "entries stored, per second of CPU",
                entries / told["cpu"],
                None,
                peer.get("cpu_rate"),
            ),
            row(
                "entries a second with rows and all keys to find people by",
                entries / told["seconds_in_all"],
                None,
                peer.get("rate"),
            ),
            row(
                "entries with rows and all keys, per second of CPU",
                entries / told["cpu_in_all"],
                None,
                peer.get("cpu_rate"),
            ),
            row("bytes per household of five, sealed and signed", size, -600),
        ]

    def peer(self, records: int) -> dict[str, float]:
        """Records a second that Morango replicates, by the clock and per second of CPU."""
        if not self.morango:
            return {}
        folder = self.folder / "morango"
        folder.mkdir()
        run = Path(__file__).with_name("morango_peer") / "run.py"
        command = [self.morango, str(run), "push", str(folder), str(min(records, MOST_OF_PEER))]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        told = json.loads(ended.stdout.splitlines()[-1])
        return {
            "rate": told["records"] / told["seconds"],
            "cpu_rate": told["records"] / told["cpu"],
        }

    def over_the_line(self, households: int) -> list[dict[str, Any]]:
        found = []
        for prefix, shape, words, target in (
            ("BBB", THIN, "256 kbit/s, 300 ms", 45),
            ("CCC", THIN_AND_DYING, "and it dies every 8 s", 90),
        ):
            shell = self.post(prefix, households)
            self.line.shape, deaths = shape, self.line.deaths
            began, up = time.monotonic(), self.line.bytes_up
            done = shell.json("sync", "run", "--once", expect=None)
            seconds = time.monotonic() - began
            self.line.shape = Shape()
            # What a lost answer acknowledged is not counted as sent; what counts is what is left.
            assert done["problem"] == "", done
            assert shell.json("sync", "status")["unsent"] == 0
            found.append(row(f"seconds for {households} households, {words}", seconds, -target))
            found.append(
                row(
                    f"bytes up per household, {words}, {self.line.deaths - deaths} deaths",
                    (self.line.bytes_up - up) / households,
                    None,
                )
            )
        return found


def row(what: str, ours: float, target: float | None, peer: float | None = None) -> dict[str, Any]:
    """One figure; a negative target is a limit that may not be passed."""
    met = None if target is None else (ours >= target if target > 0 else ours <= -target)
    unit = what.partition(" ")[0]
    shown = abs(target) if target is not None else None
    return {
        "what": what,
        "ours": round(ours, 1),
        "unit": unit,
        "target": shown,
        "met": met,
        "peer": None if peer is None else round(peer, 1),
        "peer_name": None if peer is None else "Morango 0.8.15",
    }


def run_inside(environment: Mapping[str, str], *words: str) -> dict[str, Any]:
    """Run a part of this benchmark as that node."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.replication", *words],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return dict(json.loads(ended.stdout))


def inside(households: int | None, bundle: str | None) -> dict[str, Any]:
    """What is done as one node: register households, or take a bundle in and time it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
    django.setup()
    if households:
        return importlib.import_module("benchmarks.households").register(households, POST)
    bundles = importlib.import_module("openhbm.apps.sync.bundles")
    follow_up = importlib.import_module("openhbm.apps.sync.actions").follow_up
    stored = importlib.import_module("openhbm.apps.ledger.models").StoredRun
    began, cpu = time.monotonic(), time.process_time()
    carried = bundles.take_letters(by=None, path=Path(str(bundle)))
    found = {
        "entries": carried.entries,
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - cpu,
    }
    while stored.objects.exists():
        follow_up(by=None, entries=bundles.ENTRIES_AT_ONCE)
    return found | {
        "seconds_in_all": time.monotonic() - began,
        "cpu_in_all": time.process_time() - cpu,
    }


if __name__ == "__main__":
    main()
