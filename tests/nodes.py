"""Several nodes in one process: each with its own database, keys, files and name.

``with nodes.at("PLM"):`` makes everything inside happen at that node.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from openhbm.apps.ledger.keys import KeyRing
from openhbm.apps.ledger.recovering import look_again
from tests.flushing import statements_to_empty

_numbers = itertools.count()
_spare: list[str] = []
"""Databases that tests are done with, emptied, for the nodes of the next."""
_MADE_BY_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations"}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


@dataclass(frozen=True)
class NodeUnderTest:
    """Where a node of a test has its things."""

    prefix: str
    home: Path
    database: str
    keys: KeyRing


class Nodes:
    """The nodes of one test, all made from the same empty, migrated database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = str(connection.settings_dict["NAME"])
        self.found: dict[str, NodeUnderTest] = {}
        self.on_the_server: list[str] = []
        connection.close()

    def add(self, prefix: str) -> None:
        home = self.folder / prefix
        home.mkdir()
        self.found[prefix] = NodeUnderTest(
            prefix, home, self._database(home), KeyRing.at(home / "keys")
        )

    def _database(self, home: Path) -> str:
        if connection.vendor == "sqlite":
            path = home / "node.sqlite3"
            shutil.copy(self.template, path)
            return str(path)
        return self._copied(self.template)

    def _copied(self, original: str) -> str:
        """A copy on the server, under a name that no other node of any test has."""
        if original == self.template and _spare:
            name = _spare.pop()
        else:
            name = f"{self.template}_n{next(_numbers)}"
            _server(f'DROP DATABASE IF EXISTS "{name}"')
            _server(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        self.on_the_server.append(name)
        return name

    def copy_database(self, prefix: str) -> str:
        """A backup of a node's database, to be put back later."""
        database = self.found[prefix].database
        if connection.vendor != "sqlite":
            return self._copied(database)
        return str(shutil.copy(database, self.folder / f"{prefix}.backup"))

    def put_back(self, prefix: str, copy: str, *, is_started_anew: bool = True) -> None:
        """Its disk is that of the backup again, and it is started anew; or left running."""
        if is_started_anew:
            with self.at(prefix):
                look_again()
        database = self.found[prefix].database
        if connection.vendor != "sqlite":
            _server(f'DROP DATABASE "{database}" WITH (FORCE)')
            _server(f'CREATE DATABASE "{database}" TEMPLATE "{copy}"')
            return
        for rest in Path(database).parent.glob(f"{Path(database).name}-*"):
            rest.unlink()
        shutil.copy(copy, database)

    @contextmanager
    def at(self, prefix: str) -> Iterator[NodeUnderTest]:
        """Be at a node; what was not committed before is not carried along."""
        node = self.found[prefix]
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = node.database
        try:
            with override_settings(NODE_PREFIX=prefix, KEYS=node.keys, HBM_HOME=node.home):
                yield node
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def drop(self) -> None:
        for name in self.on_the_server:
            with _connected(name) as server:
                _empty(server)
            _spare.append(name)
        self.on_the_server.clear()


def drop_spare_databases() -> None:
    """Leave nothing on the server, once all tests are done."""
    while _spare:
        _server(f'DROP DATABASE IF EXISTS "{_spare.pop()}" WITH (FORCE)')


def _empty(server: psycopg.Connection[Any]) -> None:
    """Take out whatever the migrations did not put in: quicker by far than a new copy."""
    tables = [name for (name,) in server.execute(_TABLES) if name not in _MADE_BY_MIGRATIONS]
    for statement in statements_to_empty(server.execute, tables):
        server.execute(statement)


def _server(statement: str) -> None:
    with _connected("postgres") as server:
        server.execute(statement)


def _connected(database: str) -> psycopg.Connection[Any]:
    given = dict(connection.settings_dict)
    return psycopg.connect(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


class Line(httpx.BaseTransport):
    """A line to a node of the test; ``cut`` says which request or reply gets lost."""

    def __init__(self, nodes: Nodes, to: str) -> None:
        self.nodes, self.to = nodes, to
        self.lose_request = self.lose_reply = False
        self.sent: list[bytes] = []
        self.bytes_sent = self.bytes_received = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.sent.append(body)
        self.bytes_sent += len(body)
        if self.lose_request:
            self.lose_request = False
            raise httpx.ConnectError("the line was cut", request=request)
        with self.nodes.at(self.to):
            headers = {
                "HTTP_" + name.upper().replace("-", "_"): value
                for name, value in request.headers.items()
                if name not in ("content-type", "content-length", "host")
            }
            answer = Client(raise_request_exception=False).post(
                request.url.path,
                body,
                content_type=request.headers.get("content-type", "application/json"),
                **headers,
            )
            found = httpx.Response(
                answer.status_code, content=answer.content, headers=dict(answer.headers.items())
            )
        if self.lose_reply:
            self.lose_reply = False
            raise httpx.ReadError("the line was cut", request=request)
        self.bytes_received += len(answer.content)
        return found
