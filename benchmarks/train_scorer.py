"""Train the scorer that is shipped: ``python -m benchmarks.train_scorer --out FILE.yaml``.

Trained on synthetic registers of seeds that no benchmark scores. Everything about the scorer that
somebody needs who wants to trust it stands in docs/linkage-scorer.md.
"""

from __future__ import annotations

import argparse
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.encoded import encoded, true_pairs
from benchmarks.synthetic.pools import pools
from benchmarks.synthetic.register import draw_register
from openhbm.core.identity.linkage.batch import link
from openhbm.core.identity.linkage.boosting import learn_trees
from openhbm.core.identity.linkage.context import best_of_each
from openhbm.core.identity.linkage.scoring import rows_of
from openhbm.core.identity.linkage.trees import packed

REGISTERS = (
    (50_000, 7001),
    (50_000, 7002),
    (20_000, 7003),
    (20_000, 7004),
    (5_000, 7005),
    (5_000, 7006),
    (200_000, 7007),
)
"""(records, seed) of the registers it learns from."""


def examples(records: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """(rows, labels) of the pairs of one register that survive the first look."""
    table = draw_register(records, seed, _POOLS)
    register = encoded(table)
    weighed = link(register).weighed
    best = best_of_each(weighed.pairs, weighed.log_odds, len(register))
    return rows_of(weighed, best), np.isin(weighed.pairs, true_pairs(table["cluster"]))


_POOLS = pools()
_FILE = """source: >-
  Trained by benchmarks/train_scorer.py on invented registers of benchmarks/synthetic; the card is
  docs/linkage-scorer.md.
reviewed_on: {day}
verified: false
items:
- id: synthetic-register
  name:
    en: Trained on invented registers
    fr: Entraîné sur des registres inventés
    ar: مدرَّب على سجلات مخترعة
    uk: Навчено на вигаданих реєстрах
    es: Entrenado con registros inventados
  pairs: {pairs}
  matches: {matches}
  trees: |
{trees}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = [examples(*each) for each in REGISTERS]
    rows = np.concatenate([each[0] for each in found])
    labels = np.concatenate([each[1] for each in found])
    text = "\n".join(textwrap.wrap(packed(learn_trees(rows, labels)), 96))
    options.out.write_text(
        _FILE.format(
            day=datetime.now(UTC).date(),
            pairs=len(rows),
            matches=int(labels.sum()),
            trees=textwrap.indent(text, "    "),
        ),
        encoding="utf-8",
    )
    print(f"{len(rows)} pairs, {int(labels.sum())} matches: {options.out}")


if __name__ == "__main__":
    main()
