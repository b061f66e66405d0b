"""All steps in their order, for a register that lies in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openhbm.apps.identity.batch import stages
from openhbm.apps.identity.batch.engines import Engine, Step
from openhbm.apps.identity.batch.workspace import (
    Layout,
    load_layout,
    read_parquet,
    save_weights,
)
from openhbm.core.identity.linkage.blocking import Keys
from openhbm.core.identity.linkage.context import empty_best
from openhbm.core.identity.linkage.trees import Trees, packed
from openhbm.core.identity.linkage.weights import Weights, learn_weights

Told = Callable[[str, int, int], None]
"""Told the step, how many portions of it are done, and of how many."""


@dataclass(frozen=True)
class Found:
    """Pairs, coded and in order, with their log odds; how many were compared."""

    pairs: Keys
    log_odds: NDArray[np.float32]
    weights: Weights
    compared: int


def link_folder(
    folder: Path,
    engine: Engine,
    trees: Trees | None = None,
    told: Told = lambda step, done, of: None,
) -> Found:
    """Link the register that `workspace.save_register` laid into ``folder``."""
    layout = load_layout(folder)
    portions = layout.portions

    def every(name: str, step: Step) -> int:
        total = 0
        for done, count in enumerate(engine.every(step, folder, portions), 1):
            total += count
            told(name, done, portions)
        return total

    every("keys", stages.write_keys)
    every("pairs", stages.write_pairs)
    compared = every("candidates", stages.count_pairs)
    every("sample", partial(stages.write_sample, of=compared))
    weights = learn_weights(_sample(folder, portions))
    save_weights(folder, weights)
    every("weighing", stages.write_weighed)
    np.save(folder / "best.npy", _best(folder, layout))
    if trees is not None:
        (folder / "trees.txt").write_text(packed(trees), encoding="utf-8")
    every("scoring", stages.write_scored)
    found = read_parquet(folder / "scored" / "*.parquet", "pair, log_odds", order="pair")
    pairs = np.asarray(found["pair"], np.uint64)
    return Found(pairs, np.asarray(found["log_odds"], np.float32), weights, compared)


def _sample(folder: Path, portions: int) -> NDArray[np.float32]:
    files = [folder / "sample" / f"{portion:05}.npy" for portion in range(portions)]
    return np.concatenate([np.load(file) for file in files])


def _best(folder: Path, layout: Layout) -> NDArray[np.float32]:
    table = empty_best(layout.records)
    for portion in range(layout.portions):
        stages.add_best(folder, portion, table)
    return table
