"""How long a person waits for the command itself, with compiled kernels kept at set-up.

A process of its own each time, as somebody types it: `hbm displace run` on the 23 places of Mali
2012, three days from its thirtieth on. The time by the clock is the median of some runs; beside it
the CPU seconds, as a busy machine stretches the first and hardly the second.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median

from benchmarks.peer_environments import ROOT
from benchmarks.rows import Row
from benchmarks.series import SHARED

LIMIT = 2.0
_CRISIS = SHARED / "flee_instances" / "mali2012"
_ASKED = ("displace", "run", str(_CRISIS), "--as-of", "2012-03-30", "--days", "3", "--json")
_OWN = ROOT / ".venv" / "bin" / "python"


def _run(home: str) -> tuple[float, float]:
    """(seconds by the clock, CPU seconds) of one command."""
    python = str(_OWN) if _OWN.exists() else sys.executable
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [python, "-m", "openhbm.cli", *_ASKED],
        env={**os.environ, "HBM_HOME": home, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_rows(*, runs: int) -> list[Row]:
    """The whole command by the clock and in CPU seconds; the first run is left out, as it may
    have to read or compile what later ones find."""
    with tempfile.TemporaryDirectory() as home:
        measured = [_run(home) for _ in range(runs + 1)][1:]
    wall, spent = (median(each) for each in zip(*measured, strict=True))
    what, load = f"hbm displace run, median of {runs}", f"load {os.getloadavg()[0]:.1f}"
    limit = "under 2 s"
    return [
        Row(f"{what}, by the clock", round(wall, 2), LIMIT, "limit", f"s, {load}", limit,
            wall < LIMIT),
        Row(f"{what}, CPU", round(spent, 2), LIMIT, "limit", f"s CPU, {load}", limit,
            spent < LIMIT),
    ]  # fmt: skip
