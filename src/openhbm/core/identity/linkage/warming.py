"""Compiling the loops of linkage before somebody waits for them."""

from __future__ import annotations

import numpy as np

from openhbm.core.identity.linkage.batch import link
from openhbm.core.identity.linkage.boosting import learn_trees
from openhbm.core.identity.linkage.clusters import pairs_within
from openhbm.core.identity.linkage.encoding import Columns, register_of
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.linkage.scoring import COLUMNS
from openhbm.core.identity.names import sounds

_TWICE = (["Layla", "Leila"], ["Hassan", "Hasan"], ["Duconte", "Duconte"])


def warm_linkage() -> tuple[str, ...]:
    """Run every loop once on two invented records; the names of the engines that are ready."""
    columns = Columns(
        names=_TWICE,
        births=["1988-03-07", "1988"],
        sexes=["F", "F"],
        places=(["Nullepart", "Nulepart"],),
        numbers=(["A1234567", "A1234576"],),
    )
    rows = np.linspace(0, 1, 40 * COLUMNS, dtype=np.float32).reshape(40, COLUMNS)
    trees = learn_trees(rows, np.arange(40) >= 20, trees=1)
    register = register_of(columns, sounds, linkage_keys)
    pairs_within(link(register, trees).clusters(len(register)))
    return ("linkage",)
