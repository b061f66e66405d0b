"""The same register linked in memory, from disk and on a cluster whose worker is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
import pytest

from openhbm.apps.identity.batch import stages
from openhbm.apps.identity.batch.engines import Here, engine_at
from openhbm.apps.identity.batch.files import link_file
from openhbm.apps.identity.batch.linking import link_folder
from openhbm.apps.identity.batch.running import FromDisk
from openhbm.apps.identity.batch.tables import COLUMNS
from openhbm.apps.identity.batch.workspace import load_register, read_parquet, save_register
from openhbm.apps.identity.linking import columns_of, in_memory
from openhbm.apps.identity.scorers import trees_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.identity.linkage.batch import link
from openhbm.core.identity.linkage.encoding import register_of
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.names import sounds

_GIVEN = "Layla Samir Nour Karim Hanaa Yasser Selam Dawit Helen Yonas Ostap Lesia Taras Kofi"
_FAMILIES = "Alkhayali Almawhum Alsarabi Hilmu Teretu Vyhadko Kazkovyi Mriinyk Duconte"
PORTION = 150
"""Records in a portion, so that a small register has several."""
WAIT_SECONDS = 120


@pytest.fixture(scope="module")
def rows():
    """Columns of about 700 records, some of one person."""
    rng = Random(11)
    found = {name: [] for name in COLUMNS}
    for number in range(550):
        person = {
            "given": rng.choice(_GIVEN.split()), "father": rng.choice(_GIVEN.split()),
            "surname": rng.choice(_FAMILIES.split()), "sex": rng.choice("FM"),
            "dob": f"{rng.randint(1950, 2015)}-{rng.randint(2, 12):02}-{rng.randint(2, 28):02}",
            "place": f"Place {number % 60}", "doc_no": "", "phone": "", "nat": "UTO",
        }  # fmt: skip
        for _time in range(1 + (rng.random() < 0.3)):
            for name, value in person.items():
                found[name].append(value)
    return found


@pytest.fixture(scope="module")
def register(rows):
    return register_of(columns_of(rows), sounds, linkage_keys)


@pytest.fixture(scope="module")
def trees():
    return trees_of("synthetic-register")


@pytest.fixture(scope="module")
def expected(register, trees):
    return link(register, trees)


def same(found, expected):
    assert np.array_equal(found.pairs, expected.pairs)
    assert np.array_equal(found.log_odds, expected.log_odds)
    assert found.compared == expected.compared


def test_register_laid_into_a_folder_is_read_back(tmp_path, register):
    save_register(tmp_path, register, PORTION)

    again = load_register(tmp_path)

    assert np.array_equal(again.names, register.names)
    assert np.array_equal(again.parts.keys, register.parts.keys)


def test_linking_from_disk_finds_the_pairs_of_memory(tmp_path, register, trees, expected):
    save_register(tmp_path, register, PORTION)

    found = link_folder(tmp_path, Here(), trees)

    same(found, expected)


def test_step_done_twice_changes_nothing(tmp_path, register, trees, expected):
    class Twice(Here):
        def every(self, step, folder, portions):
            for _time in range(2):
                done = list(super().every(step, folder, portions))
            yield from done

    save_register(tmp_path, register, PORTION)

    same(link_folder(tmp_path, Twice(), trees), expected)


def test_killed_step_leaves_nothing_half_written(tmp_path, register, monkeypatch):
    save_register(tmp_path, register, PORTION)

    def killed(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        stages.write_keys(tmp_path, 0)

    assert not list((tmp_path / "keys").glob("*.parquet"))


def test_scheduler_that_does_not_answer_is_told(tmp_path):
    with pytest.raises(ActionError, match="No scheduler"), engine_at("dask://127.0.0.1:9"):
        pass


def test_file_is_linked_and_pairs_are_written(tmp_path, rows):
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    lines = [",".join(["unique_id", *rows])]
    lines += [",".join([f"r{n}", *each]) for n, each in enumerate(zip(*rows.values(), strict=True))]
    source.write_text("\n".join(lines), encoding="utf-8")

    done = link_file(source, out, "weights", 0.0, FromDisk("disk"), lambda *_told: None)
    again = link_file(source, out, "weights", 0.0, in_memory, lambda *_told: None)

    assert done == again
    assert done.records == len(rows["given"])
    written = read_parquet(out, '"left", "right", log_odds')
    assert len(written["left"]) == done.likely
    assert str(written["left"][0]).startswith("r")


@pytest.mark.parametrize("content", ["a,b\n1,2\n", ""])
def test_file_without_ids_says_what_to_give(tmp_path, content):
    source = tmp_path / "in.csv"
    source.write_text(content, encoding="utf-8")

    with pytest.raises(ActionError, match="unique_id|cannot be read"):
        link_file(source, tmp_path / "o.parquet", "weights", 0, in_memory, lambda *_told: None)


class Cluster:
    """A scheduler and two workers as processes on loopback."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        place = ["--host", "127.0.0.1", "--no-dashboard"]
        work = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
        self.processes = [self._started("scheduler", "--port", "0", *place)]
        self.processes += [self._started("worker", *work, *place) for _worker in range(2)]

    def wait(self) -> None:
        """Until the scheduler has told where it is; the workers wait for that, too."""
        self._until(lambda: self.file.exists() and self.file.stat().st_size > 0)

    @property
    def address(self) -> str:
        told = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        return f"dask://{told.removeprefix('tcp://')}"

    def _started(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(self.file), *options]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdout=quiet, stderr=quiet, env=dict(os.environ))

    def _until(self, holds) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not holds():
            assert time.monotonic() < end, "the scheduler did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(WAIT_SECONDS)


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path)
    try:
        made.wait()
        yield made
    finally:
        made.stop()


@pytest.mark.slow
@pytest.mark.fault
def test_cluster_that_loses_a_worker_finds_the_pairs_of_memory(
    cluster, tmp_path, register, trees, expected
):
    folder = tmp_path / "shared"
    save_register(folder, register, PORTION)
    lost = []

    def told(step, done, of):
        if step == "pairs" and done == 2 and not lost:
            lost.append(cluster.processes[2])
            lost[0].kill()

    with engine_at(cluster.address) as engine:
        engine.client.wait_for_workers(2, timeout=WAIT_SECONDS)
        found = link_folder(folder, engine, trees, told)

    assert lost[0].poll() is not None or lost[0].wait(WAIT_SECONDS) is not None
    same(found, expected)
