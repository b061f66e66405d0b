"""Builds what the stories play in: a demo of the first days of a crisis, replayed, and their cast.

It is built once, in a process of its own, while the workers do what needs no stage; each of them
serves a copy of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time as clock
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.cli.conftest import Shell

WRITES_PICTURES = os.environ.get("HBM_WRITE_PICTURES") == "1"
FIRST_DAY = date(2022, 2, 24)
# Pictures show more people, a longer line of arrivals and a day that is full.
DAYS, SCALE = (14, "1:4000") if WRITES_PICTURES else (12, "1:20000")
TODAY = FIRST_DAY + timedelta(days=DAYS - 1 if WRITES_PICTURES else DAYS)
NOW = time(21, 30) if WRITES_PICTURES else time(8, 30)
CASTING = "import django; django.setup(); from tests.journeys.casting import main; main()"
ROOT = Path(__file__).resolve().parents[2]
# As long as a busy machine may need; nothing waits longer than what it waits for.
PATIENCE_SECONDS = 900


class Building:
    """The folder in which the workers of a run find the demo and its cast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "demo"
        self._cast, self._failure = folder / "cast.json", folder / "failure.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start building, unless another worker has."""
        try:
            self.folder.mkdir()
        except FileExistsError:
            return
        command = [sys.executable, "-m", "tests.journeys.building", str(self.folder)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)

    def cast(self) -> dict[str, Any]:
        """Wait until all is built; what there is for each telling and for addresses of pages."""
        until = clock.monotonic() + PATIENCE_SECONDS
        while not self._cast.exists():
            assert not self._failure.exists(), self._failure.read_text(encoding="utf-8")
            assert self._process is None or not self._process.poll(), "the builder ended"
            assert clock.monotonic() < until, "nobody built the stage"
            clock.sleep(0.1)
        found: dict[str, Any] = json.loads(self._cast.read_text(encoding="utf-8"))
        return found

    def end(self) -> None:
        """Leave nobody building when the tests are over."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def build(self) -> None:
        """Replay the demo and add the cast; whoever waits learns how it ended."""
        demo = ["openhbm.cli", "demo", "--home", str(self.home), "--no-serve"]
        shell = Shell(self.folder / "home")
        cast = environment_of(self.home) | {"DJANGO_SETTINGS_MODULE": "openhbm.project.settings"}
        try:
            _run(["-m", *demo, "--scale", SCALE, "--days", str(DAYS)], shell.environment)
            said = _run(["-c", CASTING], cast)
        except subprocess.CalledProcessError as error:
            self._put(self._failure, f"{error}\n{error.stdout}\n{error.stderr}")
        else:
            self._put(self._cast, said)

    def _put(self, file: Path, text: str) -> None:
        """Whole or not at all."""
        written = file.with_suffix(".part")
        written.write_text(text, encoding="utf-8")
        written.rename(file)


def environment_of(home: Path) -> dict[str, str]:
    """In which the node of a home runs, in the morning after the days replayed."""
    at = datetime.combine(TODAY, NOW, ZoneInfo("UTC"))
    own = {"HBM_HOME": str(home), "HBM_NODE": "DEMO", "HBM_CLOCK_STARTS": at.isoformat()}
    return Shell(home).environment | own


def _run(words: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    ).stdout


if __name__ == "__main__":
    Building(Path(sys.argv[1])).build()
