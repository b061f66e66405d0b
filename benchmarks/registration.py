"""How many persons are registered per second: through the action, and through the API.

``python -m benchmarks.registration [--quick] [--persons 1000] [--desks 8] [--json]``; on PostgreSQL
with ``--postgresql``, in a server of its own that is thrown away afterwards, or with ``--database
postgresql://…``, whose database must be empty. A node of its own is made in a temporary folder.
Every registration is a person with a birth date, a nationality and a document, counted, journalled
and on disk before it is acknowledged. No peer registers through a journal, so the rows stand alone.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
from tests.serving import Client, Served
from tqdm import tqdm

from benchmarks.rows import Row, printed
from benchmarks.server import postgresql

PASSWORD = "correct horse battery"
POST = "PL-BENCH"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1000)
    parser.add_argument("--desks", type=int, default=8, help="registering at the same time")
    parser.add_argument("--database", default="", metavar="URL")
    parser.add_argument("--postgresql", action="store_true", help="a server made for this")
    parser.add_argument("--quick", action="store_true", help="200 persons")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    persons = min(given.persons, 200) if given.quick else given.persons
    with ExitStack() as after:
        folder = after.enter_context(tempfile.TemporaryDirectory(prefix="hbm-benchmark-"))
        url = after.enter_context(postgresql(durable=True)) if given.postgresql else given.database
        home = Path(folder) / "home"
        os.environ.update(HBM_HOME=str(home), HBM_DATABASE_URL=url)
        token = made_node(Path(folder))
        figures = {
            f"through the API, {given.desks} desks": through_api(home, token, persons, given.desks),
            **through_action(persons, given.desks),
        }
    rows = rows_of(figures, "PostgreSQL" if url else "SQLite", persons)
    printed(rows, as_json=given.json)


def rows_of(figures: dict[str, Any], database: str, persons: int) -> list[Row]:
    """The figures in the shape that every benchmark prints."""
    return [
        Row(
            what=f"{persons} registrations {how}, {database}",
            ours=figure,
            peer=None,
            peer_name=None,
            unit="persons/s",
            target=None,
            met=None,
        )
        for how, figure in figures.items()
    ]


def hbm(*words: str, typed: str = "") -> dict[str, Any]:
    """What ``hbm WORDS --json`` prints."""
    command = [sys.executable, "-m", "openhbm.cli", *words, "--json"]
    ended = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    return dict(json.loads(ended.stdout))


def made_node(folder: Path) -> str:
    """A node with a post and a clerk; the clerk's token."""
    hbm("init", "--password-stdin", typed=PASSWORD)
    posts = folder / "posts.csv"
    posts.write_text(f"code,name,country\n{POST},Bench,POL\n", encoding="utf-8")
    hbm("posts", "import", str(posts))
    roles = ("--role", "registration_clerk", "--password-stdin")
    hbm("user", "add", "clerk", *roles, typed=PASSWORD)
    return str(hbm("user", "token", "clerk")["token"])


def rate(work: Callable[[int], None], persons: int, threads: int, text: str) -> float:
    """Calls of ``work`` per second, from this many threads."""
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        list(tqdm(pool.map(work, range(persons)), total=persons, desc=text, disable=None))
        return round(persons / (time.perf_counter() - began), 1)


def through_api(home: Path, token: str, persons: int, desks: int) -> float:
    """Persons per second over HTTP, each request with an idempotency key of its own."""
    served = Served(home, os.environ, threads=2 * desks)
    served.start()
    clients = [Client(served.port, token) for _desk in range(desks)]

    def desk(number: int) -> None:
        for person in range(number, persons, desks):
            body = {
                "post": POST,
                "name": f"Vymyslena Osoba {person}",
                "sex": "F",
                "birth": "1988-05",
                "nationalities": [{"country": "UKR"}],
                "documents": [{"kind": "PASS", "number": f"ZZ{person}", "issuer": "UKR"}],
            }
            status, answer = clients[number].ask("POST", "/api/v1/persons", body, f"bench-{person}")
            if status != 201:
                raise RuntimeError(f"the API answered {status}: {answer}")

    try:
        return round(rate(desk, desks, desks, "through the API") * persons / desks, 1)
    finally:
        for client in clients:
            client.connection.close()
        served.stop()


def through_action(persons: int, desks: int) -> dict[str, float]:
    """Persons per second in this process: one desk alone, then several at the same time."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "openhbm.project.settings"
    django.setup()
    # Only now can models be loaded.
    register = importlib.import_module("openhbm.apps.crossings.actions").register_arrival
    details = importlib.import_module("openhbm.apps.people.details")
    accounts = importlib.import_module("openhbm.apps.accounts.queries")
    places = importlib.import_module("openhbm.apps.places.queries")
    writer = importlib.import_module("openhbm.apps.ledger.writer").WRITER
    clerk = accounts.user_named(None, "clerk")
    post = places.post_for(clerk, POST)

    def one(number: int) -> None:
        person = details.PersonDetails(
            name=f"Vymyslena Osoba {number}",
            sex="F",
            birth="1988-05",
            nationalities=(details.NationalityDetails("UKR"),),
            documents=(details.DocumentDetails("PASS", f"ZZ{number}", "UKR"),),
        )
        register(by=clerk, post=post, details=person)

    alone = rate(one, persons, 1, "through the action, one desk")
    writer.start()
    together = rate(one, persons, desks, f"through the action, {desks} desks")
    writer.stop()
    return {"through the action, 1 desk": alone, f"through the action, {desks} desks": together}


if __name__ == "__main__":
    main()
