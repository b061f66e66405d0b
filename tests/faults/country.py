"""What the processes of a country under fault do, and what must be so when all is over."""

from __future__ import annotations

import os
import random
import resource
import signal
import socketserver
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.urls import get_resolver

from openhbm.apps.identity.models import MatchSubject
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.writer import WRITER
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import DocumentDetails, GroupDetails, PersonDetails
from openhbm.apps.people.models import Document, Person
from openhbm.apps.places.models import Post
from openhbm.apps.sync.meeting import Meeting, meet
from openhbm.apps.sync.models import Cursor, Link
from openhbm.apps.sync.running import keep_meeting
from tests.faults.processes import Say

GIVEN = ("Olena", "Petro", "Ivan", "Oksana", "Yulia", "Andriy", "Taras", "Sofia", "Mykola", "Hanna")
FAMILY = ("Bondar", "Kovalenko", "Shevchuk", "Melnyk", "Boyko", "Kravets", "Lysenko", "Marchuk")
FULL_DISK, DISK_AGAIN = signal.SIGUSR1, signal.SIGUSR2


def somebody(rng: random.Random) -> PersonDetails:
    """An invented person whom no other one is like."""
    return PersonDetails(
        name=f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        sex=rng.choice("MF"),
        birth=f"{rng.randint(1940, 2020)}-{rng.randint(1, 12):02}",
        documents=(DocumentDetails("PASS", f"F{rng.randrange(10**8):08}", "UKR"),),
    )


def register_one(by, post: Post, rng: random.Random) -> Person:
    with one_commit():
        group = register_group(by=by, details=GroupDetails("Bondar", 1), post=post)
        return register_person(
            by=by, details=somebody(rng), post=post, group=group, relationship="PA"
        )


def write_at(country, prefix: str, code: str, say: Say, seed: int) -> None:
    """Register people without end; each is said once it is on disk, and not before."""
    for number in (FULL_DISK, DISK_AGAIN):
        signal.signal(number, _fill_or_empty)
    rng = random.Random(seed)
    with country.at(prefix):
        post, by = Post.objects.get(code=code), country.chief()
        while True:
            try:
                person = register_one(by, post, rng)
            except DatabaseError:
                connection.close()
                say("refused")
                time.sleep(0.01)
                continue
            say(f"registered {person.id}")
            time.sleep(0.03)


def _fill_or_empty(number: int, _frame: object) -> None:
    """A disk that is full: no file grows any more, and writing to one is an error."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = number == FULL_DISK
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192 if full else hard, hard))


def load_pages() -> None:
    """Before any server is forked, so that none has to do it again."""
    get_resolver().url_patterns  # noqa: B018


def serve_at(country, prefix: str, port: int, say: Say) -> None:
    """Serve a node: many threads, one writer, as in production."""
    with country.at(prefix):
        WRITER.start()
        served = make_server("127.0.0.1", port, WSGIHandler(), _Server, _Quiet)
        say("serving")
        served.serve_forever()


def push_at(country, prefix: str, url: str, say: Say) -> None:
    """Meet the centre without end."""

    def meet_once() -> Meeting:
        # Each letter is told: as long as somebody registers, a meeting finds more to say.
        return meet(
            by=None,
            to="CEN",
            url=url,
            client=client,
            wait=lambda seconds: time.sleep(seconds / 10),
            tell=lambda done: say("met"),
            line=line,
        )

    with (
        country.at(prefix),
        httpx.Client(timeout=20) as client,
        ThreadPoolExecutor(1) as line,
    ):
        keep_meeting(threading.Event(), 0.05, meet_once)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A line that breaks is what is tested."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test reports."""


def everything(country, prefix: str, of: str = "PLM") -> dict[str, object]:
    """The chains of a post and all people, as a node has them; its journal verifies."""
    with country.at(prefix):
        entries = Entry.objects.filter(node_id__in=[of, f"{of}!"])
        chains = list(entries.order_by("node_id", "sequence").values_list("hash", flat=True))
        people = sorted(Person.objects.values_list("id", "name", "number"))
        documents = sorted(Document.objects.values_list("id", "number", "person_id"))
        found = sorted(MatchSubject.objects.values_list("record_id", flat=True))
        assert verdict(None).verified
    return {
        "chains": [bytes(one) for one in chains],
        "people": people,
        "documents": documents,
        "found": found,
    }


def check_nothing_lost(country, acknowledged: set[UUID], post: str = "PLM") -> int:
    """Both sides equal, nobody acknowledged missing, nobody doubled; how many people there are."""
    at_post, at_centre = everything(country, post, post), everything(country, "CEN", post)
    assert at_post == at_centre
    ids = [id_ for id_, _name, _number in at_centre["people"]]
    numbers = Counter(number for _id, _name, number in at_centre["people"])
    papers = Counter(number for _id, number, _person in at_centre["documents"])
    assert acknowledged <= set(ids), f"{len(acknowledged - set(ids))} acknowledged are missing"
    assert max(numbers.values(), default=1) == max(papers.values(), default=1) == 1, "doubled"
    with country.at(post):
        last = Entry.objects.filter(node_id=post).count()
        assert Cursor.objects.get(node_id="CEN", chain=post).sequence == last
    with country.at("CEN"):
        assert Link.objects.get(node_id=post).quarantined_at is None
    return len(ids)


def stop_waiting(pid: int, number: signal.Signals) -> None:
    os.kill(pid, number)
