"""A post registers while everything goes wrong on its line: nothing is missing, nothing doubled.

Requests and answers get lost, are cut short, changed, sent twice and sent again days later; both
ends are restarted.
"""

from __future__ import annotations

import random
from collections import Counter

import httpx
import pytest
from django.db import connection

from openhbm.apps.places.models import Post
from openhbm.apps.sync.meeting import meet
from tests.apps.sync.conftest import country
from tests.faults.amounts import LINE_FAULTS
from tests.faults.country import check_nothing_lost, register_one
from tests.nodes import Line

__all__ = ["country"]
pytestmark = pytest.mark.fault
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


def test_everything_wrong_on_the_line_loses_and_doubles_nothing(country, tell_faults):
    country.meet("PLM")
    line = BadLine(country, "CEN", LINE_FAULTS)
    rng, registered = random.Random(LINE_FAULTS), set()
    while line.left > 0:
        with country.at("PLM"), httpx.Client(transport=line) as client:
            post = Post.objects.get(code="PL-MED")
            registered.add(register_one(country.chief(), post, rng).id)
            meet(by=None, to="CEN", url="http://127.0.0.1", client=client, wait=lambda s: None)
    country.meet("PLM")

    people = check_nothing_lost(country, registered)
    tell_faults(line.done, people=people)
    assert line.done.total() == LINE_FAULTS
    assert people == len(registered)
