"""Registers in files: read from CSV or Parquet, pairs written back, for machines without this
register's database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from openhbm.apps.identity.batch.workspace import write_parquet
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.identity.linkage.blocking import Keys, decoded

ID = "unique_id"
COLUMNS = ("given", "father", "surname", "dob", "sex", "place", "doc_no", "phone", "nat")
"""What a file may hold beside ``unique_id``; what it does not hold is not known."""


def table_in(file: Path) -> tuple[NDArray[Any], Mapping[str, NDArray[Any]]]:
    """(ids, columns of text) of a CSV or Parquet file.

    ActionError when it cannot be read or has no column ``unique_id``.
    """
    reader = "read_parquet(?)" if file.suffix == ".parquet" else "read_csv(?, all_varchar = true)"
    try:
        with duckdb.connect(config={"threads": 1}) as database:
            source = f"FROM {reader}"
            described = database.execute(f"DESCRIBE SELECT * {source}", [str(file)]).fetchall()
            there = {row[0] for row in described}
            if ID not in there:
                raise ActionError(
                    f"{file} has no column {ID}.",
                    field="file",
                    remedy=f"Give {ID} and any of {', '.join(COLUMNS)}.",
                )
            chosen = [_as_text(name) if name in there else f"'' AS {name}" for name in COLUMNS]
            found = database.execute(
                f"SELECT {_as_text(ID)}, {', '.join(chosen)} {source}", [str(file)]
            ).fetchnumpy()
    except duckdb.Error as error:
        raise ActionError(
            f"{file} cannot be read: {error}", field="file", remedy="Give a CSV or Parquet file."
        ) from None
    texts = {name: np.asarray(values, object) for name, values in found.items()}
    return texts[ID], {name: texts[name] for name in COLUMNS}


def _as_text(name: str) -> str:
    return f"coalesce(CAST({name} AS VARCHAR), '') AS {name}"


def write_found(
    file: Path,
    ids: NDArray[Any],
    pairs: Keys,
    log_odds: NDArray[np.float32],
    clusters: NDArray[np.int64],
) -> None:
    """Write ``left``, ``right``, ``log_odds`` and ``cluster`` (the first id of the left record's
    cluster) as Parquet."""
    left, right = decoded(pairs)
    columns = {
        "left": ids[left],
        "right": ids[right],
        "log_odds": log_odds,
        "cluster": ids[clusters[left]],
    }
    write_parquet(file, columns, "log_odds DESC")
