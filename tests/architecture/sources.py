"""The repository as the rules see it: its files, and the parsed source of the package."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openhbm"
HOUSE = """
    ledger accounts places partners crises people identity crossings casework rescue foresight
    capacity readiness exchange sync intake reports
"""
APPS = tuple(HOUSE.split())
GENERATED = {"requirements.lock", "requirements-dev.lock", "package-lock.json", "LICENSE"}


@functools.cache
def repository_files() -> tuple[Path, ...]:
    """Files that are or will be in the repository: not the ignored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = {ROOT / name for name in listed.stdout.decode().split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


@functools.cache
def text_of(path: Path) -> str:
    """A file's text; empty for a picture, a font or another binary file."""
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8", "replace")


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), str(path))


def python_files(*folders: str) -> list[Path]:
    """The package's own modules under these folders (all of it by default), without migrations."""
    roots = [SOURCE / folder for folder in folders] or [SOURCE]
    found = (path for root in roots for path in root.rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def files_ending(*endings: str) -> list[Path]:
    return [path for path in repository_files() if path.name.endswith(endings)]


def place(path: Path, node: ast.AST | None = None) -> str:
    """``src/openhbm/x.py:12``, which editors and terminals can jump to."""
    line = getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}" + (f":{line}" if line else "")


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions of the module itself whose names have no leading underscore."""
    for node in tree_of(path).body:
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and not node.name.startswith("_"):
            yield node


def modules_named(name: str) -> list[Path]:
    """``actions.py`` of every app, or the modules of an ``actions`` package."""
    return [
        path
        for path in python_files("apps")
        if path.stem == name or (path.parent.name == name and path.stem != "__init__")
    ]


def calls_in(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of the name that is called."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            target = node.func
            yield node, getattr(target, "attr", getattr(target, "id", ""))


def names_along(node: ast.AST) -> set[str]:
    """The attribute names of a chain such as ``Post.objects.filter(…).update``."""
    found = set()
    while True:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return found


def report(rule: str, offences: list[str]) -> str:
    return f"{rule}\n  " + "\n  ".join(offences)
