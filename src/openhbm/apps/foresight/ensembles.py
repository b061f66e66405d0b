"""Runs many scenarios on this machine's cores or on a cluster, and takes up where it stopped.

Runs are cut into batches that do not depend on who runs them. Every finished batch is a file; a
batch that was lost with its worker is run again, so an ensemble that was stopped or lost workers
ends with the same figures as one that was not.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from openhbm.core.flows.displacement.engines import Engine
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.planning import Run, Scenario, run_batch
from openhbm.core.flows.displacement.reports import Array

LOCAL = "local"
_DASK = "dask://"
_ATTEMPTS = 5
Done = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """What is to be run: every run of ``runs`` on ``scenarios`` of one crisis."""

    instance: Instance
    scenarios: tuple[Scenario, ...]
    runs: tuple[Run, ...]
    initial: Array | None = None
    engine: Engine = Engine.COHORTS
    batch: int = 50

    def batches(self) -> tuple[tuple[Run, ...], ...]:
        """The runs cut into batches, always alike."""
        starts = range(0, len(self.runs), self.batch)
        return tuple(self.runs[start : start + self.batch] for start in starts)

    def mark(self) -> str:
        """A short text that differs when what is to be run differs."""
        return sha256(
            repr((self.instance, self.scenarios, self.runs, self.engine)).encode()
            + self.instance.conflict.tobytes()
            + b"".join(each.inflow.tobytes() for each in self.scenarios)
            + (b"" if self.initial is None else self.initial.tobytes())
        ).hexdigest()[:16]


def run_ensemble(
    ensemble: Ensemble,
    *,
    engine: str = LOCAL,
    workers: int | None = None,
    folder: Path | None = None,
    done: Done = lambda finished, batches: None,
) -> Array:
    """Figures [N, 3, D] of all runs, in their order.

    ``engine`` is ``local`` or the address of a Dask scheduler, ``dask://HOST:PORT``. Finished
    batches are kept in ``folder`` when one is given, and not run again. ``done`` is told how many
    batches are finished. Raises ValueError for another engine, and RuntimeError when workers are
    lost again and again.
    """
    batches = ensemble.batches()
    kept: dict[int, Array] = {}
    if folder is not None:
        folder = folder / ensemble.mark()
        folder.mkdir(parents=True, exist_ok=True)
        kept = {
            n: np.load(_file(folder, n)) for n in range(len(batches)) if _file(folder, n).exists()
        }
    for _ in range(_ATTEMPTS):
        missing = [number for number in range(len(batches)) if number not in kept]
        if not missing:
            return np.concatenate([kept[number] for number in range(len(batches))])
        with _executor(engine, workers) as pool:
            for number, figures in _finished(pool, ensemble, batches, missing):
                kept[number] = figures
                if folder is not None:
                    _keep(folder, number, figures)
                done(len(kept), len(batches))
    raise RuntimeError(f"workers were lost {_ATTEMPTS} times; run fewer at once, then run it again")


def _finished(
    pool: Executor, ensemble: Ensemble, batches: Sequence[tuple[Run, ...]], missing: Sequence[int]
) -> Iterator[tuple[int, Array]]:
    """Batches as they are finished, up to the loss of a local worker."""
    waiting: dict[Future[Array], int] = {}
    for number in missing:
        future = pool.submit(
            run_batch,
            ensemble.instance,
            ensemble.scenarios,
            batches[number],
            ensemble.initial,
            ensemble.engine,
        )
        waiting[future] = number
    for future in as_completed(waiting):
        try:
            yield waiting[future], future.result()
        except BrokenProcessPool:
            continue


@contextmanager
def _executor(engine: str, workers: int | None) -> Iterator[Executor]:
    if engine == LOCAL:
        # Spawned, not forked: a forked child of a server with threads may hang.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            yield pool
    elif engine.startswith(_DASK):
        with _dask(engine.removeprefix(_DASK)) as pool:
            yield pool
    else:
        raise ValueError(f"there is no engine {engine!r}; give local or dask://HOST:PORT")


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        distributed = importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise ValueError("Dask is not installed; install openhbm[cluster]") from None
    try:
        connected = distributed.Client(f"tcp://{address}", timeout="10s")
    except OSError as error:
        raise ValueError(
            f"no Dask scheduler answers at {address}: {error}. Begin one with: dask scheduler"
        ) from None
    with connected as client:
        yield client.get_executor(retries=_ATTEMPTS, pure=False)


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:06}.npy"


def _keep(folder: Path, number: int, figures: Array) -> None:
    """Write a batch so that a file is either whole or not there."""
    part = folder / f"{number:06}.part"
    with part.open("wb") as file:
        np.save(file, figures)
    part.replace(_file(folder, number))
