"""Every benchmark tells its rows alike: one object, seven fields each, the same two switches."""

from __future__ import annotations

import ast
import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from benchmarks.rows import Row, printed

from tests.architecture.sources import ROOT, report, text_of, tree_of

FIELDS = {"what", "ours", "peer", "peer_name", "unit", "target", "met"}
PARTS = {
    "cwt_peer": "a peer, run by seals in an environment of its own",
    "dedupe_ours": "our side of dedupe, run in a process of its own",
    "displacement_peer": "a peer, run by displacement in a process of its own",
    "mrz_pages": "draws the few pictures that tests read",
    "node_alone": "what replication does as one node, in a process of its own",
    "recordlinkage_peer": "a peer, run by dedupe in a process of its own",
    "seal_papers": "the printed part of seals, run in a process of its own",
    "splink_peer": "a peer, run by dedupe in a process of its own",
    "train_scorer": "makes a scorer, measures nothing",
}
"""What can be run and is no benchmark, and why."""


def runnable() -> dict[str, Path]:
    """Modules that can be run, by name."""
    paths = sorted((ROOT / "benchmarks").glob("*.py"))
    return {path.stem: path for path in paths if '__name__ == "__main__"' in text_of(path)}


BENCHMARKS = {name: path for name, path in runnable().items() if name not in PARTS}


def test_row_has_the_seven_fields():
    assert {field.name for field in fields(Row)} == FIELDS


def test_parts_named_are_there():
    assert not set(PARTS) - set(runnable())


@pytest.mark.parametrize("name", BENCHMARKS)
def test_benchmark_prints_rows_of_the_one_form(name: str):
    path = BENCHMARKS[name]
    tree = tree_of(path)
    written_out = {node.lineno: keys for node in ast.walk(tree) if (keys := _keys_of_row(node))}
    tells = _names_imported(tree) & {"told", "printed"}
    assert tells or written_out, f"{name} prints its rows otherwise than by benchmarks.rows"
    offences = [f"{path.name}:{line}" for line, keys in written_out.items() if keys != FIELDS]
    assert not offences, report("Make rows as benchmarks.rows.Row:", offences)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_benchmark_takes_json_and_quick(name: str):
    text = text_of(BENCHMARKS[name])
    assert "told(" in text or all(f'"--{switch}"' in text for switch in ("json", "quick"))


def test_rows_are_one_object_with_the_figures_beside_them(capsys: pytest.CaptureFixture[str]):
    row = Row("found", np.float64(0.5), None, None, "share", "at least 0.4", np.bool_(True))

    printed([row], as_json=True, figures={"of": np.int64(7)})

    told = json.loads(capsys.readouterr().out)
    assert told == {
        "rows": [
            {
                "what": "found",
                "ours": 0.5,
                "peer": None,
                "peer_name": None,
                "unit": "share",
                "target": "at least 0.4",
                "met": True,
            }
        ],
        "figures": {"of": 7},
    }


def test_rows_as_lines_count_only_what_was_aimed_at(capsys: pytest.CaptureFixture[str]):
    rows = [
        Row("quick", 3.0, 9.0, "Peer", "ms", "at most a third of the peer's", True),
        Row("large", 9.0, None, None, "MB", "below 4", False),
        Row("told", 1.0, None, None, "s", None, None),
    ]

    printed(rows, as_json=False)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("Peer 9.0 met")
    assert lines[1].endswith("MISSED")
    assert lines[-1] == "1 of 2 targets met"


def _names_imported(tree: ast.Module) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "benchmarks.rows"
        for alias in node.names
    }


def _keys_of_row(node: ast.AST) -> set[object]:
    """The keys of a row that is written out as a mapping, where nothing holds it to the fields."""
    if not isinstance(node, ast.Dict):
        return set()
    keys = {key.value if isinstance(key, ast.Constant) else None for key in node.keys}
    return keys if {"what", "ours"} <= keys else set()
