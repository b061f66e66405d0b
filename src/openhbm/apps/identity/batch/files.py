"""Linking a register that comes as a file and goes back as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openhbm.apps.identity.batch.tables import table_in, write_found
from openhbm.apps.identity.linking import Runner, columns_of
from openhbm.apps.identity.scorers import trees_of
from openhbm.core.identity.linkage.clusters import clusters_of
from openhbm.core.identity.linkage.encoding import register_of
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.names import sounds


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """What was found in a file; see `openhbm.apps.identity.linking.Outcome`."""

    records: int
    compared: int
    likely: int
    groups: int


def link_file(
    file: Path,
    out: Path,
    scorer: str,
    least: float,
    run: Runner,
    told: Callable[[str, int, int], None],
) -> LinkedFile:
    """Link the records of ``file`` and write the likely pairs to ``out``.

    ActionError when the file cannot be read.
    """
    ids, rows = table_in(file)
    register = register_of(columns_of(rows), sounds, linkage_keys)
    found = run(register, trees_of(scorer), told)
    likely = found.log_odds >= least
    pairs, odds = found.pairs[likely], found.log_odds[likely]
    clusters = clusters_of(pairs, odds, len(ids))
    write_found(out, ids, pairs, odds, clusters)
    sizes = np.unique(clusters, return_counts=True)[1]
    return LinkedFile(len(ids), found.compared, len(pairs), int((sizes > 1).sum()))
