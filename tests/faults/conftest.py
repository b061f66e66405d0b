"""Faults are done to a node of its own, in a folder of its own, from outside the process."""

from __future__ import annotations

from tests.cli.conftest import hbm, node, shell_in

__all__ = ["hbm", "node", "shell_in"]
