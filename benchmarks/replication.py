"""How fast journals are carried and what a node bears: entries a second, thin lines, a rush.

``python -m benchmarks.replication [--quick] [--households 1000] [--json]``; the centre keeps its
journal in an encrypted file, in an empty database with ``--database postgresql://…``, or with
``--postgresql`` in a server of its own that is thrown away afterwards.
A household is a group, five persons with birth date, nationality and document, and its focal
point: seven journal entries, sealed under six keys. The thin line is a proxy on this machine.
``--morango PYTHON`` also runs the peer, with the Python of an environment that has
``morango==0.8.15`` (Django 3.2, Python 3.9): people of five fields, pushed from file to file.
``--quick``: 100 households, a rush of five seconds, two kills, and no thin lines.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from tests.cli.conftest import Shell
from tests.serving import Served

from benchmarks.node_alone import run_as
from benchmarks.recovering import recoveries
from benchmarks.rows import Row, printed
from benchmarks.server import postgresql
from benchmarks.shaped_line import Shape, ShapedLine

POST = "PL-BENCH"
LINES = ("PL-LINE-1", "PL-LINE-2")
PASSWORD = "correct horse battery\n"
NO_LIMIT = Shape()
THIN = Shape(bits_per_second=256_000, delay_seconds=0.15)
THIN_AND_DYING = Shape(bits_per_second=256_000, delay_seconds=0.15, dies_every_seconds=8)
WARMING = 20
"""Households taken in before the clock runs, as a server has done that runs for a while."""
ENTRIES, MOST_OF_PEER = 7, 2000
"""Journal entries of a household; records that the peer is given at most."""
RATE_AIM, TIMES_AIM, BYTES_AIM = 10_000, 60, 600
RUSH_A_SECOND, RUSH_AIM_MS = 20, 150
RECOVERY_AIM_SECONDS = 5
PEER = "Morango 0.8.15"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--database", default="", metavar="URL", help="of the centre")
    parser.add_argument("--postgresql", action="store_true", help="a server made for this")
    parser.add_argument("--morango", default="", metavar="PYTHON", help="of its environment")
    parser.add_argument("--only-by-hand", action="store_true", help="without the thin lines")
    parser.add_argument("--quick", action="store_true", help="100 households, no thin lines")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    households = min(given.households, 100) if given.quick else given.households
    rows: list[Row] = []
    with ExitStack() as after:
        folder = after.enter_context(tempfile.TemporaryDirectory(prefix="hbm-benchmark-"))
        url = after.enter_context(postgresql(durable=True)) if given.postgresql else given.database
        country = Country(Path(folder), url, given.morango)
        after.callback(country.close)
        # What was measured is told even if what comes after it fails.
        after.callback(lambda: printed(rows, as_json=given.json))
        parts = [country.measured(households, is_quick=given.quick)]
        if not (given.quick or given.only_by_hand):
            parts.append(country.over_the_line(households))
        for found in chain.from_iterable(parts):
            print(f"{found.what}: {found.ours:,} {found.unit}", file=sys.stderr, flush=True)
            rows.append(found)


class Country:
    """A centre and its posts, each a home of its own; the line to the centre can be shaped."""

    def __init__(self, folder: Path, database: str, morango: str = "") -> None:
        self.folder, self.morango = folder, morango
        self.kind = "PostgreSQL" if database else "encrypted SQLite"
        self.centre = Shell(folder / "centre")
        if database:
            self.centre.environment["HBM_DATABASE_URL"] = database
        self.centre("init", "--password-stdin", typed=PASSWORD)
        posts = folder / "posts.csv"
        listed = "".join(f"{code},{code},POL,road\n" for code in (POST, *LINES))
        posts.write_text(f"code,name,country,type\n{listed}", encoding="utf-8")
        self.centre("posts", "import", str(posts))
        self.server = Served(self.centre.home, self.centre.environment)
        self.server.start()
        self.line = ShapedLine(self.server.port)

    def close(self) -> None:
        self.server.kill()
        self.line.close()

    def post(self, prefix: str, households: int, place: str = POST) -> Shell:
        """A post that has met the centre and registered households since."""
        shell = Shell(self.folder / prefix)
        code = self.centre.json("node", "enrol", prefix, "--post", place)["code"]
        url = f"http://127.0.0.1:{self.line.port}"
        words = ("init", "--node", prefix, "--centre", url, "--code", code, "--password-stdin")
        shell(*words, typed=PASSWORD)
        shell.json("sync", "run", "--once")
        run_as(shell.environment, "fill", str(households), place)
        return shell

    def measured(self, households: int, *, is_quick: bool) -> Iterator[Row]:
        """Everything but the thin lines."""
        post = self.post("AAA", WARMING)
        yield from self.taken_in(post, households)
        for shell, kind in ((post, "encrypted SQLite"), (self.centre, self.kind)):
            yield from self.rebuilt(shell, kind)
        yield from self.in_a_rush(post, seconds=5 if is_quick else 20)
        yield from self.over_loopback(post, households)
        yield from self.killed(post, kills=2 if is_quick else 20)

    def taken_in(self, post: Shell, households: int) -> Iterator[Row]:
        """What a stick brings is checked and stored; after that put into tables and keys."""
        warming, bundle = self.folder / "warming.hbm", self.folder / "bundle.hbm"
        post.json("sync", "export", "--to", "HBM", str(warming))
        run_as(post.environment, "fill", str(households), POST)
        post.json("sync", "export", "--to", "HBM", str(bundle))
        self.server.stop()
        told = run_as(self.centre.environment, "take", str(warming), str(bundle))
        self.server.start()
        entries, taken, whole = told["entries"], told["taken"], told["in_all"]
        clock, cpu = self.peer(households * ENTRIES)
        rate = entries / taken["seconds"]
        what = f"entries stored, checked and acknowledged, {self.kind}"
        yield at_least(what, rate, "entries/s", RATE_AIM, clock)
        if clock:
            yield at_least("times as fast as the peer by the clock", rate / clock, "x", TIMES_AIM)
        yield figure(f"{what}, of CPU", entries / taken["cpu"], "entries/s", cpu)
        tables = "entries with rows and all keys to find people by"
        yield figure(tables, entries / whole["seconds"], "entries/s", clock)
        yield figure(f"{tables}, of CPU", entries / whole["cpu"], "entries/s", cpu)
        size = bundle.stat().st_size / (households + WARMING)
        yield at_most("a household of five, sealed and signed", size, "bytes", BYTES_AIM)

    def peer(self, records: int) -> tuple[float | None, float | None]:
        """Records a second that Morango replicates, by the clock and per second of CPU."""
        if not self.morango:
            return None, None
        folder = self.folder / "morango"
        folder.mkdir()
        run = Path(__file__).with_name("morango_peer") / "run.py"
        command = [self.morango, str(run), "push", str(folder), str(min(records, MOST_OF_PEER))]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        told = json.loads(ended.stdout.splitlines()[-1])
        return told["records"] / told["seconds"], told["records"] / told["cpu"]

    def rebuilt(self, shell: Shell, kind: str) -> Iterator[Row]:
        """All tables made anew from the journal; first the post's, then what the centre took in."""
        told = run_as(shell.environment, "rebuild")
        what = f"{told['entries']:,} entries into {told['rows']:,} rows anew, {kind}"
        yield at_least(what, told["entries"] / told["seconds"], "entries/s", RATE_AIM)
        yield figure(f"{what}, of CPU", told["entries"] / told["cpu"], "entries/s")

    def in_a_rush(self, post: Shell, seconds: int) -> Iterator[Row]:
        """Households of five that arrive at even times at one writer, on disk before it answers."""
        told = run_as(post.environment, "register", str(seconds), str(RUSH_A_SECOND), POST)
        what = f"registering a household of five, {RUSH_A_SECOND} arriving a second"
        yield at_most(f"{what}, 95 of 100 within", told["p95"], "ms", RUSH_AIM_MS)
        for share in ("50", "99"):
            yield figure(f"{what}, {share} of 100 within", told[f"p{share}"], "ms")
        yield figure(f"{what}, CPU each", told["cpu_each"], "ms")

    def over_loopback(self, post: Shell, households: int) -> Iterator[Row]:
        """Both nodes at work: letters are written, carried and taken in, and answered."""
        told = run_as(post.environment, "meet", str(households), POST)
        what = "entries written as letters, carried over loopback and taken in"
        yield figure(what, told["sent"] / told["seconds"], "entries/s")

    def killed(self, post: Shell, kills: int) -> Iterator[Row]:
        """kill -9 to a server in a rush, and the next registration that is acknowledged."""
        took = sorted(recoveries(post, POST, kills))
        what = f"from kill -9 to the next one acknowledged, {kills} kills"
        slow = took[int(len(took) * 0.95)]
        yield at_most(f"{what}, 95 of 100 within", slow, "s", RECOVERY_AIM_SECONDS)
        yield figure(f"{what}, 50 of 100 within", took[len(took) // 2], "s")

    def over_the_line(self, households: int) -> Iterator[Row]:
        """A post that was cut off for days meets the centre over a thin line."""
        # Each at a place of its own: what other posts registered is no part of what is measured.
        for prefix, place, shape, words, most in (
            ("BBB", LINES[0], THIN, "256 kbit/s, 300 ms", 45),
            ("CCC", LINES[1], THIN_AND_DYING, "256 kbit/s, 300 ms, dead every 8 s", 90),
        ):
            shell = self.post(prefix, households, place)
            self.line.shape, deaths = shape, self.line.deaths
            began, up = time.monotonic(), self.line.bytes_up
            done = shell.json("sync", "run", "--once", expect=None)
            seconds = time.monotonic() - began
            self.line.shape = NO_LIMIT
            # What a lost answer acknowledged is not counted as sent; what counts is what is left.
            assert done["problem"] == "", done
            assert shell.json("sync", "status")["unsent"] == 0
            died = self.line.deaths - deaths
            yield at_most(f"{households} households, {words} ({died} deaths)", seconds, "s", most)
            bytes_up = (self.line.bytes_up - up) / households
            what = f"a household of five on the line, {words}"
            yield (
                figure(what, bytes_up, "bytes")
                if shape.dies_every_seconds
                else at_most(what, bytes_up, "bytes", BYTES_AIM)
            )


def at_least(what: str, ours: float, unit: str, aim: float, peer: float | None = None) -> Row:
    return _row(what, ours, unit, f"at least {aim:,}", ours >= aim, peer)


def at_most(what: str, ours: float, unit: str, aim: float) -> Row:
    return _row(what, ours, unit, f"at most {aim:,}", ours <= aim, None)


def figure(what: str, ours: float, unit: str, peer: float | None = None) -> Row:
    """A figure that nothing was aimed at."""
    return _row(what, ours, unit, None, None, peer)


def _row(
    what: str, ours: float, unit: str, target: str | None, met: bool | None, peer: float | None
) -> Row:
    beside = None if peer is None else round(peer, 1)
    return Row(what, round(ours, 2), beside, PEER if peer else None, unit, target, met)


if __name__ == "__main__":
    main()
