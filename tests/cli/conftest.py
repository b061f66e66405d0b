"""Running `hbm` as a person does: a process of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.forking import Forking


class Shell:
    """Types commands into a node's own home; in forks of a process that loaded the libraries, if
    there is one."""

    def __init__(self, home: Path, forking: Forking | None = None) -> None:
        self.home = home
        self.forking = forking
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HBM_", "DJANGO_"))}
        self.environment = kept | {"HBM_HOME": str(home), "PYTHONWARNINGS": "ignore"}

    def __call__(
        self, *words: str, typed: str = "", expect: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run ``hbm WORDS``; fails the test when the exit code is not the one expected."""
        ended = self._run(words, typed)
        if expect is not None:
            told = f"hbm {' '.join(words)}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
            assert ended.returncode == expect, told
        return ended

    def _run(self, words: tuple[str, ...], typed: str) -> subprocess.CompletedProcess[str]:
        if self.forking:
            return self.forking.run(words, typed=typed, environment=self.environment, timeout=120)
        return subprocess.run(
            [sys.executable, "-m", "openhbm.cli", *words],
            input=typed,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *words: str, typed: str = "", expect: int | None = 0) -> dict[str, Any]:
        """The JSON object that the command prints under ``--json``."""
        return json.loads(self(*words, "--json", typed=typed, expect=expect).stdout)


INITIALISED = ("init", "--password-stdin")
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def forking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    started = Forking(tmp_path_factory.mktemp("forking"))
    yield started
    started.stop()


@pytest.fixture(scope="session")
def shell_in(forking: Forking) -> Callable[[Path], Shell]:
    return lambda home: Shell(home, forking)


@pytest.fixture(scope="session")
def initialised(
    tmp_path_factory: pytest.TempPathFactory, shell_in: Callable[[Path], Shell]
) -> Path:
    """The home of a node just set up, to be copied: making its tables takes seconds."""
    home = tmp_path_factory.mktemp("initialised") / "home"
    shell_in(home)(*INITIALISED, typed=PASSWORD + "\n")
    return home


@pytest.fixture
def hbm(tmp_path: Path, shell_in: Callable[[Path], Shell]) -> Shell:
    """A home where nothing was done yet."""
    return shell_in(tmp_path / "home")


@pytest.fixture
def new_node(initialised: Path, tmp_path: Path, shell_in: Callable[[Path], Shell]) -> Shell:
    """A node just set up, of one test alone."""
    return shell_in(_copied(initialised, tmp_path))


@pytest.fixture(scope="module")
def node(
    initialised: Path,
    tmp_path_factory: pytest.TempPathFactory,
    shell_in: Callable[[Path], Shell],
) -> Shell:
    """A node that was set up; the tests of a module share it."""
    return shell_in(_copied(initialised, tmp_path_factory.mktemp("node")))


def _copied(initialised: Path, folder: Path) -> Path:
    return Path(shutil.copytree(initialised, folder / "home"))
