"""Registers as linkage takes them, and the truth about them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openhbm.core.identity.linkage.clusters import pairs_within
from openhbm.core.identity.linkage.encoding import Columns, Register, register_of
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.names import sounds

Table = Mapping[str, Sequence[str]]


def table_of(path: Path) -> Table:
    """A CSV file by columns."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    heading = [name.strip() for name in rows[0]]
    return {name: [row[n].strip() for row in rows[1:]] for n, name in enumerate(heading)}


def encoded(table: Table) -> Register:
    """A register with the columns of the synthetic ones."""
    return register_of(
        Columns(
            names=(table["given"], table["father"], table["surname"]),
            births=table["dob"],
            sexes=table["sex"],
            places=(table["place"],),
            numbers=(table["doc_no"], table["phone"]),
            nations=table["nat"],
        ),
        sounds,
        linkage_keys,
    )


def true_pairs(clusters: Sequence[str]) -> NDArray[np.uint64]:
    """The coded pairs of records of one person."""
    return pairs_within(np.unique(np.array(clusters, str), return_inverse=True)[1])
