"""Running `hbm` as a person does: a process of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Shell:
    """Types commands into a node's own home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HBM_", "DJANGO_"))}
        self.environment = kept | {"HBM_HOME": str(home), "PYTHONWARNINGS": "ignore"}

    def __call__(
        self, *words: str, typed: str = "", expect: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run ``hbm WORDS``; fails the test when the exit code is not the one expected."""
        ended = subprocess.run(
            [sys.executable, "-m", "openhbm.cli", *words],
            input=typed,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if expect is not None:
            told = f"hbm {' '.join(words)}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
            assert ended.returncode == expect, told
        return ended

    def json(self, *words: str, typed: str = "", expect: int | None = 0) -> dict[str, Any]:
        """The JSON object that the command prints under ``--json``."""
        return json.loads(self(*words, "--json", typed=typed, expect=expect).stdout)


INITIALISED = ("init", "--password-stdin")
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a node just set up, to be copied: making its tables takes seconds."""
    home = tmp_path_factory.mktemp("initialised") / "home"
    Shell(home)(*INITIALISED, typed=PASSWORD + "\n")
    return home


@pytest.fixture(scope="session")
def shell_in() -> Callable[[Path], Shell]:
    return Shell


@pytest.fixture
def hbm(tmp_path: Path) -> Shell:
    """A home where nothing was done yet."""
    return Shell(tmp_path / "home")


@pytest.fixture
def new_node(initialised: Path, tmp_path: Path) -> Shell:
    """A node just set up, of one test alone."""
    return _copied(initialised, tmp_path)


@pytest.fixture(scope="module")
def node(initialised: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A node that was set up; the tests of a module share it."""
    return _copied(initialised, tmp_path_factory.mktemp("node"))


def _copied(initialised: Path, folder: Path) -> Shell:
    shutil.copytree(initialised, folder / "home")
    return Shell(folder / "home")
