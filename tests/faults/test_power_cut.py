"""The power goes at any moment: everybody who was told "saved" is there, and the journal holds."""

from __future__ import annotations

import pickle
import random
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post
from openhbm.project.locations import database
from tests.apps.sync.conftest import country
from tests.faults.amounts import POWER_CUTS
from tests.faults.country import register_one
from tests.faults.power import Disk, Operation, Recorder, power_cuts
from tests.faults.processes import Process, Say, until

__all__ = ["country"]
pytestmark = [
    pytest.mark.fault,
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
PEOPLE, CHECKPOINT_PAGES = 25, 200
UNSAFE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


def registrations(country, folder: Path, setting: str) -> tuple[Disk, list[Operation]]:
    """The post's files before people are registered, and all that is done to them meanwhile."""
    file, log = Path(country.found["PLM"].database), folder / "log"
    before = {file.name: bytearray(file.read_bytes())}

    def work(say: Say, _heard: int) -> None:
        recorder, rng = Recorder(), random.Random(PEOPLE)
        connection.settings_dict["OPTIONS"]["init_command"] = setting
        with country.at("PLM"):
            connection.cursor().execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            post, by = Post.objects.get(code="PL-MED"), country.chief()
            for _ in range(PEOPLE):
                recorder.say(str(register_one(by, post, rng).id))
            recorder.save(log)
            say("done")

    process = Process(work)
    until(lambda: "done" in process.said())
    process.kill()
    return before, pickle.loads(log.read_bytes())


def put_on_disk(country, disk: Disk) -> None:
    file = Path(country.found["PLM"].database)
    for rest in file.parent.glob(f"{file.name}*"):
        rest.unlink()
    for name, content in disk.items():
        (file.parent / name).write_bytes(content)


def lost(country, said: set[str], disk: Disk) -> set[uuid.UUID]:
    """Whom the disk does not hold though they were acknowledged; DatabaseError when damaged."""
    put_on_disk(country, disk)
    with country.at("PLM"):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            assert cursor.fetchall() == [("ok",)]
        assert verdict(None).verified
        return {uuid.UUID(one) for one in said} - set(Person.objects.values_list("id", flat=True))


@pytest.fixture
def sqlite_only() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL answers for its own files")


def test_power_cut_at_any_moment_loses_nobody_acknowledged(
    sqlite_only, country, tmp_path, tell_faults
):
    country.meet("PLM")
    setting = database(tmp_path / "home", "")["OPTIONS"]["init_command"]
    before, log = registrations(country, tmp_path, setting)
    most = 0
    rng = random.Random(POWER_CUTS)
    for said, disk in power_cuts(before, log, POWER_CUTS, rng):
        assert lost(country, said, disk) == set()
        most = max(most, len(said))
    assert most > PEOPLE // 2
    assert any(what == "sync" and not name.endswith("-wal") for what, name, *_ in log), "checkpoint"
    tell_faults(Counter({"power cut": POWER_CUTS}), people=PEOPLE, writes=len(log))


def test_power_cut_without_synchronous_writes_does_lose_people(sqlite_only, country, tmp_path):
    """The proof that the power cuts of the other test take something away."""
    country.meet("PLM")
    before, log = registrations(country, tmp_path, UNSAFE)
    harmed = 0
    for said, disk in power_cuts(before, log, 5, random.Random(5)):
        try:
            harmed += bool(lost(country, said, disk))
        except (DatabaseError, AssertionError):
            harmed += 1
    assert harmed > 0
