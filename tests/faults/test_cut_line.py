"""A post registers while everything goes wrong on its line: nothing is missing, nothing doubled.

Requests and answers get lost, are cut short, changed, sent twice and sent again days later; both
ends are restarted. `HBM_FAULTS=1000` runs a thousand faults instead of the suite's few.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter

import httpx
import pytest
from django.db import connection

from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Document, Person
from openhbm.apps.sync.meeting import meet
from openhbm.apps.sync.models import Cursor, Link
from tests.apps.sync.conftest import country
from tests.apps.sync.people import register_at
from tests.nodes import Line

__all__ = ["country"]
pytestmark = pytest.mark.fault
FAULTS = int(os.environ.get("HBM_FAULTS", "40"))
KINDS = (
    "request lost",
    "answer lost",
    "answer cut",
    "answer changed",
    "twice",
    "old again",
    "restart",
)


class BadLine(Line):
    """Does one fault at each request until there were enough."""

    def __init__(self, nodes, to: str, faults: int) -> None:
        super().__init__(nodes, to)
        self.rng = random.Random(faults)
        self.left = faults
        self.done: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.left <= 0 or self.rng.random() < 0.3:
            return super().handle_request(request)
        self.left -= 1
        kind = self.rng.choice(KINDS)
        self.done[kind] += 1
        if kind == "request lost":
            raise httpx.ConnectError("cut", request=request)
        if kind == "old again" and self.sent:
            old = httpx.Request("POST", request.url, content=self.rng.choice(self.sent))
            assert super().handle_request(old).status_code == 422
        if kind == "twice":
            super().handle_request(request)
        if kind == "restart":
            connection.close()
        answer = super().handle_request(request)
        if kind == "answer lost":
            raise httpx.ReadError("cut", request=request)
        content = bytearray(answer.content)
        if kind == "answer cut":
            del content[self.rng.randrange(len(content)) :]
        if kind == "answer changed" and content:
            content[self.rng.randrange(len(content))] ^= 1
        return httpx.Response(answer.status_code, content=bytes(content))


def everything(country, prefix: str) -> dict[str, object]:
    with country.at(prefix):
        entries = Entry.objects.filter(node_id__in=["PLM", "PLM!"])
        chains = list(entries.order_by("node_id", "sequence").values_list("hash", flat=True))
        people = sorted(Person.objects.values_list("id", "name", "number"))
        documents = sorted(Document.objects.values_list("id", "number", "person_id"))
        assert verdict(None).verified
        return {"chains": [bytes(one) for one in chains], "people": people, "documents": documents}


def test_everything_wrong_on_the_line_loses_and_doubles_nothing(country, capsys):
    country.meet("PLM")
    line = BadLine(country, "CEN", FAULTS)
    registered = 0
    while line.left > 0:
        register_at(country, "PLM", "PL-MED")
        registered += 1
        with country.at("PLM"), httpx.Client(transport=line) as client:
            meet(by=None, to="CEN", url="http://127.0.0.1", client=client, wait=lambda s: None)
    country.meet("PLM")

    post, centre = everything(country, "PLM"), everything(country, "CEN")
    with capsys.disabled():
        sys.stdout.write(f"\n{line.done.total()} faults {dict(line.done)}, {registered} people\n")
    assert line.done.total() == FAULTS
    assert post == centre
    assert len(centre["people"]) == registered
    with country.at("PLM"):
        last = Entry.objects.filter(node_id="PLM").count()
        assert Cursor.objects.get(node_id="CEN", chain="PLM").sequence == last
    with country.at("CEN"):
        assert Link.objects.get(node_id="PLM").quarantined_at is None
