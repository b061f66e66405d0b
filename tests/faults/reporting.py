"""What was done and what came of it, printed at the end of the run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

NAME = "faults"


@pytest.fixture
def tell_faults(request: pytest.FixtureRequest) -> Callable[..., None]:
    """``tell_faults(Counter of faults done, figure=…)`` once the test has checked what came."""

    def tell(done: Mapping[str, int], **figures: Any) -> None:
        told = json.dumps({"done": dict(done), **figures})
        request.node.user_properties.append((NAME, told))

    return tell


def report(terminal: Any) -> None:
    """One line a test and the sum, to the terminal."""
    kinds: Counter[str] = Counter()
    lines = []
    for one in terminal.stats.get("passed", []):
        for name, value in one.user_properties if one.when == "call" else ():
            if name != NAME:
                continue
            told = json.loads(value)
            done = told.pop("done")
            kinds.update(done)
            figures = ", ".join(f"{key} {_shown(found)}" for key, found in told.items())
            test = one.nodeid.partition("::")[2].removeprefix("test_").replace("_", " ")
            lines.append(f"{sum(done.values()):>6}  {test}: {_listed(done)}; {figures}")
    if lines:
        terminal.section("faults done, nothing lost and nothing doubled")
        for line in (*lines, f"{kinds.total():>6}  in all: {_listed(kinds)}"):
            terminal.write_line(line)


def _listed(done: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(done.items()))


def _shown(found: Any) -> str:
    return f"{found:.2f}" if isinstance(found, float) else f"{found:,}"
