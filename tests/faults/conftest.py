"""Faults are done to a node of its own, in a folder of its own, from outside the process."""

from __future__ import annotations

import pytest

from tests.cli.conftest import forking, hbm, initialised, node, shell_in
from tests.faults.reporting import report, tell_faults
from tests.serving import Served

__all__ = ["forking", "hbm", "initialised", "node", "shell_in", "tell_faults"]


def pytest_terminal_summary(terminalreporter) -> None:
    report(terminalreporter)


@pytest.fixture
def served(node):
    server = Served(node.home, node.environment)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def token(node):
    words = ("user", "add", "clerk", "--role", "registration_clerk", "--password-stdin")
    node(*words, typed="correct horse battery\n")
    return node.json("user", "token", "clerk")["token"]


@pytest.fixture
def post(node, tmp_path):
    (tmp_path / "posts.csv").write_text(
        "code,name,country,type\nPL-TEST,Testowa,POL,road\n", encoding="utf-8"
    )
    assert node.json("posts", "import", str(tmp_path / "posts.csv"))["accepted"] == 1
    return "PL-TEST"
