"""Environments of peers that cannot stand beside the system, kept out of the repository."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".benchmarks"


def interpreter_of(group: str) -> Path | None:
    """The interpreter of the environment that `made` makes; None while there is none."""
    found = FOLDER / group / "bin" / "python"
    return found if found.exists() else None


def made(group: str) -> Path:
    """Make the environment of a dependency group of `pyproject.toml`, or take the one there is."""
    if (found := interpreter_of(group)) is not None:
        return found
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = wanted["dependency-groups"][group]
    print(f"Making {FOLDER / group} with {', '.join(packages)}", file=sys.stderr)
    venv.create(FOLDER / group, with_pip=True)
    python = FOLDER / group / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python
