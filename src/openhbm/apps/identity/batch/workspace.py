"""A folder in which a register lies as arrays, shared by whoever works on it.

Files are written under another name first and renamed, so that a worker killed half-way leaves
nothing half-written; a step done twice writes the same file again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.comparing import Comparison, Rarities, rarities_of
from openhbm.core.identity.linkage.encoding import Register
from openhbm.core.identity.linkage.weights import Weights
from openhbm.core.identity.linkage.words import Words

_WORDS = ("parts", "towns", "marks")
_MEMORY = "1GB"
"""What DuckDB may hold before it writes to the folder."""

Arrays = Mapping[str, NDArray[Any]]


RECORDS_AT_ONCE = 100_000
"""Records in a portion: so much is in memory at a time, and one worker's step."""


@dataclass(frozen=True)
class Layout:
    """How many records there are, and how many make a portion."""

    records: int
    at_once: int

    @property
    def portions(self) -> int:
        return max(1, -(-self.records // self.at_once))


def save_register(folder: Path, register: Register, at_once: int = RECORDS_AT_ONCE) -> None:
    """Lay a register into ``folder``, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    layout = Layout(len(register), at_once)
    (folder / "layout.json").write_text(json.dumps(asdict(layout)), encoding="utf-8")
    for field in fields(register):
        value = getattr(register, field.name)
        if field.name in _WORDS:
            for part in fields(value):
                np.save(folder / f"{field.name}.{part.name}.npy", getattr(value, part.name))
        else:
            np.save(folder / f"{field.name}.npy", value)
    rarities = rarities_of(register)
    np.save(folder / "rarity.parts.npy", rarities.parts)
    np.save(folder / "rarity.towns.npy", rarities.towns)


def load_layout(folder: Path) -> Layout:
    return Layout(**json.loads((folder / "layout.json").read_text(encoding="utf-8")))


def load_register(folder: Path) -> Register:
    """The register, read from the disk only where it is looked at."""
    words = {
        name: Words(
            **{part.name: _mapped(folder / f"{name}.{part.name}") for part in fields(Words)}
        )
        for name in _WORDS
    }
    rows = {f.name: _mapped(folder / f.name) for f in fields(Register) if f.name not in _WORDS}
    return Register(**words, **rows)


def load_comparison(folder: Path) -> Comparison:
    """Ready to compare any pairs of the register."""
    rarities = Rarities(_mapped(folder / "rarity.parts"), _mapped(folder / "rarity.towns"))
    return Comparison(load_register(folder), rarities)


def _mapped_words(folder: Path, name: str) -> Words:
    return Words(**{part.name: _mapped(folder / f"{name}.{part.name}") for part in fields(Words)})


def _mapped(path: Path) -> NDArray[Any]:
    file = path.with_name(f"{path.name}.npy")
    # An empty array cannot be mapped.
    return np.load(file, mmap_mode="r" if file.stat().st_size > 1024 else None)


def save_weights(folder: Path, weights: Weights) -> None:
    (folder / "weights.json").write_text(json.dumps(asdict(weights)), encoding="utf-8")


def load_weights(folder: Path) -> Weights:
    told = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    tables = tuple(tuple(tuple(row) for row in table) for table in told["tables"])
    return Weights(tuple(told["shares"]), tables, tuple(told["usual_bits"]))


def write_parquet(path: Path, arrays: Arrays, order: str) -> int:
    """Write arrays of one length as columns, sorted by ``order``; how many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    with _database() as database:
        database.register("rows", dict(arrays))
        database.execute(
            f"COPY (SELECT * FROM rows ORDER BY {order}) TO '{_quoted(unfinished)}'"
            " (FORMAT parquet, ROW_GROUP_SIZE 100000)"
        )
    unfinished.replace(path)
    return len(next(iter(arrays.values())))


def read_parquet(pattern: Path, columns: str, where: str = "", order: str = "") -> Arrays:
    """Columns of every file that ``pattern`` names; empty when there is none."""
    if not any(pattern.parent.glob(pattern.name)):
        return {}
    condition = f" WHERE {where}" if where else ""
    ordered = f" ORDER BY {order}" if order else ""
    with _database() as database:
        found = database.execute(
            f"SELECT {columns} FROM read_parquet('{_quoted(pattern)}'){condition}{ordered}"
        )
        return {name: np.asarray(values) for name, values in found.fetchnumpy().items()}


def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY})


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
